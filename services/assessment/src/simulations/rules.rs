//! Under which rules a simulation was computed, so that its answer explains itself.

use super::question::NieuweSimulatie;
use regulation::event::Event;
use regulation::facts::TrancheRules;
use regulation::record::Recorded;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Onder welke regels is nagespeeld.
#[derive(Debug, Serialize, ToSchema)]
pub struct Regels {
    /// Sleutel van de regeling.
    #[schema(example = "rha")]
    regeling: String,
    /// Versie van de regeling waarnaar de tranche als geheel wordt verdeeld: de nieuwste.
    versie: u32,
    /// De versies waaronder aanvragen zijn ingediend; elke aanvraag wordt naar de hare beoordeeld.
    versies: Vec<ToegepasteVersie>,
    /// De vraag zoals zij is gesteld: wat erin staat, is in al die versies gewijzigd.
    vraag: NieuweSimulatie,
}

/// Een versie van de regeling waaronder aanvragen zijn ingediend.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToegepasteVersie {
    /// Nummer van de versie.
    versie: u32,
    /// Hoeveel aanvragen eronder zijn ingediend.
    aanvragen: usize,
}

impl Regels {
    /// What a replay of this log goes by. A version that does not hold the tranche is replaced by the newest, as in the
    /// replay.
    pub fn of(log: &[Recorded], rules: &TrancheRules, asked: NieuweSimulatie) -> Self {
        let newest = rules.newest_version().unwrap_or_default();
        let (mut scheme, mut applications) = (String::new(), BTreeMap::<u32, usize>::new());
        for recorded in log {
            if let Event::TrancheOpened(event) = &recorded.event {
                scheme = event.scheme.to_string();
            } else if let Event::ApplicationSubmitted(event) = &recorded.event {
                let version = event.scheme_version;
                let applied = if rules.in_version(version).is_some() { version } else { newest };
                *applications.entry(applied).or_default() += 1;
            }
        }
        let applied = |(versie, aanvragen)| ToegepasteVersie { versie, aanvragen };
        let versies = applications.into_iter().map(applied).collect();
        Self { regeling: scheme, versie: newest, versies, vraag: asked }
    }
}
