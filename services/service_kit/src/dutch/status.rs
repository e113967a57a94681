//! How far a case is, in one word.

use regulation::facts::{Case, State};
use regulation::violation::Ending;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Hoe ver een aanvraag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Received; nobody asked for more or confirmed completeness.
    Ingediend,
    /// Pieces that were asked for did not come yet.
    AanvullingGevraagd,
    /// Completeness was confirmed.
    Volledig,
    /// Somebody advised.
    Geadviseerd,
    /// Granted.
    Toegekend,
    /// Rejected.
    Afgewezen,
    /// Set aside, because what was missing did not come.
    BuitenBehandeling,
    /// Withdrawn by the applicant.
    Ingetrokken,
    /// Settled.
    Vastgesteld,
}

impl Status {
    /// Every word.
    pub const ALL: [Self; 9] = [
        Self::Ingediend,
        Self::AanvullingGevraagd,
        Self::Volledig,
        Self::Geadviseerd,
        Self::Toegekend,
        Self::Afgewezen,
        Self::BuitenBehandeling,
        Self::Ingetrokken,
        Self::Vastgesteld,
    ];

    /// How far this case is.
    pub fn of(case: &Case) -> Self {
        match case.state {
            State::Granted(_) => Self::Toegekend,
            State::Settled(_) => Self::Vastgesteld,
            State::Ended(how) => Self::after(how),
            State::Undecided if !case.advisers.is_empty() => Self::Geadviseerd,
            State::Undecided if case.complete_since.is_some() => Self::Volledig,
            State::Undecided if !case.missing.is_empty() => Self::AanvullingGevraagd,
            State::Undecided => Self::Ingediend,
        }
    }

    const fn after(how: Ending) -> Self {
        match how {
            Ending::Granted => Self::Toegekend,
            Ending::Rejected => Self::Afgewezen,
            Ending::SetAside => Self::BuitenBehandeling,
            Ending::Withdrawn => Self::Ingetrokken,
            Ending::Settled => Self::Vastgesteld,
        }
    }

    /// The word as the API and our own tables say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingediend => "ingediend",
            Self::AanvullingGevraagd => "aanvulling-gevraagd",
            Self::Volledig => "volledig",
            Self::Geadviseerd => "geadviseerd",
            Self::Toegekend => "toegekend",
            Self::Afgewezen => "afgewezen",
            Self::BuitenBehandeling => "buiten-behandeling",
            Self::Ingetrokken => "ingetrokken",
            Self::Vastgesteld => "vastgesteld",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_in_the_api_and_in_our_tables() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
    }
}
