//! What is asked of the figures: read from the query with every error at once.

use super::dimension::Dimension;
use super::quantity::{Derived, described};
use super::series::{self, Step, days};
use super::table::{Audience, Column, NO_PROVINCE, Names};
use crate::ledger::Measure;
use crate::places::{Borders, PROVINCES, place};
use actix_web::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::municipalities;
use regulation::words::{Applicant, TargetGroup, TrancheKey, amsterdam, day_of};
use service_kit::{InvalidParam, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

/// To what figures are limited (*selectie*): for each dimension the codes of which one must hold.
pub type Only = BTreeMap<Dimension, BTreeSet<String>>;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Only what has one of these codes.
    pub only: Only,
    /// Only these measures; all where none is named.
    pub measures: BTreeSet<Measure>,
    /// Grouped by these, in this order.
    pub by: Vec<Dimension>,
    /// Target groups as this version of the taxonomy has them; absent for each as its own tranche has them.
    pub taxonomy: Option<String>,
    /// In the borders of then or of now.
    pub borders: Borders,
    /// What was true on this day (*peildatum*).
    pub as_of: Date,
    /// The days of a series, of which the last is `as_of`; empty without a series.
    pub days: Vec<Date>,
    /// What was known at this moment (*bekendOp*).
    pub known_at: Timestamp,
    /// Tranches that are not told, because each application is for one family.
    pub hidden: BTreeSet<String>,
    /// Measures that are asked and not told of a place, because who asked where is not public.
    pub not_public: BTreeSet<Measure>,
}

impl Asked {
    /// Whether this measure is asked: all are where none is named.
    pub fn asks_for(&self, measure: Measure) -> bool {
        self.measures.is_empty() || self.measures.contains(&measure)
    }

    /// All figures as they are known now.
    pub fn now(now: Timestamp) -> Self {
        Self {
            only: Only::new(),
            measures: BTreeSet::new(),
            by: Vec::new(),
            taxonomy: None,
            borders: Borders::Then,
            as_of: day_of(now),
            days: Vec::new(),
            known_at: now,
            hidden: BTreeSet::new(),
            not_public: BTreeSet::new(),
        }
    }

    /// All figures of a tranche as they are known now, grouped by these.
    pub fn of_tranche(tranche: &TrancheKey, by: &[Dimension], now: Timestamp) -> Self {
        Self { by: by.to_vec(), ..Self::now(now) }.only(Dimension::Tranche, [tranche.to_string()])
    }

    /// The same, limited to these codes of a dimension.
    pub fn only(mut self, dimension: Dimension, codes: impl IntoIterator<Item = String>) -> Self {
        self.only.insert(dimension, codes.into_iter().collect());
        self
    }

    /// The tranche, where the question is about one.
    pub fn tranche(&self) -> Option<&str> {
        let mut tranches = self.only.get(&Dimension::Tranche)?.iter();
        tranches.next().filter(|_| tranches.next().is_none()).map(String::as_str)
    }

    /// By what the ledger is grouped for it.
    pub fn columns(&self) -> BTreeSet<Column> {
        self.by.iter().map(|dimension| Column::of(*dimension)).collect()
    }

    /// To what it is limited, as it is asked: `tranche=rha-2022`, `duur=flex`.
    pub fn selected(&self) -> impl Iterator<Item = String> {
        self.only.iter().map(|(dimension, codes)| {
            let codes: Vec<_> = codes.iter().map(String::as_str).collect();
            format!("{}={}", dimension.word(), codes.join(","))
        })
    }

    /// The same in one text, as files tell it.
    pub fn selection(&self) -> String {
        self.selected().collect::<Vec<_>>().join(" ")
    }

    /// Whether the answer tells where: in its groups, or because it is limited to a place.
    pub fn tells_where(&self) -> bool {
        self.by.iter().chain(self.only.keys()).any(|dimension| dimension.is_place())
    }

