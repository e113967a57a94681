//! The different recipients of a figure.

use crate::places::{Borders, is_municipality, place};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The different recipients: by name, so that they can be told apart in other borders and from those of other figures; or
/// only how many, where that is all that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// Their codes, shared by all figures in which a recipient is.
    Named(BTreeSet<Arc<str>>),
    /// How many there are.
    Counted(Count),
}

/// How many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Recipients of every kind.
    pub all: i64,
    /// Municipalities among them.
    pub municipalities: i64,
}

impl Default for Recipients {
    fn default() -> Self {
        Self::Named(BTreeSet::new())
    }
}

impl FromIterator<String> for Recipients {
    fn from_iter<I: IntoIterator<Item = String>>(codes: I) -> Self {
        Self::Named(codes.into_iter().map(Arc::from).collect())
    }
}

impl Recipients {
    /// How many there are.
    pub fn count(&self) -> Count {
        match self {
            Self::Named(codes) => Count::of(codes.iter().map(AsRef::as_ref)),
            Self::Counted(count) => *count,
        }
    }

    /// The same under their codes within these borders. What is only counted stays under the codes of then.
    pub fn within(self, borders: Borders) -> Self {
        match self {
            Self::Named(codes) if borders != Borders::Then => {
                codes.iter().map(|code| place(code, borders).code).collect()
            }
            same => same,
        }
    }

    /// With those of another figure. What is only counted is taken to be of others.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Named(mut codes), Self::Named(others)) => {
                codes.extend(others);
                Self::Named(codes)
            }
            (Self::Named(codes), counted) if codes.is_empty() => counted,
            (one, other) => {
                let (one, other) = (one.count(), other.count());
                let municipalities = one.municipalities + other.municipalities;
                Self::Counted(Count { all: one.all + other.all, municipalities })
            }
        }
    }
}

impl Count {
    /// How many these different codes are.
    pub fn of<'a>(codes: impl Iterator<Item = &'a str>) -> Self {
        codes.fold(Self::default(), |Self { all, municipalities }, code| Self {
            all: all + 1,
            municipalities: municipalities + i64::from(is_municipality(code)),
        })
    }
}
