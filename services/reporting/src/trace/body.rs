//! A trace as the API tells it, and how its lines are read.

use crate::figures::table::Sums;
use crate::kinds;
use crate::places::{Borders, place};
use crate::words::{event_word, role_word};
use event_store::StoreError;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::EventType;
use regulation::record::{Actor, Imported};
use serde::Serialize;
use tokio_postgres::Row;
use utoipa::ToSchema;
use uuid::Uuid;

/// Herleiding van een cel: de regels waarvan zij de som is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Herleiding {
    /// De peildatum.
    pub peildatum: Date,
    /// Het moment van bekendheid.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is; op volgende bladzijden dezelfde.
    pub positie: u64,
    /// De som van alle regels, ook die van andere bladzijden.
    pub som: Som,
    /// De regels van deze bladzijde, in de volgorde van het logboek.
    pub resultaten: Vec<Grootboekregel>,
    /// De cursor van de volgende bladzijde; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende: Option<String>,
}

/// Wat de regels samen zijn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Som {
    /// Aantal regels.
    pub regels: i64,
    /// Woonruimten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Bedrag in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// Aantal verschillende aanvragen.
    pub aanvragen: i64,
    /// Aantal verschillende projecten.
    pub projecten: i64,
    /// Aantal verschillende ontvangers of aanvragers, in de gevraagde gemeentegrenzen.
    pub ontvangers: i64,
}

/// Een regel van het grootboek, met de gebeurtenis waaruit zij komt en wie die wanneer meldde.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grootboekregel {
    /// Positie van de gebeurtenis in het logboek.
    pub positie: i64,
    /// Nummer van de regel binnen de gebeurtenis.
    pub regel: i16,
    /// Soort gebeurtenis.
    #[schema(example = "aanvraag-toegekend")]
    pub gebeurtenis: String,
    /// De tranche; ontbreekt bij een bijdrage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tranche: Option<String>,
    /// De aanvraag; ontbreekt bij een plafond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvraag_id: Option<Uuid>,
    /// De aanvrager, onder de code van toen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvrager: Option<String>,
    /// De naam van de aanvrager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvrager_naam: Option<String>,
    /// Het project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// De aandachtsgroep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aandachtsgroep: Option<String>,
    /// Permanent of flex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duur: Option<String>,
    /// Zelfstandig of onzelfstandig.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zelfstandigheid: Option<String>,
    /// Nieuwbouw, transformatie, optoppen of splitsen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub herkomst: Option<String>,
    /// Waaruit blijkt dat woonruimten zo ver zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bewijsgraad: Option<String>,
    /// De voortgangsmelding waarin het staat; bij wat een correctie ongedaan maakt: de gecorrigeerde melding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub melding_id: Option<Uuid>,
    /// De landelijke doelstelling waaraan een bijdrage meetelt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doelstelling: Option<String>,
    /// De bijdrage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bijdrage: Option<String>,
    /// Woonruimten; onder nul bij wat een latere gebeurtenis ongedaan maakt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonruimten: Option<i64>,
    /// Bedrag in eurocenten; onder nul bij wat een latere gebeurtenis ongedaan maakt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrag_cent: Option<i64>,
    /// De dag waarop het waar is.
    pub geldig_op_datum: Date,
    /// Sinds wanneer het bekend was.
    pub bekend_sinds_op: Timestamp,
    /// Wanneer het is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// In welke rol iemand dit meldde of besloot.
    #[schema(example = "gemeente")]
    pub rol: String,
    /// De organisatie van wie dit meldde of besloot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisatie: Option<String>,
    /// Namens welke organisatie, als dat een andere is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namens: Option<String>,
    /// De bron, als het achteraf is ingevoerd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingevoerd_uit: Option<String>,
    /// Wat de bron niet gaf en is gegenereerd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gegenereerd: Option<String>,
    /// De versie van de rekenwijze.
    pub methode: i16,
}

impl Som {
    pub(super) fn of(lines: i64, sums: &Sums) -> Self {
        Self {
            regels: lines,
            woonruimten: sums.units,
            bedrag_cent: sums.cents,
            aanvragen: sums.applications,
            projecten: sums.projects,
            ontvangers: sums.recipients.count().all,
        }
    }
}

pub(super) fn read_line(row: &Row) -> Result<Grootboekregel, StoreError> {
    let event: String = row.try_get(2)?;
    let applicant: Option<String> = row.try_get(4)?;
    let word = |table, at| -> Result<Option<String>, StoreError> {
        let stored: Option<String> = row.try_get(at)?;
        Ok(stored.and_then(|stored| kinds::dutch(table, &stored)).map(str::to_owned))
    };
    let actor: Option<Actor> = serde_json::from_str(row.try_get(17)?).ok();
    let imported: Option<&str> = row.try_get(18)?;
    let imported: Option<Imported> = imported.and_then(|text| serde_json::from_str(text).ok());
    Ok(Grootboekregel {
        positie: row.try_get(0)?,
        regel: row.try_get(1)?,
        gebeurtenis: EventType::parse(&event).map(event_word).map_or(event, str::to_owned),
        tranche: row.try_get(15)?,
        aanvraag_id: row.try_get(3)?,
        aanvrager_naam: applicant.as_ref().map(|code| place(code, Borders::Then).name),
        aanvrager: applicant,
        project: row.try_get(5)?,
        aandachtsgroep: row.try_get(6)?,
        duur: word(kinds::PERMANENCES, 7)?,
        zelfstandigheid: word(kinds::DWELLINGS, 8)?,
        herkomst: word(kinds::ORIGINS, 9)?,
        bewijsgraad: word(kinds::EVIDENCES, 19)?,
        melding_id: row.try_get(20)?,
        doelstelling: row.try_get(21)?,
        bijdrage: row.try_get(22)?,
        woonruimten: row.try_get(10)?,
        bedrag_cent: row.try_get(11)?,
        geldig_op_datum: row.try_get(12)?,
        bekend_sinds_op: row.try_get(13)?,
        vastgelegd_op: row.try_get(16)?,
        rol: actor.as_ref().map_or("onbekend", |actor| role_word(actor.role)).to_owned(),
        organisatie: actor.as_ref().and_then(|actor| actor.organisation.clone()),
        namens: actor.and_then(|actor| actor.on_behalf_of),
        gegenereerd: imported.as_ref().and_then(|imported| imported.generated.clone()),
        ingevoerd_uit: imported.map(|imported| imported.source),
        methode: row.try_get(14)?,
    })
}
