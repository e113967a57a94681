//! Reports that stay out: the yearly account (*verantwoording*), of which the law says when, and progress reports.

use super::{Figure, Ground, Kind, Look, SILENT_MONTHS, Severity, Signal, dutch};
use crate::event::Source;
use crate::scheme::{ApplicantKind, Tranche};
use crate::terms::working_day_from;
use crate::words::{Applicant, Milestone};
use jiff::ToSpan;
use jiff::civil::{Date, date};

pub(super) fn signals(look: &Look<'_>) -> Vec<Signal> {
    if look.is_running() { account(look).into_iter().chain(report(look)).collect() } else { Vec::new() }
}

/// Whether the law says when this recipient accounts for a grant from this tranche. What municipalities and provinces
/// receive under conditions is a *specifieke uitkering* (Fvw art. 15a lid 1), except on the terms on which others
/// receive it too (lid 2): where investors can apply beside them, nothing is said here. Nor is it of cooperations and
/// public bodies, which art. 17a does not name.
pub fn must_account(applicant: &Applicant, tranche: &Tranche) -> bool {
    let is_named = match ApplicantKind::of(applicant) {
        ApplicantKind::Municipality | ApplicantKind::Province => true,
        ApplicantKind::Cooperation | ApplicantKind::Region | ApplicantKind::Organisation => false,
    };
    is_named && !tranche.applicants.value.contains(&ApplicantKind::Organisation)
}

/// The last day on which the account over a year is there: 15 July of the next year (Fvw art. 17a lid 1). No source
/// says whether that day moves around a weekend; it is taken to, so that no signal comes too early.
fn account_day(year: i16) -> Option<Date> {
    let next = year.checked_add(1).filter(|year| *year < 9999)?;
    Some(working_day_from(date(next, 7, 15)))
}

/// Over the years from the grant on, until all that was granted is accounted for.
fn account(look: &Look<'_>) -> Option<Signal> {
    let (grant, rules) = (look.standing.grant()?, look.rules?);
    if !must_account(&look.case.applicant, rules.tranche) {
        return None;
    }
    let all_accounted = look.standing.accounted() >= grant.amount.payable().unwrap_or(grant.amount.gross);
    let last_accounted = look.standing.accounts().map(|(year, _)| year).max();
    let is_due = |year: &i16| account_day(*year).is_some_and(|day| day < look.today);
    let is_asked = |year: &i16| !all_accounted || last_accounted.is_some_and(|last| *year < last);
    let is_missing = |year: &i16| look.course.accounts.get(year).is_none_or(Vec::is_empty);
    let years =
        (grant.mark.on.year()..look.today.year()).take_while(is_due).filter(is_asked).filter(is_missing);
    let years: Vec<i16> = years.collect();
    let since = account_day(*years.first()?)?.saturating_add(1.days());
    let severity = if years.len() > 1 { Severity::High } else { Severity::Medium };
    let words: Vec<_> = years.iter().map(i16::to_string).collect();
    let explanation = format!(
        "Over {} is van deze toekenning geen verantwoording ingevoerd. Die moet er uiterlijk op 15 juli van het jaar \
         erna zijn. Of uitstel is gevraagd (artikel 17b, lid 2), staat niet in het logboek.",
        words.join(", "),
    );
    let signal = look
        .signal(Kind::AccountOverdue, severity, since, explanation)
        .money([("toegekend", grant.amount.gross), ("verantwoord", look.standing.accounted())])
        .resting_on(Ground::Law(fvw_17a()))
        .told_at(look.standing.accounts().map(|(_, account)| account.mark.position))
        .figures([Figure::Granted, Figure::Accounted]);
    Some(signal)
}

fn fvw_17a() -> Source {
    let corpus = "https://github.com/MinBZK/regelrecht-corpus/blob/08859acd5e4bbafdf782f63aeaa343ba75a76df8";
    Source {
        reference: "Financiële-verhoudingswet, artikel 17a, lid 1 (tekst van 1 januari 2024)".to_owned(),
        address: format!("{corpus}/regulation/nl/wet/financiele_verhoudingswet/2024-01-01.yaml"),
    }
}

/// No source says how often progress is reported, so the threshold is our own.
fn report(look: &Look<'_>) -> Option<Signal> {
    let grant = look.standing.grant()?;
    let granted: u64 = look.standing.granted().map(|(_, units)| units).sum();
    let realised: u64 =
        grant.projects.iter().map(|project| look.standing.reached(&project.key, Milestone::Realised)).sum();
    let last = look.standing.last_report().map(|report| report.mark);
    let from = last.map_or(grant.mark.on, |mark| mark.on.max(grant.mark.on));
    let since = from.saturating_add(SILENT_MONTHS.months()).saturating_add(1.days());
    if realised >= granted || look.today < since {
        return None;
    }
    let severity = if look.today < from.saturating_add((2 * SILENT_MONTHS).months()) {
        Severity::Low
    } else {
        Severity::Medium
    };
    let heard = match last {
        Some(mark) => format!("De laatste melding is van {}", dutch(mark.on)),
        None => format!("Er is niets gemeld sinds de verlening op {}", dutch(grant.mark.on)),
    };
    let explanation = format!(
        "{heard}, en {realised} van de {granted} woonruimten zijn gerealiseerd. Na {SILENT_MONTHS} maanden stilte \
         telt een melding als uitgebleven: een eigen drempel van Woonloket, niet van de wet of de regeling.",
    );
    let signal = look
        .signal(Kind::ReportOverdue, severity, since, explanation)
        .homes([("toegekend", granted), ("gerealiseerd", realised)])
        .told_at(last.map(|mark| mark.position))
        .figures([Figure::Granted, Figure::Reached(Milestone::Realised)]);
    Some(signal)
}
