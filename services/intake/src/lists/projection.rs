//! From events to the rows of the lists.

use event_store::{Projection, ProjectionError, Transaction};
use regulation::event::{ApplicationSubmitted, Arrival, CaseHeader, Event, EventType};
use regulation::query::{Query, QueryItem};
use regulation::record::Recorded;
use regulation::words::{Amount, PieceCode};
use service_kit::dutch::Status;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

const SUBMIT: &str = "
    INSERT INTO cases (application, tranche, applicant, reference, submitted, received_at, closed_at, status, missing,
                       requested, last, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}', $9, $5, $10)";
const TOUCH: &str = "UPDATE cases SET last = $2, recorded_at = $3 WHERE application = $1";
/// While nobody decided, a confirmation and an advice only move the status forward. A request for pieces and their coming
/// move it to and fro between received and waiting for pieces, before those two. A decision says it all.
/// The same as [`Status::of`] says of the case.
const COMPLETE: &str = "
    UPDATE cases SET status = 'volledig' WHERE application = $1 AND status IN ('ingediend', 'aanvulling-gevraagd')";
const ADVISE: &str = "
    UPDATE cases SET status = 'geadviseerd'
     WHERE application = $1 AND status IN ('ingediend', 'aanvulling-gevraagd', 'volledig')";
const DECIDE: &str = "UPDATE cases SET status = $2 WHERE application = $1";
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

/// Every event that changes a row.
const WANTED: [EventType; 14] = [
    EventType::TrancheOpened,
    EventType::ApplicationSubmitted,
    EventType::SupplementRequested,
    EventType::ApplicationSupplemented,
    EventType::CompletenessConfirmed,
    EventType::ApplicationWithdrawn,
    EventType::AdviceGiven,
    EventType::ApplicationGranted,
    EventType::ApplicationRejected,
    EventType::ApplicationSetAside,
    EventType::ProgressReported,
    EventType::ProgressCorrected,
    EventType::SpendingAccounted,
    EventType::GrantSettled,
];

/// The rows of the lists of cases and of tranches, as they follow the log.
#[derive(Debug, Clone, Copy)]
pub struct ListRows;

impl Projection for ListRows {
    fn name(&self) -> &'static str {
        "lists"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["cases", "tranches"]
    }

    fn about(&self) -> Query {
        Query { items: vec![QueryItem { types: WANTED.to_vec(), tags: Vec::new() }] }
    }

    async fn apply(&self, tx: &Transaction<'_>, recorded: &[Recorded]) -> Result<(), ProjectionError> {
        for one in recorded {
            Self::take_in(tx, one).await?;
        }
        Ok(())
    }
}

impl ListRows {
    async fn take_in(tx: &Transaction<'_>, recorded: &Recorded) -> Result<(), Error> {
        let rows = Rows { tx, recorded };
        match &recorded.event {
            Event::ApplicationSubmitted(event) => return rows.submit(event).await,
            Event::SupplementRequested(event) => {
                rows.pieces(ASK, &event.case, event.pieces.iter().map(|piece| &piece.code)).await?;
            }
            Event::ApplicationSupplemented(event) => {
                rows.pieces(RECEIVE, &event.case, event.pieces.iter()).await?;
            }
            Event::CompletenessConfirmed(event) => rows.run(COMPLETE, &[&event.case.application.0]).await?,
            Event::AdviceGiven(event) => rows.run(ADVISE, &[&event.case.application.0]).await?,
            Event::ApplicationGranted(event) => {
                rows.decide(&event.case, Status::Toegekend).await?;
                rows.amount(GRANT, &event.case, event.amount).await?;
            }
            Event::GrantSettled(event) => {
                rows.decide(&event.case, Status::Vastgesteld).await?;
                rows.amount(SETTLE, &event.case, event.amount).await?;
            }
            Event::ApplicationRejected(event) => rows.decide(&event.case, Status::Afgewezen).await?,
            Event::ApplicationSetAside(event) => rows.decide(&event.case, Status::BuitenBehandeling).await?,
            Event::ApplicationWithdrawn(event) => rows.decide(&event.case, Status::Ingetrokken).await?,
            Event::TrancheOpened(event) => {
                return rows.run(OPEN, &[&event.tranche.as_str(), &rows.position()]).await;
            }
            Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::SchemePublished(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
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
        self.tx.execute(&self.tx.prepare_cached(statement).await?, values).await.map(drop)
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

    async fn decide(&self, case: &CaseHeader, status: Status) -> Result<(), Error> {
        self.run(DECIDE, &[&case.application.0, &status.as_str()]).await
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
