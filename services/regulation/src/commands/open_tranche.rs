//! Open a tranche (*tranche openstellen*).

use crate::Command;
use crate::event::{Event, TrancheOpened};
use crate::facts::{Published, TrancheRules};
use crate::scheme::read;
use crate::violation::Violation;
use crate::words::{PersonId, SchemeKey, TrancheKey, Window};

/// Opens a tranche under the newest published version of its scheme, with the window and ceiling that it names.
#[derive(Debug, Clone)]
pub struct OpenTranche {
    /// The scheme.
    pub scheme: SchemeKey,
    /// The tranche.
    pub tranche: TrancheKey,
    /// The administrator.
    pub by: PersonId,
}

impl Command for OpenTranche {
    type Facts = (Published, TrancheRules);
    const NAME: &'static str = "open-tranche";

    fn facts(&self) -> Self::Facts {
        (Published::of(self.scheme.clone()), TrancheRules::of(self.tranche.clone()))
    }

    fn decide(&self, (published, rules): &Self::Facts) -> Result<Vec<Event>, Violation> {
        if rules.is_opened() {
            return Err(Violation::TrancheAlreadyOpened { tranche: self.tranche.clone() });
        }
        let newest = published.newest();
        let newest = newest.ok_or_else(|| Violation::SchemeNotPublished { scheme: self.scheme.clone() })?;
        let scheme = read(&newest.text).map_err(Violation::SchemeUnreadable)?;
        let tranche = scheme.tranche(&self.tranche);
        let tranche =
            tranche.ok_or_else(|| Violation::TrancheNotInScheme { tranche: self.tranche.clone() })?;
        let event = TrancheOpened {
            tranche: self.tranche.clone(),
            scheme: self.scheme.clone(),
            scheme_version: newest.version,
            window: Window {
                opens_at: tranche.window.as_ref().and_then(|w| w.value.opens_at).unwrap_or_default(),
                closes_at: tranche.window.as_ref().and_then(|w| w.value.closes_at),
            },
            ceiling: tranche.ceilings.first().map(|c| c.ceiling).unwrap_or_default(),
            pots: std::collections::BTreeMap::new(),
            silence: None,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn open(tranche: &str) -> OpenTranche {
        OpenTranche {
            scheme: SchemeKey::parse("proef").unwrap(),
            tranche: TrancheKey::parse(tranche).unwrap(),
            by: assessor("beheer"),
        }
    }

    #[test]
    fn a_tranche_opens_with_the_window_and_ceiling_of_the_scheme() {
        given([published()]).when(open("proef-2022")).then([opened()]);
    }

    #[test]
    fn a_tranche_opens_once() {
        given([published(), opened()]).when(open("proef-2022")).refused("tranche-al-geopend");
    }

    #[test]
    fn a_scheme_must_be_published_first() {
        given([]).when(open("proef-2022")).refused("regeling-niet-gepubliceerd");
    }

    #[test]
    fn only_a_tranche_of_the_scheme_can_be_opened() {
        given([published()]).when(open("proef-2099")).refused("tranche-niet-in-regeling");
    }
}