    /// Whether its cells are of a year or half-year: of what became true in it, and not of how things stood.
    pub fn is_of_periods(&self) -> bool {
        self.by.iter().chain(self.only.keys()).any(|dimension| dimension.is_period())
    }

    /// The same question about all cells together.
    pub fn as_a_whole(&self) -> Self {
        Self { by: Vec::new(), ..self.clone() }
    }

    /// The same, without what this audience may only see in the fixed tables, and with the measures that it may not see here.
    pub fn as_seen_by(mut self, audience: Audience, names: &Names) -> Self {
        if audience == Audience::Public {
            self.hidden = names.of_families();
        }
        let tells_where = self.tells_where();
        let asked = Measure::ALL.iter().copied().filter(|measure| self.asks_for(*measure));
        self.not_public = asked.filter(|measure| !audience.may_see(*measure, tells_where)).collect();
        self
    }

    /// The same, with the measures without which a derived figure would be wrong: what is free needs what was granted, and
    /// what is planned needs what was released.
    pub fn with_what_is_derived_from(mut self) -> Self {
        let (ceiling, granted) = (Measure::Ceiling, Measure::Granted);
        if self.measures.contains(&ceiling) {
            self.measures.insert(granted);
        }
        if self.measures.contains(&granted) {
            self.measures.insert(Measure::Released);
        }
        self
    }

    /// Goes on unless the question is about nothing but what this audience may only see in the fixed tables.
    ///
    /// # Errors
    /// 403 when it is.
    pub fn must_be_seen_by(&self, audience: Audience, names: &Names) -> Result<(), Problem> {
        if audience == Audience::Public && self.is_only_of_families(names) {
            return Err(only_in_fixed_tables());
        }
        Ok(())
    }

    /// Whether the question is about nothing but tranches in which each application is for one family.
    pub fn is_only_of_families(&self, names: &Names) -> bool {
        let of_families = |key: &String| names.tranches.get(key).is_some_and(|tranche| tranche.families);
        let tranches = self.only.get(&Dimension::Tranche);
        tranches.is_some_and(|tranches| tranches.iter().all(of_families))
    }

    /// The same question on each day of its series; without a series on its own day.
    pub fn each_day(&self) -> Vec<Self> {
        match self.days.as_slice() {
            [] => vec![self.clone()],
            days => days.iter().map(|day| self.on(*day)).collect(),
        }
    }

    /// The same question on another day.
    pub fn on(&self, as_of: Date) -> Self {
        Self { as_of, days: Vec::new(), ..self.clone() }
    }
}

/// What is asked of a tranche of families by who may only see its fixed tables.
pub fn only_in_fixed_tables() -> Problem {
    only_fixed_tables(
        "Elke aanvraag in deze tranche is voor één gezin. Openbaar zijn alleen de vaste tabellen op \
         /voortgang/v1/vaste-tabellen; vrije vragen stelt wie is aangemeld voor het ministerie of RVO.",
    )
}

/// 403: of these tranches only the fixed tables are told, with why it is refused here.
pub fn only_fixed_tables(detail: &str) -> Problem {
    let title = "Alleen in vaste tabellen openbaar";
    Problem::new(StatusCode::FORBIDDEN, "alleen-vaste-tabellen", title, detail)
}

/// The parameters that a question about figures has beside the dimensions that limit it.
const OWN: [&str; 8] =
    ["groepeerOp", "gemeentegrenzen", "peildatum", "bekendOp", "taxonomie", "maat", "reeks", "vanaf"];

