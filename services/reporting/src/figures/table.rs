//! From sums of ledger lines to the cells of a table: a pure function.

use super::asked::{Asked, Only};
use super::dimension::Dimension;
use super::lines::{Mapping, UNDIVIDED};
use super::recipients::Recipients;
use crate::kinds;
use crate::ledger::Measure;
use crate::places::{Borders, Place, place};
use regulation::scheme::{GroupRule, Tranche};
use regulation::words::{Applicant, SchemeKey, TargetGroup};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anyone, without login.
    Public,
    /// The ministry, and those who carry the schemes out.
    Government,
}

impl Audience {
    /// Whether it may see this measure when figures tell where. Who asked and got nothing (yet) is not public.
    pub const fn may_see(self, measure: Measure, tells_where: bool) -> bool {
        match measure {
            Measure::Ceiling
            | Measure::Granted
            | Measure::Released
            | Measure::Settled
            | Measure::IrreversibleStep
            | Measure::Started
            | Measure::Realised
            | Measure::OutOfUse
            | Measure::Contributed => true,
            Measure::Requested
            | Measure::Late
            | Measure::Accounted
            | Measure::Waiting
            | Measure::Rejected
            | Measure::SetAside
            | Measure::Withdrawn => matches!(self, Self::Government) || !tells_where,
        }
    }
}

/// The stored value of each dimension that was asked; a place is the applicant of then.
pub type Keys = BTreeMap<Column, String>;

/// The lines of one measure under one combination of stored keys, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// What is counted; absent for a measure of another version of the program, which is then left out.
    pub measure: Option<Measure>,
    /// Under which.
    pub keys: Keys,
    /// What they add up to.
    pub sums: Sums,
}

/// By what the ledger itself can be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The code of the target group.
    TargetGroup,
    /// Permanent or flex.
    Permanence,
    /// Self-contained or shared.
    Dwelling,
    /// How they come about.
    Origin,
    /// How it is shown that homes are so far.
    Evidence,
    /// The recipient.
    Applicant,
    /// The tranche.
    Tranche,
    /// The year in which it became true.
    Year,
    /// The half-year in which it became true.
    HalfYear,
}

impl Column {
    /// Whether counts over several of its values add up: an application has one recipient and one tranche, and can have several
    /// of anything else.
    pub const fn adds_up(self) -> bool {
        matches!(self, Self::Applicant | Self::Tranche)
    }

    /// Which column a dimension is made from.
    pub const fn of(dimension: Dimension) -> Self {
        match dimension {
            Dimension::TargetGroup => Self::TargetGroup,
            Dimension::Permanence => Self::Permanence,
            Dimension::Dwelling => Self::Dwelling,
            Dimension::Origin => Self::Origin,
            Dimension::Evidence => Self::Evidence,
            Dimension::Municipality | Dimension::Region | Dimension::Province => Self::Applicant,
            Dimension::Tranche | Dimension::Scheme => Self::Tranche,
            Dimension::Year => Self::Year,
            Dimension::HalfYear => Self::HalfYear,
        }
    }
}

/// What lines add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many different applications.
    pub applications: i64,
    /// How many different projects.
    pub projects: i64,
    /// The different recipients, within the borders that were asked.
    pub recipients: Recipients,
    /// Homes; absent where no line counts any.
    pub units: Option<i64>,
    /// Permanent homes.
    pub permanent: Option<i64>,
    /// Flex homes.
    pub flex: Option<i64>,
    /// Cents; absent where no line counts any.
    pub cents: Option<i64>,
}

impl Sums {
    /// With the recipients under their codes within these borders.
    pub fn within(mut self, borders: Borders) -> Self {
        self.recipients = self.recipients.within(borders);
        self
    }

    /// Adds other lines, of other applications.
    pub(super) fn add(&mut self, other: Sums) {
        self.applications += other.applications;
        self.projects += other.projects;
        self.recipients = take(&mut self.recipients).and(other.recipients);
        self.units = sum(self.units, other.units);
        self.permanent = sum(self.permanent, other.permanent);
        self.flex = sum(self.flex, other.flex);
        self.cents = sum(self.cents, other.cents);
    }
}

