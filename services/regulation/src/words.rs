//! The words of the schemes as types: after this module there are no bare numbers and strings.
//!
//! English here, Dutch in the API and in letters; the pairs are in the README's table of words.

mod keys;
mod money;
mod parties;
mod silence;
mod time;
mod units;

pub use keys::{
    ApplicationId, CategoryCode, ContributionKey, CriterionCode, EditionKey, GoalKey, OwnReference,
    PieceCode, PotKey, ProjectKey, ReportId, SchemeKey, SubjectId, TrancheKey,
};
pub use money::{Amount, Cents};
pub use parties::{
    Applicant, ContactPerson, MunicipalityCode, OrganisationNumber, PersonId, Personal, ProvinceCode,
};
pub use silence::{Silence, SilentRule};
pub use time::{Validity, Window, amsterdam, day_of};
pub use units::{
    Dwelling, Evidence, Finances, Milestone, Origin, Permanence, Project, TargetGroup, UnitKind, UnitLine,
    Units,
};

/// Why a text is not a valid key, code or reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidWord {
    /// What was being read, in Dutch.
    pub what: &'static str,
    /// What it must look like, in Dutch.
    pub must: &'static str,
}

impl std::fmt::Display for InvalidWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.what, self.must)
    }
}

impl std::error::Error for InvalidWord {}
