//! SFT 2022: the 43 real awards of the annex, and a fictional 44th application that finds the ceiling reached.

use super::calendar::{days_after, midnight, office_hours};
use super::case_plan::CasePlan;
use super::spread::{reordered, spread};
use super::{Act, Mistake, Step, administrator};
use jiff::civil::{Date, date};
use regulation::commands::{OpenTranche, OpeningSet, PublishScheme};
use regulation::municipalities;
use regulation::record::Imported;
use regulation::scheme::SFT;
use regulation::words::{
    Amount, Applicant, Cents, Dwelling, Origin, Permanence, Project, ProjectKey, SchemeKey, TargetGroup,
    TrancheKey, UnitKind, UnitLine, Units, Validity,
};

/// The recipients and their euros; see `demonstration/README.md` for the source.
const ANNEX: &str = include_str!("../../demonstration/sft-2022-annex.csv");

/// Where the annex writes a name otherwise than the register of municipalities.
const OTHERWISE_IN_THE_REGISTER: [(&str, &str); 3] = [
    ("Den Haag", "'s-Gravenhage"),
    ("Hoekse Waard", "Hoeksche Waard"),
    ("’s-Hertogenbosch", "'s-Hertogenbosch"),
];

/// The one recipient that is no municipality.
const COOPERATION: (&str, &str) = ("Samenwerking de Bevelanden", "SW-de-bevelanden");

/// Who asks for the fictional 44th: a cooperation that does not exist, so that no municipality is said to have asked.
const FICTIONAL: &str = "SW-fictief-voorbeeld";

const MAXIMUM_PER_UNIT: u64 = 12_000;
const ANNEX_IN_FORCE: Date = date(2023, 2, 9);

/// The steps of SFT 2022; and the attempt to grant the 44th, which must be refused.
pub(super) fn steps() -> Result<(Vec<Step>, Step), Mistake> {
    let mut steps = around()?;
    for plan in plans()? {
        steps.extend(plan.steps()?);
    }
    let mut forty_fourth = fictional()?.steps()?;
    let attempt =
        forty_fourth.pop().ok_or_else(|| Mistake("de 44e aanvraag heeft geen besluit".to_owned()))?;
    steps.extend(forty_fourth);
    Ok((steps, attempt))
}

fn key() -> Result<TrancheKey, Mistake> {
    Ok(TrancheKey::parse("sft-2022")?)
}

fn around() -> Result<Vec<Step>, Mistake> {
    let announced = midnight(date(2022, 9, 16))?;
    let by = administrator()?;
    let mark = |generated: Option<&str>| Imported {
        known_since: announced,
        source: "Volkshuisvesting Nederland, SFT opengesteld op 20 september 2022 (16 september 2022)"
            .to_owned(),
        generated: generated.map(str::to_owned),
    };
    let text = "De regeling als gegevens, samengesteld uit de bronnen die erin staan; bekend sinds is de datum van het \
                bericht over de openstelling.";
    let hour = "Het uur van opening: de bron noemt alleen de dag.";
    let published = Step {
        key: "sft-2022/regeling".to_owned(),
        at: announced,
        act: Act::Publish(PublishScheme::new(SFT.to_owned(), Validity::default(), by.clone())?),
        mark: mark(Some(text)),
    };
    let opened = Step {
        key: "sft-2022/opening".to_owned(),
        at: midnight(date(2022, 9, 20))?,
        act: Act::Open(OpenTranche {
            scheme: SchemeKey::parse("sft")?,
            tranche: key()?,
            set: OpeningSet::default(),
            by,
        }),
        mark: mark(Some(hour)),
    };
    Ok(vec![published, opened])
}

fn plans() -> Result<Vec<CasePlan>, Mistake> {
    let mark = Imported {
        known_since: midnight(ANNEX_IN_FORCE)?,
        source: "Stcrt 2023, 3851 (regeling van 6 februari 2023, in werking 9 februari 2023) \
                 https://zoek.officielebekendmakingen.nl/stcrt-2023-3851.html"
            .to_owned(),
        generated: Some(
            "Alle data, de volgorde van ontvangst, het aantal woningen, de verdeling over groepen en de beoordelaars. \
             Ontvanger en bedrag zijn echt."
                .to_owned(),
        ),
    };
    let mut plans = Vec::new();
    for (index, (name, euros)) in (0_u64..).zip(reordered("annex", awards()?)) {
        let applicant = applicant(name)?;
        let day = days_after(date(2022, 9, 20), index * 24 / 43)?;
        plans.push(CasePlan {
            tranche: key()?,
            reference: format!("SFT22-{applicant}"),
            projects: vec![project(&format!("Flexwoningen {name}"), euros)?],
            applicant,
            received_at: office_hours(day, spread("sft-ontvangst", index, 7 * 60 * 60))?,
            is_supplemented: index % 9 == 4 && index < 23,
            decided_from: days_after(date(2022, 11, 14), index * 30 / 43)?,
            reasons: "Voldoet aan de voorwaarden.",
            mark: mark.clone(),
        });
    }
    Ok(plans)
}

/// The names and euros of the annex.
fn awards() -> Result<Vec<(&'static str, u64)>, Mistake> {
    let award = |line: &'static str| {
        let (name, euros) =
            line.split_once(',').ok_or_else(|| Mistake(format!("onleesbare regel: {line}")))?;
        Ok((name, euros.trim().parse::<u64>()?))
    };
    ANNEX.lines().skip(1).map(award).collect()
}

