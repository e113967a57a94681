//! Who work together in an application.

use super::Faults;
use regulation::event::Partnership;
use regulation::words::MunicipalityCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// De gemeenten van een samenwerking of openbaar lichaam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Samenwerking {
    /// Code van de gemeente die namens alle aanvraagt en verantwoording aflegt.
    #[schema(example = "GM0664", min_length = 6, max_length = 6)]
    pub penvoerder: String,
    /// Codes van alle deelnemende gemeenten, ook die van de penvoerder.
    #[schema(example = json!(["GM0664", "GM0654"]), min_items = 1, max_items = 400)]
    pub deelnemers: Vec<String>,
}

impl Samenwerking {
    /// The partnership; nothing where a code cannot be read.
    pub fn read(&self, place: &str, faults: &mut Faults) -> Option<Partnership> {
        let lead = faults.word(format!("{place}.penvoerder"), MunicipalityCode::parse(&self.penvoerder));
        let read = |code: &String, place: &str, faults: &mut Faults| {
            faults.word(place, MunicipalityCode::parse(code))
        };
        let members = faults.each(&format!("{place}.deelnemers"), &self.deelnemers, read);
        Some(Partnership { lead: lead?, members: members?.into_iter().collect() })
    }
}

impl From<&Partnership> for Samenwerking {
    fn from(partnership: &Partnership) -> Self {
        let deelnemers = partnership.members.iter().map(ToString::to_string).collect();
        Self { penvoerder: partnership.lead.to_string(), deelnemers }
    }
}
