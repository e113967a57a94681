//! The lot (*loting*): a sealed list first, the seed after it, and an order that follows from both. It decides among the
//! cases of the crossing day, as in [RHA 2022](https://innofunding.nl/nl/nieuws/15/11/22/regeling-huisvesting-aandachtsgroepen-langer-open),
//! between equals of a ranking, and among all where it decides alone.
//!
//! What holds: the hash of the list is published before the seed exists, so nobody can choose list or seed to suit an
//! outcome; each is as likely to be first; and anyone can draw again with `sha256sum` alone.

use super::hash::sha256;
use crate::words::{ApplicationId, PotKey, TrancheKey};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A sealed list: among whom is drawn, and where the seed will come from. Its hash is published before the seed exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The tranche.
    pub tranche: TrancheKey,
    /// The pot; absent where the tranche has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// For what is drawn.
    pub scope: LotScope,
    /// Among whom, sorted by their numbers.
    pub applications: Vec<ApplicationId>,
    /// Where the seed will come from.
    pub seed_source: SeedSource,
}

/// For what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "kebab-case")]
pub enum LotScope {
    /// Among the applications of the day on which the ceiling is crossed.
    Day {
        /// The legal day.
        day: Date,
    },
    /// Among all applications of a ranking: for those that are otherwise equal, or for all where the lot alone decides.
    Ranking,
}

/// Where the seed will come from, so that nobody can choose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "kebab-case")]
pub enum SeedSource {
    /// A future round of a public beacon of random numbers.
    Beacon {
        /// Which beacon.
        name: String,
        /// Which round.
        round: u64,
        /// Not before when that round is published.
        expected_at: Timestamp,
    },
    /// A notary's deed.
    Deed {
        /// Which notary.
        notary: String,
        /// Not before when the deed is passed.
        expected_at: Timestamp,
    },
}

impl SeedSource {
    /// Not before when the seed exists.
    pub const fn expected_at(&self) -> Timestamp {
        match self {
            Self::Beacon { expected_at, .. } | Self::Deed { expected_at, .. } => *expected_at,
        }
    }
}

impl Seal {
    /// The sealed list as text, of which [`Seal::hash`] is the hash. Every line ends with a line feed; the lines are
    ///
    /// ```text
    /// woonloket-verzegeling-1
    /// tranche <key>
    /// deelplafond <key>                    or: zonder deelplafond
    /// dag <yyyy-mm-dd>                     or: rangschikking
    /// baken <round> <bytes> <name>         or: akte <bytes> <notary>
    /// verwacht <instant>
    /// aanvragen <count>
    /// <application>                        one line each, from low to high
    /// ```
    ///
    /// `<bytes>` is the length of the name that follows it, in bytes of UTF-8, so that no name can pass for other lines.
    /// `<instant>` is in UTC, as `2022-09-22T10:00:00Z`, with as many decimals of a second as it has. `<application>` is the
    /// number in lower-case hexadecimal digits with hyphens. Nothing of it depends on how JSON is written.
    pub fn text(&self) -> String {
        let pot = self.pot.as_ref().map_or("zonder deelplafond".into(), |key| format!("deelplafond {key}"));
        let scope = match self.scope {
            LotScope::Day { day } => format!("dag {day}"),
            LotScope::Ranking => "rangschikking".into(),
        };
        let source = match &self.seed_source {
            SeedSource::Beacon { name, round, .. } => format!("baken {round} {} {name}", name.len()),
            SeedSource::Deed { notary, .. } => format!("akte {} {notary}", notary.len()),
        };
        let (tranche, expected_at) = (&self.tranche, self.seed_source.expected_at());
        let mut applications = self.applications.clone();
        applications.sort_unstable();
        let count = applications.len();
        let mut text = format!("woonloket-verzegeling-1\ntranche {tranche}\n{pot}\n{scope}\n{source}\n");
        text.push_str(&format!("verwacht {expected_at}\naanvragen {count}\n"));
        text.extend(applications.iter().map(|application| format!("{application}\n")));
        text
    }

    /// The hash of the sealed list: SHA-256 of [`Seal::text`], in 64 lower-case hexadecimal digits. The order in which
    /// the applications are listed does not change it.
    pub fn hash(&self) -> String {
        sha256(self.text().as_bytes())
    }
}

/// The order that follows from a sealed list and the seed: from low to high by each one's lot, [`lot_of`]; the order in
/// which the applications are listed does not change it. Whoever has the hash, the seed and the numbers can do it again:
///
/// ```sh
/// while read -r aanvraag; do
///   printf 'woonloket-loting-1\n%s\n%s\n%s\n' "$hash" "$seed" "$aanvraag" | sha256sum | sed "s/-/$aanvraag/"
/// done <nummers.txt | LC_ALL=C sort
/// ```
pub fn draw(hash: &str, seed: &str, applications: &[ApplicationId]) -> Vec<ApplicationId> {
    let lot = |application: &ApplicationId| (lot_of(hash, seed, *application), *application);
    let mut lots: Vec<(String, ApplicationId)> = applications.iter().map(lot).collect();
    lots.sort_unstable();
    lots.into_iter().map(|(_, application)| application).collect()
}

