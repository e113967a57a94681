//! Who may apply, and how often.

use super::{Said, listed};
use regulation::scheme::{ApplicantKind, Tranche};
use regulation::words::SchemeKey;

pub(super) fn say(said: &mut Said<'_>, tranche: &Tranche) {
    said.rule(Some(&tranche.applicants), |kinds| format!("Aanvragen kunnen: {}.", listed(kinds, applicants)));
    said.rule(tranche.maximum_applications.as_ref(), |most| match most {
        1 => "Een aanvrager kan in deze tranche één aanvraag indienen.".to_owned(),
        most => format!("Een aanvrager kan in deze tranche ten hoogste {most} aanvragen indienen."),
    });
    said.rule(tranche.excludes.as_ref(), |schemes| {
        let keys: Vec<_> = schemes.iter().map(SchemeKey::as_str).collect();
        format!("Een project kan niet ook geld krijgen uit: {}.", keys.join(", "))
    });
}

const fn applicants(kind: ApplicantKind) -> &'static str {
    match kind {
        ApplicantKind::Municipality => "gemeenten",
        ApplicantKind::Cooperation => "samenwerkingen van gemeenten",
        ApplicantKind::Province => "provincies",
        ApplicantKind::Region => "openbare lichamen van gemeenten",
        ApplicantKind::Organisation => "investeerders",
    }
}
