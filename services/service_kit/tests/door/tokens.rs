//! Which tokens open the door, and which do not.

use crate::support::{House, ISSUER, Issuer, SigningKey, claims, claims_with, set_of};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_good_token_opens_the_door_with_each_of_the_three_algorithms() {
    let keys = [
        SigningKey::es256("e"),
        SigningKey::rsa("r", Algorithm::RS256),
        SigningKey::rsa("p", Algorithm::PS256),
    ];
    let issuer = Issuer::start(&keys.iter().collect::<Vec<_>>());
    let house = House::open(&issuer, MINUTE);
    for key in &keys {
        let answer = house.get("/proef/v1/beoordelaar", &key.sign(&claims())).await;
        assert_eq!(answer.status, 200, "{:?}: {}", key.algorithm, answer.text);
        assert!(!answer.text.contains("jansen"), "the person's name is not in the pseudonym");
    }
    assert_eq!(issuer.fetches(), 1, "the keys were kept");
}

#[tokio::test]
async fn claims_that_are_not_right_are_refused() {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, MINUTE);
    let now = jiff::Timestamp::now().as_second();
    let wrong = [
        ("iss", json!("https://another.example.nl")),
        ("aud", json!("another")),
        ("exp", json!(now - 31)),
        ("nbf", json!(now + 40)),
        ("iss", Value::Null),
        ("aud", Value::Null),
        ("exp", Value::Null),
        ("sub", Value::Null),
    ];
    for (name, value) in wrong {
        let answer = house.get("/proef/v1/beoordelaar", &key.sign(&claims_with(name, value.clone()))).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "niet-aangemeld"), "{name} = {value}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""));
        assert_eq!(answer.header("api-version"), "1.2.3");
    }
    let several = key.sign(&claims_with("aud", json!(["another", "woonloket"])));
    assert_eq!(house.get("/proef/v1/beoordelaar", &several).await.status, 200);
}

#[tokio::test]
async fn the_header_of_a_token_never_decides_the_algorithm() {
    let (key, rsa) = (SigningKey::es256("e"), SigningKey::rsa("r", Algorithm::RS256));
    let issuer = Issuer::start(&[&key, &rsa]);
    let house = House::open(&issuer, MINUTE);
    for token in [
        unsigned(&key),
        signed_with_the_public_key(&key),
        signed_with_the_public_key(&rsa),
        ps256_by_rs256_key(&rsa),
    ] {
        let answer = house.get("/proef/v1/beoordelaar", &token).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "niet-aangemeld"), "{}", answer.text);
    }
}

/// `alg: none`.
fn unsigned(key: &SigningKey) -> String {
    let header = json!({ "alg": "none", "kid": key.kid, "typ": "at+jwt" });
    format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims().to_string())
    )
}

/// HS256 with what everybody knows as the secret.
fn signed_with_the_public_key(key: &SigningKey) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(key.kid.clone());
    let public = serde_json::to_vec(&key.public).unwrap();
    encode(&header, &claims(), &EncodingKey::from_secret(&public)).unwrap()
}

/// An allowed algorithm, and of the key's type, but not the one that the key is for.
fn ps256_by_rs256_key(key: &SigningKey) -> String {
    let mut header = key.header();
    header.alg = Algorithm::PS256;
    key.sign_with(header, &claims())
}

#[tokio::test]
async fn a_forged_signature_and_what_is_no_token_are_refused() {
    let (key, stranger) = (SigningKey::es256("e"), SigningKey::es256("e"));
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, MINUTE);
    let mut no_kid = key.header();
    no_kid.kid = None;
    let mut id_token = key.header();
    id_token.typ = Some("logout+jwt".to_owned());
    let tokens = [
        stranger.sign(&claims()),
        key.sign_with(no_kid, &claims()),
        key.sign_with(id_token, &claims()),
        "a.b.c".to_owned(),
        "x".to_owned(),
    ];
    for token in tokens {
        assert_eq!(house.get("/proef/v1/beoordelaar", &token).await.status, 401);
    }
}

#[tokio::test]
async fn an_unknown_key_makes_us_fetch_again_at_most_once_in_the_set_time() {
    let (key, stranger) = (SigningKey::es256("e"), SigningKey::es256("unknown"));
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, Duration::from_millis(1500));
    assert_eq!(house.get("/proef/v1/beoordelaar", &key.sign(&claims())).await.status, 200);
    assert_eq!(issuer.fetches(), 1);
    for _ in 0..20 {
        assert_eq!(house.get("/proef/v1/beoordelaar", &stranger.sign(&claims())).await.status, 401);
    }
    assert_eq!(issuer.fetches(), 1, "too soon after the first fetch");
    tokio::time::sleep(Duration::from_millis(1600)).await;
    for _ in 0..20 {
        assert_eq!(house.get("/proef/v1/beoordelaar", &stranger.sign(&claims())).await.status, 401);
    }
    assert_eq!(issuer.fetches(), 2, "once more, and not twenty times");
}

