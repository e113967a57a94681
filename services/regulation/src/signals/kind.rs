//! The kinds of signals, with their codes and titles.

use crate::words::Milestone;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident is $code:literal, $title:literal;)*) => {
        /// A kind of signal (*soort*).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// Its code, in the API.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its title in Dutch.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

kinds! {
    /// The term of a milestone has passed, and not all homes reached it in time.
    MilestoneMissed is "mijlpaal-gemist", "Mijlpaal gemist";
    /// The term of a milestone ends within [`super::AT_RISK_MONTHS`], and not all homes reached it.
    MilestoneAtRisk is "mijlpaal-in-gevaar", "Mijlpaal in gevaar";
    /// No yearly account was imported over a year of which it was due.
    AccountOverdue is "verantwoording-uitgebleven", "Verantwoording uitgebleven";
    /// No progress report came for more than [`super::SILENT_MONTHS`], while homes are still to come.
    ReportOverdue is "melding-uitgebleven", "Voortgangsmelding uitgebleven";
    /// More homes were reported as realised than were granted.
    RealisedAboveGranted is "gerealiseerd-boven-toegekend", "Meer gerealiseerd dan toegekend";
    /// More homes were reported as started than were granted.
    StartedAboveGranted is "gestart-boven-toegekend", "Meer gestart dan toegekend";
    /// An irreversible step was reported for more homes than were granted.
    StepAboveGranted is "onomkeerbare-stap-boven-toegekend", "Onomkeerbare stap voor meer woonruimten dan toegekend";
    /// More homes were reported as out of use than as realised.
    OutOfUseAboveRealised is "uit-gebruik-boven-gerealiseerd", "Meer uit gebruik dan gerealiseerd";
    /// More homes reached a later milestone than an earlier one.
    LaterAboveEarlier is "latere-mijlpaal-boven-eerdere", "Latere mijlpaal vaker gemeld dan de eerdere";
    /// More was accounted for than was granted.
    AccountedAboveGranted is "verantwoord-boven-toegekend", "Meer verantwoord dan toegekend";
    /// A later account over a year is lower than an earlier one.
    LoweredAccount is "daling-zonder-correctie", "Verantwoord bedrag verlaagd zonder correctie";
    /// Homes reached a milestone by the recipient's word alone.
    ClaimedOnly is "alleen-gemeld", "Alleen gemeld, zonder bewijs";
    /// Less was accounted for than was granted, after the term for realising.
    MoneyUnspent is "geld-onbesteed", "Geld niet besteed";
    /// Money is left under the ceiling after the window closed.
    MoneyLeft is "geld-over-na-sluiting", "Geld over na sluiting";
    /// A term is about to run out.
    TermRunsOut is "termijn-loopt-af", "Termijn loopt af";
    /// The term for deciding has passed.
    DecisionOverdue is "beslistermijn-verstreken", "Beslistermijn verstreken";
}

/// How heavy a signal weighs (*ernst*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// *Laag*: to know.
    Low,
    /// *Midden*: to ask about.
    Medium,
    /// *Hoog*: to act on.
    High,
}

/// A figure of which the numbers of a signal are a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// The ceiling.
    Ceiling,
    /// What still waits for a decision.
    Waiting,
    /// What was granted.
    Granted,
    /// What came free again.
    Released,
    /// Homes that reached a milestone.
    Reached(Milestone),
    /// What was accounted for.
    Accounted,
}

/// A milestone in a Dutch sentence, after a number of homes: `is voor 40 woonruimten gezet`.
pub(super) const fn milestone(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::IrreversibleStep => "onomkeerbare stap",
        Milestone::Started => "start bouw",
        Milestone::Realised => "realisatie",
        Milestone::OutOfUse => "uit gebruik",
    }
}
