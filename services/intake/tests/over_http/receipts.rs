//! The receipt proves when an application was in.

use crate::support::{House, application};
use serde_json::json;

#[tokio::test]
async fn the_receipt_carries_the_hash_that_the_log_has() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let first = desk.submit_new(&application("proef-1", "Z-1")).await.expect(201);
    let second = desk.submit_new(&application("proef-1", "Z-2")).await.expect(201);
    assert_eq!(second.body["vorigeHash"], first.body["hash"], "each carries the hash of the one before it");

    let path = format!("/aanvragen/{}/ontvangstbewijs", first.text("aanvraagId"));
    let receipt = desk.get(&path).await.expect(200);
    assert_eq!(receipt.body, first.body, "the receipt never changes");

    let position = i64::try_from(receipt.body["positie"].as_u64().unwrap()).unwrap();
    let query = "SELECT encode(hash, 'hex'), encode(previous_hash, 'hex'), recorded_at FROM log.events WHERE position = $1";
    let row = house.database.admin().await.unwrap().query_one(query, &[&position]).await.unwrap();
    assert_eq!(receipt.text("hash"), row.get::<_, String>(0));
    assert_eq!(receipt.text("vorigeHash"), row.get::<_, String>(1));
    assert_eq!(receipt.text("vastgelegdOp"), row.get::<_, jiff::Timestamp>(2).to_string());
    assert!(receipt.text("ontvangenOp") <= receipt.text("vastgelegdOp"));
    assert_eq!(receipt.body["controle"]["bewijs"], json!(format!("/logboek/v1/bewijzen/{position}")));
}

#[tokio::test]
async fn another_municipalitys_receipt_is_not_there() {
    let house = House::with_open_tranche().await;
    let receipt = house.desk("GM0363").submit_new(&application("proef-1", "Z-1")).await.expect(201);
    for path in ["", "/ontvangstbewijs", "/gebeurtenissen", "/gebeurtenissen/1"] {
        let path = format!("/aanvragen/{}{path}", receipt.text("aanvraagId"));
        let other = house.desk("GM0344").get(&path).await.problem(404, "niet-gevonden");
        let nobodys = path.replace(receipt.text("aanvraagId"), "01890000-0000-7000-8000-000000000000");
        let none = house.desk("GM0344").get(&nobodys).await.problem(404, "niet-gevonden");
        assert_eq!(other.text("detail"), none.text("detail"), "nobody learns that it exists");
    }
}
