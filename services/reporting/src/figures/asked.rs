//! What is asked of the figures: read from the query with every error at once.

use crate::places::Borders;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::words::{TrancheKey, amsterdam, day_of};
use service_kit::{InvalidParam, Problem};
use std::collections::BTreeMap;

/// By what figures can be grouped (*groepeerOp*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// For whom (*aandachtsgroep*).
    TargetGroup,
    /// Permanent or flex (*duur*).
    Permanence,
    /// Self-contained or shared (*zelfstandigheid*).
    Dwelling,
    /// New build, transformation, topping up or splitting (*herkomst*).
    Origin,
    /// The recipient (*gemeente*).
    Municipality,
    /// Its province (*provincie*).
    Province,
    /// The tranche.
    Tranche,
}

impl Dimension {
    /// Every one, with its word in the API.
    pub const ALL: [(&'static str, Dimension); 7] = [
        ("aandachtsgroep", Self::TargetGroup),
        ("duur", Self::Permanence),
        ("zelfstandigheid", Self::Dwelling),
        ("herkomst", Self::Origin),
        ("gemeente", Self::Municipality),
        ("provincie", Self::Province),
        ("tranche", Self::Tranche),
    ];

    /// Its word in the API.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, dimension)| *dimension == self).map_or("", |(word, _)| word)
    }

    /// Whether it tells where.
    pub const fn is_place(self) -> bool {
        matches!(self, Self::Municipality | Self::Province)
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Of this tranche only.
    pub tranche: Option<TrancheKey>,
    /// Grouped by these, in this order.
    pub by: Vec<Dimension>,
    /// In the borders of then or of now.
    pub borders: Borders,
    /// What was true on this day (*peildatum*).
    pub as_of: Date,
    /// What was known at this moment (*bekendOp*).
    pub known_at: Timestamp,
}

impl Asked {
    /// All figures of a tranche as they are known now, grouped by these.
    pub fn of_tranche(tranche: TrancheKey, by: &[Dimension], now: Timestamp) -> Self {
        let tranche = Some(tranche);
        Self { tranche, by: by.to_vec(), borders: Borders::Then, as_of: day_of(now), known_at: now }
    }
}

/// The parameters of a query, each to be taken once; what is wrong with them is gathered.
#[derive(Debug)]
pub struct Parameters {
    given: BTreeMap<String, String>,
    errors: Vec<InvalidParam>,
    now: Timestamp,
}

impl Parameters {
    /// The parameters of a query, of which only these exist.
    pub fn new(pairs: Vec<(String, String)>, known: &[&str], now: Timestamp) -> Self {
        let mut parameters = Self { given: BTreeMap::new(), errors: Vec::new(), now };
        for (name, value) in pairs {
            if !known.contains(&name.as_str()) {
                parameters.wrong(&name, "onbekend-veld", "Deze parameter bestaat niet.");
            } else if parameters.given.insert(name.clone(), value).is_some() {
                parameters.wrong(&name, "dubbel", "Mag maar één keer voorkomen.");
            }
        }
        parameters
    }

    /// Remembers what is wrong.
    pub fn wrong(&mut self, name: &str, code: &str, reason: impl Into<String>) {
        self.errors.push(InvalidParam::new(name, code, reason));
    }

    /// What was read, or everything that was wrong.
    ///
    /// # Errors
    /// 400 when anything was.
    pub fn finish<T>(self, read: T) -> Result<T, Problem> {
        if self.errors.is_empty() { Ok(read) } else { Err(Problem::invalid(self.errors)) }
    }

    /// The text of a parameter.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.given.remove(name)
    }

