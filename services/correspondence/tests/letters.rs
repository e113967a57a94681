//! Every letter, whole and frozen: `tests/letters/*.txt`. Run with `WOONLOKET_WRITE_LETTERS=1` to write them anew, and read
//! the difference before you commit it: these texts are what municipalities hold on to.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use correspondence::letters::{Dossier, Letter, write};
use jiff::civil::{Date, date};
use regulation::event::*;
use regulation::record::{Actor, Position, Recorded, Role};
use regulation::scheme::{RHA, SFT};
use regulation::words::*;
use uuid::Uuid;

const CASE: ApplicationId = ApplicationId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0758));

/// A Friday; six weeks later is New Year's Day.
const SENT_ON: Date = date(2026, 11, 20);

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

fn case(scheme: &str) -> CaseHeader {
    CaseHeader {
        application: CASE,
        tranche: TrancheKey::parse(&format!("{scheme}-2022")).unwrap(),
        applicant: Applicant::parse(if scheme == "rha" { "GM0758" } else { "SW-de-bevelanden" }).unwrap(),
    }
}

fn published(scheme: &str, version: u32, text: &str) -> Event {
    SchemePublished {
        scheme: SchemeKey::parse(scheme).unwrap(),
        version,
        text: text.to_owned(),
        tranches: vec![case(scheme).tranche],
        validity: Validity::default(),
        by: person("beheer"),
    }
    .into()
}

fn line(group: &str, permanence: Permanence, units: u32) -> UnitLine {
    let target_group = TargetGroup::parse(group).unwrap();
    let kind =
        UnitKind { target_group, permanence, dwelling: Dwelling::SelfContained, origin: Origin::NewBuild };
    UnitLine { kind, planned: Units::new(units) }
}

fn project() -> Project {
    Project {
        key: ProjectKey::parse("P1").unwrap(),
        name: "Stationsweg".into(),
        requested: Amount { gross: Cents::euros(168_000), compensable: Some(Cents::euros(8_000)) },
        lines: vec![
            line("statushouders", Permanence::Permanent, 16),
            line("dak-en-thuislozen", Permanence::Flex, 8),
        ],
        household: None,
        finances: None,
    }
}

fn submitted(scheme: &str, arrival: Arrival) -> Event {
    let contact = Personal::Known {
        subject: SubjectId(Uuid::nil()),
        person: ContactPerson { name: "J. de Vries".into(), email: "j.devries@breda.example".into() },
    };
    ApplicationSubmitted {
        case: case(scheme),
        scheme_version: 1,
        received_at: at("2022-10-24T15:00:00.25Z"),
        arrival,
        reference: OwnReference::parse("2022-WON-17").unwrap(),
        contact: Some(contact),
        projects: vec![project()],
        pot: None,
        partnership: None,
    }
    .into()
}

fn pieces() -> Vec<Piece> {
    let piece =
        |code: &str, text: &str| Piece { code: PieceCode::parse(code).unwrap(), description: text.into() };
    vec![
        piece("begroting", "De begroting van het project"),
        piece("planning", "De planning tot de oplevering"),
    ]
}

fn asked(answer_by: Option<Date>) -> Event {
    let (case, by) = (case("rha"), person("anna"));
    SupplementRequested { case, requested_at: at("2022-11-01T09:00:00Z"), pieces: pieces(), answer_by, by }
        .into()
}

fn came(codes: &[&str], received_at: &str) -> Event {
    let pieces = codes.iter().map(|code| PieceCode::parse(code).unwrap()).collect();
    ApplicationSupplemented {
        case: case("rha"),
        received_at: at(received_at),
        pieces,
        note: "Zie bijlage.".into(),
    }
    .into()
}

fn granted(compensable: Option<Cents>, explanation: &str) -> Event {
    ApplicationGranted {
        case: case("rha"),
        amount: Amount { gross: Cents::euros(168_000), compensable },
        projects: vec![GrantedProject { key: project().key, lines: project().lines }],
        pot: None,
        silence: None,
        explanation: explanation.into(),
        decided_at: at("2022-12-01T09:30:00Z"),
        by: person("bram"),
    }
    .into()
}

fn rejected(ground: RejectionGround) -> Event {
    let explanation = "De begroting sluit niet.\n\nHet tekort is niet onderbouwd.".into();
    let (case, by) = (case("rha"), person("bram"));
    ApplicationRejected { case, ground, explanation, decided_at: at("2022-12-01T09:30:00Z"), by }.into()
}

fn settled(euros: i64) -> Event {
    GrantSettled {
        case: case("rha"),
        amount: Amount::gross(Cents::euros(euros)),
        silence: None,
        explanation: "U bouwde twee woonruimten minder.".into(),
        decided_at: at("2026-06-01T09:30:00Z"),
        by: person("bram"),
    }
    .into()
}

