//! The API's words for events and roles.

use regulation::event::EventType;
use regulation::record::Role;

/// What happened, in Dutch: `aanvraag-ingediend`.
pub const fn event_word(kind: EventType) -> &'static str {
    match kind {
        EventType::SchemePublished => "regeling-gepubliceerd",
        EventType::TrancheOpened => "tranche-geopend",
        EventType::WindowExtended => "tranche-verlengd",
        EventType::CeilingChanged => "plafond-gewijzigd",
        EventType::MoneyCarriedOver => "geld-overgeheveld",
        EventType::LotterySealed => "loting-verzegeld",
        EventType::LotsDrawn => "loting-getrokken",
        EventType::RankingEstablished => "rangschikking-vastgesteld",
        EventType::TrancheClosed => "tranche-gesloten",
        EventType::ApplicationSubmitted => "aanvraag-ingediend",
        EventType::SupplementRequested => "aanvulling-gevraagd",
        EventType::ApplicationSupplemented => "aanvraag-aangevuld",
        EventType::CompletenessConfirmed => "aanvraag-volledig-verklaard",
        EventType::ApplicationWithdrawn => "aanvraag-ingetrokken",
        EventType::AdviceGiven => "advies-gegeven",
        EventType::ApplicationGranted => "aanvraag-toegekend",
        EventType::ApplicationRejected => "aanvraag-afgewezen",
        EventType::ApplicationSetAside => "aanvraag-buiten-behandeling-gesteld",
        EventType::ProgressReported => "voortgang-gemeld",
        EventType::ProgressCorrected => "voortgang-gecorrigeerd",
        EventType::SpendingAccounted => "besteding-verantwoord",
        EventType::ContributionEntered => "bijdrage-ingevoerd",
        EventType::EditionSealed => "editie-verzegeld",
        EventType::GrantSettled => "toekenning-vastgesteld",
    }
}

/// In what capacity somebody acted, in Dutch.
pub const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Municipality => "gemeente",
        Role::Assessor => "beoordelaar",
        Role::Ministry => "ministerie",
        Role::Administrator => "beheerder",
    }
}
