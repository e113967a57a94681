//! Editions made again from the log alone: no table of the projection has a part in it.

use super::body::Antwoord;
use super::kept::Sealed;
use super::{asked, check::Finding};
use crate::figures::Cijfers;
use crate::figures::in_memory::Adding;
use crate::figures::known::Known;
use crate::figures::table::Audience;
use crate::ledger::{Method, State, lines_by};
use event_store::{EventStore, StoreError, Until};
use regulation::event::EditionSealed;
use regulation::query::Query;
use regulation::record::{Position, Recorded};
use regulation::words::SchemeKey;
use std::collections::{BTreeMap, BTreeSet};

/// What an edition should hold by the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The answers to its questions.
    pub answers: Vec<Antwoord>,
    /// The newest version of each scheme.
    pub rules: BTreeMap<SchemeKey, u32>,
}

/// Makes editions again, or says why one cannot be made. The log is read once for each method.
///
/// # Errors
/// When the log cannot be read.
pub async fn recompute(
    store: &EventStore,
    editions: &[Sealed],
) -> Result<Vec<Result<Made, Finding>>, StoreError> {
    if editions.is_empty() {
        return Ok(Vec::new());
    }
    let published = store.history(&Known::about(), Until::Now).await?;
    let mut all: Vec<_> = editions.iter().map(|sealed| Making::begin(&sealed.event, &published)).collect();
    let methods: BTreeSet<i16> = all.iter().flatten().map(|making| making.event.method).collect();
    for version in methods {
        let mut making: Vec<_> = all.iter_mut().flatten().filter(|one| one.event.method == version).collect();
        if let Some(method) = lines_by(version) {
            add_up(store, method, &mut making).await?;
        }
    }
    Ok(all.into_iter().map(|making| making.map(Making::end)).collect())
}

/// An edition while it is made.
struct Making<'a> {
    event: &'a EditionSealed,
    questions: Vec<Adding>,
    rules: BTreeMap<SchemeKey, u32>,
}

impl<'a> Making<'a> {
    fn begin(event: &'a EditionSealed, published: &[Recorded]) -> Result<Self, Finding> {
        if lines_by(event.method).is_none() {
            return Err(Finding::MethodGone(event.method));
        }
        let mut known = Known::default();
        let before = published.iter().filter(|recorded| recorded.position <= event.position);
        before.for_each(|recorded| known.learn(&recorded.event));
        let names = known.names();
        let mut questions = Vec::new();
        for text in &event.questions {
            let asked = asked::read(text, event.as_of, event.known_at, &names);
            let asked = asked.map_err(|_| Finding::QuestionUnreadable(text.clone()))?;
            questions.push(Adding::new(asked, &known, Audience::Public));
        }
        Ok(Self { event, questions, rules: known.rules() })
    }

    fn end(self) -> Made {
        let answer = |(text, question): (&String, Adding)| {
            let answer = question.answer(self.event.position.0);
            Antwoord { vraag: text.clone(), cijfers: Cijfers::from(&answer) }
        };
        let answers = self.event.questions.iter().zip(self.questions).map(answer).collect();
        Made { answers, rules: self.rules }
    }
}

/// Shows every line of the log to the questions of these editions, each up to the edition's own position.
async fn add_up(
    store: &EventStore,
    method: Method,
    making: &mut [&mut Making<'_>],
) -> Result<(), StoreError> {
    let last = making.iter().map(|one| one.event.position).max().unwrap_or_default();
    let (mut state, mut pages) = (State::default(), store.pages(&Query::everything(), Position::default()));
    while let Some(page) = pages.next().await? {
        for recorded in &page {
            if recorded.position > last {
                return Ok(());
            }
            let lines = method(&state, recorded);
            lines.iter().for_each(|line| state.learn(line));
            let counting = making.iter_mut().filter(|one| one.event.position >= recorded.position);
            for question in counting.flat_map(|one| &mut one.questions) {
                lines.iter().for_each(|line| question.learn(line));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(method: i16, question: &str) -> EditionSealed {
        let event = serde_json::json!({
            "edition": "2023", "title": "Voorjaar", "note": "", "questions": [question], "as_of": "2023-06-08",
            "known_at": "2023-06-08T21:59:59Z", "position": 7, "method": method, "program": "0.1.0", "rules": {},
            "hash": "00", "by": "ministerie-1"
        });
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn what_this_program_can_no_longer_make_is_a_finding() {
        let gone = Making::begin(&sealed(0, ""), &[]).err();
        assert_eq!(gone, Some(Finding::MethodGone(0)));
        let unread = Making::begin(&sealed(crate::ledger::METHOD, "tranche=verdwenen"), &[]).err();
        assert_eq!(unread, Some(Finding::QuestionUnreadable("tranche=verdwenen".into())));
        assert!(Making::begin(&sealed(crate::ledger::METHOD, ""), &[]).is_ok());
    }
}
