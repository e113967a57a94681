//! Signals (*signalen*): `GET /voortgang/v1/signalen`, for government, and for a municipality those about itself.
//!
//! The rules are in [`regulation::signals`]; here is what they are told of, and to whom. Courses are read in their
//! order, so many at a time, until the page is full.

mod asked;
mod body;
mod file;

pub use asked::SignalenQuery;
pub(crate) use asked::{applicant, own};
pub use body::{Ernst, GetalBijSignaal, Grondslag, Signaal, Signalen, Spoor};

use crate::courses::{money, parsed, position};
use crate::figures::asked::known_on;
use crate::figures::read::Snapshot;
use crate::files::{self, Form};
use actix_web::{HttpRequest, HttpResponse, web};
use asked::Asked;
use event_store::{ReadStore, StoreError, Until};
use regulation::Facts;
use regulation::facts::{Ceilings, TrancheRules};
use regulation::signals::{Rules, Signal, left_after_closing, of_case};
use regulation::words::{TrancheKey, day_of};
use service_kit::callers::{AnyOf, Assessor};
use service_kit::{Administrator, Ministry, Municipality, Problem, Query};
use std::collections::HashMap;
use tokio_postgres::types::ToSql;

/// How many courses are read at first, and at most, at a time: what is rare asks for more of them.
const FIRST: i64 = 100;
const MOST: i64 = 2_000;

/// What has ended by the day that is asked is passed over. Asked by what was known earlier nothing is: that it ended may have
/// become known later.
const COURSES: &str = "
    SELECT first, course FROM reporting.courses
     WHERE first >= $1 AND ($2::date IS NULL OR ended_on IS NULL OR ended_on > $2)";

/// Where a page begins, after this signal: of a tranche, or the one with this number, from 0, of the case that
/// began at this position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
enum Place {
    Tranche(String),
    Case(i64, usize),
}

