//! What an event is called in Dutch: one translation, for histories and for the answers to what was asked.

mod division;

use crate::body::{Bron, Grond};
use crate::lotteries::{Waarvoor, Zaadbron};
use division::{Beurs, GegevenOordeel, Plaats, Zwijgen};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::{Advice, Event, GrantedProject, Piece, ProgressEntry};
use regulation::record::{Actor, Recorded, Role};
use regulation::words::{Amount, Cents, PieceCode, UnitLine, Units};
use serde::{Deserialize, Serialize};
use service_kit::dutch::{Bewijs, Mijlpaal, Samenwerking, Soort};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Iets dat is gebeurd, zoals het in het logboek staat.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gebeurtenis {
    /// Positie in het logboek.
    #[schema(example = 1234)]
    pub positie: u64,
    /// Moment waarop het is vastgelegd.
    pub vastgelegd_op: Timestamp,
    /// Moment sinds wanneer het bekend was; eerder dan vastgelegd bij een import.
    pub bekend_sinds: Timestamp,
    /// Wie het deed.
    pub door: Door,
    /// Wat er gebeurde.
    #[serde(flatten)]
    pub wat: Wat,
}

/// Wie iets deed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Door {
    /// In welke rol.
    pub rol: Rol,
    /// De persoon, onder pseudoniem.
    pub persoon: String,
    /// De organisatie waarvoor iemand werkt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisatie: Option<String>,
    /// De organisatie namens welke iemand handelde.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namens: Option<String>,
}

/// Rol waarin iemand handelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rol {
    /// For a municipality or cooperation.
    Gemeente,
    /// Assesses and decides.
    Beoordelaar,
    /// For the ministry.
    Ministerie,
    /// Publishes schemes and opens tranches.
    Beheerder,
}

/// Een stuk dat bij een aanvraag ontbreekt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stuk {
    /// Code van het stuk.
    #[schema(example = "begroting", min_length = 1, max_length = 60)]
    pub code: String,
    /// Wat het is, voor de aanvrager.
    #[schema(example = "Een sluitende begroting", min_length = 1, max_length = 500)]
    pub omschrijving: String,
}

/// Toegekende woonruimten van een project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ToegekendProject {
    /// Sleutel van het project.
    pub sleutel: String,
    /// De woonruimten.
    pub regels: Vec<ToegekendeRegel>,
}

/// Aantal woonruimten van één soort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ToegekendeRegel {
    /// De soort.
    #[serde(flatten)]
    pub soort: Soort,
    /// Aantal woonruimten.
    pub aantal: u32,
}

/// Hoe ver woonruimten van één soort op een dag kwamen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GemeldeRegel {
    /// Sleutel van het project.
    pub project: String,
    /// De soort.
    #[serde(flatten)]
    pub soort: Soort,
    /// Wat is bereikt.
    pub mijlpaal: Mijlpaal,
    /// Hoeveel woonruimten die mijlpaal nieuw bereikten.
    pub aantal: u32,
    /// Op welke dag.
    pub bereikt_op_datum: Date,
    /// Waaruit dat blijkt.
    pub bewijs: Bewijs,
}

/// Voorstel of besluit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strekking {
    /// To grant.
    Toekennen,
    /// To reject.
    Afwijzen,
}

