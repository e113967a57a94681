//! Every kind of mistake is told with its line, and no text ends the program.

use super::{EXAMPLE, RHA, SFT};
use crate::scheme::{Mistake, read};
use crate::violation::Violation;
use proptest::prelude::*;

/// The line on which a text stands.
fn line_of(text: &str, words: &str) -> usize {
    let at = text.find(words).unwrap_or_else(|| panic!("«{words}» is not there"));
    text[..at].matches('\n').count() + 1
}

/// A change of the example, the words on the line of the mistake, and how place and reason begin.
type Case = (&'static str, &'static str, &'static str, &'static str);

const TEXT: [Case; 14] = [
    ("ties = {", "ties {", "ties {", "tekst: na de naam van het veld ontbreken ="),
    ("value = 7000,", "value = 7000", "value = 7000", "tekst: hier ontbreekt een komma."),
    ("value = 7000,", "value = 07000,", "07000", "tekst: een getal begint niet met een nul."),
    ("\"Noodzaak\"", "\"Noodzaak", "\"Noodzaak", "tekst: de tekst is niet gesloten"),
    ("\"Noodzaak\"", "Noodzaak", "= Noodzaak", "tekst: dit is geen getal; een tekst"),
    ("\"Noodzaak\"", "'Noodzaak", "'Noodzaak", "tekst: de tekst is niet gesloten"),
    ("\"Noodzaak\"", "\"\\q\"", "\\q", "tekst: na \\ staat een teken"),
    ("\"Noodzaak\"", "", "name = \nweight", "tekst: een tekst staat tussen aanhalingstekens."),
    ("[[tranches.annex]]", "[[tranches.annex", "[[tranches.annex", "tekst: de kop is niet gesloten met ]]."),
    (
        "[sources.courant-2]",
        "[sources.courant-2",
        "[sources.courant-2",
        "tekst: de kop is niet gesloten met ].",
    ),
    (
        "maximum_per_unit_euros =",
        "ties =",
        "ties = { value = \"lot\"",
        "tekst: dit veld of deze kop staat er al.",
    ),
    (
        "[sources.courant-2]",
        "[sources.courant-1]",
        "[sources.courant-1]\nreference = \"Voorbeeldcourant 2",
        "tekst: dit veld of deze kop staat er al.",
    ),
    ("key = \"voorbeeld\"", "key = 1979-13-40", "1979-13", "tekst: deze datum of dit tijdstip bestaat niet"),
    ("parts = 31", "a.b.c.d.e.f = 31", "a.b.c", "tekst: een sleutel heeft meer dan 4 punten."),
];