/// Two sums together; absent where neither counts anything.
pub(super) fn sum(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    if one.is_none() && other.is_none() { None } else { Some(one.unwrap_or(0) + other.unwrap_or(0)) }
}

/// A value of a dimension: its code and its name for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// Whether it is a municipality that was divided since, and therefore stands under its name of then.
    pub split: bool,
}

/// A cell: its labels, in the order in which was asked, and its figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The value of each dimension.
    pub labels: Vec<Label>,
    /// The figures.
    pub measures: BTreeMap<Measure, Sums>,
}

/// The names of schemes and tranches, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The names of schemes.
    pub schemes: BTreeMap<String, String>,
    /// What is known of tranches that were opened.
    pub tranches: BTreeMap<String, TrancheNames>,
}

/// What figures need to know of a tranche.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrancheNames {
    /// Its name.
    pub name: String,
    /// The key of its scheme.
    pub scheme: String,
    /// The version of the taxonomy of its target groups.
    pub taxonomy: Option<String>,
    /// The names of its target groups, by code: of those that an earlier version of its rules had too. Where a version names
    /// none, its homes are for everyone.
    pub groups: BTreeMap<String, String>,
    /// Whether each application is for one family: then only fixed tables are public.
    pub families: bool,
}

impl TrancheNames {
    /// By the rules of the tranche, which is of this scheme.
    pub fn of(tranche: &Tranche, scheme: &SchemeKey) -> Self {
        let group = |(code, group): (&TargetGroup, &GroupRule)| (code.to_string(), group.name.clone());
        let mut groups: BTreeMap<String, String> = tranche.target_groups.iter().map(group).collect();
        if groups.is_empty() {
            groups.insert(TargetGroup::EVERYONE.to_owned(), TargetGroup::EVERYONE.to_owned());
        }
        Self {
            name: tranche.name.clone(),
            scheme: scheme.to_string(),
            taxonomy: Some(tranche.taxonomy.clone()),
            groups,
            families: tranche.is_for_families(),
        }
    }

    /// The same after an earlier version of its rules: homes of a group that it had, there still are, and who was for families
    /// stays so.
    pub fn after(mut self, earlier: &Self) -> Self {
        for (code, name) in &earlier.groups {
            self.groups.entry(code.clone()).or_insert_with(|| name.clone());
        }
        self.families |= earlier.families;
        self
    }

    /// Its groups, where its own taxonomy is this one; homes for everyone are of none.
    pub(super) fn groups_in(&self, taxonomy: &str) -> impl Iterator<Item = (&String, &String)> {
        let is_its_own = self.taxonomy.as_deref() == Some(taxonomy);
        self.groups.iter().filter(move |(code, _)| is_its_own && *code != TargetGroup::EVERYONE)
    }

    /// The codes of its groups: where its rules name none, its homes are for everyone. Absent where its rules are not known.
    fn own_groups(&self) -> Option<Vec<String>> {
        self.taxonomy.as_ref()?;
        let everyone = || vec![TargetGroup::EVERYONE.to_owned()];
        Some(if self.groups.is_empty() { everyone() } else { self.groups.keys().cloned().collect() })
    }
}

impl Names {
    /// The groups that a question with this selection can be about: those of a version of the taxonomy, or else those of its
    /// tranches. Absent where the rules of these are not known.
    pub fn groups(&self, only: &Only, taxonomy: Option<&str>) -> Option<BTreeSet<String>> {
        if let Some(version) = taxonomy {
            let groups = self.tranches.values().flat_map(|one| one.groups_in(version));
            let groups = groups.map(|(code, _)| code.clone());
            return Some(groups.chain([UNDIVIDED.0.to_owned()]).collect());
        }
        let is_in = |dimension, code: &str| only.get(&dimension).is_none_or(|codes| codes.contains(code));
        let mut asked = self.tranches.iter().filter(|(key, one)| {
            is_in(Dimension::Tranche, key.as_str()) && is_in(Dimension::Scheme, &one.scheme)
        });
        let all = asked.try_fold(BTreeSet::new(), |mut all, (_, one)| {
            all.extend(one.own_groups()?);
            Some(all)
        });
        all.filter(|groups| !groups.is_empty())
    }

