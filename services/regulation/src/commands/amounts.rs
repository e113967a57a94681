//! What holds for every amount that is asked, advised, granted or settled.

use crate::violation::{Flaw, Violation};
use crate::words::{Amount, Cents};

/// What is wrong with an amount by itself: below the lowest, or with a compensable part that does not fit in it.
/// `place` is the place of the amount in the request, as in `projecten[0].` or nothing.
pub(super) fn flaws_in(amount: Amount, lowest: Cents, place: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if amount.gross < lowest {
        let reason = format!("Het bedrag is ten minste {lowest}.");
        flaws.push(Flaw::new(format!("{place}bedragCent"), "te-laag", reason));
    }
    if amount.compensable.is_some_and(|part| part < Cents::ZERO || part > amount.gross) {
        let reason = format!("Het compensabele deel ligt tussen nul en het bedrag ({}).", amount.gross);
        flaws.push(Flaw::new(format!("{place}bcfDeelCent"), "buiten-bereik", reason));
    }
    flaws
}

/// Goes on when nothing is wrong with the amount by itself.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn must_be_sound(amount: Amount, lowest: Cents) -> Result<(), Violation> {
    let flaws = flaws_in(amount, lowest, "");
    if flaws.is_empty() { Ok(()) } else { Err(Violation::Flawed(flaws)) }
}
