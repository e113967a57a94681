//! A published division (*gepubliceerde loting of rangschikking*): one file with the input, the outcome and a digest, so that
//! anyone can run it again and see that the outcome follows from the input.
//!
//! The file has one form only: any byte that is changed is noticed, by an outcome that no longer follows, by the digest,
//! or because the file is not written as this writes it. Who makes another list with its own outcome and digest makes
//! another file, which is also in order; that is why the hash of a sealed list is in the public log before the seed exists.

use super::hash::sha256;
use super::{Difference, Ranking, Seal, draw, rank};
use crate::words::{ApplicationId, PotKey, TrancheKey};
use serde::{Deserialize, Serialize};

/// What is published of a division that a lot or a ranking decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PublishedDivision {
    /// A draw.
    Lottery(PublishedLottery),
    /// A ranking.
    Ranking(PublishedRanking),
}

/// A draw (*loting*) as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedLottery {
    /// The sealed list.
    pub seal: Seal,
    /// Its hash, as it was published before the seed existed.
    pub hash: String,
    /// The seed, as its source published it.
    pub seed: String,
    /// The order that follows.
    pub order: Vec<ApplicationId>,
}

/// A ranking (*rangschikking*) as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRanking {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot; absent where the tranche has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// The ranking, with its rules and its input.
    pub ranking: Ranking,
}

impl PublishedDivision {
    /// The file: JSON with two spaces of indentation, a line feed at its end, and as its last field `digest`, which is the
    /// SHA-256 of the same file without that field.
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = self.without_digest();
        let digest = sha256(text.as_bytes());
        let fields = text.strip_suffix("\n}\n").unwrap_or(&text);
        format!("{fields},\n  \"digest\": \"{digest}\"\n}}\n").into_bytes()
    }

    /// The file before the digest is put in. Its types always can be written; were that ever to change, an empty text
    /// would not pass [`check`].
    fn without_digest(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    fn run_again(&self) -> Result<Vec<ApplicationId>, Difference> {
        match self {
            Self::Lottery(lottery) => lottery.run_again(),
            Self::Ranking(published) => run_again(&published.ranking),
        }
    }
}

impl PublishedLottery {
    /// The draw that follows from a sealed list and a seed.
    pub fn of(mut seal: Seal, seed: String) -> Self {
        seal.applications.sort_unstable();
        let hash = seal.hash();
        let order = draw(&hash, &seed, &seal.applications);
        Self { seal, hash, seed, order }
    }

    fn run_again(&self) -> Result<Vec<ApplicationId>, Difference> {
        check_list(self.seal.applications.iter())?;
        let follows = self.seal.hash();
        if follows != self.hash {
            return Err(Difference::Hash { stated: self.hash.clone(), follows });
        }
        let order = draw(&self.hash, &self.seed, &self.seal.applications);
        same_places(&self.order, &order)?;
        Ok(order)
    }
}

fn run_again(ranking: &Ranking) -> Result<Vec<ApplicationId>, Difference> {
    check_list(ranking.candidates.iter().map(|one| &one.application))?;
    let again = rank(ranking.rules.clone(), ranking.candidates.clone());
    same_places(&ranking.places, &again.places)?;
    Ok(again.order().collect())
}

/// Everybody stands in the list once, from low to high.
fn check_list<'a>(list: impl Iterator<Item = &'a ApplicationId>) -> Result<(), Difference> {
    if list.is_sorted_by(|one, next| one < next) { Ok(()) } else { Err(Difference::List) }
}

fn same_places<T: PartialEq>(stated: &[T], follows: &[T]) -> Result<(), Difference> {
    let same = stated.iter().zip(follows).take_while(|(one, other)| one == other).count();
    if same == stated.len() && same == follows.len() { Ok(()) } else { Err(Difference::Place(same + 1)) }
}

#[derive(Deserialize)]
struct Digest {
    digest: String,
}

