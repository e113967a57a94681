//! Seal an edition of figures (*editie verzegelen*).

use crate::Command;
use crate::event::{EditionSealed, Event};
use crate::facts::Editions;
use crate::violation::{Flaw, Violation};
use crate::words::EditionKey;

/// Seals a set of figures under a key of its own. What is sealed stays; a correction is another edition, which names the
/// one that it corrects and what caused it. An edition is corrected once: the next correction is of the correction.
#[derive(Debug, Clone)]
pub struct SealEdition {
    /// The edition, as it will be recorded.
    pub sealed: EditionSealed,
    /// The corrections that came after the edition that it corrects, as far as they are known: so that a refusal can name
    /// the newest.
    pub corrections: Vec<EditionKey>,
}

impl Command for SealEdition {
    type Facts = Editions;
    const NAME: &'static str = "seal-edition";

    fn facts(&self) -> Self::Facts {
        let corrects = self.sealed.corrects.as_ref().map(|corrects| corrects.edition.clone());
        let known = self.corrections.iter().cloned();
        Editions::of(std::iter::once(self.sealed.edition.clone()).chain(corrects).chain(known))
    }

    fn decide(&self, editions: &Self::Facts) -> Result<Vec<Event>, Violation> {
        let flaws = self.flaws();
        if !flaws.is_empty() {
            return Err(Violation::Flawed(flaws));
        }
        if editions.is_sealed(&self.sealed.edition) {
            return Err(Violation::EditionExists { edition: self.sealed.edition.clone() });
        }
        if let Some(corrects) = &self.sealed.corrects {
            let edition = corrects.edition.clone();
            if !editions.is_sealed(&edition) {
                return Err(Violation::UnknownEdition { edition });
            }
            let (by, newest) = (editions.corrected_by(&edition), editions.newest_after(&edition));
            if let (Some(by), Some(newest)) = (by.cloned(), newest.cloned()) {
                return Err(Violation::EditionCorrected { edition, by, newest });
            }
        }
        Ok(vec![self.sealed.clone().into()])
    }
}

impl SealEdition {
    fn flaws(&self) -> Vec<Flaw> {
        let title = self.sealed.title.trim().is_empty();
        let title = title.then(|| Flaw::new("titel", "leeg", "Geef de editie een titel."));
        let questions = self.sealed.questions.is_empty();
        let questions =
            questions.then(|| Flaw::new("vragen", "leeg", "Een editie bevat ten minste één vraag."));
        title.into_iter().chain(questions).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn key(text: &str) -> EditionKey {
        EditionKey::parse(text).unwrap()
    }

    fn seal(edition: &str) -> SealEdition {
        sealing(edition, None)
    }

    fn correct(edition: &str, corrects: &str) -> SealEdition {
        sealing(edition, Some(corrects))
    }

    fn sealed(command: SealEdition) -> Event {
        command.sealed.into()
    }

    #[test]
    fn an_edition_is_sealed_once_under_its_key() {
        given([]).when(seal("2023")).then([sealed(seal("2023"))]);
        given([sealed(seal("2023"))]).when(seal("2023")).refused("editie-bestaat-al");
        given([sealed(seal("2023"))]).when(seal("2024")).happened();
    }

    #[test]
    fn a_correction_is_of_an_edition_that_exists_and_never_of_itself() {
        let first = given([sealed(seal("2023"))]);
        first.clone().when(correct("2023-2", "2023")).then([sealed(correct("2023-2", "2023"))]);
        first.clone().when(correct("2023-2", "2022")).refused("editie-onbekend");
        first.when(correct("2023-2", "2023-2")).refused("editie-onbekend");
    }

    #[test]
    fn what_was_corrected_is_corrected_on_its_correction() {
        let corrected = given([sealed(seal("2023")), sealed(correct("2023-2", "2023"))]);
        let refusal = corrected.clone().when(correct("2023-3", "2023")).refused("editie-al-gecorrigeerd");
        assert_eq!(refusal.numbers()["gecorrigeerdDoor"], "2023-2");
        assert_eq!(refusal.numbers()["nieuwste"], "2023-2");
        corrected.when(correct("2023-3", "2023-2")).happened();
    }

    #[test]
    fn who_corrects_what_was_corrected_twice_is_told_the_newest_of_its_corrections() {
        let corrected = given([
            sealed(seal("2023")),
            sealed(correct("2023-2", "2023")),
            sealed(correct("2023-3", "2023-2")),
        ]);
        let mut command = correct("2023-4", "2023");
        command.corrections = vec![key("2023-2")];
        let refusal = corrected.when(command).refused("editie-al-gecorrigeerd");
        assert_eq!(refusal.numbers()["gecorrigeerdDoor"], "2023-2");
        assert_eq!(refusal.numbers()["nieuwste"], "2023-3", "also when it was sealed a moment ago");
        assert!(refusal.detail().contains("2023-3"), "{}", refusal.detail());
    }

    #[test]
    fn an_edition_has_a_title_and_asks_something() {
        let mut nothing = seal("2023");
        nothing.sealed.title = "  ".into();
        nothing.sealed.questions.clear();
        let Violation::Flawed(flaws) = given([]).when(nothing).refused("inhoud-onjuist") else {
            unreachable!()
        };
        assert_eq!(flaws.iter().map(|flaw| flaw.place.as_str()).collect::<Vec<_>>(), ["titel", "vragen"]);
    }
}
