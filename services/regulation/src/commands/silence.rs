//! What holds where the sources are silent: a decision needs a written ground, and the record shows the silence.

use crate::violation::Violation;
use crate::words::{Silence, SilentRule};
use std::collections::BTreeSet;

/// The silence of those rules that are marked as silent, with the ground on which is decided all the same.
///
/// # Errors
/// When a rule is silent and no ground is given.
pub(super) fn grounded(
    rules: impl IntoIterator<Item = (SilentRule, bool)>,
    ground: &str,
) -> Result<Option<Silence>, Violation> {
    let rules: BTreeSet<SilentRule> =
        rules.into_iter().filter(|(_, silent)| *silent).map(|(rule, _)| rule).collect();
    if rules.is_empty() {
        return Ok(None);
    }
    if ground.trim().is_empty() {
        return Err(Violation::GroundMissing { rules });
    }
    Ok(Some(Silence { rules, ground: ground.to_owned() }))
}
