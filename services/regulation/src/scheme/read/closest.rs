//! The known name that somebody may have meant.

/// Longer names are compared with nothing: they come from outside.
const LONGEST: usize = 60;

/// The closest known name; absent where none is close.
pub(super) fn closest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let is_close = |(distance, other): &(usize, &str)| {
        distance * 3 <= other.len().max(name.len())
            || (name.len() > 2 && (other.starts_with(name) || name.starts_with(other)))
    };
    let candidates =
        known.iter().filter(|_| name.len() <= LONGEST).map(|other| (distance(name, other), *other));
    candidates.filter(is_close).min().map(|(_, other)| other)
}

/// How many letters must be changed, added or left out to make one word of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (index, letter) in one.chars().enumerate() {
        let (mut left, mut diagonal) = (index + 1, index);
        let mut next = vec![left];
        for (theirs, above) in other.chars().zip(row.into_iter().skip(1)) {
            left = (diagonal + usize::from(letter != theirs)).min(above + 1).min(left + 1);
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_has_a_closest_one_and_another_word_has_none() {
        let known = ["hold_years", "ceiling_euros", "ceilings", "name"];
        assert_eq!(closest("hold_yaers", &known), Some("hold_years"));
        assert_eq!(closest("ceiling_euro", &known), Some("ceiling_euros"));
        assert_eq!(closest("ceiling", &known), Some("ceilings"));
        assert_eq!(closest("budget", &known), None);
        assert_eq!(closest(&"name".repeat(1000), &known), None);
        assert_eq!((distance("", "abc"), distance("kitten", "sitting")), (3, 3));
    }
}
