//! What of an event is public, and who may see all of it.

use jiff::Timestamp;
use regulation::event::{CaseHeader, Event, EventType, ProgressEntry, Purse, Source};
use regulation::municipalities::name_of;
use regulation::record::Role;
use regulation::words::{Applicant, Cents, TargetGroup, Units};
use serde_json::{Value, json};
use service_kit::Identity;
use service_kit::dutch::{Duur, Herkomst, Mijlpaal, Zelfstandigheid};

/// What anyone may know of an event. Decided schemes, tranches, grants and settlements are public, and so is the
/// progress of what was granted; free texts, own references, projects' names and persons never are. Of everything
/// else only that it happened is public: then this is absent.
pub fn public(event: &Event) -> Option<Value> {
    match event {
        Event::SchemePublished(event) => {
            Some(json!({ "regeling": event.scheme, "versie": event.version, "tranches": event.tranches }))
        }
        Event::TrancheOpened(event) => Some(json!({
            "tranche": event.tranche, "regeling": event.scheme, "versie": event.scheme_version,
            "opentOp": event.window.opens_at, "sluitOp": event.window.closes_at, "plafondCent": event.ceiling,
        })),
        Event::WindowExtended(event) => Some(json!({
            "tranche": event.tranche, "sluitOp": event.closes_at, "besluitDatum": event.decided_on,
            "bron": source(&event.source),
        })),
        Event::CeilingChanged(event) => Some(json!({
            "tranche": event.tranche, "deelplafond": event.pot, "plafondCent": event.ceiling,
            "besluitDatum": event.decided_on, "publicatieDatum": event.published_on, "bron": source(&event.source),
        })),
        Event::MoneyCarriedOver(event) => Some(json!({
            "van": purse(&event.from), "naar": purse(&event.to), "bedragCent": event.amount,
            "besluitDatum": event.decided_on, "bron": source(&event.source),
        })),
        Event::LotterySealed(event) => Some(json!({
            "tranche": event.seal.tranche, "deelplafond": event.seal.pot, "hash": event.hash,
            "aanvragen": event.seal.applications, "zaadVerwachtOp": event.seal.seed_source.expected_at(),
            "verzegeldOp": event.sealed_at,
        })),
        Event::LotsDrawn(event) => Some(json!({
            "tranche": event.tranche, "deelplafond": event.pot, "hash": event.hash, "zaad": event.seed,
            "volgorde": event.order, "gelootOp": event.drawn_at,
        })),
        Event::RankingEstablished(event) => Some(json!({
            "tranche": event.tranche, "deelplafond": event.pot, "volgorde": event.ranking.order().collect::<Vec<_>>(),
            "vastgesteldOp": event.established_at,
        })),
        Event::TrancheClosed(event) => {
            Some(json!({ "tranche": event.tranche, "geslotenOp": event.closed_at }))
        }
        Event::ApplicationGranted(event) => {
            let units: Units =
                event.projects.iter().flat_map(|project| &project.lines).map(|line| line.planned).sum();
            let decided = decided(&event.case, event.amount.gross, event.decided_at);
            Some(with(decided, "woonruimten", json!(units)))
        }
        Event::GrantSettled(event) => Some(decided(&event.case, event.amount.gross, event.decided_at)),
        Event::ProgressReported(event) => {
            let lines: Vec<_> = event.entries.iter().map(progress).collect();
            Some(with(concerned(&event.case), "regels", json!(lines)))
        }
        Event::ApplicationSubmitted(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::ApplicationWithdrawn(_)
        | Event::AdviceGiven(_)
        | Event::ApplicationRejected(_)
        | Event::ApplicationSetAside(_) => None,
    }
}

fn source(source: &Source) -> Value {
    json!({ "vermelding": source.reference, "adres": source.address })
}

fn purse(purse: &Purse) -> Value {
    json!({ "tranche": purse.tranche, "deelplafond": purse.pot })
}

fn concerned(case: &CaseHeader) -> Value {
    json!({
        "aanvraagId": case.application, "tranche": case.tranche, "ontvanger": case.applicant,
        "ontvangerNaam": name_of(&case.applicant),
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
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Value::Object(fields) = &mut object {
        fields.insert(name.to_owned(), value);
    }
    object
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
    match event.kind() {
        EventType::SchemePublished
        | EventType::TrancheOpened
        | EventType::WindowExtended
        | EventType::CeilingChanged
        | EventType::MoneyCarriedOver
        | EventType::LotterySealed
        | EventType::LotsDrawn => true,
        EventType::ApplicationSubmitted
        | EventType::SupplementRequested
        | EventType::ApplicationSupplemented
        | EventType::CompletenessConfirmed
        | EventType::ApplicationWithdrawn
        | EventType::ApplicationGranted
        | EventType::ApplicationRejected
        | EventType::ApplicationSetAside
        | EventType::ProgressReported
        | EventType::GrantSettled => own || government,
        EventType::TrancheClosed | EventType::AdviceGiven | EventType::RankingEstablished => government,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{granted, opened, person, submitted};

    fn caller(role: Role, organisation: &str) -> Identity {
        Identity { role, person: person(), organisation: Some(organisation.into()), on_behalf_of: None }
    }

    #[test]
    fn of_an_undecided_application_nothing_is_public_and_of_a_grant_who_and_how_much() {
        assert_eq!(public(&submitted("A", 50_000)), None);
        let data = public(&granted("A", 50_000)).unwrap();
        assert_eq!(
            (data["ontvangerNaam"].as_str(), data["bedragCent"].as_i64()),
            (Some("Breda"), Some(5_000_000))
        );
        assert_eq!(data["woonruimten"], 100);
        assert!(data["beslistOp"].is_string(), "named as in the other services: {data}");
        assert!(public(&opened(1)).unwrap()["opentOp"].is_string());
        assert!(data.get("explanation").is_none() && data.get("by").is_none());
    }

    #[test]
    fn the_bytes_of_a_case_are_for_its_own_municipality_and_for_government() {
        let event = submitted("A", 50_000);
        assert!(!may_see_all(&event, None));
        assert!(may_see_all(&event, Some(&caller(Role::Municipality, "GM0758"))));
        assert!(!may_see_all(&event, Some(&caller(Role::Municipality, "GM0363"))));
        assert!(may_see_all(&event, Some(&caller(Role::Ministry, "BZK"))));
        assert!(may_see_all(&opened(1), None));
    }
}
