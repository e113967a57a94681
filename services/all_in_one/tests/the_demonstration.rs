//! The demonstration played on a real PostgreSQL, with the real roles.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use all_in_one::demonstration::{Outcome, PlayError, Stores, demonstration, play};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use event_store::testing::TestDatabase;
use event_store::{Caller, Until};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use regulation::commands::PublishScheme;
use regulation::facts::Budget;
use regulation::record::{Actor, Recorded, Role};
use regulation::words::{Cents, PersonId, TrancheKey};
use regulation::{query::Query, scheme};
use reporting::Reporting;
use serde_json::{Value, json};
use service_kit::Settings;
use service_kit::door::{Door, TrustedIssuer};
use service_kit::jwks::KeySource;
use service_kit::run::{Running, serve};
use service_kit::secret::Secret;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

async fn stores(database: &TestDatabase) -> Stores {
    let intake = database.store("intake").await.unwrap();
    let reporting = database.store("reporting").await.unwrap();
    Stores { intake, assessment: database.store("assessment").await.unwrap(), reporting }
}

async fn log(stores: &Stores) -> Vec<Recorded> {
    stores.assessment.history(&Query::everything(), Until::Now).await.unwrap()
}

async fn budget(stores: &Stores, tranche: &str) -> Budget {
    let budget = Budget::of(TrancheKey::parse(tranche).unwrap());
    stores.assessment.learn(budget, Until::Now).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn both_tranches_are_granted_to_the_last_euro_and_the_forty_fourth_is_refused() {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    let begin = std::time::Instant::now();
    let outcome = play(&stores, |_, _| {}).await.unwrap();
    println!("played in {:?}", begin.elapsed());
    let Outcome::Played { steps, refusal } = outcome else { panic!("{outcome:?}") };
    assert_eq!(refusal.code(), "plafond-ontoereikend");
    for (tranche, granted) in [("sft-2022", 100_000_000), ("rha-2022", 52_135_000)] {
        let budget = budget(&stores, tranche).await;
        assert_eq!((budget.granted(), budget.free()), (Cents::euros(granted), Cents::ZERO), "{tranche}");
    }
    let log = log(&stores).await;
    assert_eq!(log.len(), steps);
    assert!(log.iter().all(|recorded| recorded.imported.is_some()), "the log does not pretend");
    let earlier = |recorded: &Recorded| recorded.known_since() < recorded.recorded_at;
    assert!(log.iter().all(earlier), "known since 2022 and 2023, recorded now");
}

#[tokio::test(flavor = "multi_thread")]
async fn playing_again_plays_nothing_and_an_interrupted_one_goes_on_where_it_stopped() {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    let interrupted = {
        let stores = stores.clone();
        let (told, mut done) = tokio::sync::mpsc::unbounded_channel();
        let playing = tokio::spawn(async move { play(&stores, |count, _| told.send(count).unwrap()).await });
        while done.recv().await.unwrap() < 100 {}
        playing.abort();
        let _cancelled = playing.await;
        log(&self::stores(&database).await).await
    };
    let total = demonstration().unwrap().steps.len();
    assert!(interrupted.len() >= 100 && interrupted.len() < total, "{}", interrupted.len());
    let outcome = play(&stores, |_, _| {}).await.unwrap();
    assert!(matches!(outcome, Outcome::Played { .. }), "{outcome:?}");
    let whole = log(&stores).await;
    assert_eq!(whole.len(), total, "nothing was recorded twice");
    assert_eq!(whole.get(..interrupted.len()).unwrap(), interrupted);
    let again = play(&stores, |_, _| panic!("a step was played again")).await.unwrap();
    assert!(matches!(again, Outcome::PlayedBefore), "{again:?}");
    assert_eq!(log(&stores).await.len(), total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_holds_other_things_is_left_alone() -> Result<(), PlayError> {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    let person = PersonId::parse("iemand").unwrap();
    let publish =
        PublishScheme::new(scheme::RHA.to_owned(), regulation::words::Validity::default(), person.clone())
            .unwrap();
    let actor = Actor { role: Role::Administrator, person, organisation: None, on_behalf_of: None };
    stores.assessment.record(publish, &Caller::new(actor)).await.unwrap();
    let outcome = play(&stores, |_, _| {}).await?;
    assert!(matches!(outcome, Outcome::OtherData), "{outcome:?}");
    assert_eq!(log(&stores).await.len(), 1);
    Ok(())
}

/// The figures at work, and the ministry that asks them.
struct Ministry {
    running: Running,
    token: String,
}

impl Ministry {
    async fn at(stores: &Stores) -> Self {
        let data = std::env::temp_dir().join(format!("woonloket-demonstration-{}", std::process::id()));
        let reporting = Reporting::start(stores.reporting.clone(), &data).await.unwrap();
        let until = stores.reporting.head().await.unwrap().position;
        assert!(tokio::time::timeout(Duration::from_secs(60), reporting.reach(until)).await.unwrap());
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        public.common.key_id = Some("proef".to_owned());
        let issuer = TrustedIssuer {
            issuer: "https://idp.example.nl".to_owned(),
            audience: "woonloket".to_owned(),
            algorithms: vec![Algorithm::ES256],
            keys: KeySource::InProcess(Arc::new(move || JwkSet { keys: vec![public.clone()] })),
        };
        let settings = Settings::read(|name| (name == "WOONLOKET_PORT").then(|| "0".to_owned())).unwrap();
        let secret = Secret::from_text(&"een geheim van de proef ".repeat(2)).unwrap();
        let door = Door::new(&settings, &issuer, secret).unwrap();
        let running = serve(&settings, door, reporting.services(), |_| ()).unwrap();
        let now = jiff::Timestamp::now().as_second();
        let claims = json!({ "iss": "https://idp.example.nl", "aud": "woonloket", "sub": "m", "rol": "ministerie",
                             "organisatie": "BZK", "iat": now, "nbf": now - 5, "exp": now + 600 });
        let header = Header { kid: Some("proef".to_owned()), ..Header::new(Algorithm::ES256) };
        Self { running, token: encode(&header, &claims, &key).unwrap() }
    }

    fn get(&self, path: &str) -> Value {
        let address = self.running.address();
        let address = address.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let bearer = &self.token;
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {bearer}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.split(' ').nth(1) == Some("200"), "{path}: {answer}");
        serde_json::from_str(body).unwrap()
    }
}

/// What was known of a number of the letter: homes, or euros.
fn told(number: &Value) -> (&str, Option<i64>) {
    let known = &number["toenBekend"];
    let euros = known["bedragCent"].as_i64().map(|cents| cents / 100);
    (number["sleutel"].as_str().unwrap(), known["woonruimten"].as_i64().or(euros))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_of_8_june_2023_is_made_again_number_by_number_each_with_its_trace_or_its_source() {
    let database = TestDatabase::new().await.unwrap();
    let stores = stores(&database).await;
    play(&stores, |_, _| {}).await.unwrap();
    let ministry = Ministry::at(&stores).await;
    let letter = ministry.get("/voortgang/v1/kamerbrieven/2023-06-08");
    let numbers = letter["getallen"].as_array().unwrap();

    let entered = |number: &&Value| number["herkomst"] == "ingevoerd";
    let of_ledger = |number: &&Value| number["herkomst"] == "grootboek";
    let from_ledger: Vec<_> = numbers.iter().filter(of_ledger).map(told).collect();
    let sft_homes = from_ledger.iter().find(|(key, _)| *key == "flex-sft").unwrap().1.unwrap();
    assert!((8_300..8_400).contains(&sft_homes), "generated from the amounts: {sft_homes}");
    let expected = [
        ("flex-sft", Some(sft_homes)),
        ("flex-sft-bedrag", Some(100_000_000)),
        ("flex-rha", Some(4_766)),
        ("flex-rha-bedrag", Some(52_135_000)),
        ("rha-bedrag", Some(52_135_000)),
        ("rha-flex", Some(4_766)),
        ("rha-permanent", Some(2_959)),
        ("rha-arbeidsmigranten", Some(1_148)),
        ("rha-dak-en-thuislozen", Some(542)),
        ("rha-statushouders", Some(1_402)),
        ("rha-studenten", Some(2_980)),
        ("rha-woonwagenbewoners", Some(111)),
        ("rha-urgentie", Some(983)),
        ("rha-uitstroom-intramuraal", Some(559)),
    ];
    assert_eq!(from_ledger, expected);
    for number in numbers.iter().filter(|number| of_ledger(number) || entered(number)) {
        let trace = ministry.get(number["herleiding"].as_str().unwrap());
        let amount = if number["toenBekend"]["bedragCent"].is_i64() { "bedragCent" } else { "woonruimten" };
        assert_eq!(
            trace["som"][amount], number["toenBekend"][amount],
            "the trace sums to {}",
            number["sleutel"]
        );
        let line = &trace["resultaten"][0];
        assert!(line["ingevoerdUit"].is_string(), "{line:#}");
        assert!(entered(&number) || line["gegenereerd"].is_string(), "{line:#}");
    }

    let from_letter: Vec<_> = numbers.iter().filter(entered).map(told).collect();
    let expected = [
        ("flex-gerealiseerd-2022", Some(3_400)),
        ("flex-wbi", Some(3_800)),
        ("flex-rvb", Some(2_000)),
        ("flex-aedes-eerste-jaar", Some(8_000)),
        ("flex-aedes-tweede-jaar", Some(10_000)),
        ("flex-aedes-derde-jaar", Some(10_000)),
        ("flex-extra-bedrag", Some(300_000_000)),
        ("rha-2023-bedrag", Some(34_700_000)),
    ];
    assert_eq!(from_letter, expected);
    for number in numbers.iter().filter(entered) {
        let contribution = &number["bijdrage"];
        assert_eq!(contribution["ingevoerdDoor"], "ministerie");
        assert!(contribution["bron"]["vermelding"].as_str().unwrap().contains("2023-0000331870"));
        assert_eq!(contribution["bekendSinds"], "2023-06-07T22:00:00Z", "marked as known since the letter");
        assert_eq!(number["toenBekend"], number["inBrief"], "{}", number["sleutel"]);
    }
    assert_eq!((numbers.len(), told(&numbers[0])), (23, ("flex-doel", Some(37_500))));

    let goal = ministry
        .get("/voortgang/v1/doelstellingen/flexwoningen-2022-2024?bekendOp=2023-06-08&peildatum=2023-06-08");
    let stand = &goal["standen"][0];
    assert_eq!(stand["gepland"]["woonruimten"], sft_homes + 4_766);
    assert_eq!(
        (&stand["bijdragenWoonruimten"], &stand["bijdragenGerealiseerd"]),
        (&json!(37_200), &json!(3_400))
    );
    assert_eq!(stand["tekortNaGerealiseerd"], 34_100, "what the letter says was realised in 2022 goes off");
    assert!(stand["toelichting"].to_string().contains("geen gewone aftreksom"), "{stand:#}");
    assert!(stand.get("gerealiseerd").is_none(), "no report says so, and that is no nought: {stand:#}");
}
