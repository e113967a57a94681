//! Under which rules a random history is played.

use crate::scheme::{Allocation, TieBreak, WhenFull};
use crate::testing::*;
use crate::words::*;
use proptest::prelude::*;
use proptest::sample::select;

/// A choice for everything that decides about scarce money.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub allocation: Option<Allocation>,
    pub when_full: Option<WhenFull>,
    pub ties: TieBreak,
    pub pots: Pots,
    pub amounts: Amounts,
    pub has_cap: bool,
}

/// How the ceiling is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pots {
    None,
    Separate,
    /// Two sub-ceilings, one of which is divided in the order of completeness whatever the tranche says.
    SeparateByItself,
    Reserved,
    TwoReserved,
    Yearly,
}

/// What is given for a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amounts {
    Maximum,
    Fixed,
    Silent,
}

const METHODS: [(&str, Allocation); 10] = [
    ("completeness", Allocation::Completeness),
    ("completeness-then-lot", Allocation::CompletenessThenLot),
    ("completeness-then-waiting-list", Allocation::CompletenessThenWaitingList),
    ("category", Allocation::Category),
    ("score", Allocation::Score),
    ("knock-out-then-rank", Allocation::KnockOutThenRank),
    ("entitlement", Allocation::Entitlement),
    ("annex", Allocation::Annex),
    ("key", Allocation::Key),
    ("pro-rata", Allocation::ProRata),
];

const WHEN_FULL: [(&str, WhenFull); 3] =
    [("stop", WhenFull::Stop), ("skip", WhenFull::Skip), ("partial", WhenFull::Partial)];

/// What a method needs besides its name.
const CATEGORIES: &str = r#"
[[tranches.categories]]
code = "a"
name = "Eerst"
source = "proef"

[[tranches.categories]]
code = "b"
name = "Daarna"
source = "proef"

[[tranches.criteria]]
code = "noodzaak"
name = "Noodzaak"
weight_percent = 60
minimum = 2
source = "proef"

[[tranches.criteria]]
code = "urgentie"
name = "Urgentie"
weight_percent = 40
source = "proef"
"#;

const KNOCK_OUT: &str = r#"
[[tranches.knock_outs]]
code = "hard"
text = "Juridisch hard."
source = "proef"
"#;

/// Two recipients, and others who have nothing.
const ANNEX: &str = r#"
[[tranches.annex]]
recipient = "GM0758"
euros = 45000
source = "proef"

[[tranches.annex]]
recipient = "GM0344"
euros = 30000
source = "proef"
"#;

const KEY: &str = r#"
[[tranches.key_parts]]
recipient = "GM0758"
parts = 3
source = "proef"

[[tranches.key_parts]]
recipient = "GM0344"
parts = 1
source = "proef"

[[tranches.key_parts]]
recipient = "GM0363"
parts = 2
source = "proef"
"#;

/// Any rules: every method, and none.
pub fn rules() -> impl Strategy<Value = Rules> {
    let methods: Vec<_> = METHODS.iter().map(|(_, method)| Some(*method)).chain([None]).collect();
    let when_full: Vec<_> = WHEN_FULL.iter().map(|(_, rule)| Some(*rule)).chain([None]).collect();
    let pots =
        [Pots::None, Pots::Separate, Pots::SeparateByItself, Pots::Reserved, Pots::TwoReserved, Pots::Yearly];
    (
        select(methods),
        select(when_full),
        select(vec![TieBreak::Completeness, TieBreak::Lot]),
        select(pots.to_vec()),
        select(vec![Amounts::Maximum, Amounts::Fixed, Amounts::Silent]),
        any::<bool>(),
    )
        .prop_map(|(allocation, when_full, ties, pots, amounts, has_cap)| Rules {
            allocation,
            when_full,
            ties,
            pots,
            amounts,
            has_cap,
        })
}

fn word<T: PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, one)| *one == value).unwrap().0
}

