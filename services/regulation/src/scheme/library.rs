//! Every scheme that this project holds as data, as it would be published first.

/// Each file of `schemes/`: its name and its text.
pub const LIBRARY: &[(&str, &str)] = &[
    ("flexpool-2020.toml", include_str!("../../schemes/flexpool-2020.toml")),
    ("flexpool-2022.toml", include_str!("../../schemes/flexpool-2022.toml")),
    ("flexpool-2023.toml", include_str!("../../schemes/flexpool-2023.toml")),
    ("hggv-2021.toml", include_str!("../../schemes/hggv-2021.toml")),
    ("hggv-2023.toml", include_str!("../../schemes/hggv-2023.toml")),
    ("hggv-2024.toml", include_str!("../../schemes/hggv-2024.toml")),
    ("realisatiestimulans.toml", include_str!("../../schemes/realisatiestimulans.toml")),
    ("rha-2020.toml", include_str!("../../schemes/rha-2020.toml")),
    ("rha-2021.toml", include_str!("../../schemes/rha-2021.toml")),
    ("rha-2023.toml", include_str!("../../schemes/rha-2023.toml")),
    ("rha-2024.toml", include_str!("../../schemes/rha-2024.toml")),
    ("rha-2025.toml", include_str!("../../schemes/rha-2025.toml")),
    ("rha.toml", include_str!("../../schemes/rha.toml")),
    ("rthf.toml", include_str!("../../schemes/rthf.toml")),
    ("sbi.toml", include_str!("../../schemes/sbi.toml")),
    ("sft-meerjarig.toml", include_str!("../../schemes/sft-meerjarig.toml")),
    ("sft.toml", include_str!("../../schemes/sft.toml")),
    ("spuk-dos.toml", include_str!("../../schemes/spuk-dos.toml")),
    ("vhf-2021.toml", include_str!("../../schemes/vhf-2021.toml")),
    ("vhf-2024.toml", include_str!("../../schemes/vhf-2024.toml")),
    ("wbi.toml", include_str!("../../schemes/wbi.toml")),
];

#[cfg(test)]
mod tests {
    use super::LIBRARY;
    use crate::scheme::{Mistake, Scheme, Tranche, group_in, read};
    use std::collections::BTreeSet;

    fn library() -> Vec<Scheme> {
        let told = |name: &str, all: Vec<Mistake>| panic!("{name}: {all:#?}");
        LIBRARY.iter().map(|(name, text)| read(text).unwrap_or_else(|all| told(name, all))).collect()
    }

    #[test]
    fn every_file_is_a_scheme_whose_key_is_its_name() {
        for ((name, _), scheme) in LIBRARY.iter().zip(library()) {
            assert_eq!(*name, format!("{}.toml", scheme.key));
        }
    }

    #[test]
    fn no_two_schemes_and_no_two_tranches_have_the_same_key() {
        let schemes = library();
        let keys: BTreeSet<_> = schemes.iter().map(|scheme| &scheme.key).collect();
        assert_eq!(keys.len(), schemes.len());
        let mut tranches = BTreeSet::new();
        for tranche in schemes.iter().flat_map(|scheme| &scheme.tranches) {
            assert!(tranches.insert(&tranche.key), "{} is the key of two tranches", tranche.key);
        }
    }

    #[test]
    fn who_belongs_to_a_group_belongs_to_one_that_exists() {
        let schemes = library();
        let tranches: Vec<&Tranche> = schemes.iter().flat_map(|scheme| &scheme.tranches).collect();
        let versions: BTreeSet<_> = tranches.iter().map(|tranche| tranche.taxonomy.as_str()).collect();
        for tranche in &tranches {
            for (code, rule) in &tranche.target_groups {
                for (version, parent) in &rule.belongs_to {
                    let found = group_in(tranche, code, version, &tranches);
                    assert!(versions.contains(version.as_str()), "{}: no version {version}", tranche.key);
                    assert_eq!(found.as_ref(), Some(parent), "{}: {code} in {version}", tranche.key);
                }
            }
        }
    }
}
