//! A mistake in a scheme's text, and the translation of what the TOML parser says.

use std::fmt;

/// A mistake (*fout*) in the text of a scheme. Mistakes sort by their line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line, counted from 1.
    pub line: usize,
    /// The place in the file's own names, as `rha-2022.ceiling_euros`; `tekst` where the text is no TOML.
    pub place: String,
    /// What is the matter, in Dutch.
    pub reason: String,
}

impl Mistake {
    /// A mistake in how the text is written.
    pub(super) fn of_text(line: usize, reason: impl Into<String>) -> Self {
        Self { line, place: "tekst".into(), reason: reason.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "regel {}, {}: {}", self.line, self.place, self.reason)
    }
}

/// What the parser says of a key without `=`; it reads no further then.
pub(super) const KEY_ALONE: &str = "key with no value";

/// What the parser says, by how it begins, and what people read.
const SYNTAX: [(&str, &str); 24] = [
    ("duplicate key", "dit veld of deze kop staat er al."),
    ("string values must be quoted", "een tekst staat tussen aanhalingstekens."),
    ("unclosed array table", "de kop is niet gesloten met ]]."),
    ("unclosed table", "de kop is niet gesloten met ]."),
    ("unclosed array", "de lijst is niet gesloten met ]."),
    ("unclosed inline table", "de tabel is niet gesloten met }."),
    ("missing table open", "vóór deze kop ontbreekt [."),
    ("missing comma", "hier ontbreekt een komma."),
    ("extra assignment", "hier ontbreekt een komma."),
    ("extra comma", "hier staat een komma te veel."),
    (KEY_ALONE, "na de naam van het veld ontbreken = en de waarde."),
    ("missing value", "na = ontbreekt de waarde."),
    ("invalid basic string", "de tekst is niet gesloten, of er staat een teken in dat niet mag."),
    ("invalid literal string", "de tekst is niet gesloten, of er staat een teken in dat niet mag."),
    ("invalid multi-line", "de tekst is niet gesloten, of er staat een teken in dat niet mag."),
    ("missing escaped value", "na \\ staat een teken dat daar geen betekenis heeft."),
    ("unexpected leading zero", "een getal begint niet met een nul."),
    ("invalid float", "dit is geen getal; een tekst staat tussen aanhalingstekens."),
    ("invalid integer", "dit is geen getal; een tekst staat tussen aanhalingstekens."),
    ("invalid boolean", "dit is niet true of false; een tekst staat tussen aanhalingstekens."),
    ("invalid date", "deze datum of dit tijdstip bestaat niet; het hoort bovendien tussen aanhalingstekens."),
    ("invalid unquoted key", "de naam van een veld bestaat uit letters, cijfers, _ en -."),
    ("unquoted keys cannot be empty", "de naam van het veld ontbreekt."),
    ("cannot extend value", "dit veld is geen tabel, en heeft dus zelf geen velden."),
];

/// What the parser says, in Dutch; what is rare, in its own words.
pub(super) fn in_dutch(message: &str) -> String {
    let known = SYNTAX.iter().find(|(begin, _)| message.starts_with(begin));
    known.map_or_else(|| format!("dit is geen geldige TOML ({message})."), |(_, dutch)| (*dutch).to_owned())
}
