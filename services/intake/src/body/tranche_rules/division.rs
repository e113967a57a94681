//! Who gets money when there is not enough of it.

use super::Said;
use regulation::scheme::{Pot, Tranche};

pub(super) fn say(tranche: &Tranche, said: &mut Said<'_>) {
    said.rule(tranche.allocation.as_ref(), |allocation| {
        format!("Het geld wordt verdeeld {}.", allocation.dutch())
    });
    for pot in &tranche.pots {
        say_pot(pot, said);
    }
    let silent = |pot: &Pot| pot.allocation.is_none();
    if tranche.allocation.is_none() && (tranche.pots.is_empty() || tranche.pots.iter().any(silent)) {
        said.silent("hoe het geld wordt verdeeld");
    }
    said.rule(tranche.ties.as_ref(), |ties| format!("Bij gelijke aanvragen beslist {}.", ties.dutch()));
    said.rule(tranche.when_full.as_ref(), |when_full| {
        format!("Past een aanvraag niet meer onder het plafond, dan geldt: {}.", when_full.dutch())
    });
    for (code, name) in &tranche.categories {
        said.rule(Some(name), |name| format!("Categorie {code}, in volgorde van voorrang: {name}"));
    }
    for criterion in tranche.criteria.values() {
        let least = criterion.minimum.map(|least| format!(", ten minste een {least}")).unwrap_or_default();
        let text = format!("{} telt voor {}% in de score{least}.", criterion.name, criterion.weight);
        said.sentence(text, &criterion.source);
    }
    said.rule(tranche.minimum_score.as_ref(), |score| {
        format!("De gewogen score is ten minste {},{:02}.", score / 100, score % 100)
    });
    said.rule(tranche.carries_over.as_ref(), |carries_over| {
        let text = if *carries_over {
            "Wat overblijft, gaat mee naar een volgende tranche."
        } else {
            "Wat overblijft, vervalt."
        };
        text.to_owned()
    });
}

fn say_pot(pot: &Pot, said: &mut Said<'_>) {
    said.rule(pot.ceiling.as_ref(), |ceiling| format!("{} ({}): {ceiling}.", pot.name, pot.kind.dutch()));
    said.rule(pot.allocation.as_ref(), |allocation| {
        format!("{} wordt verdeeld {}.", pot.name, allocation.dutch())
    });
}