/// Wat er gebeurde.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "gebeurtenis", rename_all = "kebab-case")]
pub enum Wat {
    #[serde(rename_all = "camelCase")]
    RegelingGepubliceerd {
        regeling: String,
        versie: u32,
        tranches: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        geldig_vanaf_datum: Option<Date>,
        #[serde(skip_serializing_if = "Option::is_none")]
        geldig_tot_datum: Option<Date>,
    },
    #[serde(rename_all = "camelCase")]
    TrancheGeopend {
        regeling: String,
        versie: u32,
        tranche: String,
        opent_op: Timestamp,
        #[serde(skip_serializing_if = "Option::is_none")]
        sluit_op: Option<Timestamp>,
        plafond_cent: i64,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        deelplafonds_cent: BTreeMap<String, i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        regeling_zwijgt: Option<Zwijgen>,
    },
    #[serde(rename_all = "camelCase")]
    VensterVerlengd { tranche: String, sluit_op: Timestamp, besluit_datum: Date, bron: Bron },
    #[serde(rename_all = "camelCase")]
    PlafondGewijzigd {
        tranche: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        deelplafond: Option<String>,
        plafond_cent: i64,
        besluit_datum: Date,
        #[serde(skip_serializing_if = "Option::is_none")]
        publicatie_datum: Option<Date>,
        bron: Bron,
    },
    #[serde(rename_all = "camelCase")]
    GeldOvergeheveld { van: Beurs, naar: Beurs, bedrag_cent: i64, besluit_datum: Date, bron: Bron },
    #[serde(rename_all = "camelCase")]
    LotingVerzegeld {
        tranche: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        deelplafond: Option<String>,
        waarvoor: Waarvoor,
        aanvragen: Vec<Uuid>,
        zaadbron: Zaadbron,
        hash: String,
        verzegeld_op: Timestamp,
    },
    #[serde(rename_all = "camelCase")]
    Geloot {
        tranche: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        deelplafond: Option<String>,
        waarvoor: Waarvoor,
        hash: String,
        zaad: String,
        volgorde: Vec<Uuid>,
        geloot_op: Timestamp,
    },
    #[serde(rename_all = "camelCase")]
    Gerangschikt {
        tranche: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        deelplafond: Option<String>,
        plaatsen: Vec<Plaats>,
        #[serde(skip_serializing_if = "Option::is_none")]
        regeling_zwijgt: Option<Zwijgen>,
        vastgesteld_op: Timestamp,
    },
    #[serde(rename_all = "camelCase")]
    TrancheGesloten { tranche: String, gesloten_op: Timestamp, reden: String },
    #[serde(rename_all = "camelCase")]
    Ingediend {
        aanvraag_id: Uuid,
        ontvangen_op: Timestamp,
        gevraagd_cent: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        deelplafond: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        samenwerking: Option<Samenwerking>,
    },
    #[serde(rename_all = "camelCase")]
    AanvullingGevraagd {
        aanvraag_id: Uuid,
        gevraagd_op: Timestamp,
        stukken: Vec<Stuk>,
        #[serde(skip_serializing_if = "Option::is_none")]
        uiterlijke_datum: Option<Date>,
    },
    #[serde(rename_all = "camelCase")]
    Aangevuld { aanvraag_id: Uuid, ontvangen_op: Timestamp, stukken: Vec<String>, toelichting: String },
    #[serde(rename_all = "camelCase")]
    VolledigVerklaard { aanvraag_id: Uuid, volledig_sinds: Timestamp, vastgesteld_op: Timestamp },
    #[serde(rename_all = "camelCase")]
    Ingetrokken { aanvraag_id: Uuid, ontvangen_op: Timestamp, reden: String },
    #[serde(rename_all = "camelCase")]
    Geadviseerd {
        aanvraag_id: Uuid,
        geadviseerd_op: Timestamp,
        strekking: Strekking,
        #[serde(skip_serializing_if = "Option::is_none")]
        bedrag_cent: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        bcf_deel_cent: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        grond: Option<Grond>,
        motivering: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        oordeel: Option<GegevenOordeel>,
    },
    #[serde(rename_all = "camelCase")]
    Toegekend {
        aanvraag_id: Uuid,
        beslist_op: Timestamp,
        bedrag_cent: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        bcf_deel_cent: Option<i64>,
        projecten: Vec<ToegekendProject>,
        #[serde(skip_serializing_if = "Option::is_none")]
        deelplafond: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        regeling_zwijgt: Option<Zwijgen>,
        motivering: String,
    },
    #[serde(rename_all = "camelCase")]
    Afgewezen { aanvraag_id: Uuid, beslist_op: Timestamp, grond: Grond, motivering: String },
    #[serde(rename_all = "camelCase")]
    BuitenBehandelingGesteld { aanvraag_id: Uuid, beslist_op: Timestamp, motivering: String },
    #[serde(rename_all = "camelCase")]
    VoortgangGemeld {
        aanvraag_id: Uuid,
        melding_id: Uuid,
        ontvangen_op: Timestamp,
        regels: Vec<GemeldeRegel>,
    },
    #[serde(rename_all = "camelCase")]
    VoortgangGecorrigeerd {
        aanvraag_id: Uuid,
        melding_id: Uuid,
        gecorrigeerde_melding_id: Uuid,
        ontvangen_op: Timestamp,
        regels: Vec<GemeldeRegel>,
        reden: String,
    },
    #[serde(rename_all = "camelCase")]
    Vastgesteld {
        aanvraag_id: Uuid,
        beslist_op: Timestamp,
        bedrag_cent: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        bcf_deel_cent: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        regeling_zwijgt: Option<Zwijgen>,
        motivering: String,
    },
    #[serde(rename_all = "camelCase")]
    BestedingVerantwoord {
        aanvraag_id: Uuid,
        boekjaar: i16,
        besteed_cent: i64,
        bron: Bron,
        ingevoerd_op: Timestamp,
    },
    #[serde(rename_all = "camelCase")]
    BijdrageIngevoerd {
        bijdrage: String,
        doelstelling: String,
        naam: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        woonruimten: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        bedrag_cent: Option<i64>,
        telt_vanaf_datum: Date,
        bron: Bron,
    },
    #[serde(rename_all = "camelCase")]
    EditieVerzegeld { editie: String, titel: String, hash: String },
}

