//! Reading the environment: one reader that collects every error.

use super::{ClaimSettings, IssuerSettings, JwksLocation, LogFormat, MailSettings, SETTINGS};
use crate::secret::{Hidden, Secret};
use jsonwebtoken::Algorithm;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Everything that is wrong with the settings, in Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingErrors(Vec<String>);

impl SettingErrors {
    /// One wrong setting, with the reason in Dutch.
    pub fn one(name: &str, why: &str) -> Self {
        Self(vec![format!("{name} {why}")])
    }

    /// All of these together; nothing when there are none.
    pub fn together(all: impl IntoIterator<Item = Self>) -> Result<(), Self> {
        let lines: Vec<_> = all.into_iter().flat_map(|errors| errors.0).collect();
        if lines.is_empty() { Ok(()) } else { Err(Self(lines)) }
    }
}

impl fmt::Display for SettingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "1 instelling klopt niet:")?,
            count => writeln!(f, "{count} instellingen kloppen niet:")?,
        }
        self.0.iter().try_for_each(|line| writeln!(f, "  - {line}"))
    }
}

impl std::error::Error for SettingErrors {}

/// Reads settings by name, with the defaults of the table, and remembers what was wrong.
pub struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    errors: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Reads through a function from name to text.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, errors: Vec::new() }
    }

    /// The settings, or everything that was wrong.
    pub fn finish<T>(self, settings: T) -> Result<T, SettingErrors> {
        if self.errors.is_empty() { Ok(settings) } else { Err(SettingErrors(self.errors)) }
    }

    fn wrong(&mut self, name: &str, why: impl fmt::Display) {
        self.errors.push(format!("{name} {why}"));
    }

    /// The text of a setting, trimmed; its default when it is not set or empty.
    pub fn text(&self, name: &str) -> String {
        let default =
            SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.default);
        let set = (self.lookup)(name).map(|text| text.trim().to_owned());
        set.filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned())
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A setting that is read by its type; a wrong one is remembered, and then the stand-in is returned
    /// (it is never used, as the reading ends in errors).
    pub fn parsed<T: FromStr>(&mut self, name: &str, must: &str, stand_in: T) -> T {
        let text = self.text(name);
        text.parse().unwrap_or_else(|_| {
            self.wrong(name, format_args!("is '{text}'; het moet zijn: {must}"));
            stand_in
        })
    }

    /// A setting that is `ja` or `nee` (`true` and `false` too).
    pub fn flag(&mut self, name: &str) -> bool {
        match self.text(name).as_str() {
            "ja" | "true" | "1" => true,
            "nee" | "false" | "0" => false,
            other => {
                self.wrong(name, format_args!("is '{other}'; het moet zijn: ja of nee"));
                false
            }
        }
    }

    pub(super) fn data(&self) -> PathBuf {
        let user = rustix::process::geteuid().as_raw().to_string();
        PathBuf::from(self.text("WOONLOKET_DATA").replace("<uid>", &user))
    }

    pub(super) fn databases(&self) -> BTreeMap<String, Hidden> {
        let services = ["intake", "assessment", "reporting", "correspondence"];
        let named = services.map(|service| {
            (service, self.optional(&format!("WOONLOKET_DATABASE_URL_{}", service.to_uppercase())))
        });
        let all = named.into_iter().chain([("admin", self.optional("DATABASE_URL"))]);
        all.filter_map(|(name, url)| Some((name.to_owned(), Hidden::new(url?)))).collect()
    }

    pub(super) fn replica(&self) -> Option<Hidden> {
        self.optional("WOONLOKET_REPLICA_URL_REPORTING").map(Hidden::new)
    }

    pub(super) fn issuer(&mut self) -> Option<IssuerSettings> {
        let algorithms = self.algorithms();
        let audience = self.text("WOONLOKET_AUDIENCE");
        let (issuer, jwks) = (self.optional("WOONLOKET_ISSUER"), self.optional("WOONLOKET_JWKS"));
        match (issuer, jwks) {
            (Some(issuer), Some(jwks)) => {
                Some(IssuerSettings { issuer, jwks: self.jwks(&jwks)?, audience, algorithms })
            }
            (Some(_), None) => {
                self.wrong("WOONLOKET_JWKS", "ontbreekt: zeg waar de sleutels van WOONLOKET_ISSUER staan");
                None
            }
            (None, Some(_)) => {
                self.wrong(
                    "WOONLOKET_ISSUER",
                    "ontbreekt: WOONLOKET_JWKS is gezet, dus ook de uitgever moet",
                );
                None
            }
            (None, None) => None,
        }
    }

    fn jwks(&mut self, text: &str) -> Option<JwksLocation> {
        if text.starts_with("https://") || is_own_machine(text) {
            return Some(JwksLocation::Url(text.to_owned()));
        }
        if text.starts_with("http://") {
            self.wrong("WOONLOKET_JWKS", "gebruikt http naar een andere machine; het moet https zijn");
            return None;
        }
        Some(JwksLocation::File(PathBuf::from(text)))
    }

    fn algorithms(&mut self) -> Vec<Algorithm> {
        let text = self.text("WOONLOKET_ALGORITHMS");
        let names = split(&text).map(|name| (name, Algorithm::from_str(name)));
        let mut algorithms = Vec::new();
        for (name, algorithm) in names {
            match algorithm {
                Ok(Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) | Err(_) => {
                    let must = "het moeten zijn: RS256, PS256, ES256, EdDSA of hun langere vormen";
                    self.wrong("WOONLOKET_ALGORITHMS", format_args!("noemt '{name}'; {must}"));
                }
                Ok(algorithm) => algorithms.push(algorithm),
            }
        }
        algorithms
    }

    pub(super) fn claims(&mut self) -> ClaimSettings {
        let person_as_is = match self.text("WOONLOKET_PERSON").as_str() {
            "pseudoniem" => false,
            "letterlijk" => true,
            other => {
                let why = format!("is '{other}'; het moet zijn: pseudoniem of letterlijk");
                self.wrong("WOONLOKET_PERSON", why);
                false
            }
        };
        ClaimSettings {
            person: self.text("WOONLOKET_CLAIM_PERSON"),
            organisation: self.text("WOONLOKET_CLAIM_ORGANISATION"),
            role: self.text("WOONLOKET_CLAIM_ROLE"),
            on_behalf_of: self.text("WOONLOKET_CLAIM_ON_BEHALF_OF"),
            role_names: self.role_names(),
            person_as_is,
        }
    }

    fn role_names(&mut self) -> [String; 4] {
        let ours = ClaimSettings::default().role_names;
        let text = self.text("WOONLOKET_ROLE_NAMES");
        let given: BTreeMap<&str, &str> = split(&text).filter_map(|pair| pair.split_once('=')).collect();
        let strange = given.keys().any(|name| !ours.iter().any(|role| role == name));
        if strange || given.len() != split(&text).count() {
            let must = "het moet zijn als gemeente=x,beoordelaar=y,ministerie=z,beheerder=w";
            self.wrong("WOONLOKET_ROLE_NAMES", format_args!("is '{text}'; {must}"));
        }
        ours.map(|role| given.get(role.as_str()).map_or(role, |name| (*name).to_owned()))
    }

    pub(super) fn mail(&mut self) -> MailSettings {
        let smtp = self.optional("WOONLOKET_SMTP_URL");
        if smtp.as_ref().is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://")) {
            self.wrong("WOONLOKET_SMTP_URL", "moet beginnen met smtp:// of smtps://");
        }
        MailSettings { smtp: smtp.map(Hidden::new), from: self.text("WOONLOKET_MAIL_FROM") }
    }

    pub(super) fn secret(&mut self) -> Option<Secret> {
        if let Some(path) = self.optional("WOONLOKET_SECRET_FILE") {
            let read = Secret::read(Path::new(&path));
            return read.map_err(|error| self.wrong("WOONLOKET_SECRET_FILE", error)).ok();
        }
        let secret = Secret::from_text(&self.optional("WOONLOKET_SECRET")?);
        if secret.is_none() {
            self.wrong("WOONLOKET_SECRET", "is te kort; het moeten ten minste 32 tekens zijn");
        }
        secret
    }

    pub(super) fn origins(&mut self) -> Vec<String> {
        let text = self.text("WOONLOKET_CORS");
        let origins: Vec<String> = split(&text).map(str::to_owned).collect();
        let bad: Vec<_> = origins.iter().filter(|origin| !is_origin(origin)).cloned().collect();
        for origin in bad {
            let must = "het moet zijn als https://portaal.example.nl, zonder pad";
            self.wrong("WOONLOKET_CORS", format_args!("noemt '{origin}'; {must}"));
        }
        origins
    }

    pub(super) fn log_format(&mut self) -> LogFormat {
        match self.text("WOONLOKET_LOG").as_str() {
            "tekst" => LogFormat::Pretty,
            "json" => LogFormat::Json,
            other => {
                self.wrong("WOONLOKET_LOG", format_args!("is '{other}'; het moet zijn: tekst of json"));
                LogFormat::Pretty
            }
        }
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn is_own_machine(url: &str) -> bool {
    let own = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let rest = own.iter().find_map(|start| url.strip_prefix(start));
    rest.is_some_and(|rest| rest.starts_with(':') || rest.starts_with('/'))
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*', '?', '#', '@', ' ']))
}
