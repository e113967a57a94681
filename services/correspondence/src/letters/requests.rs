//! What receipts and requests say, beside what every letter says.

use super::division::division;
use super::dossier::Dossier;
use super::grant;
use super::template::{Values, line, list};
use crate::dutch;
use jiff::ToSpan;
use regulation::event::{ApplicationSubmitted, ApplicationSupplemented, SupplementRequested};
use regulation::scheme::DecisionTerm;
use regulation::terms::decide_by_law;
use regulation::words::day_of;

/// An application came in.
pub fn received(dossier: &Dossier, event: &ApplicationSubmitted, values: &mut Values) {
    values.set("ontvangen", dutch::moment(event.received_at));
    values.set("verdeling", division(dossier, event));
    values.set("beslistermijn", decision_term(dossier, event));
}

/// Until when the decision may take: as the scheme says, or else as Awb 4:13 says.
fn decision_term(dossier: &Dossier, event: &ApplicationSubmitted) -> String {
    if let Some(decide_by) = &dossier.tranche.decide_by {
        let (day, source) = (dutch::day(decide_by.value), dossier.source(&decide_by.source));
        return format!("Uiterlijk op {day}.\nBron: {source}.");
    }
    if let Some(term) = &dossier.tranche.decide_within {
        let DecisionTerm { weeks, counted_from } = term.value;
        let (from, source) = (grant::counted_from(counted_from), dossier.source(&term.source));
        return format!("Binnen {weeks} weken {from}.\nBron: {source}.");
    }
    let last = dutch::day(decide_by_law(day_of(event.received_at), 0));
    format!(
        "Wij kennen voor deze tranche geen vaste beslistermijn. Daarom geldt een redelijke termijn.\n\
         Die is in ieder geval voorbij als u tot en met {last} (acht weken) niets van ons hoort:\n\
         geen besluit, en geen bericht dat het langer duurt.\n\
         Vragen wij u om een aanvulling, en stellen wij daarvoor een termijn? Dan telt die tijd niet mee.\n\
         Dit staat in de Algemene wet bestuursrecht, artikelen 4:13, 4:14 en 4:15\n\
         (https://wetten.overheid.nl/BWBR0005537/2026-01-01)."
    )
}

/// Pieces came in.
pub fn supplemented(dossier: &Dossier, event: &ApplicationSupplemented, values: &mut Values) {
    let after_term = dossier.case.answer_by.filter(|last| day_of(event.received_at) > *last);
    let term = after_term.map(|last| {
        format!(
            "De termijn voor uw aanvulling liep tot en met {}. Uw aanvulling kwam daarna.",
            dutch::day(last)
        )
    });
    let next = if !dossier.case.missing.is_empty() {
        format!("Nog niet ontvangen hebben wij:\n{}", dossier.missing())
    } else if event.pieces.iter().any(|code| dossier.pieces.contains_key(code)) {
        "Alles waar wij om vroegen is er. Wij controleren of uw aanvraag nu volledig is.".to_owned()
    } else {
        "Wij voegen dit toe aan uw aanvraag. Een beoordelaar bekijkt het.".to_owned()
    };
    values.set("ontvangen", dutch::moment(event.received_at));
    values.set("stukken", list(event.pieces.iter().map(|code| dossier.describe(code))));
    values.set("termijn", term.unwrap_or_default());
    values.set("ontbreekt", next);
}

/// Pieces are asked for. Only a term suspends the term for deciding (Awb 4:15), and only a term can lapse (Awb 4:5).
pub fn requested(event: &SupplementRequested, values: &mut Values) {
    let tomorrow = dutch::day(day_of(event.requested_at).saturating_add(1.day()));
    let term = match event.answer_by.map(dutch::day) {
        Some(last) => format!(
            "Tot en met {last}, Nederlandse tijd.\n\
             Vanaf {tomorrow} staat onze beslistermijn stil, tot de dag waarop uw aanvraag is aangevuld of deze termijn \
             voorbij is.\n\
             Komt de aanvulling niet op tijd? Dan kunnen wij besluiten uw aanvraag niet verder te behandelen."
        ),
        None => "Wij stellen u geen termijn. Onze beslistermijn loopt door.".to_owned(),
    };
    let pieces = event.pieces.iter().map(|piece| format!("{} ({})", line(&piece.description), piece.code));
    values.set("gevraagd_op", dutch::moment(event.requested_at));
    values.set("stukken", list(pieces));
    values.set("termijn", term);
}
