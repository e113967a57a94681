//! `/tranches`: the window of each tranche, its ceiling, and what is free beneath it.

use crate::body::{made, tranche_of};
use crate::catalogue::Catalogue;
use crate::happening::Gebeurtenis;
use actix_web::{HttpRequest, HttpResponse, web};
use event_store::{EventStore, Until};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::commands::{OpenTranche, OpeningSet};
use regulation::event::TrancheOpened;
use regulation::facts::Budget;
use regulation::words::{Cents, PotKey, SchemeKey, TrancheKey, day_of};
use regulation::worklist::{Docket, Part};
use serde::{Deserialize, Serialize};
use service_kit::dutch::Faults;
use service_kit::{Administrator, AnyOf, Assessor, Body, IdempotencyKey, PageQuery, Problem, Query, Results};
use utoipa::ToSchema;

/// Een tranche om te openen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuweTranche {
    /// Sleutel van de regeling; haar nieuwste versie geldt.
    #[schema(example = "rha", min_length = 1, max_length = 60)]
    regeling: String,
    /// Sleutel van de tranche, zoals zij in de regeling staat.
    #[schema(example = "rha-2022", min_length = 1, max_length = 60)]
    tranche: String,
    /// Vanaf wanneer kan worden aangevraagd; alleen als de regeling daarover zwijgt.
    opent_op: Option<Timestamp>,
    /// Laatste moment waarop een aanvraag op tijd is; alleen als de regeling daarover zwijgt.
    sluit_op: Option<Timestamp>,
    /// Uitkeringsplafond in eurocenten; alleen als de regeling daarover zwijgt.
    #[schema(minimum = 1, maximum = 10_000_000_000_000_i64)]
    plafond_cent: Option<i64>,
    /// Deelplafonds; alleen die waarover de regeling zwijgt.
    #[serde(default)]
    #[schema(max_items = 100)]
    deelplafonds: Vec<NieuwDeelplafond>,
    /// Waarom dit zo wordt vastgesteld waar de regeling zwijgt; dan nodig.
    #[schema(max_length = 10000)]
    motivering: Option<String>,
}

/// Een deelplafond dat de beheerder vaststelt.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NieuwDeelplafond {
    /// Sleutel van het deelplafond.
    #[schema(example = "studenten", min_length = 1, max_length = 60)]
    sleutel: String,
    /// Bedrag in eurocenten.
    #[schema(minimum = 1, maximum = 10_000_000_000_000_i64)]
    plafond_cent: i64,
}

impl NieuweTranche {
    fn set(&self, faults: &mut Faults) -> Option<OpeningSet> {
        let pot = |one: &NieuwDeelplafond, place: &str, faults: &mut Faults| {
            let pot = faults.word(format!("{place}.sleutel"), PotKey::parse(&one.sleutel))?;
            Some((pot, Cents::new(one.plafond_cent)))
        };
        Some(OpeningSet {
            opens_at: self.opent_op,
            closes_at: self.sluit_op,
            ceiling: self.plafond_cent.map(Cents::new),
            pots: faults.each("deelplafonds", &self.deelplafonds, pot)?.into_iter().collect(),
            ground: self.motivering.clone().unwrap_or_default(),
        })
    }
}

/// Een tranche zoals zij nu is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tranche {
    /// Sleutel.
    #[schema(example = "rha-2022")]
    tranche: String,
    /// Naam; ontbreekt als geen gepubliceerde versie haar noemt.
    #[serde(skip_serializing_if = "Option::is_none")]
    naam: Option<String>,
    /// Sleutel van de regeling.
    regeling: String,
    /// Versie van de regeling waaronder zij openging.
    regelingversie: u32,
    /// Vanaf wanneer kan worden aangevraagd.
    opent_op: Timestamp,
    /// Laatste moment waarop een aanvraag op tijd is; ontbreekt als zij open is tot zij wordt gesloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    sluit_op: Option<Timestamp>,
    /// Sinds wanneer zij bij besluit is gesloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    gesloten_op: Option<Timestamp>,
    /// Uitkeringsplafond in eurocenten.
    plafond_cent: i64,
    /// Toegekend in eurocenten; bij vastgestelde aanvragen het vastgestelde bedrag.
    toegekend_cent: i64,
    /// Vrij onder het plafond in eurocenten. Kan negatief zijn na een verlaging.
    vrij_cent: i64,
    /// De deelplafonds, met wat daarvan is toegekend en vrij is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deelplafonds: Vec<Deelplafond>,
    /// Aanvragen met een plaats in de volgorde.
    in_volgorde: Telling,
    /// Aanvragen op de wachtlijst: volledig, niet beslist, en ze passen niet meer. Ze tellen ook in de volgorde mee.
    op_wachtlijst: Telling,
    /// Aanvragen waarvan nog een stuk ontbreekt.
    niet_compleet: Telling,
    /// Te late aanvragen waarop nog niet is beslist.
    te_laat: Telling,
    /// Aanvragen waarop is beslist.
    beslist: Telling,
}

/// Een deel van het plafond.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deelplafond {
    /// Sleutel; van een jaarplafond het jaar.
    #[schema(example = "studenten")]
    sleutel: String,
    /// Bedrag in eurocenten.
    plafond_cent: i64,
    /// Toegekend in eurocenten.
    toegekend_cent: i64,
    /// Vrij in eurocenten, en nooit meer dan onder het hele plafond.
    vrij_cent: i64,
}

/// Hoeveel aanvragen, en wat zij samen vragen.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Telling {
    /// Aantal aanvragen.
    aantal: usize,
    /// Gevraagd in eurocenten.
    gevraagd_cent: i64,
}

