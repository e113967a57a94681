//! What a letter is written from: the case up to the letter's event, and the rules by which it is judged.

use super::sources::used_sources;
use super::template::{line, list};
use regulation::Facts;
use regulation::event::{ApplicationSubmitted, Event, EventType};
use regulation::facts::Case;
use regulation::query::{Query, Tag};
use regulation::record::Recorded;
use regulation::scheme::{self, Scheme, Tranche};
use regulation::words::{Amount, ApplicationId, PieceCode, TrancheKey};
use std::collections::BTreeMap;
use std::fmt;

/// A case up to and including the event about which a letter is written.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The event.
    pub event: Event,
    /// How the case began, with whom to write to.
    pub submitted: ApplicationSubmitted,
    /// The case, as it is after the event.
    pub case: Case,
    /// What the pieces are that were asked for.
    pub pieces: BTreeMap<PieceCode, String>,
    /// What was granted.
    pub granted: Option<Amount>,
    /// The scheme, in the version by which the case is judged.
    pub scheme: Scheme,
    /// The tranche, in that version.
    pub tranche: Tranche,
}

/// Why no letter can be written: the history does not hold what it must, which is a defect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable(pub &'static str);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unwritable {}

impl Dossier {
    /// Whose history a dossier is read from.
    pub fn about(application: ApplicationId, tranche: &TrancheKey) -> Query {
        let rules = Query::about(Tag::tranche(tranche), &[EventType::SchemePublished]);
        Query::about(Tag::application(application), &[]).and(rules)
    }

    /// Reads the history up to and including the letter's event.
    ///
    /// # Errors
    /// When the event, the submission or the scheme is not in the history.
    pub fn read(application: ApplicationId, history: &[Recorded]) -> Result<Self, Unwritable> {
        let events = || history.iter().map(|recorded| &recorded.event);
        let about = |event: &&Event| event.case().is_some_and(|case| case.application == application);
        let event = events().rfind(about).ok_or(Unwritable("the event is not in the history"))?;
        let submitted = events().filter(about).find_map(|event| match event {
            Event::ApplicationSubmitted(submitted) => Some(submitted),
            _ => None,
        });
        let submitted = submitted.ok_or(Unwritable("the submission is not in the history"))?;
        let (scheme, tranche) =
            rules(submitted, events()).ok_or(Unwritable("the scheme is not in the history"))?;
        let mut case = Case::of(application);
        history.iter().for_each(|recorded| case.learn(recorded));
        Ok(Self {
            event: event.clone(),
            submitted: submitted.clone(),
            case,
            pieces: events().filter(about).filter_map(asked_for).flatten().collect(),
            granted: events().filter(about).find_map(granted),
            scheme,
            tranche,
        })
    }

    /// The pieces that are still missing, as a list for people.
    pub fn missing(&self) -> String {
        list(self.case.missing.iter().map(|code| self.describe(code)))
    }

    /// A piece as it was asked for; its code where nobody asked for it.
    pub fn describe(&self, code: &PieceCode) -> String {
        self.pieces.get(code).map_or_else(|| code.to_string(), |text| format!("{} ({code})", line(text)))
    }

    /// The reference of a source of the scheme.
    pub fn source(&self, key: &str) -> String {
        self.scheme.sources.get(key).map_or_else(|| key.to_owned(), |source| line(&source.reference))
    }

    /// The official publications in which the rules of the tranche stand; where there are none, whatever they cite.
    pub fn sources(&self) -> String {
        let published = |address: &str| {
            ["https://zoek.officielebekendmakingen.nl/", "https://wetten.overheid.nl/"]
                .iter()
                .any(|register| address.starts_with(register))
        };
        let named = used_sources(&self.tranche);
        let cited: Vec<_> =
            self.scheme.sources.iter().filter(|(key, _)| named.contains(key.as_str())).collect();
        let official: Vec<_> =
            cited.iter().copied().filter(|(_, source)| published(&source.address)).collect();
        let sources = if official.is_empty() { cited } else { official };
        list(
            sources
                .into_iter()
                .map(|(_, source)| format!("{}: {}", line(&source.reference), line(&source.address))),
        )
    }
}

fn rules<'a>(
    submitted: &ApplicationSubmitted,
    mut events: impl Iterator<Item = &'a Event>,
) -> Option<(Scheme, Tranche)> {
    let scheme = events.find_map(|event| match event {
        Event::SchemePublished(published) if published.version == submitted.scheme_version => {
            scheme::read(&published.text).ok()
        }
        _ => None,
    })?;
    let tranche = scheme.tranche(&submitted.case.tranche)?.clone();
    Some((scheme, tranche))
}

fn asked_for(event: &Event) -> Option<Vec<(PieceCode, String)>> {
    match event {
        Event::SupplementRequested(event) => {
            Some(event.pieces.iter().map(|piece| (piece.code.clone(), piece.description.clone())).collect())
        }
        _ => None,
    }
}

fn granted(event: &Event) -> Option<Amount> {
    match event {
        Event::ApplicationGranted(event) => Some(event.amount),
        _ => None,
    }
}