impl Gebeurtenis {
    /// The event in Dutch.
    pub fn of(recorded: &Recorded) -> Self {
        Self {
            positie: recorded.position.0,
            vastgelegd_op: recorded.recorded_at,
            bekend_sinds: recorded.known_since(),
            door: Door::from(&recorded.actor),
            wat: Wat::from(&recorded.event),
        }
    }
}

impl From<&Actor> for Door {
    fn from(actor: &Actor) -> Self {
        let rol = match actor.role {
            Role::Municipality => Rol::Gemeente,
            Role::Assessor => Rol::Beoordelaar,
            Role::Ministry => Rol::Ministerie,
            Role::Administrator => Rol::Beheerder,
        };
        let (organisatie, namens) = (actor.organisation.clone(), actor.on_behalf_of.clone());
        Self { rol, persoon: actor.person.to_string(), organisatie, namens }
    }
}

impl From<&Event> for Wat {
    fn from(event: &Event) -> Self {
        match event {
            Event::SchemePublished(event) => Self::RegelingGepubliceerd {
                regeling: event.scheme.to_string(),
                versie: event.version,
                tranches: event.tranches.iter().map(ToString::to_string).collect(),
                geldig_vanaf_datum: event.validity.from,
                geldig_tot_datum: event.validity.until,
            },
            Event::TrancheOpened(event) => Self::TrancheGeopend {
                regeling: event.scheme.to_string(),
                versie: event.scheme_version,
                tranche: event.tranche.to_string(),
                opent_op: event.window.opens_at,
                sluit_op: event.window.closes_at,
                plafond_cent: event.ceiling.get(),
                deelplafonds_cent: event
                    .pots
                    .iter()
                    .map(|(pot, ceiling)| (pot.to_string(), ceiling.get()))
                    .collect(),
                regeling_zwijgt: event.silence.as_ref().map(Zwijgen::from),
            },
            Event::WindowExtended(event) => Self::VensterVerlengd {
                tranche: event.tranche.to_string(),
                sluit_op: event.closes_at,
                besluit_datum: event.decided_on,
                bron: Bron::from(&event.source),
            },
            Event::CeilingChanged(event) => Self::PlafondGewijzigd {
                tranche: event.tranche.to_string(),
                deelplafond: text(event.pot.as_ref()),
                plafond_cent: event.ceiling.get(),
                besluit_datum: event.decided_on,
                publicatie_datum: event.published_on,
                bron: Bron::from(&event.source),
            },
            Event::MoneyCarriedOver(event) => Self::GeldOvergeheveld {
                van: Beurs::from(&event.from),
                naar: Beurs::from(&event.to),
                bedrag_cent: event.amount.get(),
                besluit_datum: event.decided_on,
                bron: Bron::from(&event.source),
            },
            Event::LotterySealed(event) => Self::LotingVerzegeld {
                tranche: event.seal.tranche.to_string(),
                deelplafond: text(event.seal.pot.as_ref()),
                waarvoor: event.seal.scope.into(),
                aanvragen: event.seal.applications.iter().map(|application| application.0).collect(),
                zaadbron: Zaadbron::from(&event.seal.seed_source),
                hash: event.hash.clone(),
                verzegeld_op: event.sealed_at,
            },
            Event::LotsDrawn(event) => Self::Geloot {
                tranche: event.tranche.to_string(),
                deelplafond: text(event.pot.as_ref()),
                waarvoor: event.scope.into(),
                hash: event.hash.clone(),
                zaad: event.seed.clone(),
                volgorde: event.order.iter().map(|application| application.0).collect(),
                geloot_op: event.drawn_at,
            },
            Event::RankingEstablished(event) => Self::Gerangschikt {
                tranche: event.tranche.to_string(),
                deelplafond: text(event.pot.as_ref()),
                plaatsen: event.ranking.places.iter().map(Plaats::from).collect(),
                regeling_zwijgt: event.silence.as_ref().map(Zwijgen::from),
                vastgesteld_op: event.established_at,
            },
            Event::TrancheClosed(event) => Self::TrancheGesloten {
                tranche: event.tranche.to_string(),
                gesloten_op: event.closed_at,
                reden: event.reason.clone(),
            },
            Event::ApplicationSubmitted(event) => Self::Ingediend {
                aanvraag_id: event.case.application.0,
                ontvangen_op: event.received_at,
                gevraagd_cent: event.requested().get(),
                deelplafond: text(event.pot.as_ref()),
                samenwerking: event.partnership.as_ref().map(Samenwerking::from),
            },
            Event::SupplementRequested(event) => Self::AanvullingGevraagd {
                aanvraag_id: event.case.application.0,
                gevraagd_op: event.requested_at,
                stukken: event.pieces.iter().map(Stuk::from).collect(),
                uiterlijke_datum: event.answer_by,
            },
            Event::ApplicationSupplemented(event) => Self::Aangevuld {
                aanvraag_id: event.case.application.0,
                ontvangen_op: event.received_at,
                stukken: event.pieces.iter().map(PieceCode::to_string).collect(),
                toelichting: event.note.clone(),
            },
            Event::CompletenessConfirmed(event) => Self::VolledigVerklaard {
                aanvraag_id: event.case.application.0,
                volledig_sinds: event.complete_since,
                vastgesteld_op: event.confirmed_at,
            },
            Event::ApplicationWithdrawn(event) => Self::Ingetrokken {
                aanvraag_id: event.case.application.0,
                ontvangen_op: event.received_at,
                reden: event.reason.clone(),
            },
            Event::AdviceGiven(event) => {
                let (strekking, amount, grond) = told(event.advice);
                Self::Geadviseerd {
                    aanvraag_id: event.case.application.0,
                    geadviseerd_op: event.given_at,
                    strekking,
                    bedrag_cent: amount.map(|amount| amount.gross.get()),
                    bcf_deel_cent: amount.and_then(compensable),
                    grond,
                    motivering: event.reasons.clone(),
                    oordeel: event.judgement.as_ref().map(GegevenOordeel::from),
                }
            }
            Event::ApplicationGranted(event) => Self::Toegekend {
                aanvraag_id: event.case.application.0,
                beslist_op: event.decided_at,
                bedrag_cent: event.amount.gross.get(),
                bcf_deel_cent: compensable(event.amount),
                projecten: event.projects.iter().map(ToegekendProject::from).collect(),
                deelplafond: text(event.pot.as_ref()),
                regeling_zwijgt: event.silence.as_ref().map(Zwijgen::from),
                motivering: event.explanation.clone(),
            },
            Event::ApplicationRejected(event) => Self::Afgewezen {
                aanvraag_id: event.case.application.0,
                beslist_op: event.decided_at,
                grond: event.ground.into(),
                motivering: event.explanation.clone(),
            },
            Event::ApplicationSetAside(event) => Self::BuitenBehandelingGesteld {
                aanvraag_id: event.case.application.0,
                beslist_op: event.decided_at,
                motivering: event.explanation.clone(),
            },
            Event::ProgressReported(event) => Self::VoortgangGemeld {
                aanvraag_id: event.case.application.0,
                melding_id: event.report.0,
                ontvangen_op: event.received_at,
                regels: event.entries.iter().map(GemeldeRegel::from).collect(),
            },
            Event::ProgressCorrected(event) => Self::VoortgangGecorrigeerd {
                aanvraag_id: event.case.application.0,
                melding_id: event.report.0,
                gecorrigeerde_melding_id: event.corrects.0,
                ontvangen_op: event.received_at,
                regels: event.entries.iter().map(GemeldeRegel::from).collect(),
                reden: event.reason.clone(),
            },
            Event::SpendingAccounted(event) => Self::BestedingVerantwoord {
                aanvraag_id: event.case.application.0,
                boekjaar: event.year,
                besteed_cent: event.spent.get(),
                bron: Bron::from(&event.source),
                ingevoerd_op: event.accounted_at,
            },
            Event::ContributionEntered(event) => Self::BijdrageIngevoerd {
                bijdrage: event.contribution.to_string(),
                doelstelling: event.goal.to_string(),
                naam: event.name.clone(),
                woonruimten: event.units.map(Units::get),
                bedrag_cent: event.amount.map(Cents::get),
                telt_vanaf_datum: event.counts_from,
                bron: Bron::from(&event.source),
            },
            Event::EditionSealed(event) => Self::EditieVerzegeld {
                editie: event.edition.to_string(),
                titel: event.title.clone(),
                hash: event.hash.clone(),
            },
            Event::GrantSettled(event) => Self::Vastgesteld {
                aanvraag_id: event.case.application.0,
                beslist_op: event.decided_at,
                bedrag_cent: event.amount.gross.get(),
                bcf_deel_cent: compensable(event.amount),
                regeling_zwijgt: event.silence.as_ref().map(Zwijgen::from),
                motivering: event.explanation.clone(),
            },
        }
    }
}

