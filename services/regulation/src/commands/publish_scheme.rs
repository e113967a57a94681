//! Publish a version of a scheme (*regeling publiceren*).

use crate::Command;
use crate::event::{Event, SchemePublished};
use crate::facts::{Holders, Published};
use crate::scheme::{Scheme, read};
use crate::violation::Violation;
use crate::words::{PersonId, SchemeKey, Validity};

/// Publishes the text of a scheme as its next version. The whole text goes into the event. A tranche belongs to the
/// scheme that named it first. The version is the law on the days of its validity, and the newest valid one governs what
/// is received on a day.
#[derive(Debug, Clone)]
pub struct PublishScheme {
    scheme: Scheme,
    text: String,
    validity: Validity,
    by: PersonId,
}

impl PublishScheme {
    /// Reads the text first, because its key says whose versions must be known.
    ///
    /// # Errors
    /// [`Violation::SchemeUnreadable`] with every mistake in the text; a validity that ends before it begins.
    pub fn new(text: String, validity: Validity, by: PersonId) -> Result<Self, Violation> {
        let scheme = read(&text).map_err(Violation::SchemeUnreadable)?;
        if let (Some(from), Some(until)) = (validity.from, validity.until)
            && until < from
        {
            return Err(Violation::ValidityEndsBefore { from, until });
        }
        Ok(Self { scheme, text, validity, by })
    }

    /// The scheme that the text describes.
    pub const fn key(&self) -> &SchemeKey {
        &self.scheme.key
    }
}

impl Command for PublishScheme {
    type Facts = (Published, Holders);
    const NAME: &'static str = "publish-scheme";

    fn facts(&self) -> Self::Facts {
        let tranches = self.scheme.tranches.iter().map(|tranche| tranche.key.clone());
        (Published::of(self.scheme.key.clone()), Holders::of(tranches))
    }

    fn decide(&self, (published, holders): &Self::Facts) -> Result<Vec<Event>, Violation> {
        if let Some((tranche, scheme)) = holders.held_by_another(&self.scheme.key) {
            return Err(Violation::TrancheOfOtherScheme { tranche: tranche.clone(), scheme: scheme.clone() });
        }
        let newest = published.newest();
        let is_this =
            |newest: &&SchemePublished| newest.text == self.text && newest.validity == self.validity;
        if let Some(newest) = newest.filter(is_this) {
            return Err(Violation::SchemeUnchanged { version: newest.version });
        }
        let event = SchemePublished {
            scheme: self.scheme.key.clone(),
            version: newest.map_or(1, |newest| newest.version + 1),
            text: self.text.clone(),
            tranches: self.scheme.tranches.iter().map(|tranche| tranche.key.clone()).collect(),
            validity: self.validity,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn a_scheme_is_published_as_version_one_and_a_changed_text_as_version_two() {
        let first = given([]).when(publish(TRIAL)).happened();
        assert!(matches!(&first[..], [Event::SchemePublished(event)] if event.version == 1));
        let changed = TRIAL.replace("Proefregeling", "Gewijzigde proefregeling");
        let second = given(first).when(publish(&changed)).happened();
        assert!(matches!(&second[..], [Event::SchemePublished(event)] if event.version == 2));
    }

    #[test]
    fn the_same_text_is_not_published_twice() {
        given([published()]).when(publish(TRIAL)).refused("regeling-ongewijzigd");
    }

    #[test]
    fn nobody_sets_the_rules_of_another_schemes_tranche() {
        let other = TRIAL.replace("key = \"proef\"", "key = \"kaper\"");
        given([published()]).when(publish(&other)).refused("tranche-van-andere-regeling");
        let own = other.replace("key = \"proef-2022\"", "key = \"kaper-2022\"");
        given([published()]).when(publish(&own)).happened();
    }

    #[test]
    fn an_unreadable_text_is_refused_before_anything_is_looked_up() {
        let refusal =
            PublishScheme::new("key = 'proef'".into(), Validity::default(), assessor("beheer")).unwrap_err();
        assert_eq!(refusal.code(), "regeling-onleesbaar");
    }

    #[test]
    fn the_same_text_can_be_published_with_another_validity() {
        let validity = Validity { from: Some(day_of_test("2023-01-01")), until: None };
        let again = PublishScheme::new(TRIAL.into(), validity, assessor("beheer")).unwrap();
        let happened = given([published()]).when(again).happened();
        assert!(matches!(&happened[..], [Event::SchemePublished(event)] if event.validity == validity));
    }

    #[test]
    fn a_validity_does_not_end_before_it_begins() {
        let validity =
            Validity { from: Some(day_of_test("2023-01-02")), until: Some(day_of_test("2023-01-01")) };
        let refusal = PublishScheme::new(TRIAL.into(), validity, assessor("beheer")).unwrap_err();
        assert_eq!(refusal.code(), "geldigheid-eindigt-eerder");
    }
}
