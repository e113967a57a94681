//! Filling a text's places, such as `{naam}`. What is filled in is never read again for places, so that no value can
//! bring another into the letter.

use std::collections::BTreeMap;

/// What the places of a text are filled with.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// Fills the place of this name.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(name, value.into());
    }
}

/// Fills the places of a text. A line that is only a place without a value is left out, and no two empty lines follow
/// each other. A place that has no value in `values` stays visible; the tests of the letters see to it that none does.
pub fn fill(template: &str, values: &Values) -> String {
    let mut lines: Vec<String> = Vec::new();
    for template_line in template.lines() {
        let line = fill_line(template_line, values);
        let left_out = line.is_empty() && !template_line.is_empty();
        let again_empty = line.is_empty() && lines.last().is_none_or(String::is_empty);
        if !left_out && !again_empty {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

fn fill_line(template: &str, values: &Values) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, end)| Some((values.0.get(name)?, end)));
        match value {
            Some((value, end)) => {
                filled.push_str(value);
                rest = end;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// A value on one line: control characters, line breaks among them, become spaces.
pub fn line(text: &str) -> String {
    let line: String = text.chars().map(|letter| if is_breaking(letter) { ' ' } else { letter }).collect();
    line.trim().to_owned()
}

/// A value that may have several lines; other control characters become spaces.
pub fn paragraph(text: &str) -> String {
    let lines = text.lines().map(line);
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A list, one thing on each line.
pub fn list(things: impl IntoIterator<Item = String>) -> String {
    things.into_iter().map(|thing| format!("- {thing}")).collect::<Vec<_>>().join("\n")
}

/// Control characters, and the two separators that some programs show as line breaks.
fn is_breaking(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&'static str, &str)]) -> Values {
        let mut values = Values::default();
        pairs.iter().for_each(|(name, value)| values.set(name, *value));
        values
    }

    #[test]
    fn a_value_that_looks_like_a_place_is_left_as_it_is() {
        let values = values(&[("naam", "{bedrag}"), ("bedrag", "€ 1,00")]);
        assert_eq!(fill("Geachte {naam}: {bedrag}", &values), "Geachte {bedrag}: € 1,00");
    }

    #[test]
    fn a_line_without_a_value_is_left_out_and_empty_lines_do_not_double() {
        let values = values(&[("leeg", "")]);
        assert_eq!(fill("een\n\n{leeg}\n\ntwee {drie} {", &values), "een\n\ntwee {drie} {");
    }

    #[test]
    fn a_value_on_one_line_stays_on_one_line() {
        assert_eq!(line(" Jan\r\nBcc: x@y.nl\u{2028}\t "), "Jan  Bcc: x@y.nl");
        assert_eq!(paragraph("een\r\n\ntwee\u{7}\n"), "een\n\ntwee");
    }
}