    /// Whether anyone may trace this measure of an application in this tranche.
    pub fn tells_anyone(&self, tranche: &str, measure: Measure) -> bool {
        let is_of_families = self.tranches.get(tranche).is_some_and(|one| one.families);
        !is_of_families && Audience::Public.may_see(measure, true)
    }

    /// The tranches of which each application is for one family.
    pub fn of_families(&self) -> BTreeSet<String> {
        self.tranches.iter().filter(|(_, one)| one.families).map(|(key, _)| key.clone()).collect()
    }
}

/// The cells of the table, in the order of their codes. Rows may share a cell only where they are of different
/// applicants, so that counts of keys add up.
pub fn cells(
    rows: Vec<Row>,
    asked: &Asked,
    names: &Names,
    mapping: Option<&Mapping>,
    audience: Audience,
) -> Vec<Cell> {
    let tells_where = asked.tells_where();
    let mut cells: BTreeMap<Vec<Label>, Cell> = BTreeMap::new();
    // The measures of a cell mostly come after one another: what it is about is said once.
    let mut said: Option<(Keys, Option<Vec<Label>>)> = None;
    for Row { measure, keys, sums } in rows {
        let Some(measure) = measure.filter(|measure| audience.may_see(*measure, tells_where)) else {
            continue;
        };
        let (_, labels) = match said.take().filter(|(same, _)| *same == keys) {
            Some(same) => said.insert(same),
            None => {
                let each = asked.by.iter();
                let labels = each.map(|dimension| label(*dimension, &keys, asked, names, mapping)).collect();
                said.insert((keys, labels))
            }
        };
        let Some(labels) = labels else { continue };
        if !cells.contains_key(labels) {
            cells.insert(labels.clone(), Cell { labels: labels.clone(), ..Cell::default() });
        }
        if let Some(cell) = cells.get_mut(labels) {
            cell.measures.entry(measure).or_default().add(sums.within(asked.borders));
        }
    }
    cells.into_values().collect()
}

fn label(
    dimension: Dimension,
    keys: &Keys,
    asked: &Asked,
    names: &Names,
    mapping: Option<&Mapping>,
) -> Option<Label> {
    let stored = keys.get(&Column::of(dimension))?;
    let key = keys.get(&Column::Tranche).map(String::as_str).or(asked.tranche());
    let tranche = key.and_then(|key| names.tranches.get(key));
    let same = |word: &str| Label { code: word.to_owned(), name: word.to_owned(), split: false };
    let named =
        |code: &String, name: Option<&String>| Label { name: name.unwrap_or(code).clone(), ..same(code) };
    Some(match dimension {
        Dimension::TargetGroup if stored == UNDIVIDED.0 => {
            Label { name: UNDIVIDED.1.to_owned(), ..same(stored) }
        }
        Dimension::TargetGroup => {
            let groups = mapping.map(|mapping| &mapping.names).or(tranche.map(|tranche| &tranche.groups));
            named(stored, groups.and_then(|groups| groups.get(stored)))
        }
        Dimension::Permanence | Dimension::Dwelling | Dimension::Origin | Dimension::Evidence => {
            same(kinds::dutch(dimension.kinds()?, stored)?)
        }
        Dimension::Municipality => {
            let Place { code, name, split, .. } = place(stored, asked.borders);
            Label { code, name, split }
        }
        Dimension::Region => region(stored)?,
        Dimension::Province => {
            let (code, name) = place(stored, asked.borders).province.unwrap_or(NO_PROVINCE);
            Label { name: name.to_owned(), ..same(code) }
        }
        Dimension::Tranche => named(stored, tranche.map(|tranche| &tranche.name)),
        Dimension::Scheme => {
            let scheme = &tranche?.scheme;
            named(scheme, names.schemes.get(scheme))
        }
        Dimension::Year | Dimension::HalfYear => same(stored),
    })
}

