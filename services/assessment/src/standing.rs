//! Where a case stands in its tranche, in Dutch; shown in the worklist and in the case.

use jiff::Timestamp;
use jiff::civil::Date;
use regulation::words::Cents;
use regulation::worklist::{Entry, Next};
use serde::Serialize;
use utoipa::ToSchema;

/// Waar een aanvraag staat, en wat er nu moet gebeuren.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stand {
    /// Plaats in de volgorde van volledigheid: 1, 2, 3 enzovoort. Ontbreekt bij een aanvraag die beslist of te laat is of
    /// waarvan een stuk ontbreekt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaats: Option<usize>,
    /// Moment vanaf wanneer haar plaats telt: ontvangst van het laatste stuk, naar wat nu bekend is.
    pub telt_vanaf: Timestamp,
    /// Wat voor haar vrij is onder het plafond, na wie voor haar is, in eurocenten. Kan negatief zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vrij_cent: Option<i64>,
    /// Of zij op de wachtlijst staat: volledig, niet beslist, en zij past niet meer.
    pub op_wachtlijst: bool,
    /// Wat nu te doen staat; ontbreekt als er niets meer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volgende_stap: Option<VolgendeStap>,
    /// De termijnen die lopen.
    pub termijnen: Termijnen,
}

/// Termijnen; elke dag is de laatste dag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Termijnen {
    /// Laatste dag om aan te vullen, als daarvoor een termijn is gesteld en nog een stuk ontbreekt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanvullen_tot_datum: Option<Date>,
    /// Laatste dag om buiten behandeling te stellen, als niet op tijd wordt aangevuld (Awb 4:5 lid 4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buiten_behandeling_tot_datum: Option<Date>,
    /// Laatste dag om te beslissen: volgens de regeling, of anders acht weken na ontvangst (Awb 4:13), met de dagen van
    /// opschorting erbij (Awb 4:15).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beslissen_tot_datum: Option<Date>,
}

/// Wat te doen staat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VolgendeStap {
    /// Look whether it is complete.
    VolledigheidVaststellen,
    /// Pieces were asked for.
    AanvullingAfwachten,
    /// The term lapsed and the four weeks run.
    BuitenBehandelingStellen,
    /// Nobody advised.
    Adviseren,
    /// Another than the adviser decides.
    Beslissen,
    /// The day on which it became complete is not over; the lot may decide among all of that day.
    DagAfwachten,
    /// The lot decides the order of this day.
    Loten,
    /// The ranking must be established first.
    Rangschikken,
    /// Those before it come first.
    EerdereAanvragenAfwachten,
    /// It waits for money.
    GeldAfwachten,
    /// It was granted.
    Vaststellen,
}

impl From<Next> for VolgendeStap {
    fn from(next: Next) -> Self {
        match next {
            Next::ConfirmCompleteness => Self::VolledigheidVaststellen,
            Next::AwaitPieces => Self::AanvullingAfwachten,
            Next::SetAside => Self::BuitenBehandelingStellen,
            Next::Advise => Self::Adviseren,
            Next::Decide => Self::Beslissen,
            Next::AwaitDay => Self::DagAfwachten,
            Next::DrawLots => Self::Loten,
            Next::EstablishRanking => Self::Rangschikken,
            Next::AwaitEarlier => Self::EerdereAanvragenAfwachten,
            Next::AwaitMoney => Self::GeldAfwachten,
            Next::Settle => Self::Vaststellen,
        }
    }
}

impl From<&Entry<'_>> for Stand {
    fn from(entry: &Entry<'_>) -> Self {
        Self {
            plaats: entry.place(),
            telt_vanaf: entry.counts_from(),
            vrij_cent: entry.free().map(Cents::get),
            op_wachtlijst: entry.waiting(),
            volgende_stap: entry.next().map(VolgendeStap::from),
            termijnen: Termijnen {
                aanvullen_tot_datum: entry.answer_by(),
                buiten_behandeling_tot_datum: entry.set_aside_until(),
                beslissen_tot_datum: entry.decide_by(),
            },
        }
    }
}