/// The names of all parameters of a question, and these.
pub fn names(more: &[&'static str]) -> Vec<&'static str> {
    let dimensions = Dimension::ALL.iter().map(|(word, _)| *word);
    dimensions.chain(OWN).chain(more.iter().copied()).collect()
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
                parameters.wrong(
                    &name,
                    "dubbel",
                    "Mag maar één keer voorkomen; meer waarden staan met komma's ertussen.",
                );
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
        self.checked(read).map_err(Problem::invalid)
    }

    /// The same, for who tells the errors at places of its own.
    ///
    /// # Errors
    /// Everything that was wrong.
    pub fn checked<T>(self, read: T) -> Result<T, Vec<InvalidParam>> {
        if self.errors.is_empty() { Ok(read) } else { Err(self.errors) }
    }

    /// The text of a parameter.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.given.remove(name)
    }

    /// One of these words, as what stands beside it.
    pub fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        self.word(name, &text, words)
    }

    fn word<T: Copy>(&mut self, name: &str, text: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.wrong(name, "enum", one_of(text, words));
        }
        found
    }

    /// The question that all figures share.
    pub fn asked(&mut self, names: &Names) -> Asked {
        let only = self.only(names);
        let by = self.dimensions();
        let taxonomy = self.taxonomy(names);
        self.groups_need_one_taxonomy(&only, &by, taxonomy.is_some());
        self.groups_are_known(&only, taxonomy.as_deref(), names);
        let today = Borders::On(day_of(self.now));
        let borders = self.one_of("gemeentegrenzen", &[("toen", Borders::Then), ("nu", today)]);
        let borders = borders.unwrap_or(Borders::Then);
        self.municipalities_are_within(&only, borders);
        let measures = self.measures();
        let (as_of, known_at) = (self.as_of(), self.known_at());
        let days = self.days(as_of);
        let (hidden, not_public) = (BTreeSet::new(), BTreeSet::new());
        Asked { only, measures, by, taxonomy, borders, as_of, days, known_at, hidden, not_public }
    }

    /// Whether something is wrong with this parameter.
    pub fn has_error(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.name == name)
    }

    /// The values of a parameter, between commas.
    fn values(&mut self, name: &str) -> Vec<String> {
        let values = self.given(name);
        self.given.remove(name);
        values
    }

    /// The same, for who reads them too before they are taken.
    pub(crate) fn given(&self, name: &str) -> Vec<String> {
        let text = self.given.get(name).map(String::as_str).unwrap_or_default();
        text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    fn only(&mut self, names: &Names) -> Only {
        let mut only = Only::new();
        for (word, dimension) in Dimension::ALL {
            let values = self.values(word);
            if !values.is_empty() {
                values.iter().for_each(|value| self.check(dimension, value, names));
                only.insert(dimension, values.into_iter().collect());
            }
        }
        only
    }

    /// Whether a code is one that there is, or that there was.
    fn check(&mut self, dimension: Dimension, code: &str, names: &Names) {
        let name = dimension.word();
        let invalid = match dimension {
            Dimension::Scheme => {
                let known: BTreeSet<&String> = names.tranches.values().map(|one| &one.scheme).collect();
                return self.known(name, code, known.into_iter(), "regeling");
            }
            Dimension::Tranche => return self.known(name, code, names.tranches.keys(), "tranche"),
            Dimension::Province => {
                let words: Vec<_> =
                    PROVINCES.into_iter().chain([NO_PROVINCE]).map(|(code, _)| (code, ())).collect();
                self.word(name, code, &words);
                return;
            }
            Dimension::Permanence | Dimension::Dwelling | Dimension::Origin | Dimension::Evidence => {
                let words = dimension.kinds().unwrap_or_default();
                let words: Vec<_> = words.iter().map(|(_, word)| (*word, ())).collect();
                self.word(name, code, &words);
                return;
            }
            Dimension::Year if year(code).is_none() => {
                return self.wrong(name, "format", format!("«{code}» is geen jaar zoals 2023."));
            }
            Dimension::HalfYear if half_year(code).is_none() => {
                return self.wrong(name, "format", format!("«{code}» is geen halfjaar zoals 2023-h1."));
            }
            Dimension::Region | Dimension::Municipality => return self.recipient(dimension, code),
            Dimension::TargetGroup => TargetGroup::parse(code).err(),
            Dimension::Year | Dimension::HalfYear => None,
        };
        if let Some(invalid) = invalid {
            self.wrong(name, "pattern", invalid.to_string());
        }
    }

    /// Whether there is or was such a recipient. Provinces are told by their code alone, and of municipalities there is a
    /// register; of public bodies, cooperations and investors there is none, so of those the form of the code must do.
    fn recipient(&mut self, dimension: Dimension, code: &str) {
        let name = dimension.word();
        let recipient = match Applicant::parse(code) {
            Ok(recipient) => recipient,
            Err(invalid) => return self.wrong(name, "pattern", invalid.to_string()),
        };
        let is_body = matches!(recipient, Applicant::Cooperation(_) | Applicant::Region(_));
        if dimension == Dimension::Region && !is_body {
            let reason =
                format!("«{code}» is geen openbaar lichaam of samenwerking: vraag het met gemeente.");
            self.wrong(name, "geen-regio", reason);
        } else if matches!(recipient, Applicant::Municipality(_)) && municipalities::find(code).is_none() {
            let reason = format!(
                "Er is en was geen gemeente «{code}» in het register van gemeenten; codes zijn die van het CBS, zoals GM0363."
            );
            self.wrong(name, "onbekend", reason);
        }
    }

    /// Within the borders of now there is nothing under a municipality that is no more; what took its place is named.
    fn municipalities_are_within(&mut self, only: &Only, borders: Borders) {
        for code in only.get(&Dimension::Municipality).into_iter().flatten() {
            let (then, now) = (place(code, Borders::Then), place(code, borders));
            if now.code != *code {
                let reason = format!(
                    "{} («{code}») is er in de gemeentegrenzen van nu niet meer: vraag {} («{}»), of kies de grenzen van toen.",
                    then.name, now.name, now.code
                );
                self.wrong(Dimension::Municipality.word(), "andere-gemeentegrenzen", reason);
            }
        }
    }

    /// Whether a code is one of those that there are; `what` it names, in Dutch.
    pub(crate) fn known<'a>(
        &mut self,
        name: &str,
        code: &str,
        known: impl Iterator<Item = &'a String>,
        what: &str,
    ) {
        let known: Vec<&str> = known.map(String::as_str).collect();
        if !known.contains(&code) {
            let reason = format!("Er is geen {what} «{code}». Er zijn: {}.", known.join(", "));
            self.wrong(name, "onbekend", reason);
        }
    }

    fn dimensions(&mut self) -> Vec<Dimension> {
        let mut by = Vec::new();
        for word in self.values("groepeerOp") {
            match self.word("groepeerOp", &word, &Dimension::ALL) {
                Some(dimension) if by.contains(&dimension) => {
                    self.wrong("groepeerOp", "dubbel", format!("«{word}» staat er twee keer."));
                }
                Some(dimension) => by.push(dimension),
                None => {}
            }
        }
        by
    }

    fn taxonomy(&mut self, names: &Names) -> Option<String> {
        let text = self.text("taxonomie")?;
        let known: BTreeSet<&String> =
            names.tranches.values().filter_map(|one| one.taxonomy.as_ref()).collect();
        self.known("taxonomie", &text, known.into_iter(), "versie");
        Some(text)
    }

    /// The same code can mean different groups in different taxonomies.
    fn groups_need_one_taxonomy(&mut self, only: &Only, by: &[Dimension], has_taxonomy: bool) {
        let one_tranche = only.get(&Dimension::Tranche).is_some_and(|tranches| tranches.len() == 1);
        let told_apart =
            has_taxonomy || one_tranche || by.contains(&Dimension::Tranche) || self.has_error("tranche");
        let reason = "Codes van aandachtsgroepen horen bij één tranche: kies een tranche of een taxonomie, of groepeer \
                      ook op tranche.";
        if by.contains(&Dimension::TargetGroup) && !told_apart {
            self.wrong("groepeerOp", "tranche-nodig", reason);
        }
        if only.contains_key(&Dimension::TargetGroup) && !told_apart {
            self.wrong("aandachtsgroep", "tranche-nodig", reason);
        }
    }

    /// Whether there are such groups, in the taxonomy or in the tranches that are asked, when these are known themselves.
    fn groups_are_known(&mut self, only: &Only, taxonomy: Option<&str>, names: &Names) {
        let word = Dimension::TargetGroup.word();
        let is_unclear = ["regeling", "tranche", "taxonomie", word].iter().any(|name| self.has_error(name));
        let known = if is_unclear { None } else { names.groups(only, taxonomy) };
        let (Some(groups), Some(known)) = (only.get(&Dimension::TargetGroup), known) else { return };
        let of =
            taxonomy.map_or_else(|| "deze tranches".to_owned(), |version| format!("taxonomie {version}"));
        for group in groups.difference(&known) {
            let known = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let reason = format!("In {of} is geen aandachtsgroep «{group}». Er zijn: {known}.");
            self.wrong(word, "onbekend", reason);
        }
    }

    /// Of what is derived, the measures of which it is made.
    fn measures(&mut self) -> BTreeSet<Measure> {
        let of_one = Measure::ALL.iter().map(|one| (described(*one).0, from_ref(one)));
        let derived = Derived::ALL.iter().map(|derived| (derived.word(), derived.made_of()));
        let words: Vec<(&str, &[Measure])> = of_one.chain(derived).collect();
        let values = self.values("maat");
        values.iter().filter_map(|word| self.word("maat", word, &words)).flatten().copied().collect()
    }

    fn as_of(&mut self) -> Date {
        self.day("peildatum").unwrap_or_else(|| day_of(self.now))
    }

    fn day(&mut self, name: &str) -> Option<Date> {
        let text = self.text(name)?;
        let day = calendar_day(&text);
        if day.is_none() {
            self.wrong(name, "format", format!("«{text}» is geen datum zoals 2023-06-30."));
        }
        day
    }

    fn days(&mut self, as_of: Date) -> Vec<Date> {
        let step = self.one_of("reeks", &Step::ALL);
        let from = self.day("vanaf");
        match (step, from) {
            (Some(step), Some(from)) => self.series(step, from, as_of),
            (Some(_), None) if !self.has_error("vanaf") => {
                self.wrong("vanaf", "required", "Een reeks heeft een eerste dag nodig.");
                Vec::new()
            }
            (None, Some(_)) if !self.has_error("reeks") => {
                self.wrong(
                    "reeks",
                    "required",
                    "Kies hoe ver de dagen uit elkaar liggen: maand, kwartaal, halfjaar of jaar.",
                );
                Vec::new()
            }
            (Some(_) | None, _) => Vec::new(),
        }
    }

    fn series(&mut self, step: Step, from: Date, until: Date) -> Vec<Date> {
        if from > until {
            self.wrong("vanaf", "na-peildatum", format!("{from} ligt na de peildatum ({until})."));
        }
        let days = days(step, from, until);
        if days.len() > series::MOST {
            let reason = format!("Een reeks heeft ten hoogste {} dagen.", series::MOST);
            self.wrong("reeks", "maximum", reason);
        }
        days
    }

    /// A moment, or a day of which the whole counts; what is still to come is not known, so now is the latest.
    fn known_at(&mut self) -> Timestamp {
        let now = self.now;
        let Some(text) = self.text("bekendOp") else { return now };
        let read = moment(&text).or_else(|| calendar_day(&text).and_then(known_on));
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

/// A year of four digits.
fn year(code: &str) -> Option<i16> {
    let digits = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    code.parse().ok().filter(|year| digits && *year >= 1)
}

/// As `2023-h1`.
pub(crate) fn half_year(code: &str) -> Option<(i16, u8)> {
    let (of, half) = code.split_once("-h")?;
    let half = half.parse().ok().filter(|half| [1, 2].contains(half))?;
    Some((year(of)?, half))
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
pub fn known_on(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(amsterdam()).ok()?.timestamp();
    next.checked_sub(jiff::SignedDuration::from_micros(1)).ok()
}

fn one_of<T>(text: &str, words: &[(&str, T)]) -> String {
    let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
    format!("«{text}» kan niet; kies uit: {}.", words.join(", "))
}

#[cfg(test)]
mod tests;
