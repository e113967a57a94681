//! What is counted.

use regulation::words::Milestone;
use serde::{Deserialize, Serialize};

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident is $stored:literal;)*) => {
        /// What a line counts (*maat*). All are sums of lines; counts of applications and the like are counts of keys.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Measure { $($(#[$doc])* $name,)* }

        impl Measure {
            /// Every measure, in the order in which tables show them. The rollup stores a measure as its place here: where
            /// the order changes, raise `rollup::FORM`.
            pub const ALL: &'static [Measure] = &[$(Measure::$name,)*];

            /// The name under which the ledger holds it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $stored,)* }
            }

            /// The measure with this stored name.
            pub fn parse(stored: &str) -> Option<Self> {
                match stored { $($stored => Some(Self::$name),)* _ => None }
            }
        }
    };
}

measures! {
    /// The ceiling (*plafond*): opened with, each change of it, and what was carried over.
    Ceiling is "ceiling";
    /// Asked for (*aangevraagd*), in time or late.
    Requested is "requested";
    /// Asked for in what arrived late (*te laat*); also counted as asked for.
    Late is "late";
    /// Asked for and not decided yet (*wachtend*): comes with an application and goes with a decision or a withdrawal.
    Waiting is "waiting";
    /// Granted (*toegekend*), as decided; what came free again later is [`Measure::Released`].
    Granted is "granted";
    /// Granted before and free again (*vrijgevallen*): withdrawn, or settled lower.
    Released is "released";
    /// Rejected (*afgewezen*): what was asked for.
    Rejected is "rejected";
    /// Set aside (*buiten behandeling gesteld*): what was asked for.
    SetAside is "set-aside";
    /// Withdrawn by the applicant (*ingetrokken*), before or after a grant: what was asked for. What was granted and comes
    /// free is [`Measure::Released`].
    Withdrawn is "withdrawn";
    /// Settled on a final amount (*vastgesteld*).
    Settled is "settled";
    /// Homes for which an irreversible step was reported (*onomkeerbare stap*).
    IrreversibleStep is "irreversible-step";
    /// Homes of which the building was reported as started (*gestart*).
    Started is "started";
    /// Homes that were reported as realised (*gerealiseerd*).
    Realised is "realised";
    /// Homes that were reported as no longer in use (*uit gebruik*).
    OutOfUse is "out-of-use";
    /// What was spent, as recipients accounted for it (*verantwoord*), on the last day of the year.
    Accounted is "accounted";
    /// What others contribute to a national goal (*bijdrage*), as the ministry entered it.
    Contributed is "contributed";
}

impl Measure {
    /// The first in their order.
    pub const FIRST: Self = Self::Ceiling;

    /// Whether what a line says can be undone by a later line of the same measure, so that only what is left over counts.
    pub const fn is_net(self) -> bool {
        match self {
            Self::Waiting | Self::IrreversibleStep | Self::Started | Self::Realised | Self::OutOfUse => true,
            Self::Ceiling
            | Self::Requested
            | Self::Late
            | Self::Granted
            | Self::Released
            | Self::Rejected
            | Self::SetAside
            | Self::Withdrawn
            | Self::Settled
            | Self::Accounted
            | Self::Contributed => false,
        }
    }

    /// Whether a later event of the same case can undo what a line says or tell it again, so that [`State`](super::State)
    /// learns from it.
    pub const fn is_read_again(self) -> bool {
        match self {
            Self::Requested
            | Self::Waiting
            | Self::Granted
            | Self::Released
            | Self::Rejected
            | Self::SetAside
            | Self::Withdrawn
            | Self::IrreversibleStep
            | Self::Started
            | Self::Realised
            | Self::OutOfUse
            | Self::Accounted => true,
            Self::Ceiling | Self::Late | Self::Settled | Self::Contributed => false,
        }
    }

    /// Whether a group of lines counts, as a condition in SQL: of a net measure only what is left over does.
    pub fn counts(measure: &str, units: &str, cents: &str) -> String {
        format!("{measure} NOT IN ({}) OR {units} <> 0 OR {cents} <> 0", Self::quoted(Self::is_net))
    }

    /// Those that are so, for a list in SQL.
    pub fn quoted(is_so: impl Fn(Self) -> bool) -> String {
        let such = Self::ALL.iter().filter(|one| is_so(**one)).map(|one| format!("'{}'", one.as_str()));
        such.collect::<Vec<_>>().join(", ")
    }

    /// What homes that reached a milestone count for.
    pub const fn reached(milestone: Milestone) -> Self {
        match milestone {
            Milestone::IrreversibleStep => Self::IrreversibleStep,
            Milestone::Started => Self::Started,
            Milestone::Realised => Self::Realised,
            Milestone::OutOfUse => Self::OutOfUse,
        }
    }
}
