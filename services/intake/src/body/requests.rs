//! What a municipality sends, read into commands.

use jiff::Timestamp;
use jiff::civil::Date;
use regulation::commands::{CorrectProgress, ReportProgress, Submit, Supplement, Withdraw};
use regulation::event::{CaseHeader, ProgressEntry};
use regulation::words::{
    Applicant, ApplicationId, OwnReference, PersonId, PieceCode, PotKey, ProjectKey, ReportId, SubjectId,
    TrancheKey, Units,
};
use serde::{Deserialize, Serialize};
use service_kit::Problem;
use service_kit::dutch::{
    Bewijs, Contactpersoon, Duur, Faults, Herkomst, Mijlpaal, Project, Samenwerking, Soort, Zelfstandigheid,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// Een nieuwe aanvraag. Voor wie wordt aangevraagd, zegt het token.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NieuweAanvraag {
    /// Sleutel van de tranche.
    #[schema(example = "rha-2022", min_length = 1, max_length = 60)]
    pub tranche: String,
    /// Eigen kenmerk, waaronder u de aanvraag terugvindt; binnen een tranche gebruikt u het één keer.
    #[schema(example = "Z-2026-0412", min_length = 1, max_length = 100)]
    pub kenmerk: String,
    /// Aan wie wordt geschreven.
    pub contactpersoon: Contactpersoon,
    /// De projecten waarvoor u geld vraagt.
    #[schema(min_items = 1, max_items = 200)]
    pub projecten: Vec<Project>,
    /// Sleutel van het deelplafond waaruit u geld vraagt, als de tranche die heeft. Een jaarplafond kiest u niet.
    #[schema(example = "studenten", min_length = 1, max_length = 60)]
    #[serde(default)]
    pub deelplafond: Option<String>,
    /// Wie samenwerken, als een samenwerking of openbaar lichaam aanvraagt.
    #[serde(default)]
    pub samenwerking: Option<Samenwerking>,
}

impl NieuweAanvraag {
    /// The command, for this applicant and received at this instant, under new ids.
    ///
    /// # Errors
    /// 400 with everything that cannot be read.
    pub fn read(&self, applicant: &Applicant, received_at: Timestamp) -> Result<Submit, Problem> {
        let mut faults = Faults::new();
        let tranche = faults.word("tranche", TrancheKey::parse(&self.tranche));
        let reference = faults.word("kenmerk", OwnReference::parse(&self.kenmerk));
        let projects = faults.each("projecten", &self.projecten, Project::read);
        if self.contactpersoon.email.contains(['"', '[']) {
            let reason = "Moet een e-mailadres zijn zonder aanhalingstekens of rechte haken.";
            faults.add("contactpersoon.email", "format", reason);
        }
        let pot = self.deelplafond.as_deref();
        let pot = pot.and_then(|pot| faults.word("deelplafond", PotKey::parse(pot)));
        let partnership = self.samenwerking.as_ref().and_then(|all| all.read("samenwerking", &mut faults));
        let (tranche, reference, projects) =
            faults.finish(tranche.zip(reference).zip(projects).map(|((t, r), p)| (t, r, p)))?;
        let application = ApplicationId(Uuid::now_v7());
        let contact = self.contactpersoon.clone().read(SubjectId(Uuid::now_v7()));
        Ok(Submit {
            case: CaseHeader { application, tranche, applicant: applicant.clone() },
            received_at,
            reference,
            contact: Some(contact),
            projects,
            pot,
            partnership,
        })
    }
}

/// Stukken bij een aanvraag.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NieuweAanvulling {
    /// Codes van de stukken die u stuurt, zoals het aanvulverzoek ze noemt.
    #[schema(example = json!(["begroting"]), min_items = 1, max_items = 100)]
    pub stukken: Vec<String>,
    /// Wat u erbij wilt zeggen.
    #[schema(example = "De begroting staat in bijlage 2.", max_length = 5000)]
    pub toelichting: String,
}

impl NieuweAanvulling {
    /// The command on this case, received at this instant.
    ///
    /// # Errors
    /// 400 with everything that cannot be read.
    pub fn read(&self, case: CaseHeader, received_at: Timestamp) -> Result<Supplement, Problem> {
        let mut faults = Faults::new();
        let read =
            |code: &String, place: &str, faults: &mut Faults| faults.word(place, PieceCode::parse(code));
        let pieces = faults.each("stukken", &self.stukken, read);
        let pieces = faults.finish(pieces)?;
        Ok(Supplement { case, received_at, pieces, note: self.toelichting.clone() })
    }
}

/// Intrekking van een aanvraag door de aanvrager.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Intrekking {
    /// Waarom u intrekt.
    #[schema(example = "De locatie is niet meer beschikbaar.", min_length = 1, max_length = 5000)]
    pub reden: String,
}

impl Intrekking {
    /// The command on this case, received at this instant.
    pub fn read(&self, case: CaseHeader, received_at: Timestamp) -> Withdraw {
        Withdraw { case, received_at, reason: self.reden.clone() }
    }
}