#[tokio::test]
async fn a_new_key_of_the_issuer_is_found_and_the_old_one_works_until_it_is_gone() {
    let (old, new) = (SigningKey::es256("old"), SigningKey::es256("new"));
    let issuer = Issuer::start(&[&old]);
    let house = House::open(&issuer, Duration::from_millis(50));
    assert_eq!(house.get("/proef/v1/beoordelaar", &old.sign(&claims())).await.status, 200);
    *issuer.keys.lock().unwrap() = set_of(&[&old, &new]);
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(house.get("/proef/v1/beoordelaar", &new.sign(&claims())).await.status, 200);
    assert_eq!(house.get("/proef/v1/beoordelaar", &old.sign(&claims())).await.status, 200);
    *issuer.keys.lock().unwrap() = set_of(&[&new]);
    tokio::time::sleep(Duration::from_millis(60)).await;
    let unknown = SigningKey::es256("other");
    assert_eq!(house.get("/proef/v1/beoordelaar", &unknown.sign(&claims())).await.status, 401);
    assert_eq!(house.get("/proef/v1/beoordelaar", &old.sign(&claims())).await.status, 401);
}

#[tokio::test]
async fn when_the_issuer_is_down_the_old_keys_go_on_working() {
    let (key, stranger) = (SigningKey::es256("e"), SigningKey::es256("unknown"));
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, Duration::from_millis(10));
    assert_eq!(house.get("/proef/v1/beoordelaar", &key.sign(&claims())).await.status, 200);
    issuer.down.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(house.get("/proef/v1/beoordelaar", &stranger.sign(&claims())).await.status, 401);
    assert_eq!(house.get("/proef/v1/beoordelaar", &key.sign(&claims())).await.status, 200);
}

#[tokio::test]
async fn without_any_keys_the_answer_is_to_come_back_later() {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    issuer.down.store(true, Ordering::SeqCst);
    let house = House::open(&issuer, Duration::from_millis(10));
    let answer = house.get("/proef/v1/beoordelaar", &key.sign(&claims())).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    assert_eq!(house.get("/health/ready", "").await.status, 503);
    assert_eq!(house.get("/health/live", "").await.status, 200);
    issuer.down.store(false, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(house.get("/proef/v1/beoordelaar", &key.sign(&claims())).await.status, 200);
}

#[tokio::test]
async fn every_role_gets_in_at_its_own_door_and_nowhere_else() {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, MINUTE);
    let roles = ["gemeente", "beoordelaar", "ministerie", "beheerder"];
    for role in roles {
        let mut claims = claims_with("rol", json!(role));
        claims.as_object_mut().unwrap().insert("organisatie".to_owned(), json!("0363"));
        let token = key.sign(&claims);
        for door in roles {
            let expected = if door == role { 200 } else { 403 };
            assert_eq!(
                house.get(&format!("/proef/v1/{door}"), &token).await.status,
                expected,
                "{role} at {door}"
            );
        }
        let two = house.get("/proef/v1/twee", &token).await.status;
        assert_eq!(two, if ["beoordelaar", "ministerie"].contains(&role) { 200 } else { 403 });
    }
}

#[tokio::test]
async fn a_municipality_is_bound_to_the_code_in_its_token() {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, MINUTE);
    let bound = |organisation: Value, namens: Value| {
        json!({"iss": ISSUER, "aud": "woonloket", "sub": "x", "rol": "gemeente", "organisatie": organisation,
               "namens": namens, "exp": jiff::Timestamp::now().as_second() + 60})
    };
    let tooi = json!("https://identifier.overheid.nl/tooi/id/gemeente/gm0363");
    let answer = house.get("/proef/v1/gemeente", &key.sign(&bound(tooi, Value::Null))).await;
    assert_eq!(answer.json(), json!({"wie": "GM0363"}));
    let supplier =
        house.get("/proef/v1/gemeente", &key.sign(&bound(json!("KVK12345678"), json!("0014")))).await;
    assert_eq!(supplier.json(), json!({"wie": "GM0014"}));
    let investor =
        house.get("/proef/v1/gemeente", &key.sign(&bound(json!("KVK12345678"), Value::Null))).await;
    assert_eq!(investor.json(), json!({"wie": "KVK12345678"}), "itself, where a scheme is open to investors");
    let nobody = house.get("/proef/v1/gemeente", &key.sign(&bound(json!("OIN00000001"), Value::Null))).await;
    assert_eq!((nobody.status, nobody.code().as_str()), (403, "gemeente-ontbreekt"));
}

#[tokio::test]
async fn a_token_goes_in_the_header_and_nowhere_else() {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, MINUTE);
    let token = key.sign(&claims());
    let in_query = house.get(&format!("/proef/v1/beoordelaar?access_token={token}"), "").await;
    assert_eq!((in_query.status, in_query.header("www-authenticate")), (401, "Bearer realm=\"woonloket\""));
    let basic = house
        .client
        .get(house.url("/proef/v1/beoordelaar"))
        .header("authorization", format!("Basic {token}"));
    assert_eq!(basic.send().await.unwrap().status(), 401);
    let twice = house.client.get(house.url("/proef/v1/beoordelaar")).bearer_auth(&token).bearer_auth(&token);
    assert_eq!(twice.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_bad_token_is_refused_even_where_none_is_needed() {
    let key = SigningKey::es256("e");
    let issuer = Issuer::start(&[&key]);
    let house = House::open(&issuer, MINUTE);
    assert_eq!(house.get("/proef/v1/cijfers", "").await.status, 200);
    assert_eq!(house.get("/proef/v1/cijfers", "x.y.z").await.status, 401);
}
