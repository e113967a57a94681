//! What was typed after `cargo run --`.

use service_kit::config::SETTINGS;
use std::ffi::OsString;
use std::fmt::Write;

/// What is logged where nothing is set: the screen is for people.
pub(crate) const LOG_LEVEL: &str = "warn";

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arguments {
    /// Start.
    Start(How),
    /// Tell how it works.
    Help,
    /// Tell which version this is.
    Version,
}

/// How to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How {
    /// Start over: throw away the private PostgreSQL's data first.
    pub fresh: bool,
    /// Play the demonstration.
    pub demonstration: bool,
}

/// Reads the arguments, without the program's own name.
///
/// # Errors
/// In Dutch, what is not an argument here.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, String> {
    let mut how = How { fresh: false, demonstration: true };
    for argument in arguments {
        match argument.to_string_lossy().as_ref() {
            "--fresh" => how.fresh = true,
            "--no-demonstration" => how.demonstration = false,
            "--help" | "-h" => return Ok(Arguments::Help),
            "--version" | "-V" => return Ok(Arguments::Version),
            other => {
                return Err(format!("Onbekend argument: {other}. Met --help staat hier wat er kan."));
            }
        }
    }
    Ok(Arguments::Start(how))
}

/// How it works, with every setting, in Dutch.
pub fn help() -> String {
    let mut text = String::from(
        "Woonloket: alle diensten in één proces, met een demonstratie en een eigen PostgreSQL.\n\n\
         Gebruik: cargo run [-- ARGUMENT]\n\n\
         \x20 --fresh             begin opnieuw: gooi de gegevens van de eigen PostgreSQL weg\n\
         \x20 --no-demonstration  speel de demonstratie niet\n\
         \x20 --help              toon deze tekst\n\
         \x20 --version           toon de versie\n\n\
         Ctrl-C stopt alles wat gestart is; de gegevens blijven.\n\n\
         Instellingen, uit de omgeving (tussen haakjes wat geldt zonder):\n",
    );
    for setting in SETTINGS.iter().filter(|setting| !is_for_apart(setting.name)) {
        let default = match setting.name {
            "WOONLOKET_LOG_LEVEL" => LOG_LEVEL,
            _ if setting.default.is_empty() => "niet gezet",
            _ => setting.default,
        };
        let _ = writeln!(text, "  {}\n      {} ({default})", setting.name, setting.meaning);
    }
    text
}

/// Settings of services that run apart, each in a process of its own.
fn is_for_apart(name: &str) -> bool {
    name.starts_with("WOONLOKET_DATABASE_URL_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str]) -> Result<Arguments, String> {
        read(words.iter().map(OsString::from))
    }

    #[test]
    fn without_arguments_it_starts_and_keeps_the_data() {
        let start = |fresh, demonstration| Ok(Arguments::Start(How { fresh, demonstration }));
        assert_eq!(typed(&[]), start(false, true));
        assert_eq!(typed(&["--fresh"]), start(true, true));
        assert_eq!(typed(&["--no-demonstration", "--fresh"]), start(true, false));
        assert_eq!(typed(&["--fresh", "--help"]), Ok(Arguments::Help), "asking for help starts nothing over");
    }

    #[test]
    fn what_it_does_not_know_it_refuses_by_name() {
        for wrong in ["--frsh", "fresh", "--fresh=ja", ""] {
            assert!(
                typed(&["--fresh", wrong]).unwrap_err().contains(&format!("argument: {wrong}.")),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_help_names_every_setting_that_is_read_here() {
        let help = help();
        for name in ["DATABASE_URL\n", "WOONLOKET_PORT\n", "WOONLOKET_POSTGRES_DATA\n", "WOONLOKET_ISSUER\n"]
        {
            assert!(help.contains(name), "{name}");
        }
        assert!(!help.contains("WOONLOKET_DATABASE_URL_INTAKE") && help.contains("--fresh"));
    }
}
