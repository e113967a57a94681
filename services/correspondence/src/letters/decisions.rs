//! What decisions say, beside what every letter says.

use super::dossier::Dossier;
use super::grant;
use super::template::{Values, fill, paragraph};
use crate::dutch;
use jiff::ToSpan;
use jiff::civil::Date;
use regulation::event::{
    ApplicationGranted, ApplicationRejected, ApplicationSetAside, Arrival, GrantSettled, RejectionGround,
};
use regulation::terms::weeks_after;
use regulation::words::{Amount, Cents};

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
    values.set("woonruimten", grant::projects(dossier, &event.projects));
    values.set("voorwaarden", grant::conditions(dossier));
    values.set("toelichting", explanation(&event.explanation));
    values.set("zwijgt", grant::silence(event.silence.as_ref()));
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
    values.set("toelichting", explanation(&event.explanation));
    values.set("zwijgt", grant::silence(event.silence.as_ref()));
}

/// Why, in the words of the assessor; nothing where there are none.
fn explanation(text: &str) -> String {
    let text = paragraph(text);
    if text.is_empty() { text } else { format!("Toelichting van de beoordelaar:\n{text}") }
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
