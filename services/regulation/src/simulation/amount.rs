//! How much a replay can grant, by what [`crate::commands::Approve`] accepts.

use super::replay::Replay;
use super::standing::Reach;
use crate::allocation::by_annex;
use crate::commands::{left_by_key, must_keep_to_the_amounts};
use crate::event::CaseHeader;
use crate::facts::Case;
use crate::scheme::{Tranche, WhenFull};
use crate::words::{Applicant, ApplicationId, Cents};

impl Replay<'_> {
    /// How much of what is wanted can be granted now: all of it, or what the amounts of the scheme and the applicant's
    /// maximum allow, or what is left where the scheme grants in part. Where the amount is fixed it is for whole homes.
    pub(super) fn can_be_granted(&mut self, application: ApplicationId, wanted: Cents) -> Option<Cents> {
        let free = self.free_for(application);
        let Reach { left, share } = self.standing(application).reach(application, free)?;
        let (header, case) = self.cases.get(&application)?;
        let tranche = self.rules_of(application)?;
        let fixed = |amount: Cents| what_is_fixed_in(amount, tranche, &header.applicant);
        let most = [share, self.most_for(header, case, tranche)].into_iter().flatten().min();
        let amount = fixed(most.map_or(wanted, |most| wanted.min(most)));
        let amount = if amount > left && tranche.grants_in_part() { left } else { amount };
        let eligible = case.eligible();
        let is_cut = amount < eligible && eligible > left && share.is_none();
        let keeps = must_keep_to_the_amounts(amount, case, tranche, &header.applicant, &self.budget).is_ok();
        let fits = amount > Cents::ZERO && amount <= left && keeps && !(is_cut && is_whole_only(tranche));
        if fits && amount < eligible && (amount == left || Some(amount) == most.map(fixed)) {
            self.cut.insert(application);
        }
        fits.then_some(amount)
    }

    fn most_for(&self, header: &CaseHeader, case: &Case, tranche: &Tranche) -> Option<Cents> {
        let applicant = &header.applicant;
        let of_applicant =
            tranche.maximum_for(applicant).map(|most| most - self.budget.granted_to(applicant));
        let of_homes = tranche.maximum_for_projects(&case.projects);
        let all =
            [of_applicant, of_homes, left_by_key(tranche, applicant, &self.budget), Some(case.requested())];
        all.into_iter().flatten().min()
    }
}

/// As much of an amount as can be granted where the scheme fixes it: for whole homes, or the whole row of an annex. A
/// scheme that grants in part lets go of that.
fn what_is_fixed_in(amount: Cents, tranche: &Tranche, applicant: &Applicant) -> Cents {
    let per_home = tranche.fixed_per_unit.as_ref().map(|fixed| fixed.value);
    let each = by_annex(&tranche.annex, applicant).or(per_home).filter(|_| !tranche.grants_in_part());
    let rest = each.and_then(|each| amount.get().checked_rem(each.get())).unwrap_or_default();
    amount - Cents::new(rest)
}

/// Where who no longer fits is granted nothing, also not a part.
fn is_whole_only(tranche: &Tranche) -> bool {
    matches!(
        tranche.when_full.as_ref().map(|when_full| when_full.value),
        Some(WhenFull::Stop | WhenFull::Skip)
    )
}
