//! What is too large to read: the text comes from outside, and reading must never end the process.

use super::Mistake;

/// The longest text that is read, in bytes. The schemes of this house stay below a tenth of it.
const LONGEST: usize = 1_000_000;

/// The most dots in one key. The file's own keys have one, as in `[[tranches.pots]]`.
const MOST_DOTS: usize = 4;

/// Why the text is too large to be given to the parser.
///
/// The parser limits how deep tables lie in each other and how many dots a key has, but not the product of both: a
/// key of 79 dots in a table in a table, 79 times, is a tree so deep that taking it apart overflows the stack.
pub(super) fn too_large(text: &str) -> Option<Mistake> {
    if text.len() > LONGEST {
        return Some(Mistake::of_text(1, format!("de tekst is langer dan {LONGEST} tekens.")));
    }
    let line = line_of_long_key(text)?;
    Some(Mistake::of_text(line, format!("een sleutel heeft meer dan {MOST_DOTS} punten.")))
}

/// The line of the first key with too many dots. Splits the text as the parser does: texts and comments are skipped,
/// and a quote opens a text only where no bare word runs on.
fn line_of_long_key(text: &str) -> Option<usize> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut line, mut dots, mut in_word) = (1, 0, false);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' if !in_word => length_of_text(rest, first),
            '#' => rest.find(['\r', '\n']).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length)?;
        line += token.matches('\n').count();
        dots = match first {
            '.' => dots + 1,
            '=' | ',' | '[' | ']' | '{' | '}' | '\n' => 0,
            _ => dots,
        };
        if dots > MOST_DOTS {
            return Some(line);
        }
        in_word = !".=,[]{} \t#\r\n".contains(first) && (in_word || !matches!(first, '"' | '\''));
        rest = after;
    }
    None
}

/// How long the text is that opens with this quote, with its quotes.
fn length_of_text(text: &str, quote: char) -> usize {
    let long = String::from_iter([quote; 3]);
    let is_long = text.starts_with(&long);
    let end = if is_long { long } else { quote.to_string() };
    let mut length = end.len();
    while let Some(rest) = text.get(length..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(&end) {
            let more = rest.chars().skip(end.len()).take(2).take_while(|c| is_long && *c == quote).count();
            return length + end.len() + more;
        }
        if !is_long && rest.starts_with('\n') {
            return length;
        }
        let is_escaped = quote == '"' && (rest.starts_with("\\\\") || rest.starts_with("\\\""));
        length += if is_escaped { 2 } else { rest.chars().next().map_or(1, char::len_utf8) };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use toml::de::{DeTable, DeValue};

    fn depth(value: &DeValue<'_>) -> usize {
        match value {
            DeValue::Array(all) => 1 + all.iter().map(|one| depth(one.get_ref())).max().unwrap_or(0),
            DeValue::Table(table) => 1 + table.iter().map(|(_, one)| depth(one.get_ref())).max().unwrap_or(0),
            _ => 1,
        }
    }

    /// Tables in tables, each under a key of so many dots.
    fn nested(dots: usize, levels: usize) -> String {
        let key = vec!["a"; dots + 1].join(".");
        format!("{}b = 1{}", format!("{key} = {{").repeat(levels), "}".repeat(levels))
    }

    #[test]
    fn what_would_overflow_the_stack_is_refused_before_it_is_parsed() {
        let small = std::thread::Builder::new().stack_size(1024 * 1024);
        let reading = small.spawn(|| super::super::read(&nested(78, 79)).unwrap_err()).unwrap();
        let mistakes = reading.join().unwrap();
        assert_eq!(mistakes[0].to_string(), "regel 1, tekst: een sleutel heeft meer dan 4 punten.");
    }

    #[test]
    fn the_deepest_that_is_let_through_fits_on_a_small_stack() {
        let small = std::thread::Builder::new().stack_size(1024 * 1024);
        let reading = small.spawn(|| {
            let text = nested(MOST_DOTS, 79);
            assert!(too_large(&text).is_none());
            super::super::read(&text).unwrap_err()
        });
        assert!(!reading.unwrap().join().unwrap().is_empty());
    }

    #[test]
    fn a_longer_text_than_any_scheme_is_refused() {
        let mistakes = super::super::read(&"#".repeat(LONGEST + 1)).unwrap_err();
        assert_eq!(mistakes[0].to_string(), "regel 1, tekst: de tekst is langer dan 1000000 tekens.");
    }

    #[test]
    fn dots_in_texts_and_comments_are_no_dots_of_a_key() {
        for text in [
            "a = 'a.b.c.d.e.f'",
            "a = \"\"\"\na.b.c\n.d.e.f\"\"\"",
            "# a.b.c.d.e.f",
            "a = \"\\\"a.b.c.d.e.f\"",
        ] {
            assert_eq!(too_large(text), None, "{text}");
        }
        assert_eq!(too_large("a = 1\n\n\"x\".a.'.'.b.c.d = 1").map(|mistake| mistake.line), Some(3));
    }

    fn token() -> impl Strategy<Value = &'static str> {
        let tokens = [
            "a",
            "a.",
            ".",
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "\\",
            "#",
            "\n",
            "\r",
            "=",
            "{",
            "}",
            "[",
            "]",
            ",",
            " ",
            "\u{feff}",
            "a.a.a.a.a.a.a.a = {",
            "x\"",
            "\".\"",
            "é",
        ];
        prop::sample::select(tokens.to_vec())
    }

    proptest! {
        #[test]
        fn what_is_let_through_has_no_key_with_more_dots(tokens in prop::collection::vec(token(), 0..40)) {
            let text = tokens.concat();
            if too_large(&text).is_none() {
                let (table, _) = DeTable::parse_recoverable(&text);
                let brackets = text.matches(['{', '[']).count();
                let deepest = (brackets + 1) * (MOST_DOTS + 2);
                let found = depth(&DeValue::Table(table.into_inner()));
                prop_assert!(found <= deepest, "{text:?} is {found} deep, more than {deepest}");
            }
        }
    }
}
