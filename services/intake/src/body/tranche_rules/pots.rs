//! The parts of the ceiling.

use super::division::allocated;
use super::{ADMINISTRATOR, Said};
use regulation::scheme::{Pot, PotKind, Tranche};
use regulation::words::Cents;

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    for pot in &tranche.pots {
        match (&pot.ceiling, pot.kind) {
            (Some(ceiling), _) => said.say(&ceiling.source, of(pot, ceiling.value)),
            // Without a ceiling its cases take from the whole: nothing has to be decided.
            (None, PotKind::Reserved) => {}
            (None, PotKind::Separate | PotKind::Year(_)) => {
                said.silent(&format!("hoe hoog het deelplafond «{}» is", pot.name), ADMINISTRATOR);
            }
        }
        said.rule(pot.allocation.as_ref(), |allocation| {
            format!("Voor «{}» geldt: {}", pot.name, allocated(*allocation))
        });
    }
}

fn of(pot: &Pot, ceiling: Cents) -> String {
    let name = &pot.name;
    match pot.kind {
        PotKind::Separate => {
            format!(
                "Deelplafond «{name}»: {ceiling}, inclusief btw. Aanvragen daarvoor krijgen alleen hieruit geld."
            )
        }
        PotKind::Reserved => {
            format!(
                "Van het plafond gaat {ceiling}, inclusief btw, met voorrang naar «{name}». Wat daarvoor meer \
                     wordt gevraagd, dingt mee met alle andere aanvragen."
            )
        }
        PotKind::Year(year) => {
            format!("Jaarplafond {year}: {ceiling}, inclusief btw, voor wat in {year} wordt ontvangen.")
        }
    }
}
