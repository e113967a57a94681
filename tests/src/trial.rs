//! A scheme for the stories: open since 2020, without an end, with as many tranches as a story needs.

/// The text of a scheme with one tranche for each name, each with this ceiling.
pub fn scheme(key: &str, tranches: &[String], ceiling_euros: i64) -> String {
    let head = format!(
        r#"key = "{key}"
name = "Regeling van het verhaal"
executor = {{ value = "Uitvoerder van het verhaal", source = "verhaal" }}

[sources.verhaal]
reference = "Verzonnen voor een verhaal"
address = "https://verhaal.test/regeling"
"#
    );
    let tranche = |tranche: &String| {
        format!(
            r#"
[[tranches]]
key = "{tranche}"
name = "Tranche {tranche}"
taxonomy = "verhaal"
window = {{ opens_at = "2020-01-01T00:00:00Z", source = "verhaal" }}
ceiling_euros = {{ value = {ceiling_euros}, source = "verhaal" }}
applicants = {{ value = ["municipality"], source = "verhaal" }}
maximum_per_unit_euros = {{ value = 7000, source = "verhaal" }}
allocation = {{ value = "completeness-then-waiting-list", source = "verhaal" }}

[[tranches.target_groups]]
code = "statushouders"
name = "statushouders"
source = "verhaal"
"#
        )
    };
    tranches.iter().map(tranche).fold(head, |text, tranche| text + &tranche)
}