/// A recipient that stands for several municipalities; absent for any other.
fn region(code: &str) -> Option<Label> {
    let is_one = matches!(Applicant::parse(code).ok()?, Applicant::Cooperation(_) | Applicant::Region(_));
    let Place { code, name, split, .. } = place(code, Borders::Then);
    is_one.then_some(Label { code, name, split })
}

/// Where is counted what can lie in several provinces: cooperations, public bodies and investors. The code is the one
/// that was promised when there were only cooperations.
pub const NO_PROVINCE: (&str, &str) =
    ("samenwerking", "samenwerkingen en andere ontvangers, niet naar provincie verdeeld");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Borders;
    use regulation::words::TrancheKey;

    fn row(measure: Measure, code: &str, units: i64) -> Row {
        let recipients = [code.to_owned()].into_iter().collect();
        let sums = Sums { applications: 1, projects: 1, recipients, units: Some(units), ..Sums::default() };
        Row { measure: Some(measure), keys: BTreeMap::from([(Column::Applicant, code.to_owned())]), sums }
    }

    fn asked(by: Dimension, borders: Borders) -> Asked {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        Asked { borders, ..Asked::of_tranche(&TrancheKey::parse("rha-2022").unwrap(), &[by], now) }
    }

    const NOW: Borders = Borders::On(jiff::civil::date(2026, 11, 20));

    #[test]
    fn in_the_borders_of_now_what_merged_is_one_cell_and_one_municipality() {
        let rows = || vec![row(Measure::Granted, "GM0501", 10), row(Measure::Granted, "GM0530", 5)];
        let then = cells(
            rows(),
            &asked(Dimension::Municipality, Borders::Then),
            &Names::default(),
            None,
            Audience::Public,
        );
        assert_eq!(
            then.iter().map(|cell| cell.labels[0].name.as_str()).collect::<Vec<_>>(),
            ["Brielle", "Hellevoetsluis"]
        );
        let now =
            cells(rows(), &asked(Dimension::Municipality, NOW), &Names::default(), None, Audience::Public);
        let sums = &now[0].measures[&Measure::Granted];
        assert_eq!((now.len(), now[0].labels[0].name.as_str()), (1, "Voorne aan Zee"));
        assert_eq!((sums.units, sums.applications, sums.recipients.count().all), (Some(15), 2, 1));
    }

    #[test]
    fn who_asked_where_is_not_public_until_granted() {
        let rows = || vec![row(Measure::Requested, "GM0363", 10), row(Measure::Granted, "GM0363", 10)];
        for (audience, seen) in [(Audience::Public, 1), (Audience::Government, 2)] {
            let cells =
                cells(rows(), &asked(Dimension::Province, Borders::Then), &Names::default(), None, audience);
            assert_eq!((cells[0].measures.len(), cells[0].labels[0].name.as_str()), (seen, "Noord-Holland"));
        }
    }

    #[test]
    fn a_province_that_received_is_counted_in_itself() {
        let rows = vec![row(Measure::Granted, "PV28", 10), row(Measure::Granted, "GM0501", 5)];
        let cells = cells(rows, &asked(Dimension::Province, NOW), &Names::default(), None, Audience::Public);
        let sums = &cells[0].measures[&Measure::Granted];
        assert_eq!(
            (cells.len(), cells[0].labels[0].name.as_str(), sums.units),
            (1, "Zuid-Holland", Some(15))
        );
    }

    #[test]
    fn a_cooperation_stands_apart_from_the_provinces() {
        let rows = vec![row(Measure::Granted, "SW-de-bevelanden", 10)];
        let cells = cells(rows, &asked(Dimension::Province, NOW), &Names::default(), None, Audience::Public);
        assert_eq!(cells[0].labels[0].code, NO_PROVINCE.0);
    }
}
