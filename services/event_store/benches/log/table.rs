//! The table that is printed.

/// One line: a figure against the bare server, what it must reach, what it aims for, and what bounds it.
pub struct Line<'a> {
    pub name: &'a str,
    pub bare: f64,
    pub log: f64,
    pub ratio: f64,
    /// How many events shared a commit.
    pub per_commit: Option<f64>,
    pub reach: Option<f64>,
    pub aim: Option<f64>,
    pub bound: &'a str,
}

/// The heading of a part.
pub fn heading(title: &str) {
    println!("\n{title}");
    println!(
        "{:<48} {:>9} {:>9} {:>6} {:>6} {:>5} {:>7}",
        "", "bare/s", "log/s", "ratio", "reach", "aim", "/commit"
    );
}

impl Line<'_> {
    /// Prints it; what bounds it only where it falls short.
    pub fn print(&self) {
        let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value}"));
        let verdict = match (self.reach, self.aim) {
            (Some(reach), _) if self.ratio < reach => format!("  SHORT: {}", self.bound),
            (_, Some(aim)) if self.ratio < aim => format!("  short of the aim: {}", self.bound),
            _ => String::new(),
        };
        let per_commit = self.per_commit.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
        println!(
            "{:<48} {:>9.0} {:>9.0} {:>6.2} {:>6} {:>5} {per_commit:>7}{verdict}",
            self.name,
            self.bare,
            self.log,
            self.ratio,
            number(self.reach),
            number(self.aim)
        );
    }
}

/// The middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