/// The letter about the last of these events, sent on a Friday in November 2026.
fn letter(events: impl IntoIterator<Item = Event>) -> Letter {
    sent_on(SENT_ON, events)
}

fn sent_on(day: Date, events: impl IntoIterator<Item = Event>) -> Letter {
    let actor =
        Actor { role: Role::Assessor, person: person("anna"), organisation: None, on_behalf_of: None };
    let history: Vec<Recorded> = (1..)
        .zip(events)
        .map(|(position, event)| Recorded {
            position: Position(position),
            recorded_at: at("2026-11-20T12:00:00Z"),
            actor: actor.clone(),
            imported: None,
            event,
        })
        .collect();
    let dossier = Dossier::read(CASE, &history).unwrap();
    let contact = dossier.submitted.contact.clone().unwrap();
    write(&dossier, contact.known().unwrap(), day).unwrap()
}

fn begun() -> [Event; 2] {
    [published("rha", 1, RHA), submitted("rha", Arrival::InTime)]
}

fn frozen(name: &str, letter: &Letter) {
    let path = format!("{}/tests/letters/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = format!("{}\n\n{}\n", letter.subject, letter.body);
    if std::env::var_os("WOONLOKET_WRITE_LETTERS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path)
        .expect("the frozen letter: run with WOONLOKET_WRITE_LETTERS=1 to make it");
    assert_eq!(text, expected, "{name}");
    assert!(!text.contains(['{', '}']), "a place was not filled in {name}: {text}");
    assert!(!text.contains("\n\n\n") && !text.contains(" \n"), "{name}: {text}");
}

#[test]
fn the_receipt_proves_the_moment_and_says_what_happens_next() {
    frozen("ontvangst", &letter(begun()));
}

#[test]
fn the_receipt_names_the_waiting_list_where_the_scheme_has_one() {
    frozen("ontvangst-wachtlijst", &letter([published("sft", 1, SFT), submitted("sft", Arrival::InTime)]));
}

#[test]
fn the_receipt_of_a_late_application_says_what_happens_next() {
    let late = submitted("rha", Arrival::Late { closed_at: at("2022-10-24T15:00:00Z") });
    frozen("ontvangst-te-laat", &letter([published("rha", 1, RHA), late]));
}

#[test]
fn the_receipt_names_the_day_for_deciding_that_the_scheme_gives() {
    let text = RHA.replacen(
        "hold_years = ",
        "decide_by = { value = \"2023-01-31\", source = \"resultaat-2022\" }\nhold_years = ",
        1,
    );
    let receipt = letter([published("rha", 1, &text), submitted("rha", Arrival::InTime)]);
    assert!(receipt.body.contains("Uiterlijk op dinsdag 31 januari 2023."), "{}", receipt.body);
}

#[test]
fn a_case_is_told_the_rules_under_which_it_began() {
    let later = RHA.replace("Regeling huisvesting aandachtsgroepen\"", "Een latere regeling\"");
    let [first, submitted] = begun();
    let receipt = letter([first, published("rha", 2, &later), submitted]);
    assert!(!receipt.body.contains("Een latere regeling"));
}

#[test]
fn the_receipt_of_a_supplement_says_what_is_still_missing() {
    let part = [asked(Some(date(2022, 11, 15))), came(&["begroting"], "2022-11-10T12:00:00Z")];
    frozen("ontvangst-aanvulling-deel", &letter(begun().into_iter().chain(part)));
}

#[test]
fn the_receipt_of_a_supplement_says_that_it_is_all_there_and_that_it_was_late() {
    let all = [asked(Some(date(2022, 11, 15))), came(&["begroting", "planning"], "2022-11-15T23:00:00Z")];
    frozen("ontvangst-aanvulling-na-termijn", &letter(begun().into_iter().chain(all)));
}

#[test]
fn the_receipt_of_a_supplement_that_nobody_asked_for_says_what_is_done_with_it() {
    let sent = came(&["foto"], "2022-11-10T12:00:00Z");
    frozen("ontvangst-aanvulling-ongevraagd", &letter(begun().into_iter().chain([sent])));
}

#[test]
fn the_request_for_a_supplement_says_until_when_and_what_follows() {
    frozen("verzoek-aanvulling", &letter(begun().into_iter().chain([asked(Some(date(2022, 11, 15)))])));
}

#[test]
fn a_request_without_a_term_says_that_the_clock_goes_on() {
    frozen("verzoek-aanvulling-zonder-termijn", &letter(begun().into_iter().chain([asked(None)])));
}

#[test]
fn the_grant_says_how_much_for_what_and_until_when_one_can_object() {
    let granted = granted(Some(Cents::euros(8_000)), "Het project voldoet aan de regeling.");
    frozen("verlening", &letter(begun().into_iter().chain([granted])));
}

#[test]
fn a_grant_without_a_recorded_vat_part_says_nothing_about_it() {
    let letter = letter(begun().into_iter().chain([granted(None, "")]));
    assert!(!letter.body.contains("BTW-compensatiefonds") && !letter.body.contains("Toelichting"));
}

#[test]
fn a_grant_says_on_which_rules_the_scheme_is_silent_below_the_ground() {
    let Event::ApplicationGranted(mut event) = granted(None, "Naar de begroting.") else { unreachable!() };
    let rules = [SilentRule::Amount, SilentRule::Allocation].into();
    event.silence = Some(Silence { rules, ground: event.explanation.clone() });
    let letter = letter(begun().into_iter().chain([event.into()]));
    let said = "Naar de begroting.\n\nDe regeling zegt niets over het bedrag dat kan worden toegekend en de wijze van \
                verdelen; daarom is beslist op de grond die hierboven staat.\n\n";
    assert!(letter.body.contains(said), "{}", letter.body);
}

#[test]
fn a_grant_for_everyone_and_a_grant_without_homes_are_said_as_such() {
    let grant = |lines: Vec<UnitLine>| {
        let Event::ApplicationGranted(mut event) = granted(None, "") else { unreachable!() };
        event.projects[0].lines = lines;
        letter(begun().into_iter().chain([event.into()])).body
    };
    assert!(
        grant(vec![line(TargetGroup::EVERYONE, Permanence::Flex, 3)]).contains("- 3 voor iedereen (flex,")
    );
    assert!(grant(Vec::new()).contains("De uitkering is voor:\n- Stationsweg (P1)\n\n"));
}

#[test]
fn the_rejection_says_why() {
    let grounds = [
        ("afwijzing-te-laat", RejectionGround::ArrivedLate),
        ("afwijzing-plafond", RejectionGround::CeilingReached),
        ("afwijzing-voorwaarden", RejectionGround::ConditionsNotMet),
        ("afwijzing-anders", RejectionGround::Other),
    ];
    for (name, ground) in grounds {
        let arrival = match ground {
            RejectionGround::ArrivedLate => Arrival::Late { closed_at: at("2022-10-24T15:00:00Z") },
            _ => Arrival::InTime,
        };
        frozen(name, &letter([published("rha", 1, RHA), submitted("rha", arrival), rejected(ground)]));
    }
}

#[test]
fn setting_aside_says_what_did_not_come_and_when_the_term_ended() {
    let set_aside = ApplicationSetAside {
        case: case("rha"),
        explanation: "De planning ontbreekt.".into(),
        decided_at: at("2022-11-21T10:00:00Z"),
        by: person("anna"),
    };
    let before = [asked(Some(date(2022, 11, 15))), came(&["begroting"], "2022-11-10T12:00:00Z")];
    frozen("buiten-behandeling", &letter(begun().into_iter().chain(before).chain([set_aside.into()])));
}

#[test]
fn the_settlement_says_what_differs_from_the_grant() {
    let before = || begun().into_iter().chain([granted(None, "")]);
    frozen("vaststelling-lager", &letter(before().chain([settled(154_000)])));
    frozen("vaststelling-gelijk", &letter(before().chain([settled(168_000)])));
}

#[test]
fn the_last_day_for_objections_is_counted_from_the_day_of_sending_and_moves_past_free_days() {
    let decision = |day| sent_on(day, begun().into_iter().chain([rejected(RejectionGround::Other)])).body;
    let monday = decision(date(2026, 11, 16));
    assert!(
        monday.contains("De laatste dag waarop u bezwaar kunt maken is maandag 28 december 2026."),
        "{monday}"
    );
    assert!(!monday.contains("Daarom hebt u langer de tijd"));
    let friday = decision(SENT_ON);
    assert!(friday.contains("is maandag 4 januari 2027."), "New Year's Day and a weekend: {friday}");
    assert!(friday.contains("De zes weken eindigen op vrijdag 1 januari 2027."));
}

#[test]
fn a_name_cannot_add_lines_or_places() {
    let Event::ApplicationSubmitted(mut event) = submitted("rha", Arrival::InTime) else { unreachable!() };
    let name = "Jan\r\nBcc: ander@example.org\r\n\r\n{toelichting}".to_owned();
    let person = ContactPerson { name, email: "jan@breda.example".into() };
    event.contact = Some(Personal::Known { subject: SubjectId(Uuid::nil()), person });
    let letter = letter([published("rha", 1, RHA), event.into()]);
    assert!(!letter.subject.contains('\n') && !letter.body.contains("\nBcc"), "{}", letter.body);
    assert!(
        letter.body.starts_with("Geachte Jan  Bcc: ander@example.org    {toelichting},\n"),
        "{}",
        letter.body
    );
}
