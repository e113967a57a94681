//! Who applies, who decides, and how a person's data are held.

use super::keys::text_word;
use super::{InvalidWord, SubjectId};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;

/// `GM` and four digits.
fn is_municipality(text: &str) -> bool {
    text.strip_prefix("GM")
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// `PV` and two digits from 20 to 31: the CBS codes of the twelve provinces.
fn is_province(text: &str) -> bool {
    text.strip_prefix("PV")
        .and_then(|digits| digits.parse::<u8>().ok())
        .is_some_and(|number| (20..=31).contains(&number))
}

/// `KVK` and eight digits.
fn is_organisation(text: &str) -> bool {
    text.strip_prefix("KVK")
        .is_some_and(|digits| digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// A pseudonym: no spaces, at most a hundred characters.
fn is_pseudonym(text: &str) -> bool {
    !text.is_empty() && text.len() <= 100 && text.bytes().all(|b| b.is_ascii_graphic())
}

text_word!(
    /// The CBS code of a municipality (*gemeentecode*), such as `GM0363`.
    MunicipalityCode, "Een gemeentecode", "bestaat uit GM en vier cijfers, zoals GM0363.", is_municipality
);
/// So that the register is searched by a text as it stands.
impl Borrow<str> for MunicipalityCode {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

text_word!(
    /// The CBS code of a province (*provinciecode*), `PV20` to `PV31`.
    ProvinceCode, "Een provinciecode", "bestaat uit PV en een getal van 20 tot en met 31, zoals PV28.", is_province
);
text_word!(
    /// A legal entity by its number in the trade register (*KVK-nummer*), such as `KVK12345678`.
    OrganisationNumber, "Een KVK-nummer", "bestaat uit KVK en acht cijfers, zoals KVK12345678.", is_organisation
);
text_word!(
    /// A person by pseudonym; whose it is, the identity provider knows and the log does not.
    PersonId, "Een persoon", "wordt aangeduid met een pseudoniem van 1 tot 100 tekens zonder spaties.", is_pseudonym
);

/// Who applies and receives (*aanvrager*, *ontvanger*).
///
/// Written as one code: `GM0363` for a municipality, `PV28` for a province, `WGR-holland-rijnland` for a public body of
/// municipalities, `SW-de-bevelanden` for a cooperation without a legal form of its own, `KVK12345678` for an investor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Applicant {
    /// One municipality (*gemeente*).
    Municipality(MunicipalityCode),
    /// A cooperation (*samenwerking*) under the name that a scheme's annex gives it, in kebab case; one municipality
    /// leads it (*penvoerder*).
    Cooperation(String),
    /// A province (*provincie*).
    Province(ProvinceCode),
    /// A public body under the Wet gemeenschappelijke regelingen (*openbaar lichaam*,
    /// [art. 8](https://wetten.overheid.nl/BWBR0003740)), by its name in kebab case.
    Region(String),
    /// A legal entity that invests itself (*investeerder*), where a scheme is open to others than government.
    Organisation(OrganisationNumber),
}

impl Applicant {
    /// Reads a code such as `GM0363`, `PV28`, `WGR-holland-rijnland`, `SW-de-bevelanden` or `KVK12345678`.
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn parse(text: &str) -> Result<Self, InvalidWord> {
        let read = match text {
            _ if text.starts_with("SW-") => body_name(text, "SW-").map(Self::Cooperation),
            _ if text.starts_with("WGR-") => body_name(text, "WGR-").map(Self::Region),
            _ if text.starts_with("PV") => ProvinceCode::parse(text).ok().map(Self::Province),
            _ if text.starts_with("KVK") => OrganisationNumber::parse(text).ok().map(Self::Organisation),
            _ => MunicipalityCode::parse(text).ok().map(Self::Municipality),
        };
        read.ok_or(InvalidWord {
            what: "De code van een aanvrager",
            must: "is een gemeentecode zoals GM0363, een provinciecode zoals PV28, KVK met acht cijfers, of SW- of \
                   WGR- met de naam van een samenwerking of openbaar lichaam.",
        })
    }

    /// The municipality, where the applicant is one.
    pub const fn municipality(&self) -> Option<&MunicipalityCode> {
        match self {
            Self::Municipality(code) => Some(code),
            Self::Cooperation(_) | Self::Province(_) | Self::Region(_) | Self::Organisation(_) => None,
        }
    }
}

/// The name behind the prefix, in kebab case and at most sixty characters.
fn body_name(text: &str, prefix: &str) -> Option<String> {
    let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let name = text.strip_prefix(prefix)?;
    (!name.is_empty() && name.len() <= 60 && name.chars().all(named)).then(|| name.to_owned())
}

impl fmt::Display for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Municipality(code) => code.fmt(f),
            Self::Cooperation(name) => write!(f, "SW-{name}"),
            Self::Province(code) => code.fmt(f),
            Self::Region(name) => write!(f, "WGR-{name}"),
            Self::Organisation(number) => number.fmt(f),
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
        for code in ["GM0363", "SW-de-bevelanden", "PV28", "WGR-holland-rijnland", "KVK12345678"] {
            assert_eq!(Applicant::parse(code).unwrap().to_string(), code);
        }
        for wrong in
            ["", "GM363", "gm0363", "0363", "SW-", "SW-De Bevelanden", "PV32", "PV2", "WGR-", "KVK1234567"]
        {
            assert!(Applicant::parse(wrong).is_err(), "{wrong}");
        }
    }
}