/// The applicant that the annex calls by this name, as it was on the day of opening.
fn applicant(name: &str) -> Result<Applicant, Mistake> {
    if name == COOPERATION.0 {
        return Ok(Applicant::parse(COOPERATION.1)?);
    }
    let other = OTHERWISE_IN_THE_REGISTER.iter().find(|(annex, _)| *annex == name);
    let registered = other.map_or(name, |(_, registered)| registered);
    municipalities::named(registered, date(2022, 9, 20))
        .map(|municipality| Applicant::Municipality(municipality.code.clone()))
        .ok_or_else(|| Mistake(format!("in 2022 bestond geen gemeente {name}")))
}

fn project(name: &str, euros: u64) -> Result<Project, Mistake> {
    Ok(Project {
        key: ProjectKey::parse("P1")?,
        name: name.to_owned(),
        requested: Amount::gross(Cents::euros(i64::try_from(euros)?)),
        lines: lines(euros.div_ceil(MAXIMUM_PER_UNIT))?,
        household: None,
        finances: None,
    })
}

/// Flex homes, at least thirty per cent of them for people displaced from Ukraine and for permit holders.
fn lines(homes: u64) -> Result<Vec<UnitLine>, Mistake> {
    let protected = (homes * 3).div_ceil(10);
    let displaced = protected.div_ceil(2);
    let groups =
        [("ontheemden", displaced), ("statushouders", protected - displaced), ("overig", homes - protected)];
    let line = |(group, homes): (&str, u64)| {
        let kind = UnitKind {
            target_group: TargetGroup::parse(group)?,
            permanence: Permanence::Flex,
            dwelling: Dwelling::SelfContained,
            origin: Origin::NewBuild,
        };
        Ok(UnitLine { kind, planned: Units::new(u32::try_from(homes)?) })
    };
    groups.into_iter().filter(|(_, homes)| *homes > 0).map(line).collect()
}

/// The 44th: complete and advised after the 43 took all there was.
fn fictional() -> Result<CasePlan, Mistake> {
    Ok(CasePlan {
        tranche: key()?,
        applicant: Applicant::parse(FICTIONAL)?,
        reference: "FICTIEF-44".to_owned(),
        projects: vec![project("Fictieve 44e aanvraag, voor de wachtlijst", 600_000)?],
        received_at: office_hours(date(2022, 10, 18), 25 * 60)?,
        is_supplemented: false,
        decided_from: date(2022, 12, 27),
        reasons: "Voldoet aan de voorwaarden, maar het plafond is bereikt: de aanvraag staat op de wachtlijst.",
        mark: Imported {
            known_since: midnight(ANNEX_IN_FORCE)?,
            source: "Geen: een verzonnen aanvraag. Dat er een wachtlijst was, staat in het bericht van Volkshuisvesting \
                     Nederland van 17 oktober 2022."
                .to_owned(),
            generated: Some("Alles, ook de aanvrager: deze aanvraag heeft nooit bestaan.".to_owned()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_annex_holds_forty_three_awards_of_together_a_hundred_million() {
        let awards = awards().unwrap();
        assert_eq!(awards.len(), 43);
        assert_eq!(awards.iter().map(|(_, euros)| euros).sum::<u64>(), 100_000_000);
    }

    #[test]
    fn every_name_of_the_annex_is_known_and_none_twice() {
        let applicants: BTreeSet<String> =
            awards().unwrap().iter().map(|(name, _)| applicant(name).unwrap().to_string()).collect();
        assert_eq!(applicants.len(), 43);
        for (name, code) in [
            ("Den Haag", "GM0518"),
            ("’s-Hertogenbosch", "GM0796"),
            ("Hoekse Waard", "GM1963"),
            ("Brielle", "GM0501"),
            ("Samenwerking de Bevelanden", "SW-de-bevelanden"),
        ] {
            assert_eq!(applicant(name).unwrap().to_string(), code, "{name}");
        }
        assert!(applicant("Voorne aan Zee").is_err(), "it did not exist yet in 2022");
    }

    #[test]
    fn the_homes_suffice_for_the_amount_and_three_in_ten_are_for_those_who_must_be_housed_first() {
        for plan in plans().unwrap() {
            for project in &plan.projects {
                let homes = u64::from(project.units().get());
                assert!(project.requested.gross <= Cents::euros(12_000).times(homes), "{}", project.name);
                let other = project.lines.iter().filter(|line| line.kind.target_group.as_str() == "overig");
                let other: u64 = other.map(|line| u64::from(line.planned.get())).sum();
                assert!((homes - other) * 10 >= homes * 3, "{}", project.name);
            }
        }
    }

    #[test]
    fn the_fictional_one_comes_after_all_the_others_and_says_that_it_is_fictional() {
        let fictional = fictional().unwrap();
        for plan in plans().unwrap() {
            let steps = plan.steps().unwrap();
            let pieces = steps.iter().filter(|step| matches!(step.act, Act::Submit(_) | Act::Supplement(_)));
            assert!(pieces.map(|step| step.at).max() < Some(fictional.received_at), "{}", plan.reference);
        }
        assert!(fictional.mark.source.contains("verzonnen") && fictional.reference.starts_with("FICTIEF"));
    }
}
