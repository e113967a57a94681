//! Settings, from the environment. One table says them all; all that is wrong is told at once, in Dutch.

mod read;
mod table;

pub use read::{Reader, SettingErrors};
pub use table::{SETTINGS, Setting};

use crate::secret::{Hidden, Secret};
use jsonwebtoken::Algorithm;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

/// Everything that can be set, read and checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// Whether a proxy stands in front that does TLS; then `X-Forwarded-For` is believed.
    pub behind_proxy: bool,
    /// The database of each service, by its name; `admin` is the one that migrates.
    pub databases: BTreeMap<String, Hidden>,
    /// The replica from which `reporting` reads; without it, it reads from its database.
    pub replica: Option<Hidden>,
    /// The external issuer, when there is one.
    pub issuer: Option<IssuerSettings>,
    /// How to read who calls from a token.
    pub claims: ClaimSettings,
    /// How mail is sent; without it mails become files.
    pub mail: MailSettings,
    /// Where keys and mails are kept.
    pub data: PathBuf,
    /// The house's secret, when it is set.
    pub secret: Option<Secret>,
    /// The origins (scheme, host, port) whose pages may call the API from a browser.
    pub cors: Vec<String>,
    /// How the log is written.
    pub log: LogFormat,
    /// What is logged, in the words of tracing's filter.
    pub log_level: String,
}

/// Who signs the tokens, and with what.
#[derive(Debug, Clone)]
pub struct IssuerSettings {
    /// The `iss` that a token must have.
    pub issuer: String,
    /// Where the keys are.
    pub jwks: JwksLocation,
    /// The `aud` that a token must have.
    pub audience: String,
    /// The algorithms that are accepted; never HS256.
    pub algorithms: Vec<Algorithm>,
}

/// Where a set of public keys is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JwksLocation {
    /// Over HTTP; `https` except on the own machine.
    Url(String),
    /// In a file.
    File(PathBuf),
}

/// Which claims say who calls. A path is one or more names with dots between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimSettings {
    /// The person.
    pub person: String,
    /// The organisation.
    pub organisation: String,
    /// The role.
    pub role: String,
    /// For whom the person acts (*namens*).
    pub on_behalf_of: String,
    /// The name in the token for each of the roles: municipality, assessor, ministry, administrator.
    pub role_names: [String; 4],
    /// Whether the person's claim goes into the log as it is, instead of as a pseudonym.
    pub person_as_is: bool,
}

impl Default for ClaimSettings {
    fn default() -> Self {
        Self {
            person: "sub".to_owned(),
            organisation: "organisatie".to_owned(),
            role: "rol".to_owned(),
            on_behalf_of: "namens".to_owned(),
            role_names: ["gemeente", "beoordelaar", "ministerie", "beheerder"].map(str::to_owned),
            person_as_is: false,
        }
    }
}

/// How mail leaves the house.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// `smtp://` or `smtps://` with host, port and perhaps a user; without it mails are written as files.
    pub smtp: Option<Hidden>,
    /// The sender.
    pub from: String,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object per line, for machines.
    Json,
}

impl Settings {
    /// Reads the environment of the process.
    pub fn from_environment() -> Result<Self, SettingErrors> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads settings from a function from name to text, and tells everything that is wrong at once.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingErrors> {
        let mut reader = Reader::new(&lookup);
        let here = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        let settings = Self {
            host: reader.parsed("WOONLOKET_HOST", "een IP-adres zoals 127.0.0.1 of 0.0.0.0", here),
            port: reader.parsed("WOONLOKET_PORT", "een getal van 0 tot en met 65535", 0),
            behind_proxy: reader.flag("WOONLOKET_BEHIND_PROXY"),
            databases: reader.databases(),
            replica: reader.replica(),
            issuer: reader.issuer(),
            claims: reader.claims(),
            mail: reader.mail(),
            data: reader.data(),
            secret: reader.secret(),
            cors: reader.origins(),
            log: reader.log_format(),
            log_level: reader.text("WOONLOKET_LOG_LEVEL"),
        };
        reader.finish(settings)
    }

    /// The database URL of a service, or a Dutch sentence that says which setting is missing.
    pub fn database(&self, service: &str) -> Result<&str, SettingErrors> {
        self.databases.get(service).map(Hidden::reveal).ok_or_else(|| {
            let name = format!("WOONLOKET_DATABASE_URL_{}", service.to_uppercase());
            SettingErrors::one(&name, "ontbreekt: geef de database-URL van deze dienst")
        })
    }

