//! Keys: short texts and identifiers that name one thing each.

use super::InvalidWord;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Lower-case words joined by hyphens, as in `rha-2022`.
fn is_kebab(text: &str) -> bool {
    let letters =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= 60 && text.split('-').all(letters)
}

/// Printable, trimmed, not empty, and at most a hundred characters.
fn is_line(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= 100
        && text.trim() == text
        && !text.chars().any(char::is_control)
}

macro_rules! text_word {
    ($(#[$doc:meta])* $name:ident, $what:literal, $must:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads the text; refuses what does not have the required form.
            pub fn parse(text: &str) -> Result<Self, InvalidWord> {
                if $valid(text) { Ok(Self(text.to_owned())) } else { Err(InvalidWord { what: $what, must: $must }) }
            }

            /// The text as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidWord;
            fn try_from(text: String) -> Result<Self, InvalidWord> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> String {
                word.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(super) use text_word;

text_word!(
    /// The key of a scheme (*regeling*), such as `rha`.
    SchemeKey, "De sleutel van een regeling",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The key of a tranche (*tranche*, *openstelling*), such as `rha-2022`. Year keys, because "third
    /// tranche" and "second opening" are both 2022.
    TrancheKey, "De sleutel van een tranche",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The key of a pot within a tranche's ceiling (*deelplafond*), such as `studenten`; a yearly slice is named by its year.
    PotKey, "De sleutel van een deelplafond",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The code of a priority category (*categorie*) within a tranche, such as `a`.
    CategoryCode, "De code van een categorie",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The code of a criterion (*criterium*) that is scored or that knocks out, such as `noodzaak`.
    CriterionCode, "De code van een criterium",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The code of a piece that an application must have (*stuk*), such as `begroting`.
    PieceCode, "De code van een stuk",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The key of a national goal (*doelstelling*), such as `flexwoningen-2022-2024`.
    GoalKey, "De sleutel van een doelstelling",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The key of a contribution to a goal (*bijdrage*), such as `rijksvastgoedbedrijf-inkoop`.
    ContributionKey, "De sleutel van een bijdrage",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The key of an edition of figures (*editie*), such as `2023-voorjaar`.
    EditionKey, "De sleutel van een editie",
    "bestaat uit kleine letters en cijfers, verbonden door streepjes (hooguit 60 tekens).", is_kebab
);
text_word!(
    /// The key of a project within its application, chosen by the applicant, such as `P1`.
    ProjectKey, "De sleutel van een project", "is een regel tekst van 1 tot 100 tekens zonder spaties eromheen.",
    is_line
);
text_word!(
    /// The applicant's own reference (*kenmerk*) for an application, by which it finds its case back.
    OwnReference, "Het eigen kenmerk", "is een regel tekst van 1 tot 100 tekens zonder spaties eromheen.", is_line
);

macro_rules! id_word {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id_word!(
    /// An application (*aanvraag*): one case, from submission to settlement.
    ApplicationId
);
id_word!(
    /// A progress report (*voortgangsmelding*).
    ReportId
);
id_word!(
    /// A person whose data are held under a key of their own, so that they can be erased.
    SubjectId
);
