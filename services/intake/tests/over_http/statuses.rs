//! How far a case is: in the lists the same as of the case itself, after every event.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use crate::answers::Answer;
use crate::support::{Desk, House, application, person};
use event_store::Until;
use jiff::{SignedDuration, ToSpan};
use regulation::commands::{
    Advise, Approve, ConfirmCompleteness, Reject, RequestSupplement, SetAside, Settle,
};
use regulation::event::{Advice, Piece, RejectionGround};
use regulation::facts::Case;
use regulation::words::{Amount, Cents, PieceCode, day_of};
use serde_json::{Value, json};
use service_kit::dutch::Status;
use std::collections::BTreeSet;

/// A case on its way, and every status it was seen in.
struct Journey<'a> {
    house: &'a House,
    desk: &'a Desk<'a>,
    submitted: Answer,
    seen: BTreeSet<Status>,
}

impl<'a> Journey<'a> {
    async fn begin(house: &'a House, desk: &'a Desk<'a>, reference: &str) -> Self {
        let submitted = desk.submit_new(&application("proef-1", reference)).await.expect(201);
        let mut journey = Self { house, desk, submitted, seen: BTreeSet::new() };
        journey.is(Status::Ingediend).await;
        journey
    }

    /// The case itself, the log and the list say the same.
    async fn is(&mut self, expected: Status) {
        let header = self.house.case(&self.submitted).await;
        let facts = self.house.assessment.learn(Case::of(header.application), Until::Now).await.unwrap().0;
        assert_eq!(Status::of(&facts), expected, "by the log");
        assert_eq!(self.shown().await.text("status"), expected.as_str(), "by the case");
        let list = self.desk.get("/aanvragen").await.expect(200);
        let id = self.submitted.text("aanvraagId");
        let listed = list.results().into_iter().find(|one| one["aanvraagId"] == id).unwrap();
        assert_eq!(listed["status"], expected.as_str(), "by the list");
        self.seen.insert(expected);
    }

    async fn shown(&self) -> Answer {
        self.desk.get(&format!("/aanvragen/{}", self.submitted.text("aanvraagId"))).await.expect(200)
    }

    async fn change(&self, what: &str, body: &Value) {
        let seen = self.shown().await;
        self.desk.change(&self.submitted, what, seen.header("etag"), body).await.expect(201);
    }

    async fn supplement(&self, code: &str) {
        self.change("aanvullingen", &json!({ "stukken": [code], "toelichting": "" })).await;
    }

    async fn confirm(&self) {
        let (case, confirmed_at) = (self.house.case(&self.submitted).await, self.house.now().await);
        self.house.assess("anna", ConfirmCompleteness { case, confirmed_at, by: person("anna") }).await;
    }

    async fn advise(&self, advice: Advice) {
        let (case, given_at) = (self.house.case(&self.submitted).await, self.house.now().await);
        let reasons = "Beraad.".to_owned();
        self.house
            .assess("anna", Advise { case, advice, judgement: None, reasons, given_at, by: person("anna") })
            .await;
    }
}

#[tokio::test]
async fn a_list_says_of_every_case_what_the_case_says_through_every_status() {
    let house = House::with_open_tranche().await;
    let desk = house.desk("GM0363");
    let explanation = || "Toelichting.".to_owned();
    let amount = Amount::gross(Cents::new(3_400_000));

    let mut granted = Journey::begin(&house, &desk, "Z-1").await;
    house.ask_for(&house.case(&granted.submitted).await, &["begroting", "kaart"]).await;
    granted.is(Status::AanvullingGevraagd).await;
    granted.supplement("kaart").await;
    granted.is(Status::AanvullingGevraagd).await;
    granted.supplement("begroting").await;
    granted.is(Status::Ingediend).await;
    house.ask_for(&house.case(&granted.submitted).await, &["kaart"]).await;
    granted.is(Status::AanvullingGevraagd).await;
    granted.supplement("kaart").await;
    granted.confirm().await;
    granted.is(Status::Volledig).await;
    granted.advise(Advice::Grant { amount }).await;
    granted.is(Status::Geadviseerd).await;
    let (case, decided_at) = (house.case(&granted.submitted).await, house.now().await);
    let approve =
        Approve { case: case.clone(), amount, explanation: explanation(), decided_at, by: person("bram") };
    house.assess("bram", approve).await;
    granted.is(Status::Toegekend).await;
    let settle = Settle { case, amount, explanation: explanation(), decided_at, by: person("bram") };
    house.assess("bram", settle).await;
    granted.is(Status::Vastgesteld).await;

    let mut rejected = Journey::begin(&house, &desk, "Z-2").await;
    let ground = RejectionGround::ConditionsNotMet;
    rejected.advise(Advice::Reject { ground }).await;
    rejected.is(Status::Geadviseerd).await;
    house.ask_for(&house.case(&rejected.submitted).await, &["kaart"]).await;
    rejected.is(Status::Geadviseerd).await;
    rejected.supplement("kaart").await;
    rejected.confirm().await;
    rejected.is(Status::Geadviseerd).await;
    let (case, decided_at) = (house.case(&rejected.submitted).await, house.now().await);
    let reject = Reject { case, ground, explanation: explanation(), decided_at, by: person("bram") };
    house.assess("bram", reject).await;
    rejected.is(Status::Afgewezen).await;

    let mut set_aside = Journey::begin(&house, &desk, "Z-3").await;
    let (case, now) = (house.case(&set_aside.submitted).await, house.now().await);
    let request = RequestSupplement {
        case: case.clone(),
        pieces: vec![Piece { code: PieceCode::parse("kaart").unwrap(), description: "De kaart.".to_owned() }],
        answer_by: Some(day_of(now).saturating_sub(5.days())),
        requested_at: now - SignedDuration::from_hours(240),
        by: person("anna"),
    };
    house.assess("anna", request).await;
    set_aside.is(Status::AanvullingGevraagd).await;
    let command = SetAside { case, explanation: explanation(), decided_at: now, by: person("anna") };
    house.assess("anna", command).await;
    set_aside.is(Status::BuitenBehandeling).await;

    let mut withdrawn = Journey::begin(&house, &desk, "Z-4").await;
    withdrawn.change("intrekkingen", &json!({ "reden": "Zo maar." })).await;
    withdrawn.is(Status::Ingetrokken).await;

    let journeys = [granted, rejected, set_aside, withdrawn];
    let seen: BTreeSet<Status> = journeys.into_iter().flat_map(|journey| journey.seen).collect();
    assert_eq!(seen, Status::ALL.into_iter().collect(), "every status was visited");
}
