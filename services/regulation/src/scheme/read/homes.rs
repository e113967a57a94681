//! For whom the homes are.

use super::fields::{Fields, by_key, values};
use super::value::Found;
use crate::scheme::{GroupRule, MinimumShare};
use crate::words::TargetGroup;
use std::collections::BTreeMap;

/// The target groups of the tranche, in this version of the taxonomy.
pub(super) fn groups(fields: &mut Fields<'_>, taxonomy: &str) -> BTreeMap<TargetGroup, GroupRule> {
    let read = |fields: &mut Fields<'_>| {
        let code = fields.required("code").and_then(|found| found.word(TargetGroup::parse));
        let name = fields.text("name");
        let source = fields.source();
        let belongs_to = fields.optional("belongs_to").map(|found| belongs_to(&found, taxonomy));
        let rule = GroupRule { name: name?, source: source?, belongs_to: belongs_to.unwrap_or_default() };
        Some((code?, rule))
    };
    by_key(fields.rows("target_groups", read, |(code, _)| Some(code.to_string())))
}

/// To which group of which other version a group belongs.
fn belongs_to(found: &Found<'_>, taxonomy: &str) -> BTreeMap<String, TargetGroup> {
    let read = |fields: &mut Fields<'_>| {
        let reader = fields.reader;
        let other = |(version, found): (&str, Found<'_>)| {
            if version == taxonomy {
                return found.wrong("een groep hoort bij een groep van een andere versie, niet van deze.");
            }
            let group = found.word(TargetGroup::parse)?;
            if reader.lacks_group(version, group.as_str()) {
                return found.wrong(format!("de groep «{group}» staat niet in de versie «{version}»."));
            }
            Some((version.to_owned(), group))
        };
        Some(fields.rest().into_iter().filter_map(other).collect())
    };
    found.table(read).unwrap_or_default()
}

/// Shares of the homes that must be for certain groups.
pub(super) fn shares(fields: &mut Fields<'_>, taxonomy: &str) -> Vec<MinimumShare> {
    let read = |fields: &mut Fields<'_>| {
        let reader = fields.reader;
        let known = |found: &Found<'_>| {
            let group = found.word(TargetGroup::parse)?;
            if reader.lacks_group(taxonomy, group.as_str()) {
                return found.wrong(format!("de tranche kent geen aandachtsgroep «{group}»."));
            }
            Some(group)
        };
        let groups = fields.required("groups").and_then(|found| found.set(known));
        let percent = fields.required("percent").and_then(|found| found.percent());
        let source = fields.source();
        Some(MinimumShare { groups: groups?, percent: percent?, source: source? })
    };
    let named = |share: &MinimumShare| {
        let mut codes: Vec<_> = share.groups.iter().map(TargetGroup::as_str).collect();
        codes.sort_unstable();
        Some(codes.join(", "))
    };
    values(fields.rows("minimum_shares", read, named))
}