const FIELDS: [Case; 31] = [
    (
        "hold_years",
        "hold_yaers",
        "hold_yaers",
        "voorbeeld-2024.hold_yaers: dit veld is onbekend; bedoelt u «hold_years»?",
    ),
    ("hold_years", "budget", "budget", "voorbeeld-2024.budget: dit veld is onbekend; bekend zijn: key, "),
    (
        "weeks = 13",
        "days = 9, weeks = 13",
        "weeks = 13",
        "voorbeeld-2024.decide_within.days: dit veld is onbekend",
    ),
    (
        "name = \"Noodzaak\"\n",
        "",
        "[[tranches.criteria]]",
        "voorbeeld-2024.criteria[0].name: dit veld ontbreekt.",
    ),
    ("taxonomy = \"voorbeeld-2024\"\n", "", "[[tranches]]", "voorbeeld-2024.taxonomy: dit veld ontbreekt."),
    (
        "executor = { value = \"Voorbeelduitvoerder\", ",
        "executor = { ",
        "executor",
        "executor.value: dit veld ontbreekt.",
    ),
    ("name = \"Voorbeeldregeling\"\n", "", "# A scheme", "name: dit veld ontbreekt."),
    (
        "key = \"voorbeeld\"",
        "key = \"Voor Beeld\"",
        "Voor Beeld",
        "key: «Voor Beeld»: De sleutel van een regeling",
    ),
    (
        "key = \"voorbeeld-2024\"",
        "key = \"2024!\"",
        "2024!",
        "tranches[0].key: «2024!»: De sleutel van een tranche",
    ),
    (
        "value = 7000,",
        "value = \"veel\",",
        "veel",
        "voorbeeld-2024.maximum_per_unit_euros: hier hoort een bedrag in hele euro's te staan, geen tekst.",
    ),
    (
        "value = 7000,",
        "value = 70.5,",
        "70.5",
        "voorbeeld-2024.maximum_per_unit_euros: hier hoort een bedrag in hele euro's te staan, geen gebroken getal.",
    ),
    (
        "{ value = true, source = \"courant-1\" }\napplicants",
        "true\napplicants",
        "carries_over",
        "voorbeeld-2024.carries_over: hier hoort een tabel te staan",
    ),
    (
        "carries_over = { value = true",
        "carries_over = { value = \"ja\"",
        "\"ja\"",
        "voorbeeld-2024.carries_over: hier hoort true of false te staan, geen tekst.",
    ),
    (
        "[\"permanent\", \"flex\"]",
        "\"flex\"",
        "permanences",
        "voorbeeld-2024.permanences: hier hoort een lijst te staan, geen tekst.",
    ),
    ("[\"permanent\", \"flex\"]", "[]", "permanences", "voorbeeld-2024.permanences: de lijst is leeg."),
    (
        "[\"permanent\", \"flex\"]",
        "[\"flex\", \"flex\"]",
        "permanences",
        "voorbeeld-2024.permanences[1]: dit staat er twee keer.",
    ),
    (
        "[\"permanent\", \"flex\"]",
        "[\"flux\"]",
        "flux",
        "voorbeeld-2024.permanences[0]: «flux» is onbekend; bekend zijn: permanent, flex.",
    ),
    (
        "value = \"score\"",
        "value = \"loterij\"",
        "loterij",
        "voorbeeld-2024.allocation: «loterij» is onbekend; bekend zijn: completeness, completeness-then-lot",
    ),
    (
        "kind = \"separate\"",
        "kind = \"apart\"",
        "apart",
        "voorbeeld-2024.pots[0].kind: «apart» is onbekend; bekend zijn: separate, reserved, year.",
    ),
    (
        "\"realised\"",
        "\"out-of-use\"",
        "out-of-use",
        "voorbeeld-2024.milestones[1].milestone: «out-of-use» is onbekend",
    ),
    (
        "\"GM0363\"",
        "\"0363\"",
        "0363",
        "voorbeeld-2024.exceptions[0].applicant: «0363»: De code van een aanvrager",
    ),
    (
        "code = \"studenten\"",
        "code = \"Studenten\"",
        "Studenten",
        "voorbeeld-2024.target_groups[0].code: «Studenten»: Een aandachtsgroep",
    ),
    (
        "value = \"2024-06-01\"",
        "value = \"1 juni\"",
        "1 juni",
        "voorbeeld-2024.decide_by: «1 juni» is geen dag zoals 2022-10-24.",
    ),
    (
        "value = \"2024-06-01\"",
        "value = 2024-06-01",
        "2024-06-01",
        "voorbeeld-2024.decide_by: hier hoort een dag tussen aanhalingstekens",
    ),
    (
        "2024-01-01T08:00:00Z",
        "2024-01-01",
        "opens_at = \"2024-01-01\"",
        "voorbeeld-2024.window.opens_at: «2024-01-01» is geen tijdstip",
    ),
    (
        "settlement = { value = \"Na de verantwoording volgens SiSa.\"",
        "settlement = { value = \" \"",
        "settlement",
        "voorbeeld-2024.settlement: de tekst is leeg.",
    ),
    (
        "\"Noodzaak\"",
        "\"Nood\\u0000zaak\"",
        "Nood\\u0000",
        "voorbeeld-2024.criteria[0].name: in de tekst staat een besturingsteken.",
    ),
    (
        "https://example.org/2",
        "javascript:2",
        "javascript",
        "sources.courant-2.address: het adres begint met https:// of http://.",
    ),
    (
        "[sources.courant-2]",
        "[sources.\"Courant 2\"]",
        "Courant 2",
        "sources.Courant 2: de sleutel van een bron bestaat uit",
    ),
    (
        "ties = { value = \"lot\", source = \"courant-1\"",
        "ties = { value = \"lot\", source = \"gerucht\"",
        "gerucht",
        "voorbeeld-2024.ties: de bron «gerucht» staat niet onder [sources].",
    ),
    (
        "code = \"medische-urgentie\"",
        "code = \"studenten\"",
        "[[tranches.target_groups]]\ncode = \"studenten\"\nname = \"mensen",
        "voorbeeld-2024.target_groups[1]: «studenten» staat er twee keer.",
    ),
];