/// Melding van hoe ver de woonruimten van een toegekende aanvraag zijn.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Voortgangsmelding {
    /// Wat is bereikt.
    #[schema(min_items = 1, max_items = 500)]
    pub regels: Vec<MeldingRegel>,
}

/// Correctie van een voortgangsmelding: wat hier staat, komt in de plaats van die hele melding.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Correctie {
    /// Waarom de melding niet klopte.
    #[schema(example = "Tien woningen waren dubbel geteld.", min_length = 1, max_length = 5000)]
    pub reden: String,
    /// Wat wel is bereikt. Leeg als niets van de melding klopte.
    #[schema(max_items = 500)]
    pub regels: Vec<MeldingRegel>,
}

/// Woonruimten van één soort in één project die een mijlpaal bereikten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeldingRegel {
    /// Sleutel van het project in de aanvraag.
    #[schema(example = "P1", min_length = 1, max_length = 100)]
    pub project: String,
    /// Code van de aandachtsgroep, uit de lijst van de tranche.
    #[schema(example = "statushouders", min_length = 1, max_length = 60)]
    pub aandachtsgroep: String,
    /// Permanent of flex.
    pub duur: Duur,
    /// Zelfstandig of onzelfstandig.
    pub zelfstandigheid: Zelfstandigheid,
    /// Hoe de woonruimten tot stand komen.
    pub herkomst: Herkomst,
    /// De mijlpaal die zij bereikten.
    pub mijlpaal: Mijlpaal,
    /// Hoeveel woonruimten de mijlpaal nu bereikten: wat nieuw is, niet het totaal tot nu toe.
    #[schema(example = 5, minimum = 1, maximum = 100_000)]
    pub aantal: u32,
    /// De dag waarop zij haar bereikten.
    #[schema(example = "2026-10-01")]
    pub bereikt_op_datum: Date,
    /// Waaruit dat blijkt; zonder: alleen uit deze melding.
    #[serde(default)]
    pub bewijs: Bewijs,
}

impl Voortgangsmelding {
    /// The command on this case, received at this instant and sent by this person, under a new id.
    ///
    /// # Errors
    /// 400 with everything that cannot be read.
    pub fn read(
        &self,
        case: CaseHeader,
        received_at: Timestamp,
        by: PersonId,
    ) -> Result<ReportProgress, Problem> {
        let mut faults = Faults::new();
        let entries = faults.each("regels", &self.regels, MeldingRegel::read);
        let entries = faults.finish(entries)?;
        Ok(ReportProgress { case, report: ReportId(Uuid::now_v7()), received_at, entries, by })
    }
}

impl Correctie {
    /// The command on this case and this report, received at this instant and sent by this person, under a new id.
    ///
    /// # Errors
    /// 400 with everything that cannot be read.
    pub fn read(
        &self,
        case: CaseHeader,
        corrects: ReportId,
        received_at: Timestamp,
        by: PersonId,
    ) -> Result<CorrectProgress, Problem> {
        let mut faults = Faults::new();
        let entries = faults.each("regels", &self.regels, MeldingRegel::read);
        let entries = faults.finish(entries)?;
        let (report, reason) = (ReportId(Uuid::now_v7()), self.reden.clone());
        Ok(CorrectProgress { case, report, corrects, received_at, entries, reason, by })
    }
}

impl MeldingRegel {
    fn read(&self, place: &str, faults: &mut Faults) -> Option<ProgressEntry> {
        let project = faults.word(format!("{place}.project"), ProjectKey::parse(&self.project));
        let kind = self.soort().read(place, faults);
        Some(ProgressEntry {
            project: project?,
            kind: kind?,
            milestone: self.mijlpaal.into(),
            units: Units::new(self.aantal),
            achieved_on: self.bereikt_op_datum,
            evidence: self.bewijs.into(),
        })
    }

    fn soort(&self) -> Soort {
        let (duur, zelfstandigheid, herkomst) = (self.duur, self.zelfstandigheid, self.herkomst);
        Soort { aandachtsgroep: self.aandachtsgroep.clone(), duur, zelfstandigheid, herkomst }
    }
}

