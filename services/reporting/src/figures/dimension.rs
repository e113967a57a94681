//! By what figures can be grouped and selected.

use crate::kinds;

/// By what figures can be grouped (*groepeerOp*), and to what they can be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The scheme (*regeling*).
    Scheme,
    /// The tranche.
    Tranche,
    /// The calendar year in which it became true (*jaar*).
    Year,
    /// The half of it (*halfjaar*), as `2023-h1`.
    HalfYear,
    /// The province of the recipient (*provincie*).
    Province,
    /// The recipient, where it is a public body or a cooperation of several (*regio*).
    Region,
    /// The recipient (*gemeente*), whatever it is.
    Municipality,
    /// For whom (*aandachtsgroep*).
    TargetGroup,
    /// Permanent or flex (*duur*).
    Permanence,
    /// Self-contained or shared (*zelfstandigheid*).
    Dwelling,
    /// New build, transformation, topping up or splitting (*herkomst*).
    Origin,
    /// How it is shown that homes are so far (*bewijsgraad*).
    Evidence,
}

impl Dimension {
    /// Every one, with its word in the API.
    pub const ALL: [(&'static str, Dimension); 12] = [
        ("regeling", Self::Scheme),
        ("tranche", Self::Tranche),
        ("jaar", Self::Year),
        ("halfjaar", Self::HalfYear),
        ("provincie", Self::Province),
        ("regio", Self::Region),
        ("gemeente", Self::Municipality),
        ("aandachtsgroep", Self::TargetGroup),
        ("duur", Self::Permanence),
        ("zelfstandigheid", Self::Dwelling),
        ("herkomst", Self::Origin),
        ("bewijsgraad", Self::Evidence),
    ];

    /// Its word in the API.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, dimension)| *dimension == self).map_or("", |(word, _)| word)
    }

    /// Whether it tells where.
    pub const fn is_place(self) -> bool {
        matches!(self, Self::Municipality | Self::Province | Self::Region)
    }

    /// Whether its cells are of a time: of what became true in it.
    pub const fn is_period(self) -> bool {
        matches!(self, Self::Year | Self::HalfYear)
    }

    /// The words of a kind of homes, as the ledger holds them and as the API calls them.
    pub const fn kinds(self) -> Option<&'static [(&'static str, &'static str)]> {
        match self {
            Self::Permanence => Some(kinds::PERMANENCES),
            Self::Dwelling => Some(kinds::DWELLINGS),
            Self::Origin => Some(kinds::ORIGINS),
            Self::Evidence => Some(kinds::EVIDENCES),
            Self::Scheme
            | Self::Tranche
            | Self::Year
            | Self::HalfYear
            | Self::Province
            | Self::Region
            | Self::Municipality
            | Self::TargetGroup => None,
        }
    }

    /// A code as the ledger holds it.
    pub(crate) fn stored(self, code: &str) -> &str {
        let mut kinds = self.kinds().unwrap_or_default().iter();
        kinds.find(|(_, dutch)| *dutch == code).map_or(code, |(stored, _)| stored)
    }
}
