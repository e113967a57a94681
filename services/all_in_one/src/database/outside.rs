//! The server of `DATABASE_URL`: how the services log in there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use service_kit::config::SettingErrors;
use service_kit::run::StartError;
use std::fmt::Write;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// The server of `DATABASE_URL`, as its administrator reaches it.
pub(super) struct Outside {
    pub(super) url: String,
    pub(super) config: Config,
}

impl Outside {
    /// Reads the URL.
    pub(super) fn read(url: &str) -> Result<Self, StartError> {
        let wrong = |error| {
            let why = format!(
                "is niet te lezen ({error}); het is zoiets als postgres://beheerder@localhost/woonloket"
            );
            SettingErrors::one("DATABASE_URL", &why)
        };
        Ok(Self { url: url.to_owned(), config: url.parse().map_err(wrong)? })
    }
}

/// A password of 32 random bytes.
pub(super) fn password() -> Result<String, StartError> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| "Er is geen toeval beschikbaar.")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// How a role logs in to the same server.
pub(super) fn login(admin: &Config, database: &str, role: &str, password: &str) -> String {
    let hosts = admin.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.to_string_lossy().into_owned(),
    });
    let mut pairs = vec![
        ("host", hosts.collect::<Vec<_>>().join(",")),
        ("hostaddr", joined(admin.get_hostaddrs())),
        ("port", joined(admin.get_ports())),
        ("dbname", database.to_owned()),
        ("user", role.to_owned()),
        ("password", password.to_owned()),
    ];
    match admin.get_ssl_mode() {
        SslMode::Disable => pairs.push(("sslmode", "disable".to_owned())),
        SslMode::Require => pairs.push(("sslmode", "require".to_owned())),
        _ => {}
    }
    let mut text = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(text, "{name}={} ", quoted(value));
    }
    text
}

/// A value as connection strings want it.
pub(super) fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

fn joined<T: ToString>(things: &[T]) -> String {
    things.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_logs_in_where_the_administrator_does_under_its_own_name() {
        let admin = Outside::read("postgres://baas:geheim@db.example.nl:6543/huis?sslmode=disable").unwrap();
        let config: Config = login(&admin.config, "huis", "woonloket_intake", "it's").parse().unwrap();
        assert_eq!(config.get_hosts(), [Host::Tcp("db.example.nl".to_owned())]);
        assert_eq!((config.get_ports(), config.get_dbname()), (&[6543][..], Some("huis")));
        assert_eq!(
            (config.get_user(), config.get_password()),
            (Some("woonloket_intake"), Some(&b"it's"[..]))
        );
        assert_eq!(config.get_ssl_mode(), SslMode::Disable);
    }

    #[test]
    fn a_socket_folder_is_kept_and_every_password_is_another() {
        let admin = Outside::read("host=/run/een\\ map user=baas").unwrap();
        let config: Config = login(&admin.config, "huis", "woonloket_intake", "x").parse().unwrap();
        assert_eq!(config.get_hosts(), admin.config.get_hosts());
        assert_ne!(password().unwrap(), password().unwrap());
    }

    #[test]
    fn what_is_no_url_is_told_without_repeating_it() {
        let error = Outside::read("mysql://baas:geheim@db/huis").err().unwrap().to_string();
        assert!(error.contains("DATABASE_URL") && !error.contains("geheim"), "{error}");
    }
}