const NUMBERS: [Case; 17] = [
    (
        "value = 7000,",
        "value = -1,",
        "value = -1",
        "voorbeeld-2024.maximum_per_unit_euros: -1 is geen bedrag in hele euro's boven nul",
    ),
    ("value = 7000,", "value = 0,", "= 0,", "voorbeeld-2024.maximum_per_unit_euros: 0 is geen bedrag"),
    (
        "value = 7000,",
        "value = 100000000001,",
        "100000000001",
        "voorbeeld-2024.maximum_per_unit_euros: 100000000001 is geen bedrag",
    ),
    (
        "value = 7000,",
        "value = 99999999999999999999,",
        "99999",
        "voorbeeld-2024.maximum_per_unit_euros: 99999999999999999999 is geen bedrag",
    ),
    (
        "parts = 31",
        "parts = 0",
        "parts = 0",
        "voorbeeld-2024.key_parts[0].parts: 0 is geen geheel getal van 1",
    ),
    (
        "percent = 30",
        "percent = 101",
        "percent = 101",
        "voorbeeld-2024.minimum_shares[0].percent: 101 is geen geheel getal van 1 tot en met 100.",
    ),
    (
        "percent = 80",
        "percent = 0",
        "percent = 0",
        "voorbeeld-2024.payments[0].percent: 0 is geen geheel getal van 1 tot en met 100.",
    ),
    ("value = 50,", "value = 0,", "share_of", "voorbeeld-2024.share_of_shortfall_percent: 0 is geen"),
    ("value = 25,", "value = 101,", "own_con", "voorbeeld-2024.own_contribution_percent: 101 is geen"),
    (
        "weight_percent = 60",
        "weight_percent = 0",
        "weight_percent = 0",
        "voorbeeld-2024.criteria[0].weight_percent: 0 is geen",
    ),
    (
        "minimum = 6",
        "minimum = 11",
        "minimum = 11",
        "voorbeeld-2024.criteria[0].minimum: 11 is geen geheel getal van 1 tot en met 10.",
    ),
    (
        "value = 600,",
        "value = 1001,",
        "minimum_score",
        "voorbeeld-2024.minimum_score_hundredths: 1001 is geen",
    ),
    (
        "value = 10, source = \"courant-1\" }\ndecide_by",
        "value = 256, source = \"courant-1\" }\ndecide_by",
        "hold_years",
        "voorbeeld-2024.hold_years: 256 is geen geheel getal van 1 tot en met 255.",
    ),
    ("weeks = 13", "weeks = 0", "weeks = 0", "voorbeeld-2024.decide_within.weeks: 0 is geen"),
    ("months = 24", "months = -1", "months = -1", "voorbeeld-2024.milestones[0].months: -1 is geen"),
    ("value = 3,", "value = 0,", "maximum_app", "voorbeeld-2024.maximum_applications: 0 is geen"),
    (
        "value = 10, source = \"courant-1\" }\nminimum_units_per",
        "value = 0, source = \"courant-1\" }\nminimum_units_per",
        "minimum_units",
        "voorbeeld-2024.minimum_units: 0 is geen",
    ),
];

