//! Open a tranche (*tranche openstellen*).

use super::silence;
use crate::Command;
use crate::event::{Event, TrancheOpened};
use crate::facts::{Published, TrancheRules};
use crate::scheme::{PotKind, Tranche, read};
use crate::violation::Violation;
use crate::words::{Cents, PersonId, PotKey, SchemeKey, Silence, SilentRule, TrancheKey, Window, day_of};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Opens a tranche under the newest published version of its scheme, with the window and ceilings that it names. What
/// no source says the administrator sets, with a ground; what the scheme says cannot be set otherwise.
#[derive(Debug, Clone)]
pub struct OpenTranche {
    /// The scheme.
    pub scheme: SchemeKey,
    /// The tranche.
    pub tranche: TrancheKey,
    /// What the administrator sets because the sources are silent.
    pub set: OpeningSet,
    /// The administrator.
    pub by: PersonId,
}

/// What the administrator sets because the sources are silent.
#[derive(Debug, Clone, Default)]
pub struct OpeningSet {
    /// When applications are taken from.
    pub opens_at: Option<Timestamp>,
    /// The last instant at which an application is in time.
    pub closes_at: Option<Timestamp>,
    /// The ceiling.
    pub ceiling: Option<Cents>,
    /// The ceilings of pots.
    pub pots: BTreeMap<PotKey, Cents>,
    /// On what ground.
    pub ground: String,
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
        let unknown = || Violation::TrancheNotInScheme { tranche: self.tranche.clone() };
        let tranche = scheme.tranche(&self.tranche).ok_or_else(unknown)?;
        let (window, ceiling, pots) = self.opening(tranche)?;
        let event = TrancheOpened {
            tranche: self.tranche.clone(),
            scheme: self.scheme.clone(),
            scheme_version: newest.version,
            window,
            ceiling,
            pots,
            silence: self.silence()?,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

impl OpenTranche {
    fn opening(&self, tranche: &Tranche) -> Result<(Window, Cents, BTreeMap<PotKey, Cents>), Violation> {
        let announced = tranche.window.as_ref().map(|window| window.value);
        let opens_at =
            one_of(SilentRule::Opening, announced.and_then(|window| window.opens_at), self.set.opens_at)?;
        let closing = announced.and_then(|window| window.closes_at);
        let closes_at = if closing.is_some() || self.set.closes_at.is_some() {
            Some(one_of(SilentRule::Closing, closing, self.set.closes_at)?)
        } else {
            None
        };
        if let Some(closes_at) = closes_at.filter(|closes_at| *closes_at <= opens_at) {
            return Err(Violation::ClosesBeforeOpening { opens_at, closes_at });
        }
        let of_data = tranche.ceiling_on(day_of(opens_at)).map(|ceiling| ceiling.ceiling);
        let ceiling = one_of(SilentRule::Ceiling, of_data, self.set.ceiling)?;
        Ok((Window { opens_at, closes_at }, ceiling, self.pots(tranche)?))
    }

    /// A pot without a ceiling by any source needs none: its cases then take from the whole. Only a yearly slice or a
    /// sub-ceiling is one by its amount.
    fn pots(&self, tranche: &Tranche) -> Result<BTreeMap<PotKey, Cents>, Violation> {
        if let Some(pot) = self.set.pots.keys().find(|key| tranche.pot(key).is_none()) {
            return Err(Violation::UnknownPot { pot: pot.clone() });
        }
        let mut pots = BTreeMap::new();
        for pot in &tranche.pots {
            let (of_data, set) =
                (pot.ceiling.as_ref().map(|ceiling| ceiling.value), self.set.pots.get(&pot.key));
            match pot.kind {
                PotKind::Reserved if of_data.is_none() && set.is_none() => {}
                PotKind::Reserved | PotKind::Separate | PotKind::Year(_) => {
                    let ceiling = one_of(SilentRule::PotCeiling, of_data, set.copied())?;
                    pots.insert(pot.key.clone(), ceiling);
                }
            }
        }
        Ok(pots)
    }

    fn silence(&self) -> Result<Option<Silence>, Violation> {
        let set = &self.set;
        let all = [
            (SilentRule::Opening, set.opens_at.is_some()),
            (SilentRule::Closing, set.closes_at.is_some()),
            (SilentRule::Ceiling, set.ceiling.is_some()),
            (SilentRule::PotCeiling, !set.pots.is_empty()),
        ];
        silence::grounded(all, &set.ground)
    }
}

/// What the scheme says, or else what was set.
fn one_of<T>(rule: SilentRule, of_data: Option<T>, set: Option<T>) -> Result<T, Violation> {
    match (of_data, set) {
        (Some(_), Some(_)) => Err(Violation::RuleIsSet { rule }),
        (Some(value), None) | (None, Some(value)) => Ok(value),
        (None, None) => Err(Violation::RuleIsSilent { rule }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use std::collections::BTreeSet;

    fn open(tranche: &str) -> OpenTranche {
        OpenTranche {
            scheme: SchemeKey::parse("proef").unwrap(),
            tranche: TrancheKey::parse(tranche).unwrap(),
            set: OpeningSet::default(),
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

    fn silent_on(lines: &[&str]) -> Given {
        given(given([]).when(publish(&trial(lines, ""))).happened())
    }

    #[test]
    fn what_no_source_says_the_administrator_sets_with_a_ground_that_is_recorded() {
        let silent = silent_on(&["window", "ceiling_euros"]);
        let refusal = silent.clone().when(open("proef-2022")).refused("regeling-zwijgt");
        assert_eq!(refusal, Violation::RuleIsSilent { rule: SilentRule::Opening });
        let mut set = open("proef-2022");
        set.set.opens_at = Some(at("2022-09-19T07:00:00Z"));
        set.set.ceiling = Some(Cents::euros(5));
        silent.clone().when(set.clone()).refused("motivering-ontbreekt");
        set.set.ground = "Besluit van de minister van 1 september 2022.".into();
        let happened = silent.when(set).happened();
        let [Event::TrancheOpened(event)] = &happened[..] else { panic!("{happened:?}") };
        let silence = event.silence.as_ref().unwrap();
        assert_eq!(silence.rules, BTreeSet::from([SilentRule::Opening, SilentRule::Ceiling]));
        assert_eq!((event.ceiling, event.window.closes_at), (Cents::euros(5), None));
    }

    #[test]
    fn what_the_scheme_says_cannot_be_set_otherwise() {
        let mut other = open("proef-2022");
        other.set.ceiling = Some(Cents::euros(1));
        other.set.ground = "Zomaar.".into();
        given([published()]).when(other).refused("regel-staat-vast");
    }

    #[test]
    fn a_set_closing_lies_after_the_opening_and_a_set_pot_exists() {
        let silent = silent_on(&["window"]);
        let mut wrong = open("proef-2022");
        wrong.set.ground = "Besluit.".into();
        wrong.set.opens_at = Some(at("2022-09-19T07:00:00Z"));
        wrong.set.closes_at = wrong.set.opens_at;
        silent.clone().when(wrong.clone()).refused("sluiting-voor-opening");
        wrong.set.closes_at = None;
        wrong.set.pots.insert(PotKey::parse("studenten").unwrap(), Cents::euros(1));
        silent.when(wrong).refused("deelplafond-onbekend");
    }

    #[test]
    fn a_text_that_can_no_longer_be_read_opens_nothing() {
        let Event::SchemePublished(mut event) = published() else { unreachable!() };
        event.text = "key = 'proef'".into();
        given([event.into()]).when(open("proef-2022")).refused("regeling-onleesbaar");
    }
}
