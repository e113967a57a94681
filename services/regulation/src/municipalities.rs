//! The municipalities (*gemeenten*), when each existed and what became of it.
//!
//! Reference data: the official TOOI register "gemeenten compleet", version 4, published 22 December 2022 by
//! BZK/KOOP, as `reference/gemeenten-tooi-v4.csv`. No change is known from then until 2026.

use crate::words::{Applicant, MunicipalityCode, ProvinceCode};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static REGISTER: LazyLock<BTreeMap<MunicipalityCode, Municipality>> =
    LazyLock::new(|| read(include_str!("../reference/gemeenten-tooi-v4.csv")));

/// The twelve provinces by their CBS codes.
pub const PROVINCES: [(&str, &str); 12] = [
    ("PV20", "Groningen"),
    ("PV21", "Fryslân"),
    ("PV22", "Drenthe"),
    ("PV23", "Overijssel"),
    ("PV24", "Flevoland"),
    ("PV25", "Gelderland"),
    ("PV26", "Utrecht"),
    ("PV27", "Noord-Holland"),
    ("PV28", "Zuid-Holland"),
    ("PV29", "Zeeland"),
    ("PV30", "Noord-Brabant"),
    ("PV31", "Limburg"),
];

/// A municipality as the register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Its CBS code.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// The CBS code of its province, such as `PV28`.
    pub province: String,
    /// Its first day; absent when that is before the register's changes.
    pub first_day: Option<Date>,
    /// Its last day; absent while it exists.
    pub last_day: Option<Date>,
    /// What it became part of: a set, because a municipality can be split.
    pub successors: Vec<MunicipalityCode>,
}

impl Municipality {
    /// Whether it exists on this day.
    pub fn exists_on(&self, day: Date) -> bool {
        self.first_day.is_none_or(|first| first <= day) && self.last_day.is_none_or(|last| day <= last)
    }
}

/// Every municipality that the register knows, in the order of codes.
pub fn all() -> impl Iterator<Item = &'static Municipality> {
    REGISTER.values()
}

/// The municipality with this code, written as `GM0363`; none for any other text.
pub fn find(code: &str) -> Option<&'static Municipality> {
    REGISTER.get(code)
}

/// The province of a municipality; absent for one that the register does not know.
pub fn province_of(code: &MunicipalityCode) -> Option<ProvinceCode> {
    find(code.as_str()).and_then(|municipality| ProvinceCode::parse(&municipality.province).ok())
}

/// The municipality of this name that exists on this day.
pub fn named(name: &str, day: Date) -> Option<&'static Municipality> {
    all().find(|municipality| municipality.name == name && municipality.exists_on(day))
}

/// Which municipalities stand for this one on a day: itself while it exists, its successors after.
pub fn standing_for(code: &MunicipalityCode, day: Date) -> Vec<&'static Municipality> {
    let Some(municipality) = find(code.as_str()) else {
        return Vec::new();
    };
    match municipality.last_day {
        Some(last) if last < day => {
            municipality.successors.iter().flat_map(|successor| standing_for(successor, day)).collect()
        }
        _ => vec![municipality],
    }
}

/// The name for people to read: the municipality's or the province's, or the code itself for others.
pub fn name_of(applicant: &Applicant) -> String {
    match applicant {
        Applicant::Municipality(code) => {
            find(code.as_str()).map_or_else(|| code.to_string(), |one| one.name.clone())
        }
        Applicant::Province(code) => {
            let named = PROVINCES.iter().find(|(known, _)| *known == code.as_str());
            named.map_or_else(|| code.to_string(), |(_, name)| format!("provincie {name}"))
        }
        Applicant::Cooperation(_) | Applicant::Region(_) | Applicant::Organisation(_) => {
            applicant.to_string()
        }
    }
}

fn read(csv: &str) -> BTreeMap<MunicipalityCode, Municipality> {
    csv.lines()
        .skip(1)
        .filter_map(read_line)
        .map(|municipality| (municipality.code.clone(), municipality))
        .collect()
}

fn read_line(line: &str) -> Option<Municipality> {
    let mut fields = fields(line).into_iter();
    let mut next = || fields.next().map(str::trim);
    Some(Municipality {
        code: MunicipalityCode::parse(next()?).ok()?,
        name: next()?.to_owned(),
        province: next()?.to_owned(),
        first_day: next()?.parse().ok(),
        last_day: next()?.parse().ok(),
        successors: next()?.split('|').filter_map(|code| MunicipalityCode::parse(code).ok()).collect(),
    })
}

/// The fields of a line; between quotes a comma belongs to a name, as in Nuenen, Gerwen en Nederwetten.
fn fields(line: &str) -> Vec<&str> {
    let mut quoted = false;
    let end = |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    line.split(end).map(|field| field.trim_matches('"')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_register_is_read_whole() {
        assert_eq!(all().count(), 605);
        assert_eq!(all().filter(|municipality| municipality.exists_on(date(2023, 1, 2))).count(), 342);
        assert_eq!(all().filter(|municipality| municipality.exists_on(date(2022, 1, 2))).count(), 345);
        let ended: Vec<_> = all().filter(|municipality| municipality.last_day.is_some()).collect();
        assert!(ended.len() > 200 && ended.iter().all(|municipality| !municipality.successors.is_empty()));
    }

    #[test]
    fn a_name_can_have_a_comma_in_it() {
        let nuenen = find("GM0820").unwrap();
        assert_eq!(
            (nuenen.name.as_str(), nuenen.province.as_str()),
            ("Nuenen, Gerwen en Nederwetten", "PV30")
        );
    }

    #[test]
    fn brielle_became_voorne_aan_zee_on_new_years_day_of_2023() {
        let brielle = named("Brielle", date(2022, 12, 31)).unwrap();
        assert!(named("Brielle", date(2023, 1, 1)).is_none());
        let names =
            |day| standing_for(&brielle.code, day).into_iter().map(|m| m.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names(date(2022, 12, 31)), ["Brielle"]);
        assert_eq!(names(date(2023, 1, 1)), ["Voorne aan Zee"]);
    }

    #[test]
    fn a_municipality_can_be_split_over_several() {
        let haaren = all().find(|municipality| municipality.name == "Haaren").unwrap();
        assert_eq!(standing_for(&haaren.code, date(2021, 1, 1)).len(), 4);
    }
}