const TOGETHER: [Case; 23] = [
    (
        "ceilings = [",
        "ceiling_euros = { value = 1000000, source = \"courant-1\" }\nceilings = [",
        "ceilings = [",
        "voorbeeld-2024.ceilings: een tranche heeft ceiling_euros of ceilings, niet beide.",
    ),
    (
        "published_on = \"2024-02-01\", ",
        "",
        "euros = 1500000",
        "voorbeeld-2024.ceilings[1].published_on: een later plafond heeft een dag",
    ),
    (
        "{ euros = 1000000, ",
        "{ euros = 1000000, published_on = \"2024-02-01\", ",
        "euros = 1500000",
        "voorbeeld-2024.ceilings[1].published_on: de plafonds staan niet op volgorde",
    ),
    (
        "closes_at = \"2024-03-01",
        "closes_at = \"2023-03-01",
        "2023-03-01",
        "voorbeeld-2024.window: de sluiting ligt niet na de opening.",
    ),
    (
        "opens_at = \"2024-01-01T08:00:00Z\", closes_at = \"2024-03-01T16:00:00Z\", ",
        "",
        "window",
        "voorbeeld-2024.window: noem opens_at, closes_at of beide.",
    ),
    (
        "value = 400000,",
        "value = 1000001,",
        "[[tranches.pots]]",
        "voorbeeld-2024.pots: de delen zijn samen € 1.100.000,00, meer dan het plafond van € 1.000.000,00.",
    ),
    (
        "value = 100000,",
        "value = 1000001,",
        "[[tranches.pots]]",
        "voorbeeld-2024.pots: «klein» is € 1.000.001,00, meer dan het plafond van € 1.000.000,00.",
    ),
    (
        "key = \"klein\"",
        "key = \"studenten\"",
        "[[tranches.pots]]\nkey = \"studenten\"\nname = \"Kleine",
        "voorbeeld-2024.pots[1]: «studenten» staat er twee keer.",
    ),
    (
        "key = \"2025\"",
        "key = \"volgend-jaar\"",
        "volgend-jaar",
        "voorbeeld-2024.pots[2].key: «volgend-jaar» is geen jaar van vier cijfers",
    ),
    (
        "euros = 40000\n",
        "euros = 1500001\n",
        "[[tranches.annex]]",
        "voorbeeld-2024.annex: de bijlage geeft samen € 1.500.001,00, meer dan het plafond van € 1.500.000,00.",
    ),
    (
        "weight_percent = 60",
        "weight_percent = 61",
        "[[tranches.criteria]]",
        "voorbeeld-2024.criteria: de gewichten zijn samen 101 procent, niet 100.",
    ),
    (
        "\"entitlement\"",
        "\"category\"",
        "[[tranches]]\nkey = \"voorbeeld-2023\"",
        "voorbeeld-2023.categories: wie op categorie verdeelt (allocation), noemt de categorieën.",
    ),
    (
        "fixed_per_unit_euros",
        "maximum_per_unit_euros = { value = 1, source = \"courant-1\" }\nfixed_per_unit_euros",
        "fixed_per",
        "voorbeeld-2023.fixed_per_unit_euros: een vast bedrag per woonruimte gaat niet samen",
    ),
    (
        "from = 5",
        "from = 4",
        "[[tranches.household_maxima]]\nfrom = 4",
        "voorbeeld-2024.household_maxima[1]: de rijen van 2 en 4 personen overlappen.",
    ),
    ("to = 4", "to = 1", "to = 1", "voorbeeld-2024.household_maxima[0].to: from is groter dan to."),
    (
        "groups = [\"studenten\", ",
        "groups = [\"senioren\", ",
        "senioren",
        "voorbeeld-2024.minimum_shares[0].groups[0]: de tranche kent geen aandachtsgroep «senioren».",
    ),
    (
        "{ \"voorbeeld-2023\" = \"urgentie\" }",
        "{ \"voorbeeld-2023\" = \"nood\" }",
        "\"nood\"",
        "voorbeeld-2024.target_groups[1].belongs_to.voorbeeld-2023: de groep «nood» staat niet in de versie",
    ),
    (
        "{ \"voorbeeld-2023\" = \"urgentie\" }",
        "{ \"voorbeeld-2024\" = \"studenten\" }",
        "belongs_to",
        "voorbeeld-2024.target_groups[1].belongs_to.voorbeeld-2024: een groep hoort bij een groep van een andere versie",
    ),
    (
        "code = \"effectiviteit\"",
        "code = \"noodzaak\"",
        "[[tranches.criteria]]\ncode = \"noodzaak\"\nname = \"Eff",
        "voorbeeld-2024.criteria[1]: «noodzaak» staat er twee keer.",
    ),
    (
        "code = \"b\"",
        "code = \"a\"",
        "[[tranches.categories]]\ncode = \"a\"\nname = \"Dan",
        "voorbeeld-2024.categories[1]: «a» staat er twee keer.",
    ),
    (
        "key = \"voorbeeld-2023\"",
        "key = \"voorbeeld-2024\"",
        "[[tranches]]\nkey = \"voorbeeld-2024\"\nname = \"Voorbeeld 2023",
        "tranches[1]: «voorbeeld-2024» staat er twee keer.",
    ),
    (
        "months = 24\ndefinition = \"De opdracht aan de aannemer is gegeven.\"\n",
        "",
        "[[tranches.milestones]]",
        "voorbeeld-2024.milestones[0].months: noem months, definition of beide.",
    ),
    (
        "\"realised\"\nmonths = 36\ncounted_from = \"start\"",
        "\"irreversible-step\"\nmonths = 36",
        "[[tranches.milestones]]\nmilestone = \"irreversible-step\"\nmonths = 36",
        "voorbeeld-2024.milestones[1]: «irreversible-step (counted_from grant)» staat er twee keer.",
    ),
];

