//! Who applies, who decides, and how a person's data are held.

use super::keys::text_word;
use super::{InvalidWord, SubjectId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `GM` and four digits.
fn is_municipality(text: &str) -> bool {
    text.strip_prefix("GM")
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// A pseudonym: no spaces, at most a hundred characters.
fn is_pseudonym(text: &str) -> bool {
    !text.is_empty() && text.len() <= 100 && text.bytes().all(|b| b.is_ascii_graphic())
}

text_word!(
    /// The CBS code of a municipality (*gemeentecode*), such as `GM0363`.
    MunicipalityCode, "Een gemeentecode", "bestaat uit GM en vier cijfers, zoals GM0363.", is_municipality
);
text_word!(
    /// A person by pseudonym; whose it is, the identity provider knows and the log does not.
    PersonId, "Een persoon", "wordt aangeduid met een pseudoniem van 1 tot 100 tekens zonder spaties.", is_pseudonym
);

/// Who applies and receives (*aanvrager*, *ontvanger*): a municipality, or a cooperation of municipalities.
///
/// Written as one code: `GM0363`, or `SW-de-bevelanden` for a cooperation (*samenwerking*).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Applicant {
    /// One municipality (*gemeente*).
    Municipality(MunicipalityCode),
    /// A cooperation (*samenwerking*) under the name that a scheme's annex gives it, in kebab case.
    Cooperation(String),
}

impl Applicant {
    /// Reads a code such as `GM0363` or `SW-de-bevelanden`.
    pub fn parse(text: &str) -> Result<Self, InvalidWord> {
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        match text.strip_prefix("SW-") {
            Some(name) if !name.is_empty() && name.len() <= 60 && name.chars().all(named) => {
                Ok(Self::Cooperation(name.to_owned()))
            }
            _ => MunicipalityCode::parse(text).map(Self::Municipality).map_err(|_| InvalidWord {
                what: "De code van een aanvrager",
                must: "is een gemeentecode zoals GM0363, of SW- met de naam van een samenwerking.",
            }),
        }
    }

    /// The municipality, where the applicant is one.
    pub fn municipality(&self) -> Option<&MunicipalityCode> {
        match self {
            Self::Municipality(code) => Some(code),
            Self::Cooperation(_) => None,
        }
    }
}

impl fmt::Display for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Municipality(code) => code.fmt(f),
            Self::Cooperation(name) => write!(f, "SW-{name}"),
        }
    }
}

impl TryFrom<String> for Applicant {
    type Error = InvalidWord;
    fn try_from(text: String) -> Result<Self, InvalidWord> {
        Self::parse(&text)
    }
}

impl From<Applicant> for String {
    fn from(applicant: Applicant) -> String {
        applicant.to_string()
    }
}

/// Whom to write to about an application (*contactpersoon*). Personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPerson {
    /// The person's name.
    pub name: String,
    /// The address to which receipts and decisions are mailed.
    pub email: String,
}

/// Personal data in an event: the rules see `Known` or `Erased`; only the log sees `Sealed`.
///
/// Each subject has a key of its own, kept outside the log; erasing the key erases the person and leaves
/// the chain and every figure whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Personal {
    /// Readable: the subject's key exists.
    Known {
        /// Whose data these are.
        subject: SubjectId,
        /// The data.
        person: ContactPerson,
    },
    /// As it is stored: encrypted under the subject's key, in base64.
    Sealed {
        /// Whose data these are.
        subject: SubjectId,
        /// Nonce and ciphertext.
        sealed: String,
    },
    /// The subject's key was erased: nobody can read this any more.
    Erased {
        /// Whose data these were.
        subject: SubjectId,
    },
}

impl Personal {
    /// Whose data these are.
    pub fn subject(&self) -> SubjectId {
        match self {
            Self::Known { subject, .. } | Self::Sealed { subject, .. } | Self::Erased { subject } => *subject,
        }
    }

    /// The person, while known.
    pub fn known(&self) -> Option<&ContactPerson> {
        match self {
            Self::Known { person, .. } => Some(person),
            Self::Sealed { .. } | Self::Erased { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_applicant_is_written_as_one_code() {
        for code in ["GM0363", "SW-de-bevelanden"] {
            assert_eq!(Applicant::parse(code).unwrap().to_string(), code);
        }
        for wrong in ["", "GM363", "gm0363", "0363", "SW-", "SW-De Bevelanden"] {
            assert!(Applicant::parse(wrong).is_err(), "{wrong}");
        }
    }
}
