//! The kinds of homes: as the ledger holds them, and as the API calls them.

use regulation::words::{Dwelling, Evidence, Origin, Permanence};

macro_rules! kinds {
    ($($(#[$doc:meta])* $table:ident, $stored:ident, $read:ident of $kind:ident {
        $($name:ident $in_ledger:literal $dutch:literal),+
    })+) => {
        $(
            $(#[$doc])*
            pub(crate) const $table: &[(&str, &str)] = &[$(($in_ledger, $dutch)),+];

            pub(crate) const fn $stored(kind: $kind) -> &'static str {
                match kind { $($kind::$name => $in_ledger,)+ }
            }

            pub(crate) fn $read(stored: &str) -> Option<$kind> {
                match stored { $($in_ledger => Some($kind::$name),)+ _ => None }
            }
        )+
    };
}

kinds! {
    /// Permanent or flex (*duur*): in the ledger, in the API.
    PERMANENCES, permanence, read_permanence of Permanence { Permanent "permanent" "permanent", Flex "flex" "flex" }
    /// Self-contained, shared, or only a place to stay (*zelfstandigheid*).
    DWELLINGS, dwelling, read_dwelling of Dwelling {
        SelfContained "self-contained" "zelfstandig", Shared "shared" "onzelfstandig",
        Lodging "lodging" "verblijfsruimte"
    }
    /// How homes come about (*herkomst*).
    ORIGINS, origin, read_origin of Origin {
        NewBuild "new-build" "nieuwbouw", Transformation "transformation" "transformatie",
        ToppingUp "topping-up" "optoppen", Splitting "splitting" "splitsen"
    }
    /// How it is shown that homes are so far (*bewijsgraad*).
    EVIDENCES, evidence, read_evidence of Evidence {
        Claimed "claimed" "gemeld", PermitShown "permit-shown" "vergunning-getoond",
        CompletedInBag "completed-in-bag" "gereed-in-de-bag"
    }
}

/// The API's word for what the ledger holds.
pub(crate) fn dutch(table: &[(&'static str, &'static str)], stored: &str) -> Option<&'static str> {
    table.iter().find(|(in_ledger, _)| *in_ledger == stored).map(|(_, dutch)| *dutch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back() {
        assert!(
            PERMANENCES.iter().all(|(stored, _)| read_permanence(stored).map(permanence) == Some(stored))
        );
        assert!(DWELLINGS.iter().all(|(stored, _)| read_dwelling(stored).map(dwelling) == Some(stored)));
        assert!(EVIDENCES.iter().all(|(stored, _)| read_evidence(stored).map(evidence) == Some(stored)));
        assert!(ORIGINS.iter().all(|(stored, _)| read_origin(stored).map(origin) == Some(stored)));
    }
}
