//! In what a published division differs from what it should be, in the Dutch of who runs it again.

use std::fmt;

/// The first that differs (*verschil*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is no published division.
    Unreadable {
        /// The line and character at which that shows, from 1; absent where it shows only at the whole.
        at: Option<(usize, usize)>,
    },
    /// Somebody stands twice in the list, or the list is not from low to high.
    List,
    /// The sealed list has another hash.
    Hash {
        /// The hash that the file states.
        stated: String,
        /// The hash that follows.
        follows: String,
    },
    /// From this place of the outcome on, counted from 1, another one follows.
    Place(usize),
    /// The digest is that of another content.
    Digest,
    /// The content is right and written in another form, from this line on, counted from 1.
    Form {
        /// The line.
        line: usize,
    },
}

impl Difference {
    pub(super) fn unreadable(error: serde_json::Error) -> Self {
        Self::Unreadable { at: (error.line() > 0).then(|| (error.line(), error.column())) }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { at: Some((line, column)) } => write!(
                f,
                "Dit is geen gepubliceerde loting of rangschikking: het klopt niet meer op regel {line}, teken {column}."
            ),
            Self::Unreadable { at: None } => {
                f.write_str("Dit is geen gepubliceerde loting of rangschikking: er ontbreekt iets, of er staat iets verkeerds.")
            }
            Self::List => f.write_str("In de lijst staat niet elke aanvraag precies één keer, van laag naar hoog nummer."),
            Self::Hash { stated, follows } => {
                write!(f, "De hash van de verzegelde lijst is {follows}, en in het bestand staat {stated}.")
            }
            Self::Place(place) => {
                write!(f, "De uitslag verschilt vanaf plaats {place} van wat uit de invoer in het bestand volgt.")
            }
            Self::Digest => f.write_str("De controlewaarde (digest) hoort bij een andere inhoud: er is iets gewijzigd."),
            Self::Form { line } => write!(
                f,
                "De inhoud klopt, maar het bestand is vanaf regel {line} anders geschreven dan het gepubliceerd wordt."
            ),
        }
    }
}

impl std::error::Error for Difference {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_said_in_dutch() {
        let hash = Difference::Hash { stated: "a".into(), follows: "b".into() };
        let said = [
            (Difference::Unreadable { at: Some((3, 7)) }, "regel 3, teken 7"),
            (Difference::Unreadable { at: None }, "er ontbreekt iets"),
            (Difference::List, "precies één keer"),
            (hash, "is b, en in het bestand staat a"),
            (Difference::Place(2), "vanaf plaats 2"),
            (Difference::Digest, "digest"),
            (Difference::Form { line: 4 }, "vanaf regel 4"),
        ];
        for (difference, words) in said {
            assert!(difference.to_string().contains(words), "{difference}");
        }
    }
}
