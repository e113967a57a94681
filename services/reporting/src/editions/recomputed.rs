//! Editions made again from the log alone: no table of the projection has a part in it.
//!
//! The log is read twice: once for what is of no case and to learn which cases there are, and then some cases at a time. What a
//! case counts for is known when its history was read, so in memory are no more than the histories of those cases, the sums of
//! each figure, and the numbers of all cases.

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
use regulation::query::{Query, Tag};
use regulation::record::{Position, Recorded};
use regulation::words::{ApplicationId, SchemeKey};
use std::collections::{BTreeMap, BTreeSet};

/// Of how many cases the histories are read at once. To search the index for more tags costs by the square of their number: of
/// 500 cases 40 ms where 100 take 1 ms.
pub const CASES: usize = 100;

/// What an edition should hold by the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The answers to its questions.
    pub answers: Vec<Antwoord>,
    /// The newest version of each scheme.
    pub rules: BTreeMap<SchemeKey, u32>,
}

/// Makes editions again, or says why one cannot be made. For each method the log is read, so many cases at once.
///
/// # Errors
/// When the log cannot be read.
pub async fn recompute(
    store: &EventStore,
    editions: &[Sealed],
    cases_at_once: usize,
) -> Result<Vec<Result<Made, Finding>>, StoreError> {
    if editions.is_empty() {
        return Ok(Vec::new());
    }
    let published = store.history(&Known::about(), Until::Now).await?;
    let mut all: Vec<_> = editions.iter().map(|sealed| Making::begin(&sealed.event, &published)).collect();
    let methods: BTreeSet<i16> = all.iter().flatten().map(|making| making.event.method).collect();
    for version in methods {
        let making = all.iter_mut().flatten().filter(|one| one.event.method == version).collect();
        if let Some(method) = lines_by(version) {
            Together { method, making }.add_up(store, cases_at_once).await?;
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

/// Editions of one method while they are made. Each counts the events up to its own position.
struct Together<'a, 'b> {
    method: Method,
    making: Vec<&'b mut Making<'a>>,
}

impl Together<'_, '_> {
    /// Shows every line of the log to the questions: first those of no case, then those of some cases at a time.
    async fn add_up(&mut self, store: &EventStore, cases_at_once: usize) -> Result<(), StoreError> {
        let last = self.making.iter().map(|one| one.event.position).max().unwrap_or_default();
        let mut cases = self.show_what_is_of_no_case(store, last).await?.into_iter();
        loop {
            self.questions().for_each(Adding::close);
            let some: Vec<Tag> = cases.by_ref().take(cases_at_once).map(Tag::application).collect();
            if some.is_empty() {
                return Ok(());
            }
            let mut state = State::default();
            for recorded in store.histories(&some, last).await? {
                self.show(&mut state, &recorded);
            }
        }
    }

    /// Shows the lines of no case, and gives all cases in the order of their numbers, which are given out in the order of
    /// time: so those that are read together are near each other in the log.
    async fn show_what_is_of_no_case(
        &mut self,
        store: &EventStore,
        last: Position,
    ) -> Result<BTreeSet<ApplicationId>, StoreError> {
        let (mut cases, mut state) = (BTreeSet::new(), State::default());
        let mut pages = store.pages(&Query::everything(), Position::default());
        while let Some(page) = pages.next().await? {
            for recorded in &page {
                if recorded.position > last {
                    return Ok(cases);
                }
                match recorded.event.case() {
                    Some(case) => drop(cases.insert(case.application)),
                    None => self.show(&mut state, recorded),
                }
            }
        }
        Ok(cases)
    }

    fn show(&mut self, state: &mut State, recorded: &Recorded) {
        let lines = (self.method)(state, recorded);
        lines.iter().for_each(|line| state.learn(line));
        let counting = self.making.iter_mut().filter(|one| one.event.position >= recorded.position);
        for question in counting.flat_map(|one| &mut one.questions) {
            lines.iter().for_each(|line| question.learn(line));
        }
    }

    fn questions(&mut self) -> impl Iterator<Item = &mut Adding> {
        self.making.iter_mut().flat_map(|one| &mut one.questions)
    }
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
