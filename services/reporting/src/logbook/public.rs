//! What of an event is public, and who may see all of it.

mod division;
#[cfg(test)]
mod tests;

use crate::places::{Borders, place};
use jiff::Timestamp;
use regulation::event::{
    ApplicationGranted, CaseHeader, CeilingChanged, ContributionEntered, Event, MoneyCarriedOver,
    ProgressEntry, Purse, SchemePublished, Source, TrancheOpened,
};
use regulation::record::Role;
use regulation::words::{Applicant, Cents, Silence, TargetGroup, Units};
use serde::Serialize;
use serde_json::{Value, json};
use service_kit::Identity;
use service_kit::dutch::{Bewijs, Duur, Herkomst, Mijlpaal, Zelfstandigheid};

/// What anyone may know of an event. Decided schemes, tranches, grants and settlements are public, and so is the
/// progress of what was granted; free texts, own references, projects' names and persons never are. Of everything
/// else only that something happened is public: then this is absent. What is of families is left out by
/// [`Families`](super::families::Families), through which everyone asks.
pub(super) fn public(event: &Event) -> Option<Value> {
    match event {
        Event::SchemePublished(event) => Some(published(event)),
        Event::TrancheOpened(event) => Some(opened(event)),
        Event::WindowExtended(event) => Some(json!({
            "tranche": event.tranche, "sluitOp": event.closes_at, "besluitDatum": event.decided_on,
            "bron": source(&event.source),
        })),
        Event::CeilingChanged(event) => Some(ceiling(event)),
        Event::MoneyCarriedOver(event) => Some(carried(event)),
        Event::LotterySealed(event) => Some(division::sealed(event)),
        Event::LotsDrawn(event) => Some(division::drawn(event)),
        Event::RankingEstablished(event) => Some(division::ranked(event)),
        Event::TrancheClosed(event) => {
            Some(json!({ "tranche": event.tranche, "geslotenOp": event.closed_at }))
        }
        Event::ApplicationGranted(event) => Some(granted(event)),
        Event::GrantSettled(event) => Some(decided(&event.case, event.amount.gross, event.decided_at)),
        Event::ProgressReported(event) => {
            let lines: Vec<_> = event.entries.iter().map(progress).collect();
            Some(with(concerned(&event.case), "regels", json!(lines)))
        }
        Event::ProgressCorrected(event) => {
            let lines: Vec<_> = event.entries.iter().map(progress).collect();
            let data = with(concerned(&event.case), "gecorrigeerdeMelding", json!(event.corrects));
            Some(with(data, "regels", json!(lines)))
        }
        Event::ContributionEntered(event) => Some(contributed(event)),
        Event::EditionSealed(event) => Some(json!({
            "editie": event.edition, "titel": event.title, "positie": event.position, "methode": event.method,
            "hash": event.hash,
        })),
        Event::ApplicationSubmitted(_)
        | Event::SpendingAccounted(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::ApplicationWithdrawn(_)
        | Event::AdviceGiven(_)
        | Event::ApplicationRejected(_)
        | Event::ApplicationSetAside(_) => None,
    }
}

fn published(event: &SchemePublished) -> Value {
    let data = json!({ "regeling": event.scheme, "versie": event.version, "tranches": event.tranches });
    let data = with_some(data, "geldigVan", event.validity.from);
    with_some(data, "geldigTotEnMet", event.validity.until)
}

fn opened(event: &TrancheOpened) -> Value {
    let data = json!({
        "tranche": event.tranche, "regeling": event.scheme, "versie": event.scheme_version,
        "opentOp": event.window.opens_at, "sluitOp": event.window.closes_at, "plafondCent": event.ceiling,
    });
    let pots = Some(&event.pots).filter(|pots| !pots.is_empty());
    silent(with_some(data, "deelplafondsCent", pots), event.silence.as_ref())
}

fn ceiling(event: &CeilingChanged) -> Value {
    let data = json!({
        "tranche": event.tranche, "plafondCent": event.ceiling, "besluitDatum": event.decided_on,
        "bron": source(&event.source),
    });
    with_some(with_some(data, "deelplafond", event.pot.as_ref()), "publicatieDatum", event.published_on)
}

fn carried(event: &MoneyCarriedOver) -> Value {
    json!({
        "van": purse(&event.from), "naar": purse(&event.to), "bedragCent": event.amount,
        "besluitDatum": event.decided_on, "bron": source(&event.source),
    })
}

fn purse(purse: &Purse) -> Value {
    with_some(json!({ "tranche": purse.tranche }), "deelplafond", purse.pot.as_ref())
}

fn contributed(event: &ContributionEntered) -> Value {
    let data = json!({
        "bijdrage": event.contribution, "doelstelling": event.goal, "naam": event.name,
        "teltVanafDatum": event.counts_from, "bron": source(&event.source),
    });
    let realised = event.realised.then_some(true);
    let data = with_some(with_some(data, "woonruimten", event.units), "gerealiseerd", realised);
    with_some(data, "bedragCent", event.amount)
}

fn granted(event: &ApplicationGranted) -> Value {
    let units: Units =
        event.projects.iter().flat_map(|project| &project.lines).map(|line| line.planned).sum();
    let decided = decided(&event.case, event.amount.gross, event.decided_at);
    with_some(with(decided, "woonruimten", json!(units)), "deelplafond", event.pot.as_ref())
}

/// On which rules the scheme is silent; the ground on which was decided is a free text and stays out.
fn silent(data: Value, silence: Option<&Silence>) -> Value {
    let rules = silence.map(|silence| silence.rules.iter().map(|rule| rule.dutch()).collect::<Vec<_>>());
    with_some(data, "regelingZwijgtOver", rules)
}

fn source(source: &Source) -> Value {
    json!({ "vermelding": source.reference, "adres": source.address })
}

fn concerned(case: &CaseHeader) -> Value {
    json!({
        "aanvraagId": case.application, "tranche": case.tranche, "ontvanger": case.applicant,
        "ontvangerNaam": place(&case.applicant.to_string(), Borders::Then).name,
    })
}

fn decided(case: &CaseHeader, amount: Cents, decided_at: Timestamp) -> Value {
    with(with(concerned(case), "bedragCent", json!(amount)), "beslistOp", json!(decided_at))
}

fn progress(entry: &ProgressEntry) -> Value {
    let group: &TargetGroup = &entry.kind.target_group;
    json!({
        "aandachtsgroep": group, "duur": Duur::from(entry.kind.permanence),
        "zelfstandigheid": Zelfstandigheid::from(entry.kind.dwelling), "herkomst": Herkomst::from(entry.kind.origin),
        "mijlpaal": Mijlpaal::from(entry.milestone), "aantal": entry.units, "bereiktOpDatum": entry.achieved_on,
        "bewijs": Bewijs::from(entry.evidence),
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Value::Object(fields) = &mut object {
        fields.insert(name.to_owned(), value);
    }
    object
}

fn with_some(object: Value, name: &str, value: Option<impl Serialize>) -> Value {
    value.into_iter().fold(object, |object, value| with(object, name, json!(value)))
}

/// Who may see the exact bytes of an event, with its free texts and pseudonyms: those who carry the schemes out; of
/// its own cases a municipality, except what assessors prepare among themselves; and anyone, where there is neither a
/// free text nor an applicant in it.
pub fn may_see_all(event: &Event, caller: Option<&Identity>) -> bool {
    let applicant = caller.filter(|caller| caller.role == Role::Municipality).and_then(Identity::applicant);
    let own = applicant.is_some()
        && applicant.as_ref() == event.case().map(|case: &CaseHeader| -> &Applicant { &case.applicant });
    let government = caller
        .is_some_and(|caller| matches!(caller.role, Role::Assessor | Role::Ministry | Role::Administrator));
    match event {
        Event::TrancheOpened(event) => event.silence.is_none() || government,
        Event::SchemePublished(_)
        | Event::WindowExtended(_)
        | Event::CeilingChanged(_)
        | Event::MoneyCarriedOver(_) => true,
        Event::ApplicationSubmitted(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::ApplicationWithdrawn(_)
        | Event::ApplicationGranted(_)
        | Event::ApplicationRejected(_)
        | Event::ApplicationSetAside(_)
        | Event::ProgressReported(_)
        | Event::ProgressCorrected(_)
        | Event::SpendingAccounted(_)
        | Event::GrantSettled(_) => own || government,
        // These hold an assessor's pseudonym; what of them is public says all that a draw or a ranking follows from.
        Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_)
        | Event::TrancheClosed(_)
        | Event::ContributionEntered(_)
        | Event::EditionSealed(_)
        | Event::AdviceGiven(_) => government,
    }
}
