//! From the course of a grant to the rows of its account over a year. Pure.

use super::body::Verantwoording;
use crate::files::euros;
use jiff::civil::{Date, date};
use regulation::event::CaseHeader;
use regulation::facts::{Course, Standing};
use regulation::words::{Cents, Milestone};

/// The rows of a grant over a year; none while it was not granted by the end of it, or withdrawn by then.
pub(super) fn of_grant(course: &Course, code: Option<&str>, year: i16) -> Vec<Verantwoording> {
    let (begin, end) = (date(year, 1, 1), date(year, 12, 31));
    let standing = course.on(end);
    let Some(case) = &course.case else { return Vec::new() };
    let mut table = Table { case, code: code.unwrap_or_default(), year, rows: Vec::new() };
    money(&mut table, course, end);
    if standing.grant().is_some() {
        homes(&mut table, &standing, begin);
    }
    spent(&mut table, &standing, year);
    table.rows
}

fn money(table: &mut Table<'_>, course: &Course, end: Date) {
    let Some(grant) = course.grant.as_ref().filter(|grant| grant.mark.on <= end) else { return };
    table.money("Toegekend bedrag", grant.amount.gross, "inclusief btw");
    if let (Some(part), Some(payable)) = (grant.amount.compensable, grant.amount.payable()) {
        table.money("Waarvan via het BTW-compensatiefonds", part, "volgens de beschikking");
        table.money("Waarvan betaalbaar", payable, "na aftrek van het BTW-compensatiefonds");
    }
    table.day("Datum van de beschikking", grant.mark.on);
    if let Some(withdrawn) = course.withdrawn.filter(|mark| mark.on <= end) {
        table.day("Datum van intrekking", withdrawn.on);
    }
    if let Some(settled) = course.settled.filter(|settled| settled.mark.on <= end) {
        table.money("Vastgesteld bedrag", settled.amount.gross, "inclusief btw");
        table.day("Datum van de vaststelling", settled.mark.on);
    }
}

fn homes(table: &mut Table<'_>, standing: &Standing<'_>, begin: Date) {
    let planned = standing.granted().map(|(_, units)| units).sum();
    table.count("Woonruimten waarvoor is toegekend", planned, "volgens de beschikking");
    let milestones = [
        (Milestone::IrreversibleStep, "Woonruimten met een onomkeerbare stap"),
        (Milestone::Started, "Gestarte woonruimten"),
        (Milestone::Realised, "Gerealiseerde woonruimten"),
        (Milestone::OutOfUse, "Woonruimten uit gebruik"),
    ];
    for (milestone, name) in milestones {
        let of_it = || standing.entries().filter(|(_, entry)| entry.milestone == milestone);
        let all: u64 = of_it().map(|(_, entry)| u64::from(entry.units.get())).sum();
        let of_year = of_it().filter(|(_, entry)| begin <= entry.achieved_on);
        let in_year: u64 = of_year.map(|(_, entry)| u64::from(entry.units.get())).sum();
        let why = "volgens de voortgangsmeldingen, na correcties, op de gemelde dag";
        table.count(&format!("{name} in het boekjaar"), in_year, why);
        table.count(&format!("{name} tot en met het boekjaar"), all, why);
    }
}

/// What is not accounted for is left out, not shown as nothing.
fn spent(table: &mut Table<'_>, standing: &Standing<'_>, year: i16) {
    let accounts: Vec<_> = standing.accounts().collect();
    let why = "volgens de ingevoerde verantwoording";
    for (_, account) in accounts.iter().filter(|(of, _)| *of == year) {
        table.money("Besteed bedrag in het boekjaar", account.spent, why);
    }
    if !accounts.is_empty() {
        table.money("Besteed bedrag tot en met het boekjaar", standing.accounted(), why);
    }
}

struct Table<'a> {
    case: &'a CaseHeader,
    code: &'a str,
    year: i16,
    rows: Vec<Verantwoording>,
}

impl Table<'_> {
    fn money(&mut self, name: &str, amount: Cents, why: &str) {
        self.row(name, euros(amount.get()), "euro", why);
    }

    fn count(&mut self, name: &str, count: u64, why: &str) {
        self.row(name, count.to_string(), "aantal", why);
    }

    fn day(&mut self, name: &str, day: Date) {
        self.row(name, day.to_string(), "datum", "de dag van het besluit of van ontvangst");
    }

    fn row(&mut self, name: &str, waarde: String, unit: &str, why: &str) {
        let application = self.case.application;
        self.rows.push(Verantwoording {
            aanvraag_id: application.0,
            tranche: self.case.tranche.to_string(),
            boekjaar: self.year,
            gemeentecode: self.case.applicant.to_string(),
            sisa_regelingcode: self.code.to_owned(),
            indicatorcode: String::new(),
            indicatornaam: name.to_owned(),
            waarde,
            eenheid: unit.to_owned(),
            toelichting: format!("Aanvraag {application} ({}): {why}.", self.case.tranche),
            aard_controle: String::new(),
        });
    }
}
