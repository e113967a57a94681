//! On which line a byte of the text stands.

/// Where the lines of a text end.
pub(super) struct Lines {
    newlines: Vec<usize>,
}

impl Lines {
    /// Of this text.
    pub(super) fn of(text: &str) -> Self {
        Self { newlines: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    /// The line, counted from 1, of a byte of the text.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.newlines.partition_point(|newline| *newline < byte) + 1
    }
}
