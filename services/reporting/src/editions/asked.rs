//! The questions of an edition, read as `GET /cijfers` reads them, on the two dates of the edition.

use crate::figures::asked::{Asked, Parameters, names};
use crate::figures::table::{Audience, Names};
use actix_web::web::Query;
use jiff::Timestamp;
use jiff::civil::Date;
use service_kit::InvalidParam;

/// The dates, which are the edition's own.
const OF_THE_EDITION: [&str; 2] = ["peildatum", "bekendOp"];

/// The question. Nothing in it depends on when it is read: what is of today elsewhere is of the edition's `known_at` here.
///
/// # Errors
/// Everything that is wrong with it; without a name where it cannot be read at all.
pub fn read(text: &str, as_of: Date, known_at: Timestamp, known: &Names) -> Result<Asked, Vec<InvalidParam>> {
    let unreadable = |_| vec![InvalidParam::new("", "vorm", "Is niet te lezen.")];
    let mut pairs = Query::<Vec<(String, String)>>::from_query(text).map_err(unreadable)?.into_inner();
    let own: Vec<_> = pairs.extract_if(.., |(name, _)| OF_THE_EDITION.contains(&name.as_str())).collect();
    pairs
        .extend([("peildatum".to_owned(), as_of.to_string()), ("bekendOp".to_owned(), known_at.to_string())]);
    let mut parameters = Parameters::new(pairs, &names(&[]), known_at);
    for (name, _) in own {
        parameters.wrong(&name, "van-de-editie", "Staat bij de editie, en geldt voor al haar vragen.");
    }
    let asked = parameters.asked(known);
    if asked.must_be_seen_by(Audience::Public, known).is_err() {
        let reason =
            "Elke aanvraag in deze tranche is voor één gezin: openbaar zijn alleen de vaste tabellen.";
        parameters.wrong("tranche", "alleen-vaste-tabellen", reason);
    }
    parameters.checked(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Borders;

    const AS_OF: Date = jiff::civil::date(2023, 6, 8);

    fn asked(text: &str) -> Result<Asked, Vec<String>> {
        let known_at = "2023-06-10T12:00:00.000001Z".parse().unwrap();
        let name = |errors: Vec<InvalidParam>| errors.into_iter().map(|error| error.name).collect();
        read(text, AS_OF, known_at, &Names::default()).map_err(name)
    }

    #[test]
    fn a_question_is_asked_on_the_dates_of_the_edition_and_in_the_borders_of_then() {
        let asked = asked("groepeerOp=gemeente&gemeentegrenzen=nu").unwrap();
        assert_eq!(
            (asked.as_of, asked.known_at.to_string().as_str()),
            (AS_OF, "2023-06-10T12:00:00.000001Z")
        );
        assert_eq!(asked.borders, Borders::On(jiff::civil::date(2023, 6, 10)));
    }

    #[test]
    fn a_question_has_no_dates_of_its_own_and_every_mistake_is_told() {
        let wrong = asked("peildatum=2022-01-01&bekendOp=2022-01-01&groepeerOp=kleur&pijl=1").unwrap_err();
        assert_eq!(wrong, ["pijl", "peildatum", "bekendOp", "groepeerOp"]);
    }
}
