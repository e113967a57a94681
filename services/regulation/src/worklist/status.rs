//! How far a case is, in one word.

use crate::facts::{Case, State};
use crate::violation::Ending;

/// How far a case is (*status*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// *Ingediend*.
    Submitted,
    /// *Aanvulling gevraagd*: a piece that was asked for did not come.
    SupplementRequested,
    /// *Volledig*.
    Complete,
    /// *Geadviseerd*.
    Advised,
    /// *Toegekend*.
    Granted,
    /// *Afgewezen*.
    Rejected,
    /// *Buiten behandeling gesteld*.
    SetAside,
    /// *Ingetrokken* by the applicant.
    Withdrawn,
    /// *Vastgesteld*.
    Settled,
}

impl Status {
    /// How far this case is.
    pub fn of(case: &Case) -> Self {
        match &case.state {
            State::Granted(_) | State::Ended(Ending::Granted) => Self::Granted,
            State::Settled(_) | State::Ended(Ending::Settled) => Self::Settled,
            State::Ended(Ending::Rejected) => Self::Rejected,
            State::Ended(Ending::SetAside) => Self::SetAside,
            State::Ended(Ending::Withdrawn) => Self::Withdrawn,
            State::Undecided if !case.advisers.is_empty() => Self::Advised,
            State::Undecided if case.complete_since.is_some() => Self::Complete,
            State::Undecided if !case.missing.is_empty() => Self::SupplementRequested,
            State::Undecided => Self::Submitted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn the_status_follows_the_case() {
        let status = |history: &Given| Status::of(&history.learn(Case::of(application("A"))));
        let [submitted, complete, advised] = ready("GM0758", "A", 50_000);
        let mut history = given([submitted]);
        assert_eq!(status(&history), Status::Submitted);
        history = history.and([complete]);
        assert_eq!(status(&history), Status::Complete);
        history = history.and([advised]);
        assert_eq!(status(&history), Status::Advised);
        history = history.and([granted("GM0758", "A", 50_000)]);
        assert_eq!(status(&history), Status::Granted);
    }
}
