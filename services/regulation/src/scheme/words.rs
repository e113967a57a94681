//! The choices of a scheme in Dutch, as people read them.

use super::{Allocation, ApplicantKind, CountedFrom, PotKind, Spread, TieBreak, WhenFull};
use crate::words::{Dwelling, Milestone, Permanence};

impl Allocation {
    /// How the money is divided, in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Completeness => "in volgorde van volledigheid",
            Self::CompletenessThenLot => {
                "in volgorde van volledigheid, met loting op de dag waarop het plafond wordt overschreden"
            }
            Self::CompletenessThenWaitingList => "in volgorde van volledigheid, met een wachtlijst",
            Self::Category => "op categorie, na de sluiting",
            Self::Score => "op gewogen score, na de sluiting",
            Self::KnockOutThenRank => {
                "op score en met spreiding, onder wie aan elk knock-outcriterium voldoet"
            }
            Self::Lot => "door loting onder alle volledige aanvragen, na de sluiting",
            Self::Entitlement => "een vast bedrag voor wie daar recht op heeft",
            Self::Annex => "volgens de bijlage van de regeling",
            Self::Key => "volgens een vaste verdeelsleutel",
            Self::ProRata => "naar evenredigheid van wat is gevraagd",
        }
    }
}

impl ApplicantKind {
    /// The kind of applicant, in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Municipality => "gemeente",
            Self::Cooperation => "samenwerking van gemeenten",
            Self::Province => "provincie",
            Self::Region => "openbaar lichaam",
            Self::Organisation => "investeerder",
        }
    }
}

impl TieBreak {
    /// What decides between equals, in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Completeness => "wie het eerst volledig was",
            Self::Lot => "het lot",
        }
    }
}

impl WhenFull {
    /// What happens at the first application that no longer fits, in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Stop => "de verdeling houdt op",
            Self::Skip => "de aanvraag wordt overgeslagen",
            Self::Partial => "de aanvraag krijgt wat er over is",
        }
    }
}

impl Spread {
    /// Over what a ranking is spread, in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Province => "over de provincies",
        }
    }
}

impl PotKind {
    /// What kind of part of the ceiling, in Dutch; of a yearly slice without its year.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Separate => "apart deelplafond",
            Self::Reserved => "deel met voorrang",
            Self::Year(_) => "jaarplafond",
        }
    }
}

impl CountedFrom {
    /// From what a term is counted, in Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Grant => "de verlening",
            Self::Start => "de start van de bouw",
            Self::Closing => "de sluiting",
        }
    }
}

/// A milestone in Dutch.
pub(super) const fn milestone(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::IrreversibleStep => "onomkeerbare stap",
        Milestone::Started => "start van de bouw",
        Milestone::Realised => "realisatie",
        Milestone::OutOfUse => "uit gebruik",
    }
}

/// Permanent or flex, in Dutch.
pub(super) const fn permanence(permanence: Permanence) -> &'static str {
    match permanence {
        Permanence::Permanent => "permanent",
        Permanence::Flex => "flex",
    }
}

/// A kind of dwelling in Dutch.
pub(super) const fn dwelling(dwelling: Dwelling) -> &'static str {
    match dwelling {
        Dwelling::SelfContained => "zelfstandig",
        Dwelling::Shared => "onzelfstandig",
        Dwelling::Lodging => "verblijfsruimte",
    }
}
