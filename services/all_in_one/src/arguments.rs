//! What was typed after `cargo run --`.

use service_kit::config::SETTINGS;
use std::ffi::OsString;
use std::fmt::Write;

/// What is logged where nothing is set: the screen is for people. They see how far it is when figures are made anew, which is
/// before anything is served.
pub(crate) const LOG_LEVEL: &str = "warn,event_store::rebuilding=info";

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arguments {
    /// Start.
    Start(How),
    /// Bring the database of `DATABASE_URL` up to date, for services that run apart, and end.
    Migrate,
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
/// In Dutch, what is not an argument here, or does not go together.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, String> {
    let mut how = How { fresh: false, demonstration: true };
    let mut migrate = false;
    for argument in arguments {
        match argument.to_string_lossy().as_ref() {
            "--fresh" => how.fresh = true,
            "--no-demonstration" => how.demonstration = false,
            "--migrate" => migrate = true,
            "--help" | "-h" => return Ok(Arguments::Help),
            "--version" | "-V" => return Ok(Arguments::Version),
            other => {
                return Err(format!("Onbekend argument: {other}. Met --help staat hier wat er kan."));
            }
        }
    }
    match (migrate, how.fresh) {
        (true, true) => Err("--migrate en --fresh gaan niet samen: bijwerken gooit niets weg.".to_owned()),
        (true, false) => Ok(Arguments::Migrate),
        (false, _) => Ok(Arguments::Start(how)),
    }
}

/// How it works, with every setting, in Dutch.
pub fn help() -> String {
    let mut text = String::from(
        "Woonloket: alle diensten in één proces, met een demonstratie en een eigen PostgreSQL.\n\n\
         Gebruik: cargo run [-- ARGUMENT]\n\n\
         \x20 --fresh             begin opnieuw: gooi de gegevens van de eigen PostgreSQL weg\n\
         \x20 --no-demonstration  speel de demonstratie niet\n\
         \x20 --migrate           werk de database van DATABASE_URL bij, voor diensten die los draaien, en stop\n\
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
    name.starts_with("WOONLOKET_DATABASE_URL_") || name.starts_with("WOONLOKET_REPLICA_URL_")
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
    fn to_migrate_is_all_it_does_and_it_never_throws_data_away() {
        assert_eq!(typed(&["--migrate"]), Ok(Arguments::Migrate));
        assert!(typed(&["--migrate", "--fresh"]).unwrap_err().contains("gaan niet samen"));
        assert!(typed(&["--fresh", "--migrate"]).is_err());
        assert!(help().contains("--migrate "));
    }

    #[test]
    fn every_command_in_the_files_of_deploy_is_known_here() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy");
        let mut seen = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "yaml") {
                continue;
            }
            let mut image = String::new();
            for line in std::fs::read_to_string(&path).unwrap().lines().map(str::trim) {
                if let Some(named) = line.strip_prefix("image:") {
                    named.trim().clone_into(&mut image);
                }
                let Some(command) = line.strip_prefix("command:").filter(|_| image.starts_with("woonloket/"))
                else {
                    continue;
                };
                let words =
                    command.trim().strip_prefix('[').and_then(|words| words.strip_suffix(']')).unwrap();
                let words: Vec<&str> = words.split(',').map(|word| word.trim().trim_matches('"')).collect();
                assert_eq!(
                    image,
                    "woonloket/all_in_one",
                    "the other programs take no words: {}",
                    path.display()
                );
                assert!(typed(&words).is_ok(), "{}: {words:?}", path.display());
                seen.extend(words.into_iter().map(str::to_owned));
            }
        }
        seen.sort();
        assert_eq!(seen, ["--migrate", "--no-demonstration"]);
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
