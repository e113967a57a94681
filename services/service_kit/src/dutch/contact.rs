//! Whom to write to.

use regulation::words::{ContactPerson, Personal, SubjectId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Aan wie wordt geschreven. Persoonsgegevens: ze kunnen worden gewist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contactpersoon {
    /// Naam.
    #[schema(example = "Sanne de Vries", min_length = 1, max_length = 200, pattern = r"^[^\r\n\t]*$")]
    pub naam: String,
    /// E-mailadres waar bewijs van ontvangst en besluit naartoe gaan.
    #[schema(example = "wonen@gemeente.example", format = "email", max_length = 254)]
    pub email: String,
}

impl Contactpersoon {
    /// The person in the rules' words, as data of this subject.
    pub fn read(self, subject: SubjectId) -> Personal {
        Personal::Known { subject, person: ContactPerson { name: self.naam, email: self.email } }
    }
}

impl From<&ContactPerson> for Contactpersoon {
    fn from(person: &ContactPerson) -> Self {
        Self { naam: person.name.clone(), email: person.email.clone() }
    }
}
