//! What kind of homes, and how far they are.

use super::Faults;
use regulation::words::{Dwelling, Evidence, Milestone, Origin, Permanence, TargetGroup, UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! dutch_words {
    ($(#[$doc:meta])* $dutch:ident for $english:ident { $($(#[$word_meta:meta])* $word:ident is $meaning:ident),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "a word means what the type in the rules says at its English name")]
        pub enum $dutch {
            $($(#[$word_meta])* $word,)+
        }

        impl From<$english> for $dutch {
            fn from(english: $english) -> Self {
                match english { $($english::$meaning => Self::$word,)+ }
            }
        }

        impl From<$dutch> for $english {
            fn from(dutch: $dutch) -> Self {
                match dutch { $($dutch::$word => Self::$meaning,)+ }
            }
        }
    };
}

dutch_words!(
    /// Of een woonruimte blijft staan (permanent) of verplaatst kan worden (flex).
    Duur for Permanence { Permanent is Permanent, Flex is Flex }
);
dutch_words!(
    /// Of een huishouden een eigen voordeur, keuken en badkamer heeft (zelfstandig), deze deelt (onzelfstandig), of er
    /// alleen verblijft (verblijfsruimte).
    Zelfstandigheid for Dwelling {
        Zelfstandig is SelfContained, Onzelfstandig is Shared, Verblijfsruimte is Lodging
    }
);
dutch_words!(
    /// Hoe een woonruimte tot stand komt.
    Herkomst for Origin {
        Nieuwbouw is NewBuild, Transformatie is Transformation, Optoppen is ToppingUp, Splitsen is Splitting
    }
);
dutch_words!(
    /// Hoe ver woonruimten zijn.
    Mijlpaal for Milestone {
        OnomkeerbareStap is IrreversibleStep, Gestart is Started, Gerealiseerd is Realised, UitGebruik is OutOfUse
    }
);

dutch_words!(
    /// Waaruit blijkt dat woonruimten zo ver zijn: alleen gemeld, de vergunning is getoond, of gereed in de BAG.
    #[derive(Default)]
    Bewijs for Evidence {
        #[default] Gemeld is Claimed, VergunningGetoond is PermitShown, GereedInDeBag is CompletedInBag
    }
);

/// Soort woonruimten; binnen een project wijst deze één regel aan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Soort {
    /// Code van de aandachtsgroep, uit de lijst van de tranche.
    #[schema(example = "statushouders", min_length = 1, max_length = 60)]
    pub aandachtsgroep: String,
    /// Permanent of flex.
    pub duur: Duur,
    /// Zelfstandig of onzelfstandig.
    pub zelfstandigheid: Zelfstandigheid,
    /// Hoe de woonruimten tot stand komen.
    pub herkomst: Herkomst,
}

impl Soort {
    /// The kind in the rules' words; its faults stand at the fields of the line at `place`.
    pub fn read(&self, place: &str, faults: &mut Faults) -> Option<UnitKind> {
        let group = TargetGroup::parse(&self.aandachtsgroep);
        Some(UnitKind {
            target_group: faults.word(format!("{place}.aandachtsgroep"), group)?,
            permanence: self.duur.into(),
            dwelling: self.zelfstandigheid.into(),
            origin: self.herkomst.into(),
        })
    }
}

impl From<&UnitKind> for Soort {
    fn from(kind: &UnitKind) -> Self {
        Self {
            aandachtsgroep: kind.target_group.to_string(),
            duur: kind.permanence.into(),
            zelfstandigheid: kind.dwelling.into(),
            herkomst: kind.origin.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_word_is_said_in_kebab_case() {
        assert_eq!(json!([Duur::Permanent, Duur::Flex]), json!(["permanent", "flex"]));
        assert_eq!(json!([Zelfstandigheid::Onzelfstandig]), json!(["onzelfstandig"]));
        assert_eq!(
            json!([Herkomst::Nieuwbouw, Herkomst::Transformatie, Herkomst::Optoppen, Herkomst::Splitsen]),
            json!(["nieuwbouw", "transformatie", "optoppen", "splitsen"])
        );
        assert_eq!(
            json!([
                Mijlpaal::OnomkeerbareStap,
                Mijlpaal::Gestart,
                Mijlpaal::Gerealiseerd,
                Mijlpaal::UitGebruik
            ]),
            json!(["onomkeerbare-stap", "gestart", "gerealiseerd", "uit-gebruik"])
        );
        assert_eq!(
            json!([Bewijs::Gemeld, Bewijs::VergunningGetoond, Bewijs::GereedInDeBag]),
            json!(["gemeld", "vergunning-getoond", "gereed-in-de-bag"])
        );
    }
}
