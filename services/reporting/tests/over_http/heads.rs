//! Signed heads: published, kept, and compared with the log.

use crate::histories::{case, granted, homes, opened};
use crate::support::House;
use event_store::Broken;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reporting::logbook::heads;
use reporting::logbook::signer::Signer;
use serde_json::Value;

#[tokio::test]
async fn anyone_checks_a_head_with_the_published_key() {
    let house = House::open().await;
    house.happened([opened(100_000), granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let head = house.administrator().publish("a").await.expect(201);
    assert_eq!((head.at("/positie"), head.header("location")), (&2.into(), "/logboek/v1/koppen/2"));

    let keys: JwkSet =
        serde_json::from_value(house.anyone().get("/logboek/v1/sleutels").await.expect(200).body).unwrap();
    let jws = head.at("/handtekening").as_str().unwrap();
    let kid = decode_header(jws).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let claims = decode::<Value>(jws, &key, &validation).unwrap().claims;
    for name in ["positie", "hash", "vastgelegdOp", "gepubliceerdOp"] {
        assert_eq!(claims[name], head.body[name], "{name}");
    }
    let found = house.anyone().get(head.header("location")).await.expect(200);
    assert_eq!(found.body, head.body);
}

#[tokio::test]
async fn only_an_administrator_publishes_and_a_repeated_request_gets_the_first_head() {
    let house = House::open().await;
    house.administrator().publish("a").await.problem(409, "logboek-leeg");
    house.happened([opened(100_000)]).await;
    house.anyone().publish("a").await.problem(401, "niet-aangemeld");
    house.ministry().publish("a").await.problem(403, "rol-mag-dit-niet");
    let first = house.administrator().publish("a").await.expect(201);
    house.happened([granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    let again = house.administrator().publish("a").await.expect(201);
    assert_eq!(again.body, first.body);
    let second = house.administrator().publish("b").await.expect(201);
    assert_eq!(second.at("/positie"), 2);
    let list = house.anyone().get("/logboek/v1/koppen?limit=1").await.expect(200);
    assert_eq!(list.list("resultaten")[0], second.body, "the newest first");
    let next = list.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    assert_eq!(house.anyone().get(&next).await.expect(200).list("resultaten")[0], first.body);
}

#[tokio::test]
async fn a_head_is_published_once_a_day_by_itself() {
    let house = House::open().await;
    house.happened([opened(100_000)]).await;
    let signer = Signer::read_or_make(&house.data).unwrap();
    heads::publish_daily(&house.store, &signer).await.unwrap();
    house.happened([granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    heads::publish_daily(&house.store, &signer).await.unwrap();
    let positions: Vec<_> =
        heads::published(&house.store).await.unwrap().iter().map(|head| head.position.0).collect();
    assert_eq!(positions, [1]);
}

#[tokio::test]
async fn a_tail_that_is_cut_shows_by_the_head_that_was_published() {
    let house = House::open().await;
    house.happened([opened(100_000), granted(&case("GM0758", "A"), 60_000, homes(60, 40))]).await;
    house.administrator().publish("a").await.expect(201);
    let published = heads::published(&house.store).await.unwrap();
    assert_eq!(house.store.verify(&published).await.unwrap().known_heads, 1);
    assert_eq!(house.anyone().get("/health/ready").await.status, 200);

    let admin = house.database.admin().await.unwrap();
    let cut = "
        ALTER TABLE log.events DISABLE TRIGGER ALL;
        DELETE FROM log.events WHERE position = 2;
        UPDATE log.head h SET position = 1, hash = e.hash FROM log.events e WHERE e.position = 1";
    admin.batch_execute(cut).await.unwrap();
    assert!(house.store.verify(&[]).await.is_ok(), "by itself the log looks whole");
    let broken = house.store.verify(&published).await.unwrap_err();
    assert!(matches!(broken, Broken::KnownHead { .. }), "{broken}");
    let ready = house.anyone().get("/health/ready").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text.contains("klopt niet met de kop die op positie 2 is gepubliceerd"), "{}", ready.text);
}
