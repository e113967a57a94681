//! What is announced follows from what happened.

use super::*;
use regulation::event::Purse;
use regulation::record::{Actor, Position, Role};
use regulation::scheme::RHA;
use regulation::words::{PersonId, SchemeKey, Silence, Validity, Window};

fn tranche(key: &str) -> TrancheKey {
    TrancheKey::parse(key).unwrap()
}

fn pot(key: &str) -> PotKey {
    PotKey::parse(key).unwrap()
}

fn by() -> PersonId {
    PersonId::parse("beheer").unwrap()
}

fn source() -> Source {
    Source { reference: "Proefcourant 2".into(), address: "https://example.org/2".into() }
}

fn published(version: u32, validity: Validity) -> Event {
    let (scheme, tranches) = (SchemeKey::parse("rha").unwrap(), vec![tranche("rha-2022")]);
    SchemePublished { scheme, version, text: RHA.to_owned(), tranches, validity, by: by() }.into()
}

fn opened(silence: Option<Silence>) -> TrancheOpened {
    TrancheOpened {
        tranche: tranche("rha-2022"),
        scheme: SchemeKey::parse("rha").unwrap(),
        scheme_version: 1,
        window: Window { opens_at: "2022-09-19T07:00:00Z".parse().unwrap(), closes_at: None },
        ceiling: Cents::euros(100),
        pots: [(pot("studenten"), Cents::euros(30)), (pot("overig"), Cents::euros(70))].into(),
        silence,
        by: by(),
    }
}

fn carried(from: (&str, Option<&str>), to: (&str, Option<&str>), euros: i64) -> Event {
    let purse = |(key, of): (&str, Option<&str>)| Purse { tranche: tranche(key), pot: of.map(pot) };
    MoneyCarriedOver {
        from: purse(from),
        to: purse(to),
        amount: Cents::euros(euros),
        decided_on: "2023-01-10".parse().unwrap(),
        source: source(),
        by: by(),
    }
    .into()
}

fn changed(of: Option<&str>, euros: i64) -> Event {
    CeilingChanged {
        tranche: tranche("rha-2022"),
        pot: of.map(pot),
        ceiling: Cents::euros(euros),
        decided_on: "2022-10-01".parse().unwrap(),
        published_on: Some("2022-10-05".parse().unwrap()),
        source: source(),
        by: by(),
    }
    .into()
}

fn opening(events: impl IntoIterator<Item = Event>) -> Opening {
    let mut opening = Opening::of(tranche("rha-2022"));
    let about = opening.about();
    for (position, event) in (1..).zip(events) {
        let actor = Actor { role: Role::Administrator, person: by(), organisation: None, on_behalf_of: None };
        let recorded_at = "2026-11-20T12:00:00Z".parse().unwrap();
        let recorded = Recorded { position: Position(position), recorded_at, actor, imported: None, event };
        assert!(about.matches(&recorded.event), "what changes it, it asks for");
        opening.learn(&recorded);
    }
    opening
}

fn euros(ceilings: &[Ceiling]) -> Vec<i64> {
    ceilings.iter().map(|ceiling| ceiling.amount.get() / 100).collect()
}

#[test]
fn a_changed_pot_leaves_the_ceiling_of_the_tranche() {
    let opening =
        opening([published(1, Validity::default()), opened(None).into(), changed(Some("studenten"), 40)]);
    assert_eq!(euros(&opening.ceilings), [100]);
    assert_eq!(euros(&opening.pots[&pot("studenten")]), [30, 40]);
    assert_eq!(
        opening.pots[&pot("studenten")][1].published_on.map(|day| day.to_string()),
        Some("2022-10-05".into())
    );
}

#[test]
fn money_that_is_carried_over_lowers_the_one_and_raises_the_other() {
    let from_elsewhere = carried(("rha-2021", None), ("rha-2022", Some("overig")), 5);
    let to_elsewhere = carried(("rha-2022", Some("studenten")), ("rha-2023", None), 10);
    let opening =
        opening([published(1, Validity::default()), opened(None).into(), from_elsewhere, to_elsewhere]);
    assert_eq!(euros(&opening.ceilings), [100, 105, 95]);
    assert_eq!(euros(&opening.pots[&pot("overig")]), [70, 75]);
    assert_eq!(euros(&opening.pots[&pot("studenten")]), [30, 20]);
    assert_eq!(opening.ceilings[2].carried, Some(Cents::euros(-10)));
    assert_eq!(opening.ceilings[2].source, Some(source()));
}

#[test]
fn between_two_pots_the_ceiling_of_the_tranche_stays_what_it_is() {
    let within = carried(("rha-2022", Some("studenten")), ("rha-2022", Some("overig")), 10);
    let opening = opening([published(1, Validity::default()), opened(None).into(), within]);
    assert_eq!(euros(&opening.ceilings), [100]);
    assert_eq!(
        (euros(&opening.pots[&pot("studenten")]), euros(&opening.pots[&pot("overig")])),
        (vec![30, 20], vec![70, 80])
    );
}

#[test]
fn a_first_ceiling_that_an_administrator_set_has_no_source() {
    let silence = Silence { rules: [SilentRule::Ceiling].into(), ground: "Begroting.".into() };
    let set = opening([published(1, Validity::default()), opened(Some(silence)).into()]);
    assert_eq!(set.ceilings[0].source, None);
    let announced = opening([published(1, Validity::default()), opened(None).into()]);
    assert!(announced.ceilings[0].source.is_some());
}

#[test]
fn the_version_that_is_shown_is_the_one_by_which_is_judged_today() {
    let later = Validity { from: Some("2027-01-01".parse().unwrap()), until: None };
    let until = Validity { from: None, until: Some("2026-12-31".parse().unwrap()) };
    let opening = opening([published(1, until), opened(None).into(), published(2, later)]);
    let version = |now: &str| opening.scheme(now.parse().unwrap()).map(|(version, ..)| version);
    assert_eq!(version("2026-11-20T12:00:00Z"), Some(1));
    assert_eq!(version("2027-01-01T12:00:00Z"), Some(2));
}
