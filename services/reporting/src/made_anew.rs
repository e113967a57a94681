//! What this service made of the log made anew beside what is there, while others go on: `reporting --rebuild`.

use crate::courses::Courses;
use crate::projection::Ledger;
use event_store::{Difference, EventStore, Rebuilt, StoreError};

/// Rebuilds the ledger and the courses of cases, and tells in Dutch what differed. How far it is, it logs.
///
/// # Errors
/// When the database fails or an event cannot be applied; what is there then stays as it is.
pub async fn rebuild(store: &EventStore) -> Result<String, StoreError> {
    let ledger = told("het grootboek", &store.rebuild(Ledger).await?);
    let courses = told("het verloop van zaken", &store.rebuild(Courses).await?);
    Ok(format!("{ledger}\n{courses}"))
}

fn told(what: &str, rebuilt: &Rebuilt) -> String {
    let made = format!("Opnieuw gemaakt tot en met positie {}: {what}", rebuilt.position);
    if rebuilt.differences.is_empty() {
        return format!("{made}, gelijk aan wat er stond.");
    }
    let tables: Vec<_> = rebuilt.differences.iter().map(difference).collect();
    format!("{made}. Dit is vervangen:\n{}", tables.join("\n"))
}

fn difference(of: &Difference) -> String {
    let mut text =
        format!("  {}: {} regels zijn weg (-) en {} zijn nieuw (+), zoals", of.table, of.gone, of.new);
    let gone = of.examples_gone.iter().map(|row| format!("\n    - {row}"));
    text.extend(gone.chain(of.examples_new.iter().map(|row| format!("\n    + {row}"))));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::record::Position;

    #[test]
    fn what_differed_is_told_by_table_with_examples() {
        let differences = vec![Difference {
            table: "ledger".to_owned(),
            gone: 1,
            new: 2,
            examples_gone: vec!["{1}".to_owned()],
            examples_new: vec!["{2}".to_owned()],
        }];
        let text = told("het grootboek", &Rebuilt { position: Position(7), differences });
        let expected = "Opnieuw gemaakt tot en met positie 7: het grootboek. Dit is vervangen:\n  ledger: 1 regels zijn weg (-) en 2 \
                        zijn nieuw (+), zoals\n    - {1}\n    + {2}";
        assert_eq!(text, expected);
        let same = Rebuilt { position: Position(7), differences: Vec::new() };
        assert!(told("het grootboek", &same).ends_with("gelijk aan wat er stond."));
    }
}
