//! The national goals (*landelijke doelstellingen*) as data: what is aimed at, by which document, and what of the figures
//! counts towards it. `goals.toml` holds them; nothing of them is in the code.

use crate::scheme;
use crate::words::{Cents, GoalKey, Origin, Permanence, SchemeKey, TargetGroup, Units};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The goals of the client's documents.
pub const GOALS: &str = include_str!("../goals.toml");

static ALL: LazyLock<Goals> = LazyLock::new(|| scheme::read_goals(GOALS).unwrap_or_default());

/// Goals, and the documents that set them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goals {
    /// The documents, by a key of the file's own.
    pub sources: BTreeMap<String, Document>,
    /// The goals, in the order of the file.
    pub goals: Vec<Goal>,
}

/// A document that sets a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is, as it is cited.
    pub reference: String,
    /// Its address, where that is known.
    pub address: Option<String>,
}

/// A national goal (*doelstelling*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Its key.
    pub key: GoalKey,
    /// Its name.
    pub name: String,
    /// How many homes are aimed at: in all years together, or in each.
    pub target: Units,
    /// The money with which it is to be reached; absent where no document names any.
    pub means: Option<Means>,
    /// What is counted, in a word: `flexwoningen`.
    pub unit: String,
    /// The years over which it is counted.
    pub years: Years,
    /// The document that sets it, and where in it.
    pub source: String,
    /// What it says, in its own words.
    pub quote: String,
    /// Which homes count; absent where nothing that is granted or reported here does, so that only what is entered is told.
    pub counts: Option<Counts>,
    /// What makes the figures beside it uncertain, in words.
    pub uncertain: String,
}

/// The money that was set aside for a goal (*middelen*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// How much.
    pub amount: Cents,
    /// The document that says so.
    pub source: String,
    /// What it says, in its own words.
    pub quote: String,
}

/// Over which years a goal is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Years {
    /// These years together; an absent end is open.
    Together {
        /** The first. */
        from: i16,
        /** The last. */
        until: Option<i16>,
    },
    /// Each year by itself.
    Each {
        /** The first. */
        from: i16,
    },
}

/// Which homes count towards a goal. What is empty or absent leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of these schemes.
    pub schemes: BTreeSet<SchemeKey>,
    /// Permanent or flex.
    pub permanence: Option<Permanence>,
    /// How they come about.
    pub origin: Option<Origin>,
    /// For whom: a group of a version of the taxonomy, in which the groups of all tranches are told.
    pub target_group: Option<(String, TargetGroup)>,
}

/// Every goal of [`GOALS`].
pub fn all() -> &'static Goals {
    &ALL
}