    /// One of these words, as what stands beside it.
    pub fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.wrong(name, "enum", one_of(&text, words));
        }
        found
    }

    /// The question that all figures share.
    pub fn asked(&mut self, tranches: &[TrancheKey]) -> Asked {
        let tranche = self.tranche(tranches);
        let by = self.dimensions();
        let per_taxonomy = tranche.is_some() || by.contains(&Dimension::Tranche) || self.has_error("tranche");
        if by.contains(&Dimension::TargetGroup) && !per_taxonomy {
            let reason = "Codes van aandachtsgroepen horen bij één tranche: kies een tranche, of groepeer ook op tranche.";
            self.wrong("groepeerOp", "tranche-nodig", reason);
        }
        let today = Borders::On(day_of(self.now));
        let borders = self.one_of("gemeentegrenzen", &[("toen", Borders::Then), ("nu", today)]);
        let (as_of, known_at) = (self.as_of(), self.known_at());
        Asked { tranche, by, borders: borders.unwrap_or(Borders::Then), as_of, known_at }
    }

    fn has_error(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.name == name)
    }

    fn tranche(&mut self, tranches: &[TrancheKey]) -> Option<TrancheKey> {
        let text = self.text("tranche")?;
        let found = tranches.iter().find(|tranche| tranche.as_str() == text).cloned();
        if found.is_none() {
            let known: Vec<_> = tranches.iter().map(TrancheKey::as_str).collect();
            self.wrong(
                "tranche",
                "onbekend",
                format!("Er is geen tranche «{text}». Er zijn: {}.", known.join(", ")),
            );
        }
        found
    }

    fn dimensions(&mut self) -> Vec<Dimension> {
        let text = self.text("groepeerOp").unwrap_or_default();
        let mut by = Vec::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match Dimension::ALL.iter().find(|(known, _)| *known == word) {
                Some((_, dimension)) if by.contains(dimension) => {
                    self.wrong("groepeerOp", "dubbel", format!("«{word}» staat er twee keer."));
                }
                Some((_, dimension)) => by.push(*dimension),
                None => self.wrong("groepeerOp", "enum", one_of(word, &Dimension::ALL)),
            }
        }
        by
    }

    fn as_of(&mut self) -> Date {
        let today = day_of(self.now);
        let Some(text) = self.text("peildatum") else { return today };
        calendar_day(&text).unwrap_or_else(|| {
            self.wrong("peildatum", "format", format!("«{text}» is geen datum zoals 2023-06-30."));
            today
        })
    }

    /// A moment, or a day of which the whole counts; what is still to come is not known, so now is the latest.
    fn known_at(&mut self) -> Timestamp {
        let now = self.now;
        let Some(text) = self.text("bekendOp") else { return now };
        let read = moment(&text).or_else(|| calendar_day(&text).and_then(end_of));
        let read = read.unwrap_or_else(|| {
            let reason = format!(
                "«{text}» is geen tijdstip zoals 2023-06-30T12:00:00Z, en geen datum zoals 2023-06-30."
            );
            self.wrong("bekendOp", "format", reason);
            now
        });
        read.min(now)
    }
}

/// A day in a year from 1 on: what lies before, the database cannot hold all of.
fn calendar_day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.year() >= 1)
}

/// A moment in such a year.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().filter(|moment| day_of(*moment).year() >= 1)
}

/// The last microsecond of a legal day.
fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(amsterdam()).ok()?.timestamp();
    next.checked_sub(jiff::SignedDuration::from_micros(1)).ok()
}

fn one_of<T>(text: &str, words: &[(&str, T)]) -> String {
    let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
    format!("«{text}» kan niet; kies uit: {}.", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["tranche", "groepeerOp", "gemeentegrenzen", "peildatum", "bekendOp"];

    fn asked(query: &[(&str, &str)]) -> Result<Asked, Vec<(String, String)>> {
        let pairs = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let mut parameters = Parameters::new(pairs, &NAMES, now);
        let asked = parameters.asked(&[TrancheKey::parse("rha-2022").unwrap()]);
        let errors = parameters.errors.iter().map(|error| (error.name.clone(), error.code.clone())).collect();
        if parameters.errors.is_empty() { Ok(asked) } else { Err(errors) }
    }

    #[test]
    fn without_more_all_figures_of_now_are_asked() {
        let asked = asked(&[]).unwrap();
        assert_eq!((asked.as_of.to_string().as_str(), asked.borders), ("2026-11-20", Borders::Then));
        assert!(asked.tranche.is_none() && asked.by.is_empty());
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let query = [
            ("tranche", "rha-1900"),
            ("groepeerOp", "aandachtsgroep,kleur,duur,duur"),
            ("gemeentegrenzen", "straks"),
            ("peildatum", "gisteren"),
            ("bekendOp", "2022"),
            ("pijldatum", "2022-01-01"),
        ];
        let errors = asked(&query).unwrap_err();
        let expected = [
            ("pijldatum", "onbekend-veld"),
            ("tranche", "onbekend"),
            ("groepeerOp", "enum"),
            ("groepeerOp", "dubbel"),
            ("gemeentegrenzen", "enum"),
            ("peildatum", "format"),
            ("bekendOp", "format"),
        ];
        assert_eq!(errors, expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
    }

    #[test]
    fn a_target_group_is_only_asked_within_its_own_taxonomy() {
        assert!(asked(&[("groepeerOp", "aandachtsgroep")]).is_err());
        assert!(asked(&[("groepeerOp", "aandachtsgroep,tranche")]).is_ok());
        assert!(asked(&[("groepeerOp", "aandachtsgroep"), ("tranche", "rha-2022")]).is_ok());
    }

    #[test]
    fn what_lies_before_the_calendar_is_no_day_and_no_moment() {
        for text in ["-009999-01-01", "0000-12-31"] {
            assert!(
                asked(&[("peildatum", text)]).is_err() && asked(&[("bekendOp", text)]).is_err(),
                "{text}"
            );
        }
        assert!(asked(&[("bekendOp", "-009999-06-30T12:00:00Z")]).is_err());
        assert!(asked(&[("peildatum", "0001-01-01"), ("bekendOp", "0001-01-01")]).is_ok());
    }

    #[test]
    fn known_on_a_day_means_until_midnight_in_amsterdam() {
        let known_at = asked(&[("bekendOp", "2023-06-30")]).unwrap().known_at;
        assert_eq!(known_at.to_string(), "2023-06-30T21:59:59.999999Z");
        assert_eq!(
            asked(&[("bekendOp", "2999-01-01")]).unwrap().known_at.to_string(),
            "2026-11-20T12:00:00Z"
        );
    }
}
