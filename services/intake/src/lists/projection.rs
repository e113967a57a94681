//! From events to the rows of the lists.

use regulation::event::{ApplicationSubmitted, Arrival, CaseHeader, Event};
use regulation::record::Recorded;
use regulation::words::{Amount, PieceCode};
use service_kit::dutch::Status;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Transaction};

const SUBMIT: &str = "
    INSERT INTO cases (application, tranche, applicant, reference, submitted, received_at, closed_at, status, missing,
                       requested, last, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}', $9, $5, $10)";
const TOUCH: &str = "UPDATE cases SET last = $2, recorded_at = $3 WHERE application = $1";
const STATUS: &str = "UPDATE cases SET status = $2 WHERE application = $1";
const ASK: &str = "
    UPDATE cases SET missing = ARRAY(SELECT unnest(missing) UNION SELECT unnest($2::text[]) ORDER BY 1),
           status = CASE WHEN status = 'ingediend' THEN 'aanvulling-gevraagd' ELSE status END
     WHERE application = $1";
const RECEIVE: &str = "
    UPDATE cases SET missing = ARRAY(SELECT unnest(missing) EXCEPT SELECT unnest($2::text[]) ORDER BY 1),
           status = CASE WHEN status = 'aanvulling-gevraagd' AND missing <@ $2::text[] THEN 'ingediend' ELSE status END
     WHERE application = $1";
const GRANT: &str = "UPDATE cases SET granted = $2 WHERE application = $1";
const SETTLE: &str = "UPDATE cases SET settled = $2 WHERE application = $1";
const OPEN: &str = "INSERT INTO tranches (tranche, opened) VALUES ($1, $2)";

/// The lists of cases and of tranches, as they follow the log.
#[derive(Debug, Clone, Copy)]
pub struct Lists;

impl Lists {
    /// Takes in the next event, within the transaction that also moves the checkpoint.
    pub(super) async fn take_in(tx: &Transaction<'_>, recorded: &Recorded) -> Result<(), Error> {
        let rows = Rows { tx, recorded };
        match &recorded.event {
            Event::ApplicationSubmitted(event) => return rows.submit(event).await,
            Event::SupplementRequested(event) => {
                rows.pieces(ASK, &event.case, event.pieces.iter().map(|piece| &piece.code)).await?;
            }
            Event::ApplicationSupplemented(event) => {
                rows.pieces(RECEIVE, &event.case, event.pieces.iter()).await?;
            }
            Event::CompletenessConfirmed(event) => rows.status(&event.case, Status::Volledig).await?,
            Event::AdviceGiven(event) => rows.status(&event.case, Status::Geadviseerd).await?,
            Event::ApplicationGranted(event) => {
                rows.status(&event.case, Status::Toegekend).await?;
                rows.amount(GRANT, &event.case, event.amount).await?;
            }
            Event::GrantSettled(event) => {
                rows.status(&event.case, Status::Vastgesteld).await?;
                rows.amount(SETTLE, &event.case, event.amount).await?;
            }
            Event::ApplicationRejected(event) => rows.status(&event.case, Status::Afgewezen).await?,
            Event::ApplicationSetAside(event) => rows.status(&event.case, Status::BuitenBehandeling).await?,
            Event::ApplicationWithdrawn(event) => rows.status(&event.case, Status::Ingetrokken).await?,
            Event::TrancheOpened(event) => {
                return rows.run(OPEN, &[&event.tranche.as_str(), &rows.position()]).await;
            }
            Event::ProgressReported(_)
            | Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::TrancheClosed(_) => {}
        }
        match recorded.event.case() {
            Some(case) => {
                rows.run(TOUCH, &[&case.application.0, &rows.position(), &recorded.recorded_at]).await
            }
            None => Ok(()),
        }
    }
}

/// The rows that one event changes.
struct Rows<'a> {
    tx: &'a Transaction<'a>,
    recorded: &'a Recorded,
}

impl Rows<'_> {
    fn position(&self) -> i64 {
        i64::try_from(self.recorded.position.0).unwrap_or(i64::MAX)
    }

    async fn run(&self, statement: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), Error> {
        self.tx.execute(statement, values).await.map(drop)
    }

    async fn submit(&self, event: &ApplicationSubmitted) -> Result<(), Error> {
        let closed_at = match event.arrival {
            Arrival::InTime => None,
            Arrival::Late { closed_at } => Some(closed_at),
        };
        let values: [&(dyn ToSql + Sync); 10] = [
            &event.case.application.0,
            &event.case.tranche.as_str(),
            &event.case.applicant.to_string(),
            &event.reference.as_str(),
            &self.position(),
            &event.received_at,
            &closed_at,
            &Status::Ingediend.as_str(),
            &event.requested().get(),
            &self.recorded.recorded_at,
        ];
        self.run(SUBMIT, &values).await
    }

    async fn status(&self, case: &CaseHeader, status: Status) -> Result<(), Error> {
        self.run(STATUS, &[&case.application.0, &status.as_str()]).await
    }

    async fn amount(&self, statement: &str, case: &CaseHeader, amount: Amount) -> Result<(), Error> {
        self.run(statement, &[&case.application.0, &amount.gross.get()]).await
    }

    async fn pieces(
        &self,
        statement: &str,
        case: &CaseHeader,
        pieces: impl Iterator<Item = &PieceCode>,
    ) -> Result<(), Error> {
        let codes: Vec<&str> = pieces.map(PieceCode::as_str).collect();
        self.run(statement, &[&case.application.0, &codes]).await
    }
}
