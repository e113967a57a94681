//! What decisions say, beside what every letter says.

use super::dossier::Dossier;
use super::template::{Values, fill, line, list, paragraph};
use crate::dutch;
use jiff::ToSpan;
use jiff::civil::Date;
use regulation::event::{
    ApplicationGranted, ApplicationRejected, ApplicationSetAside, Arrival, GrantSettled, GrantedProject,
    RejectionGround,
};
use regulation::scheme::Sourced;
use regulation::terms::weeks_after;
use regulation::words::{Amount, Cents, Dwelling, Origin, Permanence, Silence, UnitLine};

/// Until when one can object: six weeks, counted from the day after the announcement (Awb 6:7 and 6:8), and to the next
/// working day where the last one is none (Algemene termijnenwet, art. 1).
pub fn objection(announced_on: Date, values: &mut Values) {
    let (six_weeks, last) = (announced_on.saturating_add(6.weeks()), weeks_after(announced_on, 6));
    let moved = if six_weeks == last {
        String::new()
    } else {
        let day = dutch::day(six_weeks);
        format!("(De zes weken eindigen op {day}. Dat is geen werkdag. Daarom hebt u langer de tijd.)")
    };
    values.set("bekendgemaakt", dutch::day(announced_on));
    values.set("begin", dutch::day(announced_on.saturating_add(1.days())));
    values.set("laatste", dutch::day(last));
    values.set("verschoven", moved);
    let clause = fill(include_str!("../../letters/bezwaar.txt"), values);
    values.set("bezwaar", clause);
}

/// The application is granted.
pub fn granted(dossier: &Dossier, event: &ApplicationGranted, values: &mut Values) {
    values.set("besloten", dutch::moment(event.decided_at));
    values.set("verleend", event.amount.gross.to_string());
    values.set("btw", vat(event.amount));
    values.set("woonruimten", list(event.projects.iter().map(|project| homes(dossier, project))));
    values.set("voorwaarden", conditions(dossier));
    values.set("toelichting", with_silence(explanation(&event.explanation), event.silence.as_ref()));
}

/// The application is rejected.
pub fn rejected(dossier: &Dossier, event: &ApplicationRejected, values: &mut Values) {
    let ground = match event.ground {
        RejectionGround::ArrivedLate => arrived_late(dossier),
        RejectionGround::CeilingReached => {
            "Het geld voor deze tranche is op: uw aanvraag past niet meer onder het uitkeringsplafond."
                .to_owned()
        }
        RejectionGround::ConditionsNotMet => {
            "Uw aanvraag voldoet niet aan de voorwaarden van de regeling.".to_owned()
        }
        RejectionGround::Other => "De reden staat in de toelichting.".to_owned(),
    };
    values.set("besloten", dutch::moment(event.decided_at));
    values.set("grond", ground);
    values.set("toelichting", explanation(&event.explanation));
}

fn arrived_late(dossier: &Dossier) -> String {
    let text = "Uw aanvraag kwam na het sluiten van de tranche bij ons binnen.";
    let received = dutch::moment(dossier.submitted.received_at);
    match dossier.submitted.arrival {
        Arrival::Late { closed_at } => {
            format!("{text}\nGesloten:    {}\nOntvangen:   {received}", dutch::moment(closed_at))
        }
        Arrival::InTime => text.to_owned(),
    }
}

/// The application is set aside.
pub fn set_aside(dossier: &Dossier, event: &ApplicationSetAside, values: &mut Values) {
    values.set("besloten", dutch::moment(event.decided_at));
    values.set("termijn", dossier.case.answer_by.map(dutch::day).unwrap_or_default());
    values.set("stukken", dossier.missing());
    values.set("toelichting", explanation(&event.explanation));
}

