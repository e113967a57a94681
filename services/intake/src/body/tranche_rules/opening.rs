//! When applications are taken and how much there is, as it was announced. What became of it stands in the tranche's own
//! fields, because a window can be extended and a ceiling changed.

use super::{ADMINISTRATOR, Said};
use jiff::Timestamp;
use regulation::scheme::{AnnouncedWindow, Tranche};
use regulation::words::amsterdam;

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(tranche.window.as_ref(), window);
    if tranche.window.as_ref().is_none_or(|window| window.value.opens_at.is_none()) {
        said.silent("wanneer de aanvraagperiode opent", ADMINISTRATOR);
    }
    for ceiling in &tranche.ceilings {
        let day = ceiling.published_on.map(|day| format!(" (gepubliceerd op {day})")).unwrap_or_default();
        said.say(&ceiling.source, format!("Aangekondigd plafond: {}, inclusief btw{day}.", ceiling.ceiling));
    }
    if tranche.ceilings.is_empty() {
        said.silent("hoe hoog het plafond is", ADMINISTRATOR);
    }
    said.rule(tranche.carries_over.as_ref(), |carries| {
        let can = if *carries { "kan" } else { "kan niet" };
        format!("Wat van het plafond overblijft, {can} naar een andere tranche van de regeling gaan.")
    });
}

fn window(window: &AnnouncedWindow) -> String {
    let from = window.opens_at.map(|opens_at| format!(" vanaf {}", moment(opens_at))).unwrap_or_default();
    let to =
        window.closes_at.map(|closes_at| format!(" tot en met {}", moment(closes_at))).unwrap_or_default();
    format!("Aangekondigde aanvraagperiode:{from}{to}.")
}

/// A moment in Dutch local time.
fn moment(instant: Timestamp) -> String {
    let local = instant.to_zoned(amsterdam());
    format!("{} {} uur (Nederlandse tijd)", local.date(), local.strftime("%H:%M:%S"))
}
