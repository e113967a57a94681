//! What the contract tests share: a place to write down what happens, and a rule to decide by.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "each test file uses some of it")]

use event_store::{Caller, CommandId, EventStore};
use jiff::Timestamp;
use regulation::event::{ApplicationSubmitted, ApplicationWithdrawn, Arrival, CaseHeader, Event, EventType};
use regulation::query::{Query, Tag};
use regulation::record::{Actor, Recorded, Role};
use regulation::violation::Violation;
use regulation::words::{
    Applicant, ApplicationId, ContactPerson, OwnReference, PersonId, Personal, SubjectId, TrancheKey,
};
use regulation::{Command, Facts};
use uuid::Uuid;

/// A case in this tranche.
pub fn case(tranche: &str, number: u128) -> CaseHeader {
    CaseHeader {
        application: ApplicationId(Uuid::from_u128(number)),
        tranche: TrancheKey::parse(tranche).unwrap(),
        applicant: Applicant::parse("GM0363").unwrap(),
    }
}

/// Somebody of a municipality.
pub fn citizen() -> Actor {
    Actor {
        role: Role::Municipality,
        person: PersonId::parse("medewerker-1").unwrap(),
        organisation: Some("GM0363".to_owned()),
        on_behalf_of: None,
    }
}

/// That an application was withdrawn: an event that `intake` may record.
pub fn withdrawn(case: CaseHeader) -> Event {
    withdrawn_because(case, "niet meer nodig")
}

/// The same, with a reason.
pub fn withdrawn_because(case: CaseHeader, reason: &str) -> Event {
    ApplicationWithdrawn { case, received_at: moment("2022-10-01T10:00:00Z"), reason: reason.to_owned() }
        .into()
}

/// A submission with a contact person.
pub fn submitted(number: u128, subject: SubjectId) -> Event {
    let person =
        ContactPerson { name: "J. de Vries".to_owned(), email: "j.devries@gemeente.example".to_owned() };
    let event = ApplicationSubmitted {
        partnership: None,
        pot: None,
        case: case("rha-2022", number),
        scheme_version: 1,
        received_at: moment("2022-10-01T10:00:00Z"),
        arrival: Arrival::InTime,
        reference: OwnReference::parse("K-1").unwrap(),
        contact: Some(Personal::Known { subject, person }),
        projects: Vec::new(),
    };
    event.into()
}

/// A moment.
pub fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// All that concerns a tranche.
pub fn about(tranche: &str) -> Query {
    Query::about(Tag::tranche(&TrancheKey::parse(tranche).unwrap()), &[])
}

/// Who sends a request with an id.
pub fn with_id(store: &EventStore, key: &str, content: &str) -> Caller {
    let body_mac = store.mac(content.as_bytes()).unwrap();
    let command_id = Some(CommandId { scope: "GM0363 withdraw".to_owned(), key: key.to_owned(), body_mac });
    Caller { command_id, ..Caller::new(citizen()) }
}

/// How many were withdrawn in a tranche.
#[derive(Debug, Clone)]
pub struct Taken {
    tranche: TrancheKey,
    pub count: u32,
}

impl Taken {
    pub fn of(tranche: &str) -> Self {
        Self { tranche: TrancheKey::parse(tranche).unwrap(), count: 0 }
    }
}

impl Facts for Taken {
    fn about(&self) -> Query {
        Query::about(Tag::tranche(&self.tranche), &[EventType::ApplicationWithdrawn])
    }

    fn learn(&mut self, recorded: &Recorded) {
        if let Event::ApplicationWithdrawn(event) = &recorded.event
            && event.case.tranche == self.tranche
        {
            self.count += 1;
        }
    }
}

/// Takes one place in a tranche, as long as there is one.
#[derive(Debug, Clone)]
pub struct Take {
    pub case: CaseHeader,
    pub places: u32,
}

impl Take {
    pub fn one(tranche: &str, number: u128, places: u32) -> Self {
        Self { case: case(tranche, number), places }
    }
}

impl Command for Take {
    type Facts = Taken;
    const NAME: &'static str = "take";

    fn facts(&self) -> Taken {
        Taken { tranche: self.case.tranche.clone(), count: 0 }
    }

    fn decide(&self, taken: &Taken) -> Result<Vec<Event>, Violation> {
        if taken.count >= self.places {
            return Err(Violation::NotGranted);
        }
        Ok(vec![withdrawn(self.case.clone())])
    }
}
