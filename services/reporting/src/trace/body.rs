//! A trace as the API tells it.

use crate::figures::body::Maat;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Herleiding van een cel: de regels waarvan zij de som is, of de sleutels die zij telt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Herleiding {
    /// De peildatum.
    pub peildatum: Date,
    /// Het moment van bekendheid.
    pub bekend_op: Timestamp,
    /// De positie in het logboek waarop dit waar is; op volgende bladzijden dezelfde.
    pub positie: u64,
    /// Tranches die niet zijn meegeteld, omdat elke aanvraag voor één gezin is: zie de vaste tabellen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub afgeschermd: Vec<String>,
    /// Wat van de regels is weggelaten, omdat het niet openbaar is; ontbreekt als zij er geheel staan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weggelaten: Option<Weggelaten>,
    /// Het cijfer: de som van alle regels, ook die van andere bladzijden.
    pub som: Som,
    /// De regels van deze bladzijde, in de volgorde van het logboek; met `sleutels` de sleutels, in vaste volgorde.
    pub resultaten: Vec<Resultaat>,
    /// De cursor van de volgende bladzijde; ontbreekt op de laatste.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende: Option<String>,
}

/// Wat van de regels niet openbaar is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Weggelaten {
    /// De velden die er niet in staan.
    #[schema(example = json!(["rol", "organisatie"]))]
    pub velden: Vec<String>,
    /// Waarom niet.
    pub reden: String,
}

impl Weggelaten {
    pub(super) fn for_the_public() -> Self {
        let fields =
            ["regel", "project", "meldingId", "rol", "organisatie", "namens", "ingevoerdUit", "gegenereerd"];
        let reason = "Wie het meldde of besloot, waaruit het is ingevoerd en om welk project het gaat, is niet openbaar: \
                      dat staat er met een token van de overheid. Regels van een gebeurtenis die alleen daarin \
                      verschillen, zijn samen één.";
        Self { velden: fields.map(str::to_owned).to_vec(), reden: reason.to_owned() }
    }
}

/// Wat de regels samen zijn: het cijfer van de cel zelf.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Som {
    /// Aantal regels in het grootboek.
    pub regels: i64,
    /// Het cijfer, in de eenheden van de maat.
    #[serde(flatten)]
    pub cijfer: Maat,
}

/// Een regel, of met `sleutels` een sleutel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = HerleidingResultaat)]
pub enum Resultaat {
    /// Een regel van het grootboek.
    Regel(Box<Grootboekregel>),
    /// Een sleutel die het cijfer telt.
    Sleutel(GeteldeSleutel),
}

/// Een van de verschillende aanvragen, projecten, ontvangers of gemeenten die een cijfer telt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GeteldeSleutel {
    /// De aanvraag; bij aanvragen en projecten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvraag_id: Option<Uuid>,
    /// Het project van die aanvraag; bij projecten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// De ontvanger of aanvrager, in de gevraagde gemeentegrenzen.
    #[schema(example = "GM1992")]
    pub aanvrager: String,
    /// Zijn naam.
    pub aanvrager_naam: String,
    /// Staat er, en is true, bij een gemeente die sindsdien over meer gemeenten is verdeeld en daarom zichzelf blijft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gesplitst: Option<bool>,
}

/// Een regel van het grootboek, met de gebeurtenis waaruit zij komt en wie die wanneer meldde.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grootboekregel {
    /// Positie van de gebeurtenis in het logboek.
    pub positie: i64,
    /// Nummer van de regel binnen de gebeurtenis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regel: Option<i16>,
    /// Soort gebeurtenis.
    #[schema(example = "aanvraag-toegekend")]
    pub gebeurtenis: String,
    /// De maat van de regel; bij gepland en vrij een van die waaruit zij zijn afgeleid.
    #[schema(example = "toegekend")]
    pub maat: String,
    /// Hoe de regel telt: 1, of -1 als zij van het cijfer af gaat, zoals vrijgevallen van gepland.
    #[schema(example = 1)]
    pub telt: i8,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "gemeente")]
    pub rol: Option<String>,
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
