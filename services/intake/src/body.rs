//! The translation: what this service is sent and what it answers, in Dutch, from and to the rules' words.
//!
//! What several services say stands in [`service_kit::dutch`].

mod happening;
mod happening_words;
mod list;
mod pots;
mod receipt;
mod requests;
mod tranche;
mod tranche_rules;

pub use happening::{Gebeurtenis, Handelende, Stuk};
pub use list::AanvraagInLijst;
pub use pots::{Deelplafond, SoortDeelplafond};
pub use receipt::{Controle, Hashes, Ontvangstbewijs};
pub use requests::{
    Correctie, Intrekking, MeldingRegel, NieuweAanvraag, NieuweAanvulling, Voortgangsmelding,
};
pub use tranche::{Aandachtsgroep, Bron, Openstelling, Plafond, Tranche, Voorwaarde};