/// The goal with this key.
pub fn named(key: &GoalKey) -> Option<&'static Goal> {
    ALL.goals.iter().find(|goal| goal.key == *key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::{LIBRARY, read, read_goals};

    fn told(goals: &Goals) -> Vec<(String, u32)> {
        goals.goals.iter().map(|goal| (goal.key.to_string(), goal.target.get())).collect()
    }

    #[test]
    fn the_goals_of_the_documents_are_read() {
        let goals = read_goals(GOALS).unwrap();
        let expected = [
            ("flexwoningen-2022-2024", 37_500),
            ("flexwoningen-per-jaar", 15_000),
            ("transformatiewoningen-per-jaar", 15_000),
            ("woonruimten-aandachtsgroepen", 20_000),
            ("studentenwoningen-2030", 60_000),
            ("sociale-huurwoningen-2030", 250_000),
            ("sociale-huurwoningen-woondeals-2030", 290_000),
            ("woningen-2030", 900_000),
            ("woningen-per-jaar", 100_000),
            ("woningen-middeninkomens-2030", 350_000),
            ("woningen-middeninkomens-corporaties-2030", 50_000),
            ("ouderenwoningen", 290_000),
            ("nultredenwoningen-ouderen", 170_000),
            ("geclusterde-woningen-ouderen", 80_000),
            ("verpleegzorgplekken", 40_000),
        ];
        assert_eq!(told(&goals), expected.map(|(key, target)| (key.to_owned(), target)));
        assert_eq!(&goals, all());
    }

    #[test]
    fn a_goal_names_schemes_and_groups_that_exist() {
        let schemes: Vec<_> = LIBRARY.iter().map(|(_, text)| read(text).unwrap()).collect();
        let tranches: Vec<_> = schemes.iter().flat_map(|scheme| &scheme.tranches).collect();
        let counted = all().goals.iter().filter_map(|goal| goal.counts.as_ref().map(|counts| (goal, counts)));
        for (goal, counts) in counted {
            let known = |key: &SchemeKey| schemes.iter().any(|scheme| scheme.key == *key);
            assert!(counts.schemes.iter().all(known), "{}", goal.key);
            if let Some((taxonomy, group)) = &counts.target_group {
                let mut of_version = tranches.iter().filter(|tranche| tranche.taxonomy == *taxonomy);
                assert!(of_version.any(|tranche| tranche.target_groups.contains_key(group)), "{}", goal.key);
            }
        }
    }

    #[test]
    fn a_goal_may_have_money_and_may_be_one_of_which_nothing_here_counts() {
        let key = |key: &str| named(&GoalKey::parse(key).unwrap()).unwrap();
        let homes = key("woonruimten-aandachtsgroepen");
        assert_eq!(homes.means.as_ref().map(|means| means.amount), Some(Cents::euros(100_000_000)));
        assert!(homes.counts.is_some() && key("sociale-huurwoningen-2030").counts.is_none());
    }

    #[test]
    fn money_is_of_schemes_alone_and_what_counts_nothing_is_limited_to_nothing() {
        let goal = |key: &str, more: &str| {
            format!(
                "[[goals]]\nkey = \"{key}\"\nname = \"Doel\"\ntarget = 1\nunit = \"woningen\"\nyears = {{ from = 2022 }}\n\
                 source = \"brief\"\nquote = \"Een.\"\nuncertain = \"Alles.\"\n{more}\n"
            )
        };
        let means = "means = { euros = 5, source = \"brief\", quote = \"Vijf.\" }";
        let text = [
            "[sources.brief]\nreference = \"Een brief\"\n".to_owned(),
            goal("a", &format!("{means}\ncounts = {{ schemes = [\"rha\"] }}")),
            goal("b", &format!("{means}\ncounts = {{ schemes = [\"rha\"], permanence = \"flex\" }}")),
            goal("c", &format!("{means}\ncounts = {{ nothing = true }}")),
            goal("d", "counts = { nothing = true, permanence = \"flex\" }"),
        ];
        let mistakes = read_goals(&text.concat()).unwrap_err();
        let told: Vec<_> = mistakes.iter().map(|one| one.place.as_str()).collect();
        assert_eq!(told, ["goals[1].means", "goals[2].means", "goals[3].counts.nothing"], "{mistakes:#?}");
    }

    #[test]
    fn every_mistake_of_the_text_comes_at_once_with_its_line() {
        let text = "[sources.brief]\nreference = \"Een brief\"\n\n[[goals]]\nkey = \"Doel\"\nname = \"Doel\"\ntarget = 0\n\
                    unit = \"woningen\"\nyears = { from = 2024, until = 2022 }\nsource = \"nota\"\nquote = \"Zoveel.\"\n\
                    uncertain = \"Alles.\"\ncolour = \"rood\"\n";
        let mistakes = read_goals(text).unwrap_err();
        let told: Vec<_> = mistakes.iter().map(|one| (one.line, one.place.as_str())).collect();
        let expected = [
            (5, "goals[0].key"),
            (7, "goals[0].target"),
            (9, "goals[0].years"),
            (10, "goals[0].source"),
            (13, "goals[0].colour"),
        ];
        assert_eq!(told, expected, "{mistakes:#?}");
    }
}
