//! `Accept`: whether a form is one that the client can read.

/// Whether a media type is acceptable to a client that sent this `Accept`.
pub(crate) fn accepts(accept: &str, media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let family = kind.split('/').next().unwrap_or_default();
    // The most specific range that matches decides, as in RFC 9110, 12.5.1.
    let ranges = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next()?.to_ascii_lowercase();
        let specific = match name.as_str() {
            "*/*" | "*" => 0,
            name if name == kind => 2,
            name if name.strip_suffix("/*") == Some(family) => 1,
            _ => return None,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        Some((specific, quality > 0.0))
    });
    ranges.max_by_key(|(specific, _)| *specific).is_some_and(|(_, wanted)| wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        assert!(accepts("*/*", "application/json"));
        assert!(accepts("text/csv, application/*;q=0.1", "application/json; charset=utf-8"));
        assert!(!accepts("text/csv", "application/json"));
        assert!(!accepts("*/*, application/json;q=0", "application/json"));
        assert!(!accepts("", "application/json"));
    }
}
