//! The letters: which event asks for one, and what it says. Dutch at language level B1, as plain text.
//!
//! The texts stand in `letters/*.txt`; the whole text of every letter is frozen in `tests/letters.rs`.

mod decisions;
mod division;
mod dossier;
mod grant;
mod requests;
mod sources;
mod template;
#[cfg(test)]
mod tests;

pub use dossier::{Dossier, Unwritable};

use crate::dutch;
use jiff::civil::Date;
use regulation::event::{Arrival, Event, EventType};
use regulation::municipalities;
use regulation::words::{Applicant, ContactPerson};
use template::{Values, fill, line};

/// The kinds of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An application came in, in time or late (*ontvangstbevestiging*).
    Receipt,
    /// Pieces came in (*ontvangstbevestiging van een aanvulling*).
    SupplementReceipt,
    /// Pieces are missing (*verzoek om aanvulling*).
    SupplementRequest,
    /// *Verlening*.
    Granted,
    /// *Afwijzing*.
    Rejected,
    /// *Buitenbehandelingstelling*.
    SetAside,
    /// *Vaststelling*.
    Settled,
}

impl Kind {
    /// The letter that an event of this type asks for.
    pub const fn of(event: EventType) -> Option<Self> {
        match event {
            EventType::ApplicationSubmitted => Some(Self::Receipt),
            EventType::ApplicationSupplemented => Some(Self::SupplementReceipt),
            EventType::SupplementRequested => Some(Self::SupplementRequest),
            EventType::ApplicationGranted => Some(Self::Granted),
            EventType::ApplicationRejected => Some(Self::Rejected),
            EventType::ApplicationSetAside => Some(Self::SetAside),
            EventType::GrantSettled => Some(Self::Settled),
            EventType::SchemePublished
            | EventType::TrancheOpened
            | EventType::WindowExtended
            | EventType::CeilingChanged
            | EventType::MoneyCarriedOver
            | EventType::LotterySealed
            | EventType::LotsDrawn
            | EventType::RankingEstablished
            | EventType::TrancheClosed
            | EventType::CompletenessConfirmed
            | EventType::ApplicationWithdrawn
            | EventType::AdviceGiven
            | EventType::ProgressReported
            | EventType::ProgressCorrected
            | EventType::SpendingAccounted
            | EventType::ContributionEntered
            | EventType::EditionSealed => None,
        }
    }

    /// Its name in the outbox.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "ontvangst",
            Self::SupplementReceipt => "ontvangst-aanvulling",
            Self::SupplementRequest => "verzoek-aanvulling",
            Self::Granted => "verlening",
            Self::Rejected => "afwijzing",
            Self::SetAside => "buiten-behandeling",
            Self::Settled => "vaststelling",
        }
    }
}

/// A letter, ready to be sent. It holds personal data: it is made when it is sent, and never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject, on one line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Writes the letter that a dossier's event asks for; none when it asks for no letter.
///
/// `today` is the day of sending: by that, a decision is announced, and from the day after it the term for objections
/// runs ([Awb 3:41 and 6:8](https://wetten.overheid.nl/BWBR0005537/2026-01-01)).
pub fn write(dossier: &Dossier, to: &ContactPerson, today: Date) -> Option<Letter> {
    let mut values = common(dossier, to);
    let template = match &dossier.event {
        Event::ApplicationSubmitted(event) => {
            requests::received(dossier, event, &mut values);
            match event.arrival {
                Arrival::InTime => include_str!("../letters/ontvangst.txt"),
                Arrival::Late { closed_at } => {
                    values.set("gesloten", dutch::moment(closed_at));
                    include_str!("../letters/ontvangst-te-laat.txt")
                }
            }
        }
        Event::ApplicationSupplemented(event) => {
            requests::supplemented(dossier, event, &mut values);
            include_str!("../letters/ontvangst-aanvulling.txt")
        }
        Event::SupplementRequested(event) => {
            requests::requested(event, &mut values);
            include_str!("../letters/verzoek-aanvulling.txt")
        }
        Event::ApplicationGranted(event) => {
            decisions::granted(dossier, event, &mut values);
            include_str!("../letters/verlening.txt")
        }
        Event::ApplicationRejected(event) => {
            decisions::rejected(dossier, event, &mut values);
            include_str!("../letters/afwijzing.txt")
        }
        Event::ApplicationSetAside(event) => {
            decisions::set_aside(dossier, event, &mut values);
            include_str!("../letters/buiten-behandeling.txt")
        }
        Event::GrantSettled(event) => {
            decisions::settled(dossier, event, &mut values);
            include_str!("../letters/vaststelling.txt")
        }
        Event::SchemePublished(_)
        | Event::TrancheOpened(_)
        | Event::WindowExtended(_)
        | Event::CeilingChanged(_)
        | Event::MoneyCarriedOver(_)
        | Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_)
        | Event::TrancheClosed(_)
        | Event::CompletenessConfirmed(_)
        | Event::ApplicationWithdrawn(_)
        | Event::AdviceGiven(_)
        | Event::ProgressReported(_)
        | Event::ProgressCorrected(_)
        | Event::SpendingAccounted(_)
        | Event::ContributionEntered(_)
        | Event::EditionSealed(_) => return None,
    };
    decisions::objection(today, &mut values);
    Some(Letter::from_text(&fill(template, &values)))
}

impl Letter {
    /// The first line of a text is its subject.
    fn from_text(text: &str) -> Self {
        let (first, body) = text.split_once('\n').unwrap_or((text, ""));
        let subject = line(first.strip_prefix("Onderwerp: ").unwrap_or(first));
        Self { subject, body: body.trim_start().to_owned() }
    }
}

/// What every letter says: to whom, about which case, and where the rules stand.
fn common(dossier: &Dossier, to: &ContactPerson) -> Values {
    let case = &dossier.submitted.case;
    let mut values = Values::default();
    values.set("naam", line(&to.name));
    values.set("zaaknummer", case.application.to_string());
    values.set("kenmerk", line(dossier.submitted.reference.as_str()));
    values.set("aanvrager", applicant(&case.applicant));
    values.set("regeling", line(&dossier.scheme.name));
    values.set("tranche", line(&dossier.tranche.name));
    values.set("sleutel", case.tranche.to_string());
    values.set("gevraagd", dossier.submitted.requested().to_string());
    values.set("uitvoerder", line(&dossier.scheme.executor.value));
    values.set("bronnen", dossier.sources());
    values.set("zaak", fill(include_str!("../letters/zaak.txt"), &values));
    values.set("slot", fill(include_str!("../letters/slot.txt"), &values));
    values
}

/// The name with its code; the code alone where it is the name.
fn applicant(applicant: &Applicant) -> String {
    let (name, code) = (municipalities::name_of(applicant), applicant.to_string());
    match applicant {
        _ if name == code => code,
        Applicant::Municipality(_) => format!("gemeente {name} ({code})"),
        Applicant::Province(_)
        | Applicant::Region(_)
        | Applicant::Cooperation(_)
        | Applicant::Organisation(_) => {
            format!("{name} ({code})")
        }
    }
}