impl Deelplafond {
    fn of(budget: &Budget, pot: &PotKey, ceiling: Cents) -> Self {
        Self {
            sleutel: pot.to_string(),
            plafond_cent: ceiling.get(),
            toegekend_cent: budget.granted_in(pot).get(),
            vrij_cent: budget.free_in(pot).get(),
        }
    }
}

impl Telling {
    fn count(&mut self, requested: Cents) {
        self.aantal += 1;
        self.gevraagd_cent += requested.get();
    }
}

impl Tranche {
    fn of(opened: &TrancheOpened, docket: &Docket, today: Date) -> Result<Self, Problem> {
        let (rules, budget) = (docket.rules(), docket.budget());
        let window = rules.window()?;
        let named = rules.newest_version().and_then(|version| rules.in_version(version));
        let mut tranche = Self {
            tranche: docket.tranche().to_string(),
            naam: named.map(|named| named.name.clone()),
            regeling: opened.scheme.to_string(),
            regelingversie: opened.scheme_version,
            opent_op: window.opens_at,
            sluit_op: window.closes_at,
            gesloten_op: rules.closed_at(),
            plafond_cent: budget.ceiling().unwrap_or_default().get(),
            toegekend_cent: budget.granted().get(),
            vrij_cent: budget.free().get(),
            deelplafonds: budget.pots().map(|(pot, ceiling)| Deelplafond::of(budget, pot, ceiling)).collect(),
            in_volgorde: Telling::default(),
            op_wachtlijst: Telling::default(),
            niet_compleet: Telling::default(),
            te_laat: Telling::default(),
            beslist: Telling::default(),
        };
        tranche.count(docket, today);
        Ok(tranche)
    }

    fn count(&mut self, docket: &Docket, today: Date) {
        for entry in docket.worklist(today) {
            let requested = entry.dossier.case.requested();
            if entry.waiting() {
                self.op_wachtlijst.count(requested);
            }
            match entry.part {
                Part::InLine => self.in_volgorde.count(requested),
                Part::Incomplete => self.niet_compleet.count(requested),
                Part::Late => self.te_laat.count(requested),
                Part::Decided => self.beslist.count(requested),
            }
        }
    }
}

/// Opent een tranche onder de nieuwste versie van haar regeling.
///
/// Venster en plafond komen uit de regeling. Wat geen bron zegt, stelt de beheerder vast, met een motivering die wordt
/// vastgelegd (anders 409, `regeling-zwijgt`); wat de regeling zegt, kan niet anders worden gesteld (409, `regel-staat-vast`).
#[utoipa::path(post, path = "/tranches", operation_id = "trancheOpenen", tag = "tranches", request_body = NieuweTranche,
    responses((status = 201, description = "De tranche is geopend.", body = Gebeurtenis)))]
pub async fn open(
    administrator: Administrator,
    key: IdempotencyKey,
    asked: Body<NieuweTranche>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let mut faults = Faults::new();
    let scheme = faults.word("regeling", SchemeKey::parse(&asked.regeling));
    let tranche = faults.word("tranche", TrancheKey::parse(&asked.tranche));
    let set = asked.set(&mut faults);
    let ((scheme, tranche), set) = faults.finish(scheme.zip(tranche).zip(set))?;
    let location = format!("{}/tranches/{tranche}", crate::BASE);
    let command = OpenTranche { scheme, tranche, set, by: administrator.person.clone() };
    made(&store.record(command, &key.caller(&administrator, &asked)).await?, location)
}

/// Geeft de tranches.
#[utoipa::path(get, path = "/tranches", operation_id = "tranches", tag = "tranches", params(PageQuery),
    responses((status = 200, description = "De tranches, op sleutel.", body = Results<Tranche>)))]
pub async fn list(
    _: AnyOf<(Assessor, Administrator)>,
    page: Query<PageQuery>,
    request: HttpRequest,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let (catalogue, _) = store.learn(Catalogue::default(), Until::Now).await?;
    let after = page.after::<String>()?;
    let is_after = |key: &TrancheKey| after.as_ref().is_none_or(|after| key.as_str() > after.as_str());
    let asked = catalogue.tranches.iter().filter(|(key, _)| is_after(key));
    let today = day_of(store.now().await?);
    let mut rows = Vec::new();
    for (key, opened) in asked.take(usize::from(page.limit()) + 1) {
        let (docket, _) = store.learn(Docket::of(key.clone()), Until::Now).await?;
        rows.push(Tranche::of(opened, &docket, today)?);
    }
    Ok(page.page(rows, |row: &Tranche| row.tranche.clone())?.respond(&request))
}

/// Geeft een tranche: venster, plafond, wat is toegekend en wat vrij is.
#[utoipa::path(get, path = "/tranches/{tranche}", operation_id = "tranche", tag = "tranches",
    params(("tranche" = String, Path, description = "Sleutel van de tranche", example = "rha-2022")),
    responses((status = 200, description = "De tranche.", body = Tranche)))]
pub async fn show(
    _: AnyOf<(Assessor, Administrator)>,
    path: web::Path<String>,
    store: web::Data<EventStore>,
) -> Result<HttpResponse, Problem> {
    let key = tranche_of(&path)?;
    let (catalogue, _) = store.learn(Catalogue::default(), Until::Now).await?;
    let opened = catalogue.tranches.get(&key).ok_or_else(Problem::not_found)?;
    let (docket, _) = store.learn(Docket::of(key), Until::Now).await?;
    Ok(HttpResponse::Ok().json(Tranche::of(opened, &docket, day_of(store.now().await?))?))
}
