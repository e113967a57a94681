//! What the person who started it sees: whole lines, and one line that tells how far it is.

use std::io::{IsTerminal, Write, stdout};

/// The terminal, or whatever stands in its place. What cannot be written is not worth stopping for.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    is_live: bool,
}

impl Screen {
    /// Standard output.
    pub fn new() -> Self {
        Self { is_live: stdout().is_terminal() }
    }

    /// A line, or several; it takes the place of the progress line.
    pub fn say(&self, text: &str) {
        self.clear();
        let _ = writeln!(stdout(), "{text}");
    }

    /// How far it is: only where somebody can be watching.
    pub fn progress(&self, text: &str) {
        if self.is_live {
            self.clear();
            let _ = write!(stdout(), "{text}");
            let _ = stdout().flush();
        }
    }

    fn clear(&self) {
        if self.is_live {
            let _ = write!(stdout(), "\r\x1b[K");
        }
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}