impl From<&ProgressEntry> for MeldingRegel {
    fn from(entry: &ProgressEntry) -> Self {
        let Soort { aandachtsgroep, duur, zelfstandigheid, herkomst } = Soort::from(&entry.kind);
        Self {
            project: entry.project.to_string(),
            aandachtsgroep,
            duur,
            zelfstandigheid,
            herkomst,
            mijlpaal: entry.milestone.into(),
            aantal: entry.units.get(),
            bereikt_op_datum: entry.achieved_on,
            bewijs: entry.evidence.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::words::Milestone;
    use serde_json::{Value, json};
    use service_kit::body::fit;

    fn line() -> Value {
        json!({"project": "P1", "aandachtsgroep": "statushouders", "duur": "flex", "zelfstandigheid": "zelfstandig",
               "herkomst": "nieuwbouw", "mijlpaal": "uit-gebruik", "aantal": 3, "bereiktOpDatum": "2026-10-01",
               "bewijs": "vergunning-getoond"})
    }

    fn application() -> Value {
        json!({"tranche": "rha-2022", "kenmerk": "Z-1",
               "contactpersoon": {"naam": "Sanne de Vries", "email": "wonen@gemeente.example"},
               "projecten": [{"sleutel": "P1", "naam": "Kazerneterrein", "bedragCent": 100,
                              "regels": [{"aandachtsgroep": "statushouders", "duur": "flex", "aantal": 1,
                                          "zelfstandigheid": "zelfstandig", "herkomst": "nieuwbouw"}]}]})
    }

    fn case() -> CaseHeader {
        CaseHeader {
            application: ApplicationId(Uuid::nil()),
            tranche: TrancheKey::parse("rha-2022").unwrap(),
            applicant: Applicant::parse("GM0363").unwrap(),
        }
    }

    fn names(problem: &Problem) -> Vec<String> {
        let body = problem.to_json(None);
        let params = body["invalidParams"].as_array().unwrap();
        let mut names: Vec<_> =
            params.iter().map(|param| param["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_submission_is_for_the_applicant_of_the_token() {
        let asked: NieuweAanvraag = fit(application()).unwrap();
        let applicant = Applicant::parse("SW-de-bevelanden").unwrap();
        let command = asked.read(&applicant, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(command.case.applicant, applicant);
        assert_eq!(command.contact.unwrap().known().unwrap().email, "wonen@gemeente.example");
        let mut chosen = application();
        chosen["aanvrager"] = json!("GM0344");
        assert_eq!(names(&fit::<NieuweAanvraag>(chosen).unwrap_err()), ["aanvrager"]);
    }

    #[test]
    fn a_cooperation_names_its_municipalities_and_the_pot_from_which_it_asks() {
        let mut body = application();
        body["deelplafond"] = json!("studenten");
        body["samenwerking"] = json!({"penvoerder": "GM0664", "deelnemers": ["GM0664", "GM0654"]});
        let applicant = Applicant::parse("SW-de-bevelanden").unwrap();
        let asked: NieuweAanvraag = fit(body).unwrap();
        let command = asked.read(&applicant, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(command.pot.unwrap().as_str(), "studenten");
        let partnership = command.partnership.unwrap();
        assert_eq!((partnership.lead.as_str(), partnership.members.len()), ("GM0664", 2));
        let alone: NieuweAanvraag = fit(application()).unwrap();
        let alone = alone.read(&applicant, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((alone.pot, alone.partnership), (None, None));
    }

    #[test]
    fn a_pot_or_a_municipality_that_cannot_be_read_is_told_with_its_place() {
        let mut wrong = application();
        wrong["deelplafond"] = json!("Alle Studenten");
        wrong["samenwerking"] = json!({"penvoerder": "gm0664", "deelnemers": ["GM0664", "Goes 0"]});
        let asked: NieuweAanvraag = fit(wrong).unwrap();
        let problem = asked.read(&case().applicant, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(names(&problem), ["deelplafond", "samenwerking.deelnemers[1]", "samenwerking.penvoerder"]);
    }

    #[test]
    fn every_word_that_cannot_be_read_is_told_at_once() {
        let mut wrong = application();
        wrong["tranche"] = json!("RHA 2022");
        wrong["kenmerk"] = json!(" Z-1");
        wrong["projecten"][0]["regels"][0]["aandachtsgroep"] = json!("Statushouders");
        let asked: NieuweAanvraag = fit(wrong).unwrap();
        let problem = asked.read(&case().applicant, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(names(&problem), ["kenmerk", "projecten[0].regels[0].aandachtsgroep", "tranche"]);
    }

    #[test]
    fn an_address_to_which_no_mail_can_be_sent_is_refused() {
        for address in ["\"a b\"@gemeente.example", "a@[127.0.0.1]"] {
            let mut wrong = application();
            wrong["contactpersoon"]["email"] = json!(address);
            let problem = fit::<NieuweAanvraag>(wrong)
                .and_then(|asked| asked.read(&case().applicant, Timestamp::UNIX_EPOCH))
                .unwrap_err();
            assert_eq!(names(&problem), ["contactpersoon.email"], "{address}");
        }
    }

    #[test]
    fn a_report_comes_back_as_it_was_sent() {
        let asked: Voortgangsmelding = fit(json!({"regels": [line()]})).unwrap();
        let by = PersonId::parse("iemand").unwrap();
        let command = asked.read(case(), Timestamp::UNIX_EPOCH, by).unwrap();
        assert_eq!(command.entries[0].milestone, Milestone::OutOfUse);
        assert_eq!(serde_json::to_value(MeldingRegel::from(&command.entries[0])).unwrap(), line());
    }

    #[test]
    fn pieces_and_days_are_checked() {
        let asked: NieuweAanvulling =
            fit(json!({"stukken": ["begroting", "De Kaart"], "toelichting": ""})).unwrap();
        assert_eq!(names(&asked.read(case(), Timestamp::UNIX_EPOCH).unwrap_err()), ["stukken[1]"]);
        let mut day = line();
        day["bereiktOpDatum"] = json!("2026-02-30");
        let problem = fit::<Voortgangsmelding>(json!({"regels": [day]})).unwrap_err();
        assert_eq!(names(&problem), ["regels[0].bereiktOpDatum"]);
    }
}
