//! What letters say under rules that the two schemes of this house do not have, or on which a scheme is silent.

use super::*;
use regulation::event::{ApplicationSubmitted, CaseHeader, SchemePublished};
use regulation::record::{Actor, Position, Recorded, Role};
use regulation::scheme::{
    Allocation, CountedFrom, DecisionTerm, MilestoneTerm, Pot, PotKind, RHA, Sourced, Tranche,
};
use regulation::words::*;
use uuid::Uuid;

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

fn submitted() -> ApplicationSubmitted {
    ApplicationSubmitted {
        case: CaseHeader {
            application: ApplicationId(Uuid::nil()),
            tranche: TrancheKey::parse("rha-2022").unwrap(),
            applicant: Applicant::parse("PV28").unwrap(),
        },
        scheme_version: 1,
        received_at: at("2022-10-24T15:00:00Z"),
        arrival: Arrival::InTime,
        reference: OwnReference::parse("2022-WON-17").unwrap(),
        contact: None,
        projects: Vec::new(),
        pot: Some(PotKey::parse("studenten").unwrap()),
        partnership: None,
    }
}

/// The dossier of a submission under RHA 2022 as it is, then changed.
fn dossier(change: impl FnOnce(&mut Tranche)) -> Dossier {
    let (by, event) = (PersonId::parse("beheer").unwrap(), submitted());
    let published = SchemePublished {
        scheme: SchemeKey::parse("rha").unwrap(),
        version: 1,
        text: RHA.to_owned(),
        tranches: vec![event.case.tranche.clone()],
        validity: Validity::default(),
        by: by.clone(),
    };
    let actor = Actor { role: Role::Administrator, person: by, organisation: None, on_behalf_of: None };
    let recorded = |(position, event)| Recorded {
        position: Position(position),
        recorded_at: at("2026-11-20T12:00:00Z"),
        actor: actor.clone(),
        imported: None,
        event,
    };
    let history: Vec<_> = (1..).zip([published.into(), event.into()]).map(recorded).collect();
    let mut dossier = Dossier::read(ApplicationId(Uuid::nil()), &history).unwrap();
    change(&mut dossier.tranche);
    dossier
}

fn receipt(change: impl FnOnce(&mut Tranche)) -> String {
    let to = ContactPerson { name: "J. de Vries".into(), email: "j.devries@breda.example".into() };
    write(&dossier(change), &to, "2026-11-20".parse().unwrap()).unwrap().body
}

fn cited<T>(value: T) -> Sourced<T> {
    Sourced { value, source: "rvo-rha".to_owned() }
}

#[test]
fn a_receipt_says_that_no_source_says_how_the_money_is_divided() {
    let receipt = receipt(|tranche| {
        (tranche.allocation, tranche.window, tranche.maximum_per_unit) = (None, None, None);
        tranche.ceilings.clear();
    });
    let silent = "2. De regeling zegt niet hoe het geld wordt verdeeld. Daarover beslist een beoordelaar, met de reden erbij.\n3. ";
    assert!(receipt.contains(silent), "{receipt}");
    assert!(!receipt.contains("plaats in de volgorde"));
    assert!(receipt.contains("Aanvrager:   provincie Zuid-Holland (PV28)\n"), "{receipt}");
}

#[test]
fn a_receipt_promises_no_place_in_an_order_where_there_is_none() {
    let ranked = [
        (Allocation::Category, "naar categorie"),
        (Allocation::Score, "hoogste score"),
        (Allocation::KnockOutThenRank, "aan alle criteria"),
        (Allocation::Lot, "het lot"),
        (Allocation::Entitlement, "een vast bedrag"),
        (Allocation::Annex, "In een bijlage"),
        (Allocation::Key, "verdeelsleutel"),
        (Allocation::ProRata, "hetzelfde deel"),
    ];
    for (allocation, words) in ranked {
        let receipt = receipt(|tranche| tranche.allocation = Some(cited(allocation)));
        assert!(receipt.contains(words) && !receipt.contains("Uw plaats in de volgorde"), "{receipt}");
    }
    let receipt = receipt(|tranche| tranche.allocation = Some(cited(Allocation::Completeness)));
    assert!(
        receipt.contains("2. Uw plaats in de volgorde telt") && receipt.contains("\n   Bron: RVO"),
        "{receipt}"
    );
}

#[test]
fn a_receipt_names_the_division_of_the_pot_from_which_is_asked() {
    let receipt = receipt(|tranche| {
        let key = PotKey::parse("studenten").unwrap();
        let allocation = Some(cited(Allocation::Category));
        tranche.pots =
            vec![Pot { key, name: "Studenten".into(), kind: PotKind::Separate, ceiling: None, allocation }];
    });
    assert!(
        receipt
            .contains("2. Na de sluiting van de tranche delen wij alle aanvragen in naar categorie.\n   De"),
        "{receipt}"
    );
}

#[test]
fn a_receipt_names_a_term_for_deciding_that_is_counted_from_the_closing() {
    let term = DecisionTerm { weeks: 13, counted_from: CountedFrom::Closing };
    let receipt = receipt(|tranche| tranche.decide_within = Some(cited(term)));
    assert!(receipt.contains("Binnen 13 weken na de sluiting van de tranche.\nBron: RVO"), "{receipt}");
}

#[test]
fn what_belongs_to_a_grant_names_the_milestones_and_what_they_mean() {
    let conditions = grant::conditions(&dossier(|tranche| {
        tranche.target_groups.clear();
        let definition = Some("de eerste paal is geslagen.".to_owned());
        let (milestone, counted_from, source) =
            (Milestone::Started, CountedFrom::Grant, "rvo-rha".to_owned());
        let term = MilestoneTerm { milestone, months: Some(18), counted_from, definition, source };
        tranche.milestones = vec![MilestoneTerm { months: None, ..term.clone() }, term];
    }));
    let started = "- Binnen 18 maanden na de verlening begint u met bouwen. De regeling bedoelt daarmee: de eerste paal is geslagen. (bron: RVO";
    assert_eq!(conditions.matches("begint u met bouwen").count(), 1, "a definition alone asks nothing");
    assert!(
        conditions.contains(started) && conditions.contains("10 jaar bestemd voor dit doel."),
        "{conditions}"
    );
}
