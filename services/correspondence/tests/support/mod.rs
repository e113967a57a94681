//! A house with a log, an outbox and a mail server, and the words to let things happen in it.

#![allow(dead_code, unused_imports, reason = "each of the test programs uses its own part")]

mod mail_server;

pub use mail_server::{MailServer, Mood};

use correspondence::{Pace, Post, Sender};
use event_store::testing::TestDatabase;
use event_store::{Caller, EventStore, Follower};
use regulation::commands::*;
use regulation::event::{Advice, CaseHeader, Piece};
use regulation::record::{Actor, Imported, Role};
use regulation::scheme::RHA;
use regulation::words::*;
use service_kit::config::MailSettings;
use service_kit::secret::Hidden;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

pub const IN_TIME: &str = "2022-09-20T08:00:00.5Z";

pub fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

pub fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

fn actor(role: Role, name: &str) -> Caller {
    Caller::new(Actor { role, person: person(name), organisation: None, on_behalf_of: None })
}

/// Patience that a test has: fast, and three attempts.
pub const FAST: Pace = Pace {
    look: Duration::from_millis(20),
    first: Duration::from_millis(50),
    longest: Duration::from_millis(200),
    attempts: 3,
};

/// A house with one open tranche, RHA 2022, in which the outbox is filled.
pub struct House {
    pub database: TestDatabase,
    intake: EventStore,
    pub assessment: EventStore,
    pub correspondence: EventStore,
    follower: Option<Follower>,
}

impl House {
    pub async fn open() -> Self {
        let house = Self::unfollowed().await;
        Self { follower: Some(correspondence::follow(&house.correspondence)), ..house }
    }

    /// The same, while nobody fills the outbox.
    pub async fn unfollowed() -> Self {
        let database = TestDatabase::new().await.unwrap();
        let house = Self {
            intake: database.store("intake").await.unwrap(),
            assessment: database.store("assessment").await.unwrap(),
            correspondence: database.store("correspondence").await.unwrap(),
            database,
            follower: None,
        };
        let administrator = actor(Role::Administrator, "beheer");
        let publish = PublishScheme::new(RHA.to_owned(), Validity::default(), person("beheer")).unwrap();
        house.assessment.record(publish, &administrator).await.unwrap();
        let (scheme, tranche) = (SchemeKey::parse("rha").unwrap(), tranche());
        let open = OpenTranche { scheme, tranche, set: OpeningSet::default(), by: person("beheer") };
        house.assessment.record(open, &administrator).await.unwrap();
        house
    }

    /// Who fills the outbox.
    pub fn follower(&self) -> &Follower {
        self.follower.as_ref().unwrap()
    }

    pub async fn submit(&self, one: Submit) -> CaseHeader {
        let case = one.case.clone();
        self.intake.record(one, &actor(Role::Municipality, "gemeente")).await.unwrap();
        case
    }

    pub async fn submit_imported(&self, one: Submit) {
        let known_since = at("2022-10-01T00:00:00Z");
        let imported = Imported { known_since, source: "Proefcourant 1".into(), generated: None };
        let caller = Caller { imported: Some(imported), ..actor(Role::Administrator, "beheer") };
        self.intake.record(one, &caller).await.unwrap();
    }

    pub async fn supplement(&self, case: &CaseHeader) {
        let pieces = vec![PieceCode::parse("begroting").unwrap()];
        let (case, note) = (case.clone(), "Zie bijlage.".to_owned());
        let supplement = Supplement { case, received_at: at("2022-09-26T10:00:00Z"), pieces, note };
        self.intake.record(supplement, &actor(Role::Municipality, "gemeente")).await.unwrap();
    }

    pub async fn request_supplement(&self, case: &CaseHeader) {
        let code = PieceCode::parse("begroting").unwrap();
        let request = RequestSupplement {
            case: case.clone(),
            pieces: vec![Piece { code, description: "De begroting van het project".into() }],
            answer_by: Some("2022-10-10".parse().unwrap()),
            requested_at: at("2022-09-21T09:00:00Z"),
            by: person("anna"),
        };
        self.assessment.record(request, &actor(Role::Assessor, "anna")).await.unwrap();
    }

