//! A project with its homes and its money.

use super::{Duur, Faults, Herkomst, Soort, Zelfstandigheid};
use regulation::words;
use regulation::words::{Amount, Cents, Finances, ProjectKey, UnitLine, Units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Woonruimten op één plek, en het bedrag dat ervoor wordt gevraagd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Eigen sleutel van het project, uniek binnen de aanvraag.
    #[schema(example = "P1", min_length = 1, max_length = 100)]
    pub sleutel: String,
    /// Naam of plaats van het project.
    #[schema(example = "Kazerneterrein", min_length = 1, max_length = 200, pattern = r"^[^\r\n\t]*$")]
    pub naam: String,
    /// Gevraagd bedrag in eurocenten, inclusief btw.
    #[schema(example = 3_500_000, minimum = 1, maximum = 10_000_000_000_000_i64)]
    pub bedrag_cent: i64,
    /// Deel daarvan dat het BTW-compensatiefonds compenseert, in eurocenten.
    #[schema(example = 607_438, minimum = 0, maximum = 10_000_000_000_000_i64)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bcf_deel_cent: Option<i64>,
    /// De woonruimten, één regel voor elke soort. Leeg alleen als de regeling niet voor woonruimten is.
    #[schema(max_items = 100)]
    pub regels: Vec<Regel>,
    /// Uit hoeveel personen het gezin bestaat, als het bedrag daarvan afhangt.
    #[schema(example = 8, minimum = 1, maximum = 50)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gezinsgrootte: Option<u32>,
    /// Het tekort en de eigen bijdrage, als de regeling een deel van het tekort vergoedt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub financiering: Option<Financiering>,
}

/// Het tekort van een project, en wat de aanvrager zelf bijdraagt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Financiering {
    /// Aantoonbaar tekort in eurocenten, inclusief btw.
    #[schema(example = 7_000_000, minimum = 1, maximum = 10_000_000_000_000_i64)]
    pub tekort_cent: i64,
    /// Eigen bijdrage in eurocenten.
    #[schema(example = 3_500_000, minimum = 0, maximum = 10_000_000_000_000_i64)]
    pub eigen_bijdrage_cent: i64,
}

impl From<Financiering> for Finances {
    fn from(dutch: Financiering) -> Self {
        Self {
            shortfall: Cents::new(dutch.tekort_cent),
            own_contribution: Cents::new(dutch.eigen_bijdrage_cent),
        }
    }
}

impl From<Finances> for Financiering {
    fn from(english: Finances) -> Self {
        Self { tekort_cent: english.shortfall.get(), eigen_bijdrage_cent: english.own_contribution.get() }
    }
}

/// Aantal woonruimten van één soort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Regel {
    /// Code van de aandachtsgroep, uit de lijst van de tranche.
    #[schema(example = "statushouders", min_length = 1, max_length = 60)]
    pub aandachtsgroep: String,
    /// Permanent of flex.
    pub duur: Duur,
    /// Zelfstandig of onzelfstandig.
    pub zelfstandigheid: Zelfstandigheid,
    /// Hoe de woonruimten tot stand komen.
    pub herkomst: Herkomst,
    /// Aantal woonruimten.
    #[schema(example = 5, minimum = 1, maximum = 100_000)]
    pub aantal: u32,
}

/// A sum in the rules' words; nothing is wrong with it that the rules do not say themselves.
pub fn amount(bedrag_cent: i64, bcf_deel_cent: Option<i64>) -> Amount {
    Amount { gross: Cents::new(bedrag_cent), compensable: bcf_deel_cent.map(Cents::new) }
}

impl Project {
    /// The project in the rules' words; its faults stand at the fields of `place` (`projecten[0]`).
    pub fn read(&self, place: &str, faults: &mut Faults) -> Option<words::Project> {
        let key = faults.word(format!("{place}.sleutel"), ProjectKey::parse(&self.sleutel));
        let lines = faults.each(&format!("{place}.regels"), &self.regels, Regel::read);
        Some(words::Project {
            key: key?,
            name: self.naam.clone(),
            requested: amount(self.bedrag_cent, self.bcf_deel_cent),
            lines: lines?,
            household: self.gezinsgrootte,
            finances: self.financiering.map(Finances::from),
        })
    }
}

