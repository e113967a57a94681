//! What the log tells anyone of tranches in which each application is for one family: that there are events, of which
//! nothing tells that they are theirs.
//!
//! The type of an event alone gives a family away where a grant of any other scheme is told whole: a grant that is not is
//! one family, on a day. Therefore of every event of which nothing is public, of whatever scheme, the same is told: its
//! place in the chain and its hash, but not its type, its case (events of one case could be counted) or its time (at
//! which other public figures change or do not).
//!
//! Not protected is how many such events there are, of all schemes together, nor about when: the events around them and
//! the signed heads have a time, and who follows the log sees each come.

use super::public::public;
use event_store::StoreError;
use regulation::event::Event;
use regulation::words::TrancheKey;
use serde_json::Value;
use std::collections::BTreeSet;

/// What every event is called of which nothing is public.
pub const NOT_PUBLIC: &str = "niet-openbaar";

const OTHERS: &str = "SELECT tranche FROM reporting.tranches WHERE NOT families";

/// The tranches in which each application is for one family, told by all others: one of which the ledger does not know
/// yet, as while it is made again, could be of families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Families {
    others: BTreeSet<String>,
}

impl Families {
    /// As the ledger knows them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn read(client: &tokio_postgres::Client) -> Result<Self, StoreError> {
        let rows = client.query(OTHERS, &[]).await?;
        let others = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        Ok(Self { others })
    }

    /// Whether this tranche is, or could be, one of them.
    pub fn include(&self, tranche: &TrancheKey) -> bool {
        !self.others.contains(tranche.as_str())
    }

    /// What anyone may know of an event; nothing where it tells of families.
    pub fn public(&self, event: &Event) -> Option<Value> {
        let is_of_families = tells_of_applications(event).is_some_and(|tranche| self.include(tranche));
        if is_of_families { None } else { public(event) }
    }
}

/// The tranche of the applications of which an event tells one by one; absent where it tells of none.
fn tells_of_applications(event: &Event) -> Option<&TrancheKey> {
    match event {
        Event::LotterySealed(event) => Some(&event.seal.tranche),
        Event::LotsDrawn(event) => Some(&event.tranche),
        Event::RankingEstablished(event) => Some(&event.tranche),
        Event::SchemePublished(_)
        | Event::TrancheOpened(_)
        | Event::WindowExtended(_)
        | Event::CeilingChanged(_)
        | Event::MoneyCarriedOver(_)
        | Event::TrancheClosed(_)
        | Event::ContributionEntered(_)
        | Event::EditionSealed(_) => None,
        Event::ApplicationSubmitted(_)
        | Event::SupplementRequested(_)
        | Event::ApplicationSupplemented(_)
        | Event::CompletenessConfirmed(_)
        | Event::ApplicationWithdrawn(_)
        | Event::AdviceGiven(_)
        | Event::ApplicationGranted(_)
        | Event::ApplicationRejected(_)
        | Event::ApplicationSetAside(_)
        | Event::ProgressReported(_)
        | Event::ProgressCorrected(_)
        | Event::SpendingAccounted(_)
        | Event::GrantSettled(_) => event.case().map(|case| &case.tranche),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{granted, opened, tranche};

    #[test]
    fn of_a_case_in_a_tranche_that_the_ledger_does_not_know_yet_nothing_is_told() {
        let known = Families { others: BTreeSet::from([tranche().to_string()]) };
        let unknown = Families { others: BTreeSet::new() };
        let grant = granted("A", 50_000);
        assert!(known.public(&grant).is_some() && unknown.public(&grant).is_none());
        assert!(unknown.public(&opened(1)).is_some(), "that a tranche opens is about nobody");
    }
}