/// What was told of a case where the expected mistake is not among it, or more than follows from it.
fn missed((from, to, words, told): Case) -> Option<String> {
    assert!(EXAMPLE.contains(from), "{from}");
    let wrong = EXAMPLE.replacen(from, to, 1);
    let mistakes = read(&wrong).expect_err(to);
    let expected = format!("regel {}, {told}", line_of(&wrong, words));
    let all: Vec<_> = mistakes.iter().map(Mistake::to_string).collect();
    let is_told = all.len() <= 4 && all.iter().any(|one| one.starts_with(&expected));
    (!is_told).then(|| format!("{to}: not {expected:?} but {all:#?}"))
}

#[test]
fn every_kind_of_mistake_is_told_with_its_line_its_place_and_its_reason() {
    let cases = TEXT.into_iter().chain(FIELDS).chain(NUMBERS).chain(TOGETHER);
    let missed: Vec<_> = cases.filter_map(missed).collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn what_is_wrong_in_one_field_is_told_once() {
    for (from, to, ..) in NUMBERS.into_iter().chain(TOGETHER) {
        let mistakes = read(&EXAMPLE.replacen(from, to, 1)).unwrap_err();
        assert!(mistakes.len() == 1, "{to}: {mistakes:#?}");
    }
}

#[test]
fn a_refused_text_tells_machines_the_lines() {
    let mistakes = read(&EXAMPLE.replacen("hold_years", "hold_yaers", 1)).unwrap_err();
    let violation = Violation::SchemeUnreadable(mistakes);
    assert!(violation.detail().starts_with("regel 46, voorbeeld-2024.hold_yaers: dit veld is onbekend;"));
    let expected = serde_json::json!({ "fouten": [{
        "regel": 46,
        "plaats": "voorbeeld-2024.hold_yaers",
        "reden": "dit veld is onbekend; bedoelt u «hold_years»?",
    }] });
    assert_eq!(violation.numbers(), expected);
}

#[test]
fn ten_different_mistakes_are_told_at_once_in_the_order_of_the_lines() {
    let changes = [
        ("name = \"Voorbeeldregeling\"", "naam = \"Voorbeeldregeling\""),
        ("address = \"https://example.org/2\"", "address = 2"),
        ("carries_over = {", "carries_over {"),
        ("\"flex\"]", "\"flux\"]"),
        ("hold_years", "hold_yaers"),
        ("2024-06-01", "2024-06-31"),
        ("parts = 31", "parts = 0"),
        ("weight_percent = 40", "weight_percent = 30"),
        ("code = \"urgentie\"\n", ""),
    ];
    let wrong = changes.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| text.replacen(from, to, 1));
    let mistakes = read(&wrong).unwrap_err();
    let told: Vec<_> = mistakes.iter().map(|one| (one.line, one.place.as_str())).collect();
    let line = |words| line_of(&wrong, words);
    let expected = [
        (1, "name"),
        (line("naam ="), "naam"),
        (line("address = 2"), "sources.courant-2.address"),
        (line("carries_over"), "tekst"),
        (line("\"flux\""), "voorbeeld-2024.permanences[1]"),
        (line("hold_yaers"), "voorbeeld-2024.hold_yaers"),
        (line("2024-06-31"), "voorbeeld-2024.decide_by"),
        (line("parts = 0"), "voorbeeld-2024.key_parts[0].parts"),
        (line("belongs_to"), "voorbeeld-2024.target_groups[1].belongs_to.voorbeeld-2023"),
        (line("name = \"mensen met urgentie\"") - 1, "voorbeeld-2023.target_groups[0].code"),
    ];
    assert_eq!(told, expected, "{mistakes:#?}");
}