fn line(key: &str, value: &str) -> String {
    format!("{key} = {{ value = {value}, source = \"proef\" }}\n")
}

fn pot_text(key: &str, kind: &str, euros: i64, more: &str) -> String {
    let ceiling = line("ceiling_euros", &euros.to_string());
    format!("\n[[tranches.pots]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"{kind}\"\n{ceiling}{more}")
}

impl Rules {
    /// The text of the scheme; each edition has another cap.
    pub fn text(&self, edition: i64) -> String {
        let quoted = |text: &str| format!("\"{text}\"");
        let mut fields =
            line("ties", &quoted(if self.ties == TieBreak::Lot { "lot" } else { "completeness" }));
        if let Some(method) = self.allocation {
            fields += &line("allocation", &quoted(word(&METHODS, method)));
        }
        if let Some(rule) = self.when_full {
            fields += &line("when_full", &quoted(word(&WHEN_FULL, rule)));
        }
        if self.has_cap {
            fields += &line("maximum_per_applicant_euros", &(40_000 + edition * 5_000).to_string());
        }
        fields += &match self.amounts {
            Amounts::Maximum => line("maximum_per_unit_euros", "7000"),
            Amounts::Fixed => line("fixed_per_unit_euros", "7000"),
            Amounts::Silent => String::new(),
        };
        let of_method = match self.allocation {
            Some(Allocation::KnockOutThenRank) => {
                fields += &line("spread", &quoted("province"));
                KNOCK_OUT
            }
            Some(Allocation::Annex) => ANNEX,
            Some(Allocation::Key) => KEY,
            _ => "",
        };
        let without = ["allocation", "maximum_per_unit", "maximum_per_applicant", "window"];
        let window = "window = { opens_at = \"2022-09-19T07:00:00Z\", closes_at = \"2024-01-01T00:00:00Z\", source = \"proef\" }\n";
        trial(&without, &format!("{fields}{window}{CATEGORIES}{of_method}{}", self.pots.text()))
    }

    /// What is asked for so many homes by an applicant.
    pub fn asks(&self, applicant: &Applicant, homes: u32, percent: u32) -> Cents {
        let of_annex = match (self.allocation, applicant.to_string().as_str()) {
            (Some(Allocation::Annex), "GM0758") => Some(Cents::euros(45_000)),
            (Some(Allocation::Annex), "GM0344") => Some(Cents::euros(30_000)),
            _ => None,
        };
        let most = Cents::euros(7_000).times(u64::from(homes));
        let by_homes = if self.amounts == Amounts::Fixed { most } else { most.percent(percent) };
        of_annex.unwrap_or(by_homes)
    }
}

impl Pots {
    /// The keys that can be named when applying.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::None | Self::Yearly => &[],
            Self::Separate | Self::Reserved => &["studenten"],
            Self::SeparateByItself | Self::TwoReserved => &["studenten", "ouderen"],
        }
    }

    /// The keys that have a ceiling.
    pub const fn ceilings(self) -> &'static [&'static str] {
        if matches!(self, Self::Yearly) { &["2022", "2023"] } else { self.keys() }
    }

    fn text(self) -> String {
        let own = line("allocation", "\"completeness\"");
        match self {
            Self::None => String::new(),
            Self::Separate => pot_text("studenten", "separate", 40_000, ""),
            Self::SeparateByItself => {
                pot_text("studenten", "separate", 40_000, &own) + &pot_text("ouderen", "separate", 50_000, "")
            }
            Self::Reserved => pot_text("studenten", "reserved", 50_000, ""),
            Self::TwoReserved => {
                pot_text("studenten", "reserved", 40_000, "") + &pot_text("ouderen", "reserved", 30_000, "")
            }
            Self::Yearly => pot_text("2022", "year", 60_000, "") + &pot_text("2023", "year", 40_000, ""),
        }
    }
}