/// Geeft signalen
///
/// Wat in het verloop van toekenningen aandacht vraagt: gemiste mijlpalen en mijlpalen in gevaar, uitgebleven meldingen
/// en verantwoordingen, cijfers die elkaar tegenspreken, woonruimten die alleen zijn gemeld, niet besteed geld en
/// termijnen die aflopen. Een signaal is een vraag en geen oordeel in rechte; drempels die niet in een wet of regeling
/// staan, zijn van Woonloket en zo gemarkeerd. De overheid ziet alle signalen, een gemeente alleen die over haar eigen
/// aanvragen. Eerst komen signalen over tranches, dan die over aanvragen, in de volgorde van binnenkomst.
#[utoipa::path(get, path = "/signalen", operation_id = "signalen", tag = "signalen", params(SignalenQuery),
    responses((status = 200, description = "De signalen, als JSON, als CSV of als werkmap (XLSX).",
        content((Signalen = "application/json"), (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn list(
    caller: AnyOf<(Municipality, Assessor, Ministry, Administrator)>,
    asked: Query<SignalenQuery>,
    store: web::Data<ReadStore>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let form = Form::asked(Form::of_word(asked.vorm.as_ref()), &request)?;
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let asked = Asked::read(asked.into_inner(), &caller, &snapshot)?;
    let upto = position(&snapshot.tx).await?;
    let found =
        Search { store: &store, snapshot: &snapshot, asked: &asked, rules: HashMap::new() }.page().await?;
    let page = asked.page.page(found, |(place, _)| place.clone())?;
    let answer = Signalen {
        peildatum: asked.today,
        bekend_op: asked.known_by.unwrap_or_else(|| day_of(snapshot.now)),
        positie: upto.unsigned_abs(),
        resultaten: page.resultaten.iter().map(|(_, signal)| asked.told(signal, &snapshot.names)).collect(),
        volgende: page.volgende.clone(),
    };
    let (response, selection) = (files::page(&request, answer.volgende.as_deref()), asked.selection());
    let known_at = asked.known_by.and_then(known_on).unwrap_or(snapshot.now);
    files::told(response, form, &answer, |answer| file::file(answer, &selection, known_at))
}

/// A search for the signals of one page, with the rules that it needed so far.
struct Search<'a> {
    store: &'a ReadStore,
    snapshot: &'a Snapshot<'a>,
    asked: &'a Asked,
    rules: HashMap<TrancheKey, TrancheRules>,
}

impl Search<'_> {
    async fn page(mut self) -> Result<Vec<(Place, Signal)>, Problem> {
        let after = self.asked.page.after::<Place>()?;
        let most = usize::from(self.asked.page.limit()) + 1;
        let mut found = Vec::new();
        if self.asked.wants_tranches() && !matches!(after, Some(Place::Case(..))) {
            found = self.of_tranches().await?;
            found.retain(|(place, _)| after.as_ref().is_none_or(|after| place > after));
        }
        let (mut from, mut skip) = match after {
            Some(Place::Case(first, index)) => (first, Some(index)),
            Some(Place::Tranche(_)) | None => (0, None),
        };
        let mut chunk = FIRST;
        while found.len() < most {
            let courses = self.courses(from, chunk).await?;
            for (first, text) in &courses {
                let signals = self.of_course(text).await?;
                let after = skip.filter(|_| *first == from);
                let places = (0..).map(|index| Place::Case(*first, index)).zip(signals);
                found.extend(places.filter(|(place, signal)| {
                    let is_later = after.is_none_or(|after| *place > Place::Case(*first, after));
                    is_later && self.asked.wants(signal)
                }));
                if found.len() >= most {
                    break;
                }
            }
            match courses.last() {
                Some((last, _)) if courses.len() >= usize::try_from(chunk).unwrap_or(usize::MAX) => {
                    (from, skip) = (last + 1, None);
                    chunk = (chunk * 4).min(MOST);
                }
                Some(_) | None => break,
            }
        }
        found.truncate(most);
        Ok(found)
    }

    async fn of_tranches(&mut self) -> Result<Vec<(Place, Signal)>, Problem> {
        let mut found = Vec::new();
        for (tranche, mut money) in money(&self.snapshot.tx, self.asked.known_by).await? {
            if !self.asked.tranches.as_ref().is_none_or(|tranches| tranches.contains(&tranche.to_string())) {
                continue;
            }
            if self.asked.known_by.is_some() {
                money.ceiling.clone_from(self.learn(Ceilings::of(tranche.clone())).await?.changes());
            }
            let today = self.asked.today;
            let rules = self.rules_of(&tranche).await?;
            let newest = rules.newest_version().and_then(|version| Rules::in_version(rules, version));
            let signal = newest.and_then(|rules| left_after_closing(&tranche, &money, rules, today));
            found.extend(
                signal
                    .filter(|signal| self.asked.wants(signal))
                    .map(|signal| (Place::Tranche(tranche.to_string()), signal)),
            );
        }
        Ok(found)
    }

    async fn courses(&self, from: i64, chunk: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let mut text = COURSES.to_owned();
        let not_ended_by = self.asked.known_by.is_none().then_some(self.asked.today);
        let mut values: Vec<&(dyn ToSql + Sync)> = vec![&from, &not_ended_by];
        if let Some(tranches) = &self.asked.tranches {
            values.push(tranches);
            text.push_str(&format!(" AND tranche = ANY (${})", values.len()));
        }
        if let Some(applicant) = &self.asked.applicant {
            values.push(applicant);
            text.push_str(&format!(" AND applicant = ${}", values.len()));
        }
        text.push_str(&format!(" ORDER BY first LIMIT {chunk}"));
        let tx = &self.snapshot.tx;
        let rows = tx.query(&tx.prepare_cached(&text).await?, &values).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    async fn of_course(&mut self, text: &str) -> Result<Vec<Signal>, Problem> {
        let mut course = parsed(text)?;
        if let Some(day) = self.asked.known_by {
            course = course.known_by(day);
        }
        let Some(case) = &course.case else { return Ok(Vec::new()) };
        let today = self.asked.today;
        let rules = self.rules_of(&case.tranche).await?;
        Ok(of_case(&course, Rules::in_version(rules, course.scheme_version), today))
    }

    async fn rules_of(&mut self, tranche: &TrancheKey) -> Result<&TrancheRules, StoreError> {
        if !self.rules.contains_key(tranche) {
            let rules = self.learn(TrancheRules::of(tranche.clone())).await?;
            self.rules.insert(tranche.clone(), rules);
        }
        Ok(self.rules.entry(tranche.clone()).or_insert_with(|| TrancheRules::of(tranche.clone())))
    }

    /// Facts of what was known at the end of the day that is asked, or is now.
    async fn learn<F: Facts>(&self, mut facts: F) -> Result<F, StoreError> {
        let Some(day) = self.asked.known_by else {
            return Ok(self.store.learn(facts, Until::Now).await?.0);
        };
        let all = self.store.history(&facts.about(), Until::Now).await?;
        all.iter().filter(|one| day_of(one.known_since()) <= day).for_each(|one| facts.learn(one));
        Ok(facts)
    }
}
