//! The most that can be granted on one application, by the scheme's own amounts.

use crate::allocation::{by_annex, by_key, entitled};
use crate::facts::{Budget, Case};
use crate::scheme::{Allocation, Tranche};
use crate::violation::Violation;
use crate::words::{Applicant, Cents, CriterionCode, SilentRule, UnitLine};

/// Goes on when the amount keeps to what was requested and to every amount of the scheme.
///
/// # Errors
/// The first amount that it does not keep to.
pub(crate) fn must_keep_to_the_amounts(
    amount: Cents,
    case: &Case,
    tranche: &Tranche,
    applicant: &Applicant,
    budget: &Budget,
) -> Result<(), Violation> {
    let requested = case.requested();
    if amount > requested {
        return Err(Violation::AboveRequested { requested });
    }
    must_be_what_is_fixed(amount, case, tranche, applicant, budget)?;
    must_be_within_the_maximum(amount, case, tranche)?;
    must_be_within_the_key(amount, tranche, applicant, budget)?;
    must_be_within_the_cap(amount, tranche, applicant, budget)
}

/// Goes on when the adviser found that every knock-out criterion is met.
///
/// # Errors
/// Those of which no adviser found it.
pub(super) fn must_meet_every_criterion(case: &Case, tranche: &Tranche) -> Result<(), Violation> {
    let is_met = |code: &&CriterionCode| case.judgement.knock_outs.get(*code) == Some(&true);
    let criteria: Vec<CriterionCode> =
        tranche.knock_outs.keys().filter(|code| !is_met(code)).cloned().collect();
    if criteria.is_empty() { Ok(()) } else { Err(Violation::CriteriaNotMet { criteria }) }
}

/// On which rules about the amount and the order the sources are silent.
pub(super) fn silent(case: &Case, tranche: &Tranche, applicant: &Applicant) -> [(SilentRule, bool); 2] {
    let has_amount = tranche.maximum_for_projects(&case.projects).is_some()
        || tranche.annex.contains_key(applicant)
        || tranche.key_parts.contains_key(applicant);
    [
        (SilentRule::Amount, !has_amount),
        (SilentRule::Allocation, tranche.allocation_of(case.pot.as_ref()).is_none()),
    ]
}

/// The row of an annex: exactly that, and once. A fixed amount per home: that for each home for which is granted, so a multiple of
/// it. Only where the scheme lets the last one have what is left, less.
fn must_be_what_is_fixed(
    granted: Cents,
    case: &Case,
    tranche: &Tranche,
    applicant: &Applicant,
    budget: &Budget,
) -> Result<(), Violation> {
    let per_home = tranche.fixed_per_unit.as_ref().map(|fixed| fixed.value);
    let fixed = by_annex_at_most(tranche, applicant, budget)
        .or_else(|| per_home.map(|per_home| (per_home, entitled(per_home, case.units()))));
    let is_multiple = |each: Cents| granted.get().checked_rem(each.get()) == Some(0);
    match fixed {
        Some((each, most)) if granted > most || !(is_multiple(each) || tranche.grants_in_part()) => {
            Err(Violation::NotTheFixedAmount { each, most })
        }
        Some(_) | None => Ok(()),
    }
}

/// The row of an annex, and what its recipient was not granted of it yet. Where an annex divides, nothing for who is not in it.
fn by_annex_at_most(tranche: &Tranche, applicant: &Applicant, budget: &Budget) -> Option<(Cents, Cents)> {
    let divides = tranche.allocation_of(None) == Some(Allocation::Annex) && !tranche.annex.is_empty();
    let row = by_annex(&tranche.annex, applicant).or(divides.then_some(Cents::ZERO))?;
    Some((row, row - budget.granted_to(applicant)))
}

/// What a fixed key leaves for a recipient: its part of the ceiling less what it was granted already, and nothing for who
/// has no part. Absent where no key divides, or no source gives its parts.
pub(crate) fn left_by_key(tranche: &Tranche, applicant: &Applicant, budget: &Budget) -> Option<Cents> {
    let divides = tranche.allocation_of(None) == Some(Allocation::Key) && !tranche.key_parts.is_empty();
    let ceiling = budget.ceiling().filter(|_| divides)?;
    let share = by_key(ceiling, &tranche.key_parts).get(applicant).copied().unwrap_or_default();
    Some(share - budget.granted_to(applicant))
}

fn must_be_within_the_maximum(granted: Cents, case: &Case, tranche: &Tranche) -> Result<(), Violation> {
    match tranche.maximum_for_application(&case.projects) {
        Some(most) if granted > most => Err(above(most, case, tranche)),
        Some(_) | None => Ok(()),
    }
}

/// Where all homes have one maximum and nothing else counts, the refusal says how it is made.
fn above(most: Cents, case: &Case, tranche: &Tranche) -> Violation {
    let mut lines = case.projects.iter().flat_map(|project| &project.lines);
    let units = u64::from(case.units().get());
    let one = lines.next().and_then(|line: &UnitLine| tranche.per_home(line));
    match one.filter(|one| one.times(units) == most) {
        Some(maximum) => Violation::AboveMaximumPerUnit { maximum, units, most },
        None => Violation::AboveMaximum { most },
    }
}

fn must_be_within_the_key(
    granted: Cents,
    tranche: &Tranche,
    applicant: &Applicant,
    budget: &Budget,
) -> Result<(), Violation> {
    match left_by_key(tranche, applicant, budget) {
        Some(share) if granted > share => Err(Violation::AboveShare { share }),
        Some(_) | None => Ok(()),
    }
}

fn must_be_within_the_cap(
    amount: Cents,
    tranche: &Tranche,
    applicant: &Applicant,
    budget: &Budget,
) -> Result<(), Violation> {
    let Some(maximum) = tranche.maximum_for(applicant) else {
        return Ok(());
    };
    let granted = budget.granted_to(applicant);
    let left = maximum - granted;
    if amount > left { Err(Violation::AboveMaximumPerApplicant { maximum, granted, left }) } else { Ok(()) }
}
