//! Who asks, together with whom, and from which pot.

use crate::commands::Submit;
use crate::event::Partnership;
use crate::municipalities;
use crate::scheme::{PotKind, Tranche};
use crate::violation::Flaw;
use crate::words::{Applicant, day_of};
use jiff::civil::Date;

pub(super) fn flaws_in(asked: &Submit, tranche: &Tranche) -> Vec<Flaw> {
    let day = day_of(asked.received_at);
    let mut flaws: Vec<Flaw> = pot_flaw(asked, tranche, day).into_iter().collect();
    if let Some(partnership) = &asked.partnership {
        flaws.extend(partnership_flaws(partnership, &asked.case.applicant, day));
    }
    flaws
}

/// A yearly slice follows from the day; a sub-ceiling must be chosen, a reserved quota can be.
fn pot_flaw(asked: &Submit, tranche: &Tranche, day: Date) -> Option<Flaw> {
    let flaw = |code, reason: String| Some(Flaw::new("deelplafond", code, reason));
    if tranche.is_yearly() {
        return match (&asked.pot, tranche.slice_of(day)) {
            (Some(_), _) => flaw(
                "niet-toegestaan",
                "Het jaarplafond volgt uit de dag van ontvangst; laat dit weg.".into(),
            ),
            (None, None) => {
                flaw("geen-jaarplafond", format!("De regeling heeft geen plafond voor {}.", day.year()))
            }
            (None, Some(_)) => None,
        };
    }
    let known: Vec<&str> = tranche.pots.iter().map(|pot| pot.key.as_str()).collect();
    match &asked.pot {
        Some(pot) if tranche.pot(pot).is_none() && known.is_empty() => {
            flaw("onbekend", "Deze tranche heeft geen deelplafonds; laat dit weg.".into())
        }
        Some(pot) if tranche.pot(pot).is_none() => flaw(
            "onbekend",
            format!("«{pot}» is geen deelplafond van deze tranche; kies uit: {}.", known.join(", ")),
        ),
        None if tranche.pots.iter().any(|pot| pot.kind == PotKind::Separate) => {
            flaw("ontbreekt", format!("Kies het deelplafond waaruit u geld vraagt: {}.", known.join(", ")))
        }
        Some(_) | None => None,
    }
}

fn partnership_flaws(partnership: &Partnership, applicant: &Applicant, day: Date) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    match applicant {
        Applicant::Cooperation(_) | Applicant::Region(_) => {}
        Applicant::Municipality(_) | Applicant::Province(_) | Applicant::Organisation(_) => {
            let reason = "Alleen een samenwerking of openbaar lichaam noemt deelnemers; laat dit weg.";
            flaws.push(Flaw::new("samenwerking", "niet-toegestaan", reason));
        }
    }
    if !partnership.members.contains(&partnership.lead) {
        let reason = format!("De penvoerder {} hoort bij de deelnemers.", partnership.lead);
        flaws.push(Flaw::new("samenwerking.penvoerder", "geen-deelnemer", reason));
    }
    if partnership.members.len() < 2 {
        flaws.push(Flaw::new("samenwerking.deelnemers", "te-weinig", "Noem minstens twee gemeenten."));
    }
    for (index, member) in partnership.members.iter().enumerate() {
        if !municipalities::find(member.as_str()).is_some_and(|municipality| municipality.exists_on(day)) {
            let reason = format!("{member} is op {day} geen gemeente.");
            flaws.push(Flaw::new(format!("samenwerking.deelnemers[{index}]"), "onbekend", reason));
        }
    }
    flaws
}
