//! Reading a scheme's TOML file: every mistake at once, in Dutch.

use super::{
    Allocation, AnnouncedCeiling, AnnouncedWindow, ApplicantKind, GroupRule, Scheme, Sourced, Tranche,
};
use crate::event::Source;
use crate::words::{Applicant, Cents, Permanence, SchemeKey, TargetGroup, TrancheKey, Window, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemeFile {
    key: SchemeKey,
    name: String,
    executor: Cited<String>,
    sources: BTreeMap<String, Source>,
    tranches: Vec<TrancheFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cited<T> {
    value: T,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowFile {
    opens_at: Timestamp,
    closes_at: Option<Timestamp>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    code: TargetGroup,
    name: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExceptionFile {
    applicant: Applicant,
    maximum_euros: i64,
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ApplicantKindFile {
    Municipality,
    Cooperation,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AllocationFile {
    CompletenessThenLot,
    CompletenessThenWaitingList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrancheFile {
    key: TrancheKey,
    name: String,
    taxonomy: String,
    window: WindowFile,
    ceiling_euros: Cited<i64>,
    applicants: Cited<Vec<ApplicantKindFile>>,
    maximum_per_unit_euros: Option<Cited<i64>>,
    maximum_per_applicant_euros: Option<Cited<i64>>,
    #[serde(default)]
    exceptions: Vec<ExceptionFile>,
    target_groups: Vec<GroupFile>,
    permanences: Option<Cited<Vec<Permanence>>>,
    allocation: Cited<AllocationFile>,
    start_within_years: Option<Cited<u8>>,
    finish_within_years: Option<Cited<u8>>,
    hold_years: Option<Cited<u8>>,
    decide_by: Option<Cited<Date>>,
}

/// Reads a scheme's text.
///
/// # Errors
/// Every mistake found, in Dutch, with the place where it stands.
pub fn read(text: &str) -> Result<Scheme, Vec<String>> {
    let file: SchemeFile = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut reader = Reader { known: file.sources.keys().cloned().collect(), mistakes: Vec::new() };
    let executor = reader.cited("executor", file.executor);
    let tranches: Vec<Tranche> = file.tranches.into_iter().map(|tranche| reader.tranche(tranche)).collect();
    let keys: BTreeSet<&TrancheKey> = tranches.iter().map(|tranche| &tranche.key).collect();
    if tranches.is_empty() || keys.len() < tranches.len() {
        reader.mistakes.push("tranches: er is minstens één tranche nodig, elk met een eigen sleutel.".into());
    }
    if !reader.mistakes.is_empty() {
        return Err(reader.mistakes);
    }
    Ok(Scheme { key: file.key, name: file.name, executor, sources: file.sources, tranches })
}

struct Reader {
    known: BTreeSet<String>,
    mistakes: Vec<String>,
}

impl Reader {
    fn cited<T>(&mut self, place: &str, cited: Cited<T>) -> Sourced<T> {
        if !self.known.contains(&cited.source) {
            self.mistakes.push(format!("{place}: de bron «{}» staat niet onder [sources].", cited.source));
        }
        Sourced { value: cited.value, source: cited.source }
    }

    fn euros(&mut self, place: &str, cited: Cited<i64>) -> Sourced<Cents> {
        let euros = self.cited(place, cited);
        if euros.value <= 0 || euros.value > Cents::LARGEST.get() / 100 {
            self.mistakes.push(format!("{place}: {} is geen bedrag in hele euro's boven nul.", euros.value));
            return Sourced { value: Cents::ZERO, source: euros.source };
        }
        Sourced { value: Cents::euros(euros.value), source: euros.source }
    }

    fn tranche(&mut self, file: TrancheFile) -> Tranche {
        let at = |field: &str| format!("{}.{field}", file.key);
        let window = Window { opens_at: file.window.opens_at, closes_at: file.window.closes_at };
        if window.closes_at.is_some_and(|closes_at| closes_at <= window.opens_at) {
            self.mistakes.push(format!("{}: de sluiting ligt niet na de opening.", at("window")));
        }
        if [Some(window.opens_at), window.closes_at].into_iter().flatten().any(|at| day_of(at).year() < 1) {
            self.mistakes.push(format!("{}: een tijdstip ligt vóór het jaar 1.", at("window")));
        }
        if file.target_groups.is_empty() {
            self.mistakes.push(format!("{}: er is minstens één aandachtsgroep nodig.", at("target_groups")));
        }
        Tranche {
            window: Some(self.window(&at("window"), window, file.window.source)),
            ceilings: self.ceilings(&at("ceiling_euros"), file.ceiling_euros),
            pots: Vec::new(),
            carries_over: None,
            maximum_applications: None,
            is_for_homes: None,
            maximum_per_dwelling: BTreeMap::new(),
            fixed_per_unit: None,
            household_maxima: Vec::new(),
            minimum_household: None,
            share_of_shortfall: None,
            own_contribution: None,
            annex: BTreeMap::new(),
            key_parts: BTreeMap::new(),
            dwellings: None,
            minimum_units: None,
            minimum_units_per_project: None,
            minimum_shares: Vec::new(),
            knock_outs: BTreeMap::new(),
            excludes: None,
            ties: None,
            when_full: None,
            categories: Vec::new(),
            criteria: BTreeMap::new(),
            minimum_score: None,
            spread: None,
            milestones: Vec::new(),
            decide_within: None,
            payments: Vec::new(),
            settlement: None,
            conditions: Vec::new(),
            applicants: self.applicants(&at("applicants"), file.applicants),
            maximum_per_unit: file
                .maximum_per_unit_euros
                .map(|cited| self.euros(&at("maximum_per_unit_euros"), cited)),
            maximum_per_applicant: file
                .maximum_per_applicant_euros
                .map(|cited| self.euros(&at("maximum_per_applicant_euros"), cited)),
            exceptions: self.exceptions(&at("exceptions"), file.exceptions),
            taxonomy: file.taxonomy,
            target_groups: self.groups(&at("target_groups"), file.target_groups),
            permanences: file.permanences.map(|cited| self.cited(&at("permanences"), cited)),
            allocation: Some(self.allocation(&at("allocation"), file.allocation)),
            start_within_years: file
                .start_within_years
                .map(|cited| self.cited(&at("start_within_years"), cited)),
            finish_within_years: file
                .finish_within_years
                .map(|cited| self.cited(&at("finish_within_years"), cited)),
            hold_years: file.hold_years.map(|cited| self.cited(&at("hold_years"), cited)),
            decide_by: file.decide_by.map(|cited| self.cited(&at("decide_by"), cited)),
            key: file.key.clone(),
            name: file.name,
        }
    }

    fn window(&mut self, place: &str, window: Window, source: String) -> Sourced<AnnouncedWindow> {
        let value = AnnouncedWindow { opens_at: Some(window.opens_at), closes_at: window.closes_at };
        self.cited(place, Cited { value, source })
    }

    fn ceilings(&mut self, place: &str, cited: Cited<i64>) -> Vec<AnnouncedCeiling> {
        let ceiling = self.euros(place, cited);
        vec![AnnouncedCeiling { ceiling: ceiling.value, published_on: None, source: ceiling.source }]
    }

    fn applicants(
        &mut self,
        place: &str,
        cited: Cited<Vec<ApplicantKindFile>>,
    ) -> Sourced<Vec<ApplicantKind>> {
        let kinds = self.cited(place, cited);
        let kind = |file: ApplicantKindFile| match file {
            ApplicantKindFile::Municipality => ApplicantKind::Municipality,
            ApplicantKindFile::Cooperation => ApplicantKind::Cooperation,
        };
        Sourced { value: kinds.value.into_iter().map(kind).collect(), source: kinds.source }
    }

    fn allocation(&mut self, place: &str, cited: Cited<AllocationFile>) -> Sourced<Allocation> {
        let allocation = self.cited(place, cited);
        let value = match allocation.value {
            AllocationFile::CompletenessThenLot => Allocation::CompletenessThenLot,
            AllocationFile::CompletenessThenWaitingList => Allocation::CompletenessThenWaitingList,
        };
        Sourced { value, source: allocation.source }
    }

    fn exceptions(&mut self, place: &str, files: Vec<ExceptionFile>) -> BTreeMap<Applicant, Sourced<Cents>> {
        let mut exceptions = BTreeMap::new();
        for file in files {
            let maximum = self.euros(place, Cited { value: file.maximum_euros, source: file.source });
            if exceptions.insert(file.applicant.clone(), maximum).is_some() {
                self.mistakes.push(format!("{place}: {} staat er twee keer.", file.applicant));
            }
        }
        exceptions
    }

    fn groups(&mut self, place: &str, files: Vec<GroupFile>) -> BTreeMap<TargetGroup, GroupRule> {
        let mut groups = BTreeMap::new();
        for file in files {
            let name = self.cited(place, Cited { value: file.name, source: file.source });
            let group = GroupRule { name: name.value, source: name.source, belongs_to: BTreeMap::new() };
            if groups.insert(file.code.clone(), group).is_some() {
                self.mistakes.push(format!("{place}: {} staat er twee keer.", file.code));
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RHA: &str = include_str!("../../schemes/rha.toml");
    const SFT: &str = include_str!("../../schemes/sft.toml");

    #[test]
    fn the_schemes_of_this_house_can_be_read() {
        let rha = read(RHA).unwrap();
        let tranche = rha.tranche(&TrancheKey::parse("rha-2022").unwrap()).unwrap();
        assert_eq!(tranche.ceilings[0].ceiling, Cents::euros(37_100_000));
        assert_eq!(tranche.target_groups.len(), 7);
        let sft = read(SFT).unwrap();
        let tranche = sft.tranche(&TrancheKey::parse("sft-2022").unwrap()).unwrap();
        let amsterdam = Applicant::parse("GM0363").unwrap();
        let breda = Applicant::parse("GM0758").unwrap();
        assert_eq!(tranche.maximum_for(&amsterdam), Some(Cents::euros(12_000_000)));
        assert_eq!(tranche.maximum_for(&breda), Some(Cents::euros(10_000_000)));
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let wrong = RHA
            .replace("ceiling_euros = { value = 37100000", "ceiling_euros = { value = -1")
            .replace("source = \"rvo-rha\" }", "source = \"hearsay\" }");
        let mistakes = read(&wrong).unwrap_err();
        assert!(
            mistakes.iter().any(|mistake| mistake.contains("rha-2022.ceiling_euros: -1")),
            "{mistakes:?}"
        );
        assert!(mistakes.iter().any(|mistake| mistake.contains("«hearsay»")), "{mistakes:?}");
        assert!(mistakes.len() > 2, "{mistakes:?}");
    }

    #[test]
    fn a_window_lies_in_years_that_everything_made_of_the_log_can_hold() {
        let opens = "opens_at = \"2022-09-19T07:00:00Z\"";
        assert!(RHA.contains(opens));
        for wrong in ["-009999-01-03T00:00:00Z", "0000-12-31T00:00:00Z"] {
            let mistakes = read(&RHA.replace(opens, &format!("opens_at = \"{wrong}\""))).unwrap_err();
            assert!(mistakes.iter().any(|mistake| mistake.contains("rha-2022.window")), "{mistakes:?}");
        }
    }

    #[test]
    fn a_misspelt_field_is_refused_with_its_line() {
        let mistakes = read(&RHA.replace("hold_years", "hold_yaers")).unwrap_err();
        assert!(
            mistakes.iter().any(|mistake| mistake.contains("hold_yaers") && mistake.contains("line")),
            "{mistakes:?}"
        );
    }
}