impl Regel {
    /// The line in the rules' words; its faults stand at the fields of `place` (`projecten[0].regels[1]`).
    pub fn read(&self, place: &str, faults: &mut Faults) -> Option<UnitLine> {
        Some(UnitLine { kind: self.soort().read(place, faults)?, planned: Units::new(self.aantal) })
    }

    fn soort(&self) -> Soort {
        let (duur, zelfstandigheid, herkomst) = (self.duur, self.zelfstandigheid, self.herkomst);
        Soort { aandachtsgroep: self.aandachtsgroep.clone(), duur, zelfstandigheid, herkomst }
    }
}

impl From<&words::Project> for Project {
    fn from(project: &words::Project) -> Self {
        Self {
            sleutel: project.key.to_string(),
            naam: project.name.clone(),
            bedrag_cent: project.requested.gross.get(),
            bcf_deel_cent: project.requested.compensable.map(Cents::get),
            regels: project.lines.iter().map(Regel::from).collect(),
            gezinsgrootte: project.household,
            financiering: project.finances.map(Financiering::from),
        }
    }
}

impl From<&UnitLine> for Regel {
    fn from(line: &UnitLine) -> Self {
        let Soort { aandachtsgroep, duur, zelfstandigheid, herkomst } = Soort::from(&line.kind);
        Self { aandachtsgroep, duur, zelfstandigheid, herkomst, aantal: line.planned.get() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::fit;
    use serde_json::{Value, json};

    fn sent() -> Value {
        json!({
            "sleutel": "P1", "naam": "Kazerneterrein", "bedragCent": 3_500_000, "bcfDeelCent": 607_438,
            "regels": [{"aandachtsgroep": "statushouders", "duur": "flex", "zelfstandigheid": "zelfstandig",
                        "herkomst": "nieuwbouw", "aantal": 5}]
        })
    }

    fn names(problem: &crate::problem::Problem) -> Vec<String> {
        let body = problem.to_json(None);
        let params = body["invalidParams"].as_array().unwrap();
        params.iter().map(|param| param["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_project_comes_back_as_it_was_sent() {
        let body: Project = fit(sent()).unwrap();
        let mut faults = Faults::new();
        let read = body.read("projecten[0]", &mut faults);
        let read = faults.finish(read).unwrap();
        assert_eq!(read.requested.gross, Cents::euros(35_000));
        assert_eq!(serde_json::to_value(Project::from(&read)).unwrap(), sent());
    }

    #[test]
    fn every_fault_is_told_at_its_dutch_place() {
        let mut wrong = sent();
        wrong["sleutel"] = json!(" P1");
        let mut second = wrong["regels"][0].clone();
        second["aandachtsgroep"] = json!("Status Houders");
        wrong["regels"].as_array_mut().unwrap().push(second);
        let body: Project = fit(wrong).unwrap();
        let mut faults = Faults::new();
        let read = body.read("projecten[3]", &mut faults);
        let problem = faults.finish(read).unwrap_err();
        assert_eq!(names(&problem), ["projecten[3].sleutel", "projecten[3].regels[1].aandachtsgroep"]);
    }

    #[test]
    fn what_the_schema_can_say_is_told_by_the_schema_all_at_once() {
        let wrong = json!({
            "sleutel": "P1", "naam": "", "bedragCent": "35000", "btw": 1,
            "regels": [{"aandachtsgroep": "statushouders", "duur": "kort", "zelfstandigheid": "zelfstandig",
                        "herkomst": "nieuwbouw", "aantal": 0}]
        });
        let mut names = names(&fit::<Project>(wrong).unwrap_err());
        names.sort();
        assert_eq!(names, ["bedragCent", "btw", "naam", "regels[0].aantal", "regels[0].duur"]);
    }
}