/// The grant is settled.
pub fn settled(dossier: &Dossier, event: &GrantSettled, values: &mut Values) {
    let granted = dossier.granted.map_or(event.amount.gross, |amount| amount.gross);
    let less = granted - event.amount.gross;
    let difference = if less > Cents::ZERO {
        format!(
            "Dat is {less} minder dan wij u verleenden. Moet u geld terugbetalen? Dan krijgt u daarover een apart besluit."
        )
    } else {
        String::new()
    };
    values.set("besloten", dutch::moment(event.decided_at));
    values.set("verleend", granted.to_string());
    values.set("vastgesteld", event.amount.gross.to_string());
    values.set("btw", vat(event.amount));
    values.set("verschil", difference);
    values.set("toelichting", with_silence(explanation(&event.explanation), event.silence.as_ref()));
}

/// Why, in the words of the assessor; nothing where there are none.
fn explanation(text: &str) -> String {
    let text = paragraph(text);
    if text.is_empty() { text } else { format!("Toelichting van de beoordelaar:\n{text}") }
}

/// After the reasons, on what the sources are silent.
fn with_silence(reasons: String, silence: Option<&Silence>) -> String {
    let Some(silence) = silence else { return reasons };
    let rules: Vec<&str> = silence.rules.iter().map(|rule| rule.dutch()).collect();
    format!(
        "{reasons}\nDe regeling zegt niets over {}. Daarom is beslist op de grond die hierboven staat.",
        rules.join(" en ")
    )
}

/// The part that the BTW-compensatiefonds compensates; nothing where it is not recorded.
fn vat(amount: Amount) -> String {
    match (amount.compensable, amount.payable()) {
        (Some(part), Some(payable)) => {
            format!("Waarvan uit het BTW-compensatiefonds: {part}\nBlijft over: {payable}")
        }
        _ => String::new(),
    }
}

fn homes(dossier: &Dossier, project: &GrantedProject) -> String {
    let named = dossier.submitted.projects.iter().find(|one| one.key == project.key);
    let name =
        named.map_or_else(|| project.key.to_string(), |one| format!("{} ({})", line(&one.name), one.key));
    let lines = project.lines.iter().map(|one| format!("\n  - {}", home(dossier, one)));
    format!("{name}:{}", lines.collect::<String>())
}

fn home(dossier: &Dossier, homes: &UnitLine) -> String {
    let group = dossier.tranche.target_groups.get(&homes.kind.target_group);
    let group = group.map_or_else(|| homes.kind.target_group.to_string(), |group| line(&group.name));
    let permanence = match homes.kind.permanence {
        Permanence::Permanent => "permanent",
        Permanence::Flex => "flex",
    };
    let dwelling = match homes.kind.dwelling {
        Dwelling::SelfContained => "zelfstandig",
        Dwelling::Shared => "onzelfstandig",
        Dwelling::Lodging => "verblijfsruimte",
    };
    let origin = match homes.kind.origin {
        Origin::NewBuild => "nieuwbouw",
        Origin::Transformation => "transformatie",
        Origin::ToppingUp => "optoppen",
        Origin::Splitting => "splitsen",
    };
    format!("{} voor {group} ({permanence}, {dwelling}, {origin})", homes.planned)
}

/// What the scheme asks after a grant, with its sources; nothing where no source says.
fn conditions(dossier: &Dossier) -> String {
    let tranche = &dossier.tranche;
    let condition = |years: &Option<Sourced<u8>>, text: &str| {
        let years = years.as_ref()?;
        let text = text.replace("{jaren}", &format!("{} jaar", years.value));
        Some(format!("{text} (bron: {})", dossier.source(&years.source)))
    };
    let conditions: Vec<String> = [
        condition(&tranche.start_within_years, "Binnen {jaren} na de verlening zet u een onomkeerbare stap."),
        condition(&tranche.finish_within_years, "Binnen {jaren} na de verlening zijn de woonruimten klaar."),
        condition(&tranche.hold_years, "De woonruimten blijven {jaren} bestemd voor deze groepen."),
    ]
    .into_iter()
    .flatten()
    .collect();
    if conditions.is_empty() {
        return String::new();
    }
    format!("Daarbij hoort:\n{}", list(conditions))
}
