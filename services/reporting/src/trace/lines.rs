//! The lines of a trace, and what of them anyone may see.
//!
//! What the public may not see is not read for it: not who reported or decided, out of what it was imported, in which report
//! it stands, nor which project it is of. What is left is what the public log tells of its events and the public figures of
//! a municipality.

use super::body::Grootboekregel;
use super::query;
use super::what::What;
use crate::figures::described;
use crate::figures::lines::Lines;
use crate::figures::read::Snapshot;
use crate::figures::table::Audience;
use crate::kinds;
use crate::ledger::Measure;
use crate::places::{Borders, place};
use crate::words::{event_word, role_word};
use event_store::StoreError;
use regulation::event::EventType;
use regulation::record::{Actor, Imported};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

/// Where a page of lines begins (after this line), and up to where all pages go.
pub(super) type LineCursor = (i64, i16, i64);

const JOIN: &str = " JOIN log.events e ON e.position = l.position";

/// What anyone may see of a line, in the order in which it is told.
const PUBLIC: &str = "l.position, l.event_type, l.measure, l.tranche, l.application, l.applicant, l.target_group,
    l.permanence, l.dwelling, l.origin, l.evidence, l.goal, l.contribution, l.valid_on, l.known_since, e.recorded_at, l.method";

/// What only government may see beside it.
const BESIDE: &str = "l.number, l.project, l.report, e.actor, e.imported";

/// The lines after this one, at most so many, in the order of the log; each with its number within its event.
pub(super) async fn read(
    snapshot: &Snapshot<'_>,
    mut cell: Lines,
    what: What,
    audience: Audience,
    (after, most): (Option<LineCursor>, i64),
) -> Result<Vec<(i16, Grootboekregel)>, StoreError> {
    let (position, number, _) = after.unwrap_or((0, -1, 0));
    let (position, number) = (cell.value(position, Type::INT8), cell.value(number, Type::INT2));
    let most = cell.value(most, Type::INT8);
    let from = cell.from_where(JOIN);
    let statement = match audience {
        Audience::Government => format!(
            "SELECT {PUBLIC}, l.units, l.cents, {BESIDE} {from} AND (l.position, l.number) > ({position}, {number})
              ORDER BY l.position, l.number LIMIT {most}"
        ),
        // Lines of an event that differ only in what is left out are one: how a grant is divided over projects is not public.
        Audience::Public => format!(
            "SELECT {PUBLIC}, sum(l.units)::bigint AS units, sum(l.cents)::bigint AS cents, min(l.number) AS number
             {from} AND l.position >= {position} GROUP BY {PUBLIC}
             HAVING (l.position, min(l.number)) > ({position}, {number})
              ORDER BY l.position, min(l.number) LIMIT {most}"
        ),
    };
    let rows = query(snapshot, &statement, &cell).await?;
    let line = |row| match audience {
        Audience::Government => whole(row, what),
        Audience::Public => public(row, what),
    };
    rows.iter().map(|row| Ok((row.try_get("number")?, line(row)?))).collect()
}

/// What anyone may see of a line.
fn public(row: &Row, what: What) -> Result<Grootboekregel, StoreError> {
    let (event, measure): (String, &str) = (row.try_get("event_type")?, row.try_get("measure")?);
    let measure = Measure::parse(measure);
    let applicant: Option<String> = row.try_get("applicant")?;
    let word = |table, column| -> Result<Option<String>, StoreError> {
        let stored: Option<String> = row.try_get(column)?;
        Ok(stored.and_then(|stored| kinds::dutch(table, &stored)).map(str::to_owned))
    };
    Ok(Grootboekregel {
        positie: row.try_get("position")?,
        regel: None,
        gebeurtenis: EventType::parse(&event).map(event_word).map_or(event, str::to_owned),
        maat: measure.map_or("onbekend", |measure| described(measure).0).to_owned(),
        telt: measure.map_or(1, |measure| what.sign(measure)),
        tranche: row.try_get("tranche")?,
        aanvraag_id: row.try_get("application")?,
        aanvrager_naam: applicant.as_ref().map(|code| place(code, Borders::Then).name),
        aanvrager: applicant,
        project: None,
        aandachtsgroep: row.try_get("target_group")?,
        duur: word(kinds::PERMANENCES, "permanence")?,
        zelfstandigheid: word(kinds::DWELLINGS, "dwelling")?,
        herkomst: word(kinds::ORIGINS, "origin")?,
        bewijsgraad: word(kinds::EVIDENCES, "evidence")?,
        melding_id: None,
        doelstelling: row.try_get("goal")?,
        bijdrage: row.try_get("contribution")?,
        woonruimten: row.try_get("units")?,
        bedrag_cent: row.try_get("cents")?,
        geldig_op_datum: row.try_get("valid_on")?,
        bekend_sinds_op: row.try_get("known_since")?,
        vastgelegd_op: row.try_get("recorded_at")?,
        rol: None,
        organisatie: None,
        namens: None,
        ingevoerd_uit: None,
        gegenereerd: None,
        methode: row.try_get("method")?,
    })
}

/// The same with who reported or decided it, its project, its report and its source.
fn whole(row: &Row, what: What) -> Result<Grootboekregel, StoreError> {
    let actor: Option<Actor> = serde_json::from_str(row.try_get("actor")?).ok();
    let imported: Option<&str> = row.try_get("imported")?;
    let imported: Option<Imported> = imported.and_then(|text| serde_json::from_str(text).ok());
    Ok(Grootboekregel {
        regel: row.try_get("number")?,
        project: row.try_get("project")?,
        melding_id: row.try_get("report")?,
        rol: Some(actor.as_ref().map_or("onbekend", |actor| role_word(actor.role)).to_owned()),
        organisatie: actor.as_ref().and_then(|actor| actor.organisation.clone()),
        namens: actor.and_then(|actor| actor.on_behalf_of),
        gegenereerd: imported.as_ref().and_then(|imported| imported.generated.clone()),
        ingevoerd_uit: imported.map(|imported| imported.source),
        ..public(row, what)?
    })
}
