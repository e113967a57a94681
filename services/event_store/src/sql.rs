//! Histories in SQL.

use regulation::query::Query;
use tokio_postgres::types::ToSql;

/// A value that is sent with a statement.
pub(crate) type Value = Box<dyn ToSql + Sync + Send>;

/// By what the rows are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The index on tags: for a whole history.
    Tag,
    /// The primary key: for what is new after a position. Adding an empty array hides the tags from the index.
    Position,
}

/// The condition that an event belongs to this history, with its values after those that are there.
pub(crate) fn condition(query: &Query, by: By, values: &mut Vec<Value>) -> String {
    let mut alternatives = Vec::new();
    for item in &query.items {
        let mut demands = Vec::new();
        if !item.types.is_empty() {
            values.push(Box::new(item.types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()));
            demands.push(format!("e.event_type = ANY (${})", values.len()));
        }
        if !item.tags.is_empty() {
            values.push(Box::new(item.tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>()));
            let tags = match by {
                By::Tag => "e.tags",
                By::Position => "(e.tags || '{}'::text[])",
            };
            demands.push(format!("{tags} @> ${}::text[]", values.len()));
        }
        if demands.is_empty() {
            return "true".to_owned();
        }
        alternatives.push(demands.join(" AND "));
    }
    if alternatives.is_empty() { "false".to_owned() } else { format!("(({}))", alternatives.join(") OR (")) }
}

/// Whether every alternative names a tag, so that the index on tags leads to it.
pub(crate) fn has_tags(query: &Query) -> bool {
    query.items.iter().all(|item| !item.tags.is_empty())
}

/// The values as tokio-postgres takes them.
pub(crate) fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| -> &(dyn ToSql + Sync) { &**value }).collect()
}
