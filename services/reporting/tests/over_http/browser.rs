//! A real browser, Chromium, without a window: what a page becomes in it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests; a failure here is the test's failure"
)]

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use uuid::Uuid;

/// The names under which systems install it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What the browser made of a page.
pub struct Seen {
    /// The document, as it stands after loading.
    pub document: String,
    /// What the browser complained about.
    pub complaints: Vec<String>,
}

/// Loads a page; what is on it may not run scripts, because its policy lets none run.
pub async fn load(address: &str) -> Seen {
    let profile = std::env::temp_dir().join(format!("woonloket-browser-{}", Uuid::now_v7()));
    let browser = tokio::process::Command::new(browser())
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--disable-background-networking", "--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(address)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output =
        tokio::time::timeout(Duration::from_secs(120), browser).await.expect("the browser answers").unwrap();
    let _ = std::fs::remove_dir_all(&profile);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    let complaints = told.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Seen { document: String::from_utf8(output.stdout).unwrap(), complaints }
}

fn browser() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = || std::env::split_paths(&path);
    let found = NAMES.iter().flat_map(|name| places().map(move |place| place.join(name)));
    let found = found.into_iter().find(|program| program.is_file());
    found.expect("no Chromium here: install it (apt-get install chromium), as .ci/run does")
}

impl Seen {
    /// What stands between these two, at each place where they do.
    pub fn between(&self, from: &str, until: &str) -> Vec<String> {
        between(&self.document, from, until)
    }

    /// The rows of a table: the text of each of its cells.
    pub fn rows(&self, table: &str) -> Vec<Vec<String>> {
        let table = self.between(&format!("<table id=\"{table}\">"), "</table>").concat();
        let body = between(&table, "<tbody>", "</tbody>").concat();
        let cells = |row: String| row.split("</t").map(text).filter(|cell| !cell.is_empty()).collect();
        between(&body, "<tr>", "</tr>").into_iter().map(cells).collect()
    }
}

pub fn between(text: &str, from: &str, until: &str) -> Vec<String> {
    let parts = text.split(from).skip(1);
    parts.filter_map(|part| part.split_once(until)).map(|(inside, _)| inside.to_owned()).collect()
}

/// What a reader sees of a cell, of which the end of the one before may still stand in front.
fn text(html: &str) -> String {
    let html = ["h>", "d>"].iter().find_map(|end| html.strip_prefix(end)).unwrap_or(html);
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<String>().replace("&nbsp;", "\u{a0}").replace("&amp;", "&").trim().to_owned()
}