fn text<T: ToString>(key: Option<&T>) -> Option<String> {
    key.map(T::to_string)
}

fn compensable(amount: Amount) -> Option<i64> {
    amount.compensable.map(Cents::get)
}

fn told(advice: Advice) -> (Strekking, Option<Amount>, Option<Grond>) {
    match advice {
        Advice::Grant { amount } => (Strekking::Toekennen, Some(amount), None),
        Advice::Reject { ground } => (Strekking::Afwijzen, None, Some(ground.into())),
    }
}

impl From<&Piece> for Stuk {
    fn from(piece: &Piece) -> Self {
        Self { code: piece.code.to_string(), omschrijving: piece.description.clone() }
    }
}

impl From<&GrantedProject> for ToegekendProject {
    fn from(project: &GrantedProject) -> Self {
        let regel =
            |line: &UnitLine| ToegekendeRegel { soort: (&line.kind).into(), aantal: line.planned.get() };
        Self { sleutel: project.key.to_string(), regels: project.lines.iter().map(regel).collect() }
    }
}

impl From<&ProgressEntry> for GemeldeRegel {
    fn from(entry: &ProgressEntry) -> Self {
        Self {
            project: entry.project.to_string(),
            soort: (&entry.kind).into(),
            mijlpaal: entry.milestone.into(),
            aantal: entry.units.get(),
            bereikt_op_datum: entry.achieved_on,
            bewijs: entry.evidence.into(),
        }
    }
}