#[test]
fn every_mistake_is_named_at_once() {
    let wrong = RHA
        .replace("ceiling_euros = { value = 37100000", "ceiling_euros = { value = -1")
        .replace("source = \"rvo-rha\" }", "source = \"hearsay\" }");
    let mistakes = read(&wrong).unwrap_err();
    assert!(mistakes.iter().any(|mistake| mistake.to_string().contains("rha-2022.ceiling_euros: -1")));
    assert!(mistakes.iter().any(|mistake| mistake.reason.contains("«hearsay»")), "{mistakes:?}");
    assert!(mistakes.len() > 2, "{mistakes:?}");
}

#[test]
fn a_window_lies_in_years_that_everything_made_of_the_log_can_hold() {
    let opens = "opens_at = \"2022-09-19T07:00:00Z\"";
    assert!(RHA.contains(opens));
    for wrong in ["-009999-01-03T00:00:00Z", "0000-12-31T00:00:00Z"] {
        let mistakes = read(&RHA.replace(opens, &format!("opens_at = \"{wrong}\""))).unwrap_err();
        assert!(mistakes.iter().any(|mistake| mistake.place.starts_with("rha-2022.window")), "{mistakes:?}");
    }
}

#[test]
fn an_empty_text_lacks_everything_that_a_scheme_has() {
    let told: Vec<_> = read("").unwrap_err().into_iter().map(|mistake| mistake.place).collect();
    assert_eq!(told, ["executor", "key", "name", "sources", "tranches"]);
    let many = read(&"x = 1\n".repeat(2_000)).unwrap_err();
    assert_eq!(many.len(), 501, "so many are told, and how many more there are");
    assert!(many[500].reason.starts_with("daarna zijn er nog"), "{}", many[500]);
}

fn texts() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![RHA, SFT, EXAMPLE])
}

/// What somebody may type, or what a broken editor makes of it.
fn scrap() -> impl Strategy<Value = String> {
    let scraps = [
        "",
        "\"",
        "'",
        "\"\"\"",
        "=",
        "{",
        "}",
        "[",
        "]",
        "[[",
        "]]",
        ",",
        ".",
        "\n",
        "#",
        "\\",
        "-",
        "0",
        "9",
        "\u{0}",
        "é",
        "[[tranches]]\n",
        "[tranches]\n",
        "key = 1\n",
        "value = ",
        "a.b",
        "1e9",
        "2024-01-01",
        "true",
    ];
    prop_oneof![
        prop::sample::select(scraps.to_vec()).prop_map(str::to_owned),
        any::<char>().prop_map(String::from)
    ]
}

/// The text with a few of its pieces cut out and scraps put in their place.
fn mutated() -> impl Strategy<Value = String> {
    let cuts = prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, scrap()), 1..6);
    (texts(), cuts).prop_map(|(text, cuts)| {
        cuts.into_iter().fold(text.to_owned(), |text, (at, length, scrap)| {
            let letters: Vec<char> = text.chars().collect();
            let at = at.index(letters.len() + 1);
            let rest = letters.iter().skip(at + length);
            letters.iter().take(at).copied().chain(scrap.chars()).chain(rest.copied()).collect()
        })
    })
}

proptest! {
    #[test]
    fn no_text_ends_the_program(text in mutated()) {
        let lines = text.matches('\n').count() + 1;
        if let Err(mistakes) = read(&text) {
            prop_assert!(!mistakes.is_empty() && mistakes.is_sorted());
            prop_assert!(mistakes.iter().all(|mistake| (1..=lines).contains(&mistake.line)), "{mistakes:?}");
        }
    }
}