    /// The secret, or a Dutch sentence that says which setting is missing. `all_in_one` makes its own.
    pub fn required_secret(&self) -> Result<Secret, SettingErrors> {
        let why = "ontbreekt: geef in elk proces hetzelfde geheim van ten minste 32 tekens";
        self.secret.clone().ok_or_else(|| SettingErrors::one("WOONLOKET_SECRET", why))
    }

    /// What deserves a warning at the start, in Dutch.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.host.is_loopback() && !self.behind_proxy {
            let host = self.host;
            warnings.push(format!(
                "WOONLOKET_HOST is {host}: van buiten bereikbaar, en er is geen proxy opgegeven die TLS doet. \
                 Zet een proxy ervoor en zeg dat met WOONLOKET_BEHIND_PROXY=ja."
            ));
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingErrors> {
        Settings::read(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
    }

    #[test]
    fn without_any_setting_everything_has_its_default() {
        let settings = read(&[]).unwrap();
        assert_eq!((settings.host.to_string().as_str(), settings.port), ("127.0.0.1", 8080));
        assert!(settings.issuer.is_none() && settings.secret.is_none() && settings.warnings().is_empty());
        assert_eq!(settings.claims, ClaimSettings::default());
        assert_eq!(settings.log, LogFormat::Pretty);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let errors = read(&[
            ("WOONLOKET_PORT", "achtduizend"),
            ("WOONLOKET_HOST", "localhost"),
            ("WOONLOKET_LOG", "xml"),
            ("WOONLOKET_CORS", "example.nl"),
            ("WOONLOKET_SECRET", "kort"),
            ("WOONLOKET_ISSUER", "https://idp.example.nl"),
            ("WOONLOKET_ALGORITHMS", "HS256"),
        ])
        .unwrap_err();
        let text = errors.to_string();
        for name in ["PORT", "HOST", "LOG", "CORS", "SECRET", "JWKS", "ALGORITHMS"] {
            assert!(text.contains(&format!("WOONLOKET_{name}")), "{name} is missing from: {text}");
        }
        assert!(!text.contains("kort\n") && text.contains("7 instellingen"), "{text}");
    }

    #[test]
    fn an_external_issuer_is_read_whole() {
        let settings = read(&[
            ("WOONLOKET_ISSUER", "https://idp.example.nl"),
            ("WOONLOKET_JWKS", "https://idp.example.nl/jwks"),
            ("WOONLOKET_ALGORITHMS", "ES256, PS256"),
            ("WOONLOKET_CLAIM_ROLE", "realm_access.roles"),
            ("WOONLOKET_ROLE_NAMES", "gemeente=wl-gemeente,beheerder=wl-admin"),
        ])
        .unwrap();
        let issuer = settings.issuer.unwrap();
        assert_eq!(issuer.algorithms, [Algorithm::ES256, Algorithm::PS256]);
        assert_eq!(issuer.jwks, JwksLocation::Url("https://idp.example.nl/jwks".to_owned()));
        assert_eq!(issuer.audience, "woonloket");
        assert_eq!(settings.claims.role_names, ["wl-gemeente", "beoordelaar", "ministerie", "wl-admin"]);
    }

    #[test]
    fn keys_are_not_fetched_over_plain_http_from_another_machine() {
        let issuer = ("WOONLOKET_ISSUER", "https://idp.example.nl");
        assert!(read(&[issuer, ("WOONLOKET_JWKS", "http://idp.example.nl/jwks")]).is_err());
        assert!(read(&[issuer, ("WOONLOKET_JWKS", "http://127.0.0.1:9/jwks")]).is_ok());
    }

    #[test]
    fn listening_to_the_world_without_a_proxy_warns() {
        assert_eq!(read(&[("WOONLOKET_HOST", "0.0.0.0")]).unwrap().warnings().len(), 1);
        let proxied = read(&[("WOONLOKET_HOST", "0.0.0.0"), ("WOONLOKET_BEHIND_PROXY", "ja")]).unwrap();
        assert!(proxied.warnings().is_empty());
    }

    #[test]
    fn database_urls_are_never_printed() {
        let settings = read(&[
            ("WOONLOKET_DATABASE_URL_INTAKE", "postgres://u:wachtwoord@h/d"),
            ("WOONLOKET_REPLICA_URL_REPORTING", "postgres://u:wachtwoord@r/d"),
        ])
        .unwrap();
        assert!(settings.replica.is_some());
        assert!(!format!("{settings:?}").contains("wachtwoord"));
        assert!(settings.database("intake").is_ok());
        let missing = settings.database("reporting").unwrap_err().to_string();
        assert!(missing.contains("WOONLOKET_DATABASE_URL_REPORTING"), "{missing}");
    }
}
