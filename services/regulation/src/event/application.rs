//! What applicants do.

use crate::words::{
    Applicant, ApplicationId, Cents, Evidence, Milestone, MunicipalityCode, OwnReference, PersonId, Personal,
    PieceCode, PotKey, Project, ProjectKey, ReportId, TrancheKey, UnitKind, Units,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What never changes about a case (*zaak*): which application, in which tranche, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaseHeader {
    /// The application.
    pub application: ApplicationId,
    /// Its tranche.
    pub tranche: TrancheKey,
    /// Who applies.
    pub applicant: Applicant,
}

/// Whether an application arrived while the tranche took applications. Lateness is a fact, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Arrival {
    /// In time (*tijdig*).
    InTime,
    /// Too late (*te laat*): it never enters the order, and an assessor rejects it.
    Late {
        /// The last instant at which it would have been in time.
        closed_at: Timestamp,
    },
}

/// An application arrived (*indiening*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationSubmitted {
    /// The case that begins here.
    pub case: CaseHeader,
    /// The version of the scheme by which it is judged, from now to settlement.
    pub scheme_version: u32,
    /// When the door received it, by the database's clock.
    pub received_at: Timestamp,
    /// In time or late.
    pub arrival: Arrival,
    /// The applicant's own reference.
    pub reference: OwnReference,
    /// Whom to write to.
    pub contact: Option<Personal>,
    /// The projects for which money is asked.
    pub projects: Vec<Project>,
    /// The pot from which money is asked, where the tranche has pots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<PotKey>,
    /// Who works together, where the applicant is a cooperation or a region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partnership: Option<Partnership>,
}

/// The municipalities of a cooperation or region (*samenwerking*), one of which leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// The municipality that leads and answers for it (*penvoerder*).
    pub lead: MunicipalityCode,
    /// All municipalities, the lead among them.
    pub members: BTreeSet<MunicipalityCode>,
}

impl ApplicationSubmitted {
    /// What is asked in all, VAT included.
    pub fn requested(&self) -> Cents {
        self.projects.iter().map(|project| project.requested.gross).sum()
    }
}

/// A piece (*stuk*) that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its code.
    pub code: PieceCode,
    /// What it is, for the applicant to read.
    pub description: String,
}

/// Pieces arrived (*aanvulling*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationSupplemented {
    /// The case.
    pub case: CaseHeader,
    /// When the door received them.
    pub received_at: Timestamp,
    /// Which pieces.
    pub pieces: Vec<PieceCode>,
    /// What the applicant says with them.
    pub note: String,
}

/// The applicant withdrew (*intrekking door de aanvrager*). Money granted to it is free again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationWithdrawn {
    /// The case.
    pub case: CaseHeader,
    /// When the door received it.
    pub received_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// How far homes of one kind in one project came on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressEntry {
    /// The project.
    pub project: ProjectKey,
    /// The kind of homes, which names the line of the project.
    pub kind: UnitKind,
    /// The milestone that they reached.
    pub milestone: Milestone,
    /// How many reached it: what is new, not the total so far.
    pub units: Units,
    /// The day on which they reached it.
    pub achieved_on: Date,
    /// How that is shown.
    #[serde(default, skip_serializing_if = "Evidence::is_claim")]
    pub evidence: Evidence,
}

/// The recipient reported progress (*voortgangsmelding*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgressReported {
    /// The case.
    pub case: CaseHeader,
    /// The report.
    pub report: ReportId,
    /// When the door received it.
    pub received_at: Timestamp,
    /// What is reported.
    pub entries: Vec<ProgressEntry>,
    /// Who reported, by pseudonym.
    pub by: PersonId,
}

/// The recipient corrected what it had reported (*correctie van een voortgangsmelding*): what is said here takes the
/// place of the whole earlier report, which stays in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgressCorrected {
    /// The case.
    pub case: CaseHeader,
    /// The correction, which is a report that can be corrected in its turn.
    pub report: ReportId,
    /// The report or correction whose place it takes.
    pub corrects: ReportId,
    /// When the door received it.
    pub received_at: Timestamp,
    /// What holds instead; empty where nothing of the earlier report does.
    pub entries: Vec<ProgressEntry>,
    /// Why the earlier report was wrong.
    pub reason: String,
    /// Who corrected, by pseudonym.
    pub by: PersonId,
}