/// Runs a published division again from its own input, and gives its order: the ranked or drawn applications, first to
/// last.
///
/// # Errors
/// The first that differs from what follows from the input, or from the form of the file.
pub fn check(bytes: &[u8]) -> Result<Vec<ApplicationId>, Difference> {
    let published: PublishedDivision = serde_json::from_slice(bytes).map_err(Difference::unreadable)?;
    let stated: Digest = serde_json::from_slice(bytes).map_err(Difference::unreadable)?;
    let order = published.run_again()?;
    if stated.digest != sha256(published.without_digest().as_bytes()) {
        return Err(Difference::Digest);
    }
    let canonical = published.to_bytes();
    let same = bytes.iter().zip(&canonical).take_while(|(one, other)| one == other);
    let lines_before = same.filter(|(byte, _)| **byte == b'\n').count();
    if bytes == canonical { Ok(order) } else { Err(Difference::Form { line: lines_before + 1 }) }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{candidate, criterion, rules, scored, with_lot, with_weights};
    use super::super::{LotScope, Place, RankingMethod, SeedSource};
    use super::*;
    use crate::testing::{application, at, day_of_test, tranche};

    fn lottery() -> PublishedDivision {
        let seal = Seal {
            tranche: tranche(),
            pot: None,
            scope: LotScope::Day { day: day_of_test("2022-09-21") },
            applications: ["a", "b", "c", "d"].map(application).to_vec(),
            seed_source: SeedSource::Deed {
                notary: "mr. É. de Vries".into(),
                expected_at: at("2022-09-22T10:00:00Z"),
            },
        };
        PublishedDivision::Lottery(PublishedLottery::of(seal, "0123456789abcdef".into()))
    }

    fn ranking() -> PublishedDivision {
        let rules =
            with_weights(rules(RankingMethod::KnockOutThenRank), &[("hardheid", 60), ("snelheid", 40)]);
        let mut out = scored(&[("hardheid", 9)], candidate("eruit", 3));
        out.not_met.insert(criterion("start-in-2024"));
        let candidates = vec![
            scored(&[("hardheid", 7), ("snelheid", 7)], candidate("tweede", 1)),
            scored(&[("hardheid", 8), ("snelheid", 6)], with_lot(1, candidate("eerste", 2))),
            out,
        ];
        let pot = Some(PotKey::parse("studenten").unwrap());
        let published = PublishedRanking { tranche: tranche(), pot, ranking: rank(rules, candidates) };
        PublishedDivision::Ranking(published)
    }

    fn changed(published: &PublishedDivision, from: &str, to: &str) -> Vec<u8> {
        let text = String::from_utf8(published.to_bytes()).unwrap();
        assert!(text.contains(from), "{text}");
        text.replacen(from, to, 1).into_bytes()
    }

    #[test]
    fn a_published_draw_runs_again_to_the_same_order() {
        let PublishedDivision::Lottery(published) = lottery() else { panic!("it is a draw") };
        assert_eq!(check(&lottery().to_bytes()), Ok(published.order));
    }

    #[test]
    fn a_published_ranking_runs_again_to_the_same_order_without_the_excluded() {
        let expected = ["eerste", "tweede"].map(application).to_vec();
        assert_eq!(check(&ranking().to_bytes()), Ok(expected));
    }

    #[test]
    fn the_digest_is_that_of_the_file_without_it() {
        let text = String::from_utf8(lottery().to_bytes()).unwrap();
        let (fields, rest) = text.split_once(",\n  \"digest\": \"").unwrap();
        assert_eq!(rest, format!("{}\"\n}}\n", sha256(format!("{fields}\n}}\n").as_bytes())));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        for published in [lottery(), ranking()] {
            let bytes = published.to_bytes();
            for index in 0..bytes.len() {
                for bits in [0x01, 0x02, 0x20, 0x80, 0xff] {
                    let mut flipped = bytes.clone();
                    flipped[index] ^= bits;
                    let text = String::from_utf8_lossy(&flipped);
                    assert!(check(&flipped).is_err(), "byte {index} by {bits:#04x}: {text}");
                }
            }
        }
    }

    #[test]
    fn every_byte_left_out_or_put_in_is_noticed() {
        for published in [lottery(), ranking()] {
            let bytes = published.to_bytes();
            for index in 0..bytes.len() {
                let mut shorter = bytes.clone();
                shorter.remove(index);
                assert!(check(&shorter).is_err(), "without byte {index}");
                assert!(check(&bytes[..index]).is_err(), "cut before byte {index}");
                let mut longer = bytes.clone();
                longer.insert(index, b' ');
                assert!(check(&longer).is_err(), "a space before byte {index}");
            }
            assert_eq!(
                check(&[&bytes[..], b"\n"].concat()),
                Err(Difference::Form { line: lines(&bytes) + 1 })
            );
        }
    }

    fn lines(bytes: &[u8]) -> usize {
        bytes.iter().filter(|byte| **byte == b'\n').count()
    }

    #[test]
    fn another_list_does_not_have_the_stated_hash() {
        let number = application("a").to_string();
        let bytes = changed(&lottery(), &number, &number.replace("d720", "d721"));
        assert!(matches!(check(&bytes), Err(Difference::Hash { .. })), "{:?}", check(&bytes));
    }

    #[test]
    fn a_list_with_somebody_twice_is_refused() {
        let PublishedDivision::Lottery(mut published) = lottery() else { panic!("it is a draw") };
        published.seal.applications.push(application("a"));
        let twice = PublishedLottery::of(published.seal, published.seed);
        assert_eq!(check(&PublishedDivision::Lottery(twice).to_bytes()), Err(Difference::List));
    }

    #[test]
    fn another_order_is_noticed_also_when_its_digest_is_right() {
        let PublishedDivision::Lottery(mut published) = lottery() else { panic!("it is a draw") };
        published.order.swap(2, 3);
        assert_eq!(check(&PublishedDivision::Lottery(published).to_bytes()), Err(Difference::Place(3)));
    }

    #[test]
    fn another_place_in_a_ranking_is_noticed_also_when_its_digest_is_right() {
        let PublishedDivision::Ranking(mut published) = ranking() else { panic!("it is a ranking") };
        published.ranking.places.swap(0, 1);
        let swapped = PublishedDivision::Ranking(published.clone());
        assert_eq!(check(&swapped.to_bytes()), Err(Difference::Place(1)));
        published.ranking.places.swap(0, 1);
        published.ranking.places.pop();
        assert_eq!(check(&PublishedDivision::Ranking(published).to_bytes()), Err(Difference::Place(3)));
    }

    #[test]
    fn a_raised_score_changes_the_outcome() {
        let bytes = changed(&ranking(), "\"hardheid\": 7", "\"hardheid\": 9");
        assert!(matches!(check(&bytes), Err(Difference::Place(1))), "{:?}", check(&bytes));
    }

    #[test]
    fn what_the_outcome_does_not_hang_on_is_held_by_the_digest() {
        assert_eq!(check(&changed(&ranking(), "\"studenten\"", "\"overige\"")), Err(Difference::Digest));
    }

    #[test]
    fn the_same_content_in_another_form_is_noticed_at_its_line() {
        let bytes = changed(&lottery(), "  \"hash\":", "  \"hash\" :");
        let text = String::from_utf8(bytes.clone()).unwrap();
        let line = text.lines().position(|line| line.contains("\"hash\" :")).unwrap() + 1;
        assert_eq!(check(&bytes), Err(Difference::Form { line }));
    }

    #[test]
    fn a_ranking_of_nobody_can_be_published() {
        let nobody = rank(rules(RankingMethod::ProRata), Vec::new());
        assert_eq!(nobody.places, Vec::<Place>::new());
        let published = PublishedRanking { tranche: tranche(), pot: None, ranking: nobody };
        assert_eq!(check(&PublishedDivision::Ranking(published).to_bytes()), Ok(Vec::new()));
    }
}