    /// Anna finds it complete and advises, Bram grants.
    pub async fn grant(&self, case: &CaseHeader) {
        let amount = Amount::gross(Cents::euros(50_000));
        let anna = actor(Role::Assessor, "anna");
        let (confirmed_at, by) = (at("2022-10-01T09:00:00Z"), person("anna"));
        let complete = ConfirmCompleteness { case: case.clone(), confirmed_at, by: by.clone() };
        self.assessment.record(complete, &anna).await.unwrap();
        let (advice, reasons) = (Advice::Grant { amount }, "Voldoet.".to_owned());
        let advise =
            Advise { case: case.clone(), advice, judgement: None, reasons, given_at: confirmed_at, by };
        self.assessment.record(advise, &anna).await.unwrap();
        let approve = Approve {
            case: case.clone(),
            amount,
            explanation: "Het project voldoet.".into(),
            decided_at: at("2022-12-01T09:30:00Z"),
            by: person("bram"),
        };
        self.assessment.record(approve, &actor(Role::Assessor, "bram")).await.unwrap();
    }

    /// A sender that hands over to this server.
    pub fn sender(&self, url: &str) -> Sender {
        Sender::new(self.correspondence.clone(), post(Some(url), Path::new("/nergens")), FAST)
    }

    /// Every mail of the outbox: which letter, its state, how often it was tried, and why it was not sent.
    pub async fn outbox(&self) -> Vec<(String, String, i32, Option<String>)> {
        let client = self.correspondence.tables().get().await.unwrap();
        let rows =
            client.query("SELECT kind, state, attempts, reason FROM outbox ORDER BY position", &[]).await;
        rows.unwrap().iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect()
    }

    /// Waits until the outbox holds so many mails.
    pub async fn outbox_holds(&self, count: usize) {
        until("the outbox to be filled", async || self.outbox().await.len() >= count).await;
    }

    /// Waits until so many mails of the outbox are in this state.
    pub async fn are(&self, state: &str, count: usize) {
        let counted = async || self.outbox().await.iter().filter(|mail| mail.1 == state).count();
        until("the mails to end", async || counted().await >= count).await;
    }
}

/// Waits until it is so; fails after thirty seconds.
pub async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    for _ in 0..1500 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited thirty seconds in vain for {what}");
}

/// The post by these settings.
pub fn post(url: Option<&str>, data: &Path) -> Post {
    let from = "Woonloket <niet-beantwoorden@woonloket.example>".to_owned();
    Post::new(&MailSettings { smtp: url.map(Hidden::new), from }, data).unwrap()
}

pub fn tranche() -> TrancheKey {
    TrancheKey::parse("rha-2022").unwrap()
}

/// An application of Breda, with somebody to write to.
pub fn submit(reference: &str, received_at: &str, name: &str, email: &str) -> Submit {
    let application = ApplicationId(Uuid::now_v7());
    let kind = UnitKind {
        target_group: TargetGroup::parse("statushouders").unwrap(),
        permanence: Permanence::Permanent,
        dwelling: Dwelling::SelfContained,
        origin: Origin::NewBuild,
    };
    let project = Project {
        key: ProjectKey::parse("P1").unwrap(),
        name: "Stationsweg".into(),
        requested: Amount::gross(Cents::euros(50_000)),
        lines: vec![UnitLine { kind, planned: Units::new(10) }],
        household: None,
        finances: None,
    };
    let person = ContactPerson { name: name.into(), email: email.into() };
    Submit {
        case: CaseHeader { application, tranche: tranche(), applicant: Applicant::parse("GM0758").unwrap() },
        received_at: at(received_at),
        reference: OwnReference::parse(reference).unwrap(),
        contact: Some(Personal::Known { subject: SubjectId(Uuid::now_v7()), person }),
        projects: vec![project],
        pot: None,
        partnership: None,
    }
}

/// The same, from J. de Vries.
pub fn from_de_vries(reference: &str) -> Submit {
    submit(reference, IN_TIME, "J. de Vries", "j.devries@breda.example")
}
