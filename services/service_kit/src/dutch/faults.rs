//! Everything that is wrong with what was sent, gathered while it is read.

use crate::problem::{InvalidParam, Problem};
use regulation::words::InvalidWord;

/// Gathers what is wrong, each with its place, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<InvalidParam>);

impl Faults {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The word, or nothing while its fault is kept.
    pub fn word<T>(&mut self, place: impl Into<String>, read: Result<T, InvalidWord>) -> Option<T> {
        match read {
            Ok(word) => Some(word),
            Err(invalid) => {
                self.add(place, "pattern", invalid.to_string());
                None
            }
        }
    }

    /// Reads each of a list under its own place (`regels[0]`); nothing as soon as one of them cannot be read.
    pub fn each<B, T>(
        &mut self,
        place: &str,
        bodies: &[B],
        read: impl Fn(&B, &str, &mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let one = |(index, body)| read(body, &format!("{place}[{index}]"), self);
        // Every one is read before the first that failed decides.
        let all: Vec<Option<T>> = bodies.iter().enumerate().map(one).collect();
        all.into_iter().collect()
    }

    /// Keeps a fault of another kind, with its code and a reason in Dutch.
    pub fn add(&mut self, place: impl Into<String>, code: &str, reason: impl Into<String>) {
        self.0.push(InvalidParam::new(place, code, reason));
    }

    /// What was read, or the problem with every fault in it.
    ///
    /// # Errors
    /// 400 when there is a fault.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            None if self.0.is_empty() => Err(Problem::internal("nothing was read, and nothing says why")),
            Some(_) | None => Err(Problem::invalid(self.0)),
        }
    }
}