/// The lot of one application (*lot*): SHA-256, in 64 lower-case hexadecimal digits, of four lines that each end with a line
/// feed: `woonloket-loting-1`, the hash of the sealed list, the seed as its source published it, and the application's
/// number. The first line keeps lots apart from every other use of SHA-256; first and last have a fixed length, so no
/// two different draws hash the same bytes.
pub fn lot_of(hash: &str, seed: &str, application: ApplicationId) -> String {
    sha256(format!("woonloket-loting-1\n{hash}\n{seed}\n{application}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{application, at, day_of_test, tranche};

    fn seal() -> Seal {
        Seal {
            tranche: tranche(),
            pot: None,
            scope: LotScope::Day { day: day_of_test("2022-09-21") },
            applications: vec![application("a"), application("b"), application("c")],
            seed_source: SeedSource::Beacon {
                name: "drand".into(),
                round: 2_401_000,
                expected_at: at("2022-09-22T10:00:00Z"),
            },
        }
    }

    #[test]
    fn a_sealed_list_is_plain_text_that_anyone_can_write() {
        let expected = "woonloket-verzegeling-1\ntranche proef-2022\nzonder deelplafond\ndag 2022-09-21\n\
            baken 2401000 5 drand\nverwacht 2022-09-22T10:00:00Z\naanvragen 3\n";
        let mut numbers: Vec<String> = seal().applications.iter().map(ToString::to_string).collect();
        numbers.sort();
        assert_eq!(seal().text(), format!("{expected}{}\n", numbers.join("\n")));
    }

    #[test]
    fn a_list_for_a_ranking_of_a_pot_by_a_deed_says_so() {
        let notary = "mr. É. de Vries".into();
        let text = Seal {
            pot: Some(PotKey::parse("studenten").unwrap()),
            scope: LotScope::Ranking,
            seed_source: SeedSource::Deed { notary, expected_at: at("2022-09-22T10:00:00.5Z") },
            ..seal()
        }
        .text();
        let lines: Vec<&str> = text.lines().skip(2).take(4).collect();
        assert_eq!(
            lines,
            [
                "deelplafond studenten",
                "rangschikking",
                "akte 16 mr. É. de Vries",
                "verwacht 2022-09-22T10:00:00.5Z"
            ]
        );
    }

    #[test]
    fn the_hash_is_the_same_in_every_version_of_this_program() {
        assert_eq!(seal().hash(), "fa52616d3313dab43ab127b4fc1322f9be001e7ce2281cc3d05768629ae04f81");
    }

    #[test]
    fn the_order_in_which_the_list_is_written_changes_neither_hash_nor_draw() {
        let mut reversed = seal();
        reversed.applications.reverse();
        assert_eq!(reversed.hash(), seal().hash());
        assert_eq!(draw("h", "s", &reversed.applications), draw("h", "s", &seal().applications));
    }

    #[test]
    fn whatever_is_changed_in_a_sealed_list_changes_its_hash() {
        let beacon = |name: &str, round| SeedSource::Beacon {
            name: name.into(),
            round,
            expected_at: at("2022-09-22T10:00:00Z"),
        };
        let later = SeedSource::Beacon {
            name: "drand".into(),
            round: 2_401_000,
            expected_at: at("2022-09-22T10:00:01Z"),
        };
        let deed = SeedSource::Deed { notary: "drand".into(), expected_at: at("2022-09-22T10:00:00Z") };
        let changed = [
            Seal { tranche: TrancheKey::parse("proef-2023").unwrap(), ..seal() },
            Seal { pot: Some(PotKey::parse("studenten").unwrap()), ..seal() },
            Seal { scope: LotScope::Day { day: day_of_test("2022-09-22") }, ..seal() },
            Seal { scope: LotScope::Ranking, ..seal() },
            Seal { applications: seal().applications[1..].to_vec(), ..seal() },
            Seal { seed_source: beacon("drand", 2_401_001), ..seal() },
            Seal { seed_source: beacon("drand2", 2_401_000), ..seal() },
            Seal { seed_source: beacon("drand\nverwacht 2022-09-22T10:00:00Z", 2_401_000), ..seal() },
            Seal { seed_source: later, ..seal() },
            Seal { seed_source: deed, ..seal() },
        ];
        let hashes: std::collections::BTreeSet<String> = changed.iter().map(Seal::hash).collect();
        assert_eq!(hashes.len(), changed.len());
        assert!(!hashes.contains(&seal().hash()));
    }

    #[test]
    fn a_lot_is_the_hash_of_four_lines_that_sha256sum_also_makes() {
        // printf 'woonloket-loting-1\n%s\n%s\n%s\n' lijst zaad d720e32d-4765-5177-b65b-42dd7f6e6445 | sha256sum
        assert_eq!(
            lot_of("lijst", "zaad", application("a")),
            "3004de45385b52f3d0ca2f0bf44649cf8e87604e305d1df66461646221252b3e"
        );
    }

    #[test]
    fn another_seed_or_another_list_gives_another_order() {
        let ten: Vec<ApplicationId> = (0..10).map(|number| application(&number.to_string())).collect();
        assert_ne!(draw("lijst", "zaad", &ten), draw("lijst", "ander zaad", &ten));
        assert_ne!(draw("lijst", "zaad", &ten), draw("andere lijst", "zaad", &ten));
    }

    #[test]
    fn nobody_and_one_alone_can_be_drawn() {
        assert!(draw("lijst", "zaad", &[]).is_empty());
        assert_eq!(draw("lijst", "zaad", &[application("a")]), [application("a")]);
    }
}
