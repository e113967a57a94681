//! A reserved quota (*voorrangsbudget*): its members come first until the quota is used; beyond it they compete with all others in the
//! general order. [Woningbouwimpuls 6](https://stadszaken.nl/artikel/5483/steun-studentenwoningen-in-laatste-ronde-woningbouwimpuls)
//! has one, for student housing.
//! What holds: who comes first by the quota asks no more together than is left of it, so nobody is passed for money that is
//! not reserved; members keep their order among themselves, and so do the others.

use super::Claim;
use crate::words::{ApplicationId, Cents};
use std::collections::BTreeSet;

/// The general order with the members that fit in what is left of the quota put first.
///
/// `granted` is what members were granted from the quota so far, in cents. The first member that no longer fits stays in
/// its general place, and so do those after it: otherwise a later member would pass an earlier one.
pub fn quota_first(
    general: &[Claim],
    members: &BTreeSet<ApplicationId>,
    quota: Cents,
    granted: Cents,
) -> Vec<Claim> {
    let mut left = quota - granted;
    let of_quota = general.iter().filter(|claim| members.contains(&claim.application));
    let mut order: Vec<Claim> = of_quota
        .take_while(|claim| {
            left = left - claim.asked;
            left >= Cents::ZERO
        })
        .copied()
        .collect();
    let first: BTreeSet<ApplicationId> = order.iter().map(|claim| claim.application).collect();
    order.extend(general.iter().filter(|claim| !first.contains(&claim.application)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::application;

    fn order(general: &[(&str, i64)], members: &[&str], quota: i64, granted: i64) -> Vec<ApplicationId> {
        let claim = |(name, euros): &(&str, i64)| Claim {
            application: application(name),
            asked: Cents::euros(*euros),
        };
        let claims: Vec<Claim> = general.iter().map(claim).collect();
        let members = members.iter().map(|name| application(name)).collect();
        let order = quota_first(&claims, &members, Cents::euros(quota), Cents::euros(granted));
        order.into_iter().map(|claim| claim.application).collect()
    }

    fn names(names: &[&str]) -> Vec<ApplicationId> {
        names.iter().map(|name| application(name)).collect()
    }

    const GENERAL: [(&str, i64); 4] = [("ander", 10), ("student-1", 10), ("ander-2", 10), ("student-2", 10)];
    const STUDENTS: [&str; 2] = ["student-1", "student-2"];

    #[test]
    fn members_come_first_while_they_fit_in_the_quota() {
        assert_eq!(
            order(&GENERAL, &STUDENTS, 20, 0),
            names(&["student-1", "student-2", "ander", "ander-2"]),
            "also the last euro of the quota"
        );
    }

    #[test]
    fn a_member_that_no_longer_fits_in_the_quota_competes_with_all_others() {
        assert_eq!(order(&GENERAL, &STUDENTS, 19, 0), names(&["student-1", "ander", "ander-2", "student-2"]));
    }

    #[test]
    fn what_was_granted_from_the_quota_is_used() {
        assert_eq!(
            order(&GENERAL, &STUDENTS, 20, 10),
            names(&["student-1", "ander", "ander-2", "student-2"])
        );
        assert_eq!(
            order(&GENERAL, &STUDENTS, 20, 20),
            names(&["ander", "student-1", "ander-2", "student-2"])
        );
    }

    #[test]
    fn no_smaller_member_passes_a_larger_one_that_does_not_fit() {
        let general = [("groot", 30), ("klein", 5), ("ander", 1)];
        assert_eq!(
            order(&[general[2], general[0], general[1]], &["groot", "klein"], 20, 0),
            names(&["ander", "groot", "klein"])
        );
    }

    #[test]
    fn a_quota_that_was_exceeded_gives_nobody_priority() {
        assert_eq!(
            order(&GENERAL, &STUDENTS, 20, 30),
            names(&["ander", "student-1", "ander-2", "student-2"])
        );
    }
}
