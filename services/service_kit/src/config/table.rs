//! The table of all settings.

/// One setting: its name in the environment, what it means (Dutch), and its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The name of the environment variable.
    pub name: &'static str,
    /// What it means, in Dutch.
    pub meaning: &'static str,
    /// What it is when it is not set; empty means: not set.
    pub default: &'static str,
}

const fn setting(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, meaning, default }
}

/// Every setting there is; nothing else is read from the environment (the two of PostgreSQL by `private_postgres`).
pub const SETTINGS: &[Setting] = &[
    setting("WOONLOKET_HOST", "127.0.0.1", "IP-adres om op te luisteren"),
    setting("WOONLOKET_PORT", "8080", "poort om op te luisteren"),
    setting("WOONLOKET_BEHIND_PROXY", "nee", "ja: er staat een proxy voor die TLS doet"),
    setting("DATABASE_URL", "", "database-URL van de beheerder: om te migreren, en voor alles in één proces"),
    setting("WOONLOKET_DATABASE_URL_INTAKE", "", "database-URL van de dienst intake"),
    setting("WOONLOKET_DATABASE_URL_ASSESSMENT", "", "database-URL van de dienst assessment"),
    setting("WOONLOKET_DATABASE_URL_REPORTING", "", "database-URL van de dienst reporting"),
    setting("WOONLOKET_DATABASE_URL_CORRESPONDENCE", "", "database-URL van de dienst correspondence"),
    setting(
        "WOONLOKET_REPLICA_URL_REPORTING",
        "",
        "database-URL van een replica waar de dienst reporting leest; leeg: uit de eigen database",
    ),
    setting("WOONLOKET_ISSUER", "", "uitgever (iss) van de tokens; leeg: de ingebouwde uitgever"),
    setting("WOONLOKET_JWKS", "", "waar de publieke sleutels van de uitgever staan: https-URL of bestand"),
    setting("WOONLOKET_AUDIENCE", "woonloket", "doelgroep (aud) die een token moet noemen"),
    setting("WOONLOKET_ALGORITHMS", "RS256,PS256,ES256", "toegestane algoritmen van tokens"),
    setting("WOONLOKET_CLAIM_PERSON", "sub", "pad van de claim met de persoon"),
    setting("WOONLOKET_CLAIM_ORGANISATION", "organisatie", "pad van de claim met de organisatie"),
    setting("WOONLOKET_CLAIM_ROLE", "rol", "pad van de claim met de rol"),
    setting("WOONLOKET_CLAIM_ON_BEHALF_OF", "namens", "pad van de claim die zegt namens wie"),
    setting("WOONLOKET_ROLE_NAMES", "", "hoe rollen in het token heten, zoals gemeente=x,beoordelaar=y"),
    setting("WOONLOKET_PERSON", "pseudoniem", "pseudoniem, of letterlijk: de claim zoals hij is"),
    setting("WOONLOKET_SECRET", "", "geheim van ten minste 32 tekens, in elk proces hetzelfde"),
    setting("WOONLOKET_SECRET_FILE", "", "bestand met dat geheim"),
    setting("WOONLOKET_SMTP_URL", "", "smtp:// of smtps://; leeg: mails worden bestanden"),
    setting("WOONLOKET_MAIL_FROM", "Woonloket <niet-beantwoorden@woonloket.invalid>", "afzender van mails"),
    setting(
        "WOONLOKET_DATA",
        "/var/tmp/woonloket-<uid>",
        "map voor sleutels en mails; <uid> is de gebruiker van het proces",
    ),
    setting("WOONLOKET_POSTGRES_BIN", "", "map met de programma's van PostgreSQL, voor een eigen PostgreSQL"),
    setting(
        "WOONLOKET_POSTGRES_DATA",
        "/var/tmp/woonloket-<uid>",
        "map voor de gegevens van een eigen PostgreSQL",
    ),
    setting("WOONLOKET_CORS", "", "webadressen (origins) die de API mogen aanroepen, met komma's ertussen"),
    setting("WOONLOKET_LOG", "tekst", "vorm van het logboek van het programma: tekst of json"),
    setting("WOONLOKET_LOG_LEVEL", "info", "wat er gelogd wordt, in de woorden van tracing"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_stands_in_the_table_once() {
        let mut names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
