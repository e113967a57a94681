//! Each event of a case in words. What assessors say to one another (the content of an advice) is left out.

use super::happening::Stuk;
use super::requests::MeldingRegel;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::event::{Arrival, Event, Piece, RejectionGround};
use regulation::words::{Amount, PieceCode, ReportId};

/// An event in words, and what of it is worth a field.
pub(super) struct Words {
    pub kind: &'static str,
    pub text: String,
    pub at: Timestamp,
    pub pieces: Vec<Stuk>,
    pub answer_by: Option<Date>,
    pub cents: Option<i64>,
    pub note: Option<String>,
    pub entries: Vec<MeldingRegel>,
    pub report: Option<ReportId>,
    pub corrects: Option<ReportId>,
}

impl Words {
    fn new(kind: &'static str, at: Timestamp, text: impl Into<String>) -> Self {
        let (pieces, entries) = (Vec::new(), Vec::new());
        Self {
            kind,
            text: text.into(),
            at,
            pieces,
            answer_by: None,
            cents: None,
            note: None,
            entries,
            report: None,
            corrects: None,
        }
    }

    fn note(self, note: &str) -> Self {
        Self { note: Some(note.to_owned()).filter(|note| !note.is_empty()), ..self }
    }

    fn amount(self, amount: Amount) -> Self {
        Self { cents: Some(amount.gross.get()), ..self }
    }
}

/// The event in words, where it is about a case.
pub(super) fn words(event: &Event) -> Option<Words> {
    Some(match event {
        Event::ApplicationSubmitted(event) => Words::new(
            "indiening",
            event.received_at,
            match event.arrival {
                Arrival::InTime => "De aanvraag is op tijd ontvangen.".to_owned(),
                Arrival::Late { closed_at } => {
                    format!("De aanvraag is te laat ontvangen: op tijd was tot en met {closed_at}.")
                }
            },
        )
        .amount(Amount::gross(event.requested())),
        Event::SupplementRequested(event) => {
            let text = asked(&event.pieces, event.answer_by);
            let pieces = event.pieces.iter().map(Stuk::asked).collect();
            let words = Words::new("aanvulverzoek", event.requested_at, text);
            Words { pieces, answer_by: event.answer_by, ..words }
        }
        Event::ApplicationSupplemented(event) => {
            let text = format!("Uw aanvulling is ontvangen: {}.", listed(event.pieces.iter()));
            let pieces = event.pieces.iter().map(Stuk::received).collect();
            Words { pieces, ..Words::new("aanvulling", event.received_at, text).note(&event.note) }
        }
        Event::CompletenessConfirmed(event) => {
            let text = format!("De aanvraag is volledig sinds {}.", event.complete_since);
            Words::new("volledigverklaring", event.confirmed_at, text)
        }
        Event::ApplicationWithdrawn(event) => {
            Words::new("intrekking", event.received_at, "U hebt de aanvraag ingetrokken.").note(&event.reason)
        }
        Event::AdviceGiven(event) => {
            let text = "Een beoordelaar heeft advies gegeven. Een andere beoordelaar beslist.";
            Words::new("advies", event.given_at, text)
        }
        Event::ApplicationGranted(event) => {
            let text = format!("De aanvraag is toegekend: {}.", event.amount.gross);
            Words::new("toekenning", event.decided_at, text).amount(event.amount).note(&event.explanation)
        }
        Event::ApplicationRejected(event) => {
            let text = format!("De aanvraag is afgewezen: {}.", ground(event.ground));
            Words::new("afwijzing", event.decided_at, text).note(&event.explanation)
        }
        Event::ApplicationSetAside(event) => {
            let text = "De aanvraag is buiten behandeling gesteld, omdat gevraagde stukken niet kwamen.";
            Words::new("buiten-behandeling-stelling", event.decided_at, text).note(&event.explanation)
        }
        Event::ProgressReported(event) => {
            let text = format!("Uw voortgangsmelding {} is ontvangen.", event.report);
            let entries = event.entries.iter().map(MeldingRegel::from).collect();
            let report = Some(event.report);
            Words { entries, report, ..Words::new("voortgangsmelding", event.received_at, text) }
        }
        Event::ProgressCorrected(event) => {
            let text = format!("Uw correctie van voortgangsmelding {} is ontvangen.", event.corrects);
            let entries = event.entries.iter().map(MeldingRegel::from).collect();
            let words = Words::new("correctie-voortgangsmelding", event.received_at, text);
            let (report, corrects) = (Some(event.report), Some(event.corrects));
            Words { entries, report, corrects, ..words.note(&event.reason) }
        }
        Event::SpendingAccounted(event) => {
            let text = format!("Uw verantwoording over {} is ingevoerd: {}.", event.year, event.spent);
            Words::new("verantwoording", event.accounted_at, text).amount(Amount::gross(event.spent))
        }
        Event::GrantSettled(event) => {
            let text = format!("De uitkering is vastgesteld op {}.", event.amount.gross);
            Words::new("vaststelling", event.decided_at, text).amount(event.amount).note(&event.explanation)
        }
        Event::SchemePublished(_)
        | Event::TrancheOpened(_)
        | Event::WindowExtended(_)
        | Event::CeilingChanged(_)
        | Event::MoneyCarriedOver(_)
        | Event::LotterySealed(_)
        | Event::LotsDrawn(_)
        | Event::RankingEstablished(_)
        | Event::ContributionEntered(_)
        | Event::EditionSealed(_)
        | Event::TrancheClosed(_) => return None,
    })
}

impl Stuk {
    fn asked(piece: &Piece) -> Self {
        Self { code: piece.code.to_string(), omschrijving: Some(piece.description.clone()) }
    }

    fn received(code: &PieceCode) -> Self {
        Self { code: code.to_string(), omschrijving: None }
    }
}

fn asked(pieces: &[Piece], answer_by: Option<Date>) -> String {
    let pieces = listed(pieces.iter().map(|piece| &piece.code));
    match answer_by {
        Some(day) => format!("Er is om aanvulling gevraagd: {pieces}. Dit kan tot en met {day}."),
        None => format!("Er is om aanvulling gevraagd: {pieces}. Er is geen termijn gesteld."),
    }
}

fn listed<'a>(codes: impl Iterator<Item = &'a PieceCode>) -> String {
    codes.map(PieceCode::as_str).collect::<Vec<_>>().join(", ")
}

const fn ground(ground: RejectionGround) -> &'static str {
    match ground {
        RejectionGround::ArrivedLate => "zij is te laat ontvangen",
        RejectionGround::CeilingReached => "het plafond is bereikt",
        RejectionGround::ConditionsNotMet => "zij voldoet niet aan de voorwaarden",
        RejectionGround::Other => "zie de toelichting",
    }
}
