//! Where a recipient is: in the borders of then or of now.

use jiff::civil::Date;
pub use regulation::municipalities::PROVINCES;
use regulation::municipalities::{self, Municipality};
use regulation::words::Applicant;

/// Which borders of municipalities count (*gemeentegrenzen*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Borders {
    /// Each under the code under which it applied (*toen*).
    Then,
    /// Under the municipality that it is part of on this day (*nu*).
    On(Date),
}

/// A recipient within borders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The code of the municipality, or of the recipient that is none.
    pub code: String,
    /// The name, for people.
    pub name: String,
    /// The code and name of the province; absent for what can lie in several, such as a cooperation.
    pub province: Option<(&'static str, &'static str)>,
    /// Whether it was divided over several municipalities since, and therefore stays itself.
    pub split: bool,
}

/// The recipient with this code, within these borders.
pub fn place(code: &str, borders: Borders) -> Place {
    let Some(then) = municipalities::find(code) else {
        return elsewhere(code);
    };
    match borders {
        Borders::Then => of(then, false),
        Borders::On(day) => match municipalities::standing_for(&then.code, day).as_slice() {
            [now] => of(now, false),
            several => of(then, !several.is_empty()),
        },
    }
}

/// Whether a recipient is a municipality that is or was: the form of its code says so, as [`Applicant::parse`] reads it.
/// Every recipient of every figure is asked, so nothing is looked up.
pub fn is_municipality(code: &str) -> bool {
    code.starts_with("GM")
}

/// A recipient that is no municipality: a province lies in itself, all others stand apart.
fn elsewhere(code: &str) -> Place {
    let name = Applicant::parse(code).map_or_else(|_| code.to_owned(), |one| municipalities::name_of(&one));
    Place { code: code.to_owned(), name, province: province(code), split: false }
}

fn of(municipality: &Municipality, split: bool) -> Place {
    Place {
        code: municipality.code.to_string(),
        name: municipality.name.clone(),
        province: province(&municipality.province),
        split,
    }
}

/// A province's code and name.
pub fn province(code: &str) -> Option<(&'static str, &'static str)> {
    PROVINCES.into_iter().find(|(known, _)| *known == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const BRIELLE: &str = "GM0501";

    #[test]
    fn brielle_is_itself_then_and_voorne_aan_zee_now() {
        assert_eq!(place(BRIELLE, Borders::Then).name, "Brielle");
        let now = place(BRIELLE, Borders::On(date(2026, 11, 20)));
        assert_eq!((now.name.as_str(), now.province), ("Voorne aan Zee", Some(("PV28", "Zuid-Holland"))));
        assert_eq!(place(BRIELLE, Borders::On(date(2022, 12, 31))).name, "Brielle");
    }

    #[test]
    fn a_municipality_that_was_divided_stays_itself_and_says_so() {
        let haaren = municipalities::all().find(|municipality| municipality.name == "Haaren").unwrap();
        let now = place(haaren.code.as_str(), Borders::On(date(2026, 11, 20)));
        assert_eq!((now.name.as_str(), now.split), ("Haaren", true));
    }

    #[test]
    fn a_cooperation_is_no_municipality_and_lies_in_no_one_province() {
        let place = place("SW-de-bevelanden", Borders::Then);
        assert_eq!((is_municipality(&place.code), place.province), (false, None));
    }

    #[test]
    fn a_province_that_applies_lies_in_itself_and_is_no_municipality() {
        let place = place("PV28", Borders::On(date(2026, 11, 20)));
        assert_eq!(
            (place.name.as_str(), place.province),
            ("provincie Zuid-Holland", Some(("PV28", "Zuid-Holland")))
        );
        assert!(!is_municipality(&place.code));
    }

    #[test]
    fn a_public_body_and_an_investor_stand_apart_as_cooperations_do() {
        for code in ["WGR-holland-rijnland", "KVK12345678"] {
            let place = place(code, Borders::Then);
            assert_eq!((place.name.as_str(), is_municipality(code), place.province), (code, false, None));
        }
    }

    #[test]
    fn every_municipality_lies_in_a_known_province() {
        assert!(municipalities::all().all(|municipality| province(&municipality.province).is_some()));
    }
}
