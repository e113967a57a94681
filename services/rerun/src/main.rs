//! RE-RUN A LOTTERY OR RANKING (*narekenen*): reads a published file, makes its outcome again from its own input, and prints the
//! order. For anyone; it needs no network, no login and nothing else of this house. What it says is Dutch, as the file's
//! readers are.

use regulation::allocation::check;
use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Read, Write};
use std::process::ExitCode;

const HELP: &str = include_str!("help.txt");

/// The outcome follows from the input.
const SAME: u8 = 0;
/// It does not, or the file is no published division.
const DIFFERENT: u8 = 1;
/// It could not be found out.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match arguments.as_slice() {
        [one] if one == "--help" || one == "-h" => say(HELP),
        [file] => run_again(file),
        [] => refuse(FAILED, HELP),
        [_, _, ..] => {
            refuse(FAILED, "Geef één bestand op, of - voor de standaardinvoer. Uitleg: rerun --help\n")
        }
    }
}

fn run_again(file: &OsStr) -> ExitCode {
    let bytes = match read(file) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(FAILED, &format!("{}: {}\n", file.display(), why(&error))),
    };
    match check(&bytes) {
        Ok(order) => say(&order.iter().map(|application| format!("{application}\n")).collect::<String>()),
        Err(difference) => refuse(DIFFERENT, &format!("{}: {difference}\n", file.display())),
    }
}

fn read(file: &OsStr) -> std::io::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a file cannot be read, in Dutch where the reason is a common one.
fn why(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "Dit bestand bestaat niet.".into(),
        ErrorKind::PermissionDenied => "Dit bestand mag hier niet gelezen worden.".into(),
        ErrorKind::IsADirectory => "Dit is een map, geen bestand.".into(),
        _ => format!("Dit bestand kan niet gelezen worden ({error})."),
    }
}

fn say(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::from(SAME),
        Err(error) => refuse(FAILED, &format!("De uitkomst kan niet geschreven worden ({error}).\n")),
    }
}

fn refuse(code: u8, text: &str) -> ExitCode {
    // Where even this cannot be written, the exit code still tells.
    let _written = std::io::stderr().write_all(text.as_bytes());
    ExitCode::from(code)
}
