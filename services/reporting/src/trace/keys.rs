//! The keys that a figure counts: as many as it says, in the borders that are asked.

use super::body::GeteldeSleutel;
use crate::figures::lines::Lines;
use crate::figures::quantity::Quantity;
use crate::figures::read::{Snapshot, kept};
use crate::places::{Borders, is_municipality, place};
use event_store::StoreError;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// Which keys (*sleutels*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    Applications,
    Projects,
    Recipients,
    Municipalities,
}

impl Keys {
    /// Every one, with its word in the API.
    pub(super) const ALL: [(&'static str, Keys); 4] = [
        ("aanvragen", Self::Applications),
        ("projecten", Self::Projects),
        ("ontvangers", Self::Recipients),
        ("gemeenten", Self::Municipalities),
    ];

    /// The quantity that is their number.
    pub(super) const fn quantity(self) -> Quantity {
        match self {
            Self::Applications => Quantity::Applications,
            Self::Projects => Quantity::Projects,
            Self::Recipients => Quantity::Recipients,
            Self::Municipalities => Quantity::Municipalities,
        }
    }
}

/// One key.
pub(super) struct Key {
    /// The application; nil for a recipient.
    pub(super) application: Uuid,
    /// The key of a project or the code of a recipient; empty for an application.
    pub(super) text: String,
    /// Who applied, under the code of then.
    applicant: String,
}

impl Key {
    pub(super) fn told(self, which: Keys, borders: Borders) -> GeteldeSleutel {
        let of_case = matches!(which, Keys::Applications | Keys::Projects);
        let there = place(&self.applicant, borders);
        GeteldeSleutel {
            aanvraag_id: of_case.then_some(self.application),
            project: Some(self.text).filter(|_| which == Keys::Projects),
            aanvrager: there.code,
            aanvrager_naam: there.name,
            gesplitst: there.split.then_some(true),
        }
    }
}

/// The keys after this one, at most so many, in their order.
pub(super) async fn read(
    snapshot: &Snapshot<'_>,
    cell: Lines,
    which: Keys,
    borders: Borders,
    (after, most): (Option<(Uuid, &str)>, i64),
) -> Result<Vec<Key>, StoreError> {
    match which {
        Keys::Applications => of_cases(snapshot, cell, "''::text", (after, most)).await,
        Keys::Projects => of_cases(snapshot, cell, "project", (after, most)).await,
        Keys::Recipients | Keys::Municipalities => {
            let only_municipalities = which == Keys::Municipalities;
            let all = recipients(snapshot, &cell, borders).await?;
            let is_next = |(code, _): &(String, String)| {
                after.is_none_or(|(_, last)| code.as_str() > last)
                    && (!only_municipalities || is_municipality(code))
            };
            let key = |(text, applicant)| Key { application: Uuid::nil(), text, applicant };
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            Ok(all.into_iter().filter(is_next).map(key).take(most).collect())
        }
    }
}

/// The different applications, or projects of applications, of which anything is left to count.
async fn of_cases(
    snapshot: &Snapshot<'_>,
    mut cell: Lines,
    text: &str,
    (after, most): (Option<(Uuid, &str)>, i64),
) -> Result<Vec<Key>, StoreError> {
    let beyond = after.map_or(String::new(), |(application, last)| {
        let (application, last) =
            (cell.value(application, Type::UUID), cell.value(last.to_owned(), Type::TEXT));
        format!(" AND (application, {text}) > ({application}, {last})")
    });
    let most = cell.value(most, Type::INT8);
    let statement = format!(
        "SELECT application, {text} AS text, min(applicant) AS applicant FROM ({}) AS kept
          WHERE application IS NOT NULL AND {text} IS NOT NULL{beyond}
          GROUP BY 1, 2 ORDER BY 1, 2 LIMIT {most}",
        kept(&cell, &BTreeSet::new())
    );
    let rows = snapshot.tx.query_typed(&statement, &cell.values()).await?;
    let key = |row: &Row| {
        let (application, text, applicant) =
            (row.try_get("application")?, row.try_get("text")?, row.try_get("applicant")?);
        Ok(Key { application, text, applicant })
    };
    rows.iter().map(key).collect()
}

/// The different recipients by their codes within these borders, each with a code under which one of them applied.
async fn recipients(
    snapshot: &Snapshot<'_>,
    cell: &Lines,
    borders: Borders,
) -> Result<BTreeMap<String, String>, StoreError> {
    let statement = format!(
        "SELECT DISTINCT applicant FROM ({}) AS kept WHERE applicant IS NOT NULL",
        kept(cell, &BTreeSet::new())
    );
    let mut all = BTreeMap::new();
    for row in snapshot.tx.query_typed(&statement, &cell.values()).await? {
        let applicant: String = row.try_get(0)?;
        all.insert(place(&applicant, borders).code, applicant);
    }
    Ok(all)
}
