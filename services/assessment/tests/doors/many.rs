//! A tranche of ten thousand applications.

use crate::support::*;

/// Prints how long a page and a simulation take when everything is warm; asserts nothing about time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute; cargo test -p assessment --test doors -- --ignored --nocapture"]
async fn a_page_of_a_large_tranche() {
    let house = House::with_tranche().await;
    for batch in 0..100 {
        let submit = (0..100).map(|number| house.submit("GM0363", 1_000 + batch * 100 + number));
        futures_util::future::join_all(submit).await;
    }
    for path in ["/werkvoorraad?tranche=proef-2026", "/tranches/proef-2026", "/tranches"] {
        for round in 0..5 {
            let begun = std::time::Instant::now();
            let answer = house.get(ANNA, path).await;
            println!("{path} round {round}: {} in {:?}", answer.status, begun.elapsed());
        }
    }
    for round in 0..5 {
        let begun = std::time::Instant::now();
        let asked = serde_json::json!({"tranche": "proef-2026", "plafondCent": 500_000_000});
        let answer = house.post(ANNA, "/simulaties", asked).await;
        println!("/simulaties round {round}: {} in {:?}", answer.status, begun.elapsed());
    }
}
