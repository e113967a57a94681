//! How mail leaves the house: to a mail server, or as files into a folder.

use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use service_kit::config::{MailSettings, SettingErrors};
use std::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs::{DirBuilder, File, rename};
use tokio::io::AsyncWriteExt;

/// No mail server may let us wait longer for an answer.
const LONGEST: Duration = Duration::from_secs(30);

/// Replies that are about us, not about the recipient: no authentication, or no encryption.
const OUR_FAULT: [u16; 5] = [523, 530, 534, 535, 538];

/// How mail leaves the house, and in whose name.
#[derive(Debug, Clone)]
pub struct Post {
    /// The sender of every mail.
    pub(crate) from: Mailbox,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// What came of sending one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// It was taken.
    Done,
    /// It will never be taken; why, in Dutch.
    Never(String),
    /// It was not taken now; why, in Dutch.
    NotNow(String),
}

impl Post {
    /// Reads the settings: `smtps://` is TLS from the start, `smtp://` asks for STARTTLS, and `?tls=` says otherwise
    /// (`opportunistic` or `none`). Without a mail server, mails become files in the folder `mails` under `data`.
    ///
    /// # Errors
    /// When a setting is wrong, in Dutch.
    pub fn new(settings: &MailSettings, data: &Path) -> Result<Self, SettingErrors> {
        let wrong = |name: &str, error: &dyn std::fmt::Display| {
            SettingErrors::one(name, &format!("klopt niet: {error}"))
        };
        let from = settings.from.parse().map_err(|error| wrong("WOONLOKET_MAIL_FROM", &error))?;
        let Some(url) = &settings.smtp else {
            return Ok(Self { from, way: Way::Folder(data.join("mails")) });
        };
        let url = with_tls(url.reveal()).map_err(|why| SettingErrors::one("WOONLOKET_SMTP_URL", why))?;
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
            .map_err(|error| wrong("WOONLOKET_SMTP_URL", &error))?;
        Ok(Self { from, way: Way::Smtp(smtp.timeout(Some(LONGEST)).build()) })
    }

    /// Whether and how mail is sent, in Dutch, for the start.
    pub fn describe(&self) -> String {
        match &self.way {
            Way::Smtp(_) => "Mails gaan naar de mailserver van WOONLOKET_SMTP_URL.".to_owned(),
            Way::Folder(folder) => {
                let folder = folder.display();
                format!("WOONLOKET_SMTP_URL is niet gezet: mails worden .eml-bestanden in {folder}.")
            }
        }
    }

    /// Goes on when mail can be handed over.
    ///
    /// # Errors
    /// Why not, in Dutch.
    pub(crate) async fn must_be_open(&self) -> Result<(), String> {
        match &self.way {
            Way::Smtp(smtp) => match smtp.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err("de mailserver antwoordt niet".to_owned()),
                Err(error) => Err(format!("de mailserver is niet te bereiken ({})", cause(&error))),
            },
            Way::Folder(folder) => make(folder).await.map_err(|error| unwritable(folder, &error)),
        }
    }

    /// Hands a mail over. A mail of the same name replaces the file of that name.
    pub(crate) async fn send(&self, mail: &Message, name: &str) -> Delivery {
        match &self.way {
            Way::Smtp(smtp) => match smtp.send(mail.clone()).await {
                Ok(_) => Delivery::Done,
                Err(error) => judge(&error),
            },
            Way::Folder(folder) => match write(folder, name, &mail.formatted()).await {
                Ok(()) => Delivery::Done,
                Err(error) => Delivery::NotNow(unwritable(folder, &error)),
            },
        }
    }
}

/// Encryption is asked for unless the setting says otherwise, and no password goes over the line without it.
fn with_tls(url: &str) -> Result<String, &'static str> {
    match url.split_once('?') {
        None if url.starts_with("smtp://") => Ok(format!("{url}?tls=required")),
        Some((plain, "tls=none")) if url.contains('@') && plain.starts_with("smtp://") => {
            Err("heeft een wachtwoord, en ?tls=none zou dat leesbaar versturen")
        }
        Some((plain, "tls=none")) => Ok(plain.to_owned()),
        _ => Ok(url.to_owned()),
    }
}

/// A refusal for good is about this mail, unless it is about us. What the server wrote may name the recipient and is
/// not kept: the code is.
fn judge(error: &SmtpError) -> Delivery {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() && !OUR_FAULT.contains(&code) => {
            Delivery::Never(format!("de mailserver weigert deze mail voorgoed (code {code})"))
        }
        _ => Delivery::NotNow(format!("de mailserver nam de mail niet aan ({})", cause(error))),
    }
}

/// What went wrong, without what the server wrote.
fn cause(error: &SmtpError) -> String {
    match error.status() {
        Some(code) => format!("code {code}"),
        None if error.is_timeout() => "geen antwoord op tijd".to_owned(),
        None if error.is_tls() || io(error) == Some(ErrorKind::InvalidData) => "TLS lukt niet".to_owned(),
        None if error.is_client() => "de mailserver kan niet wat wij vragen, zoals STARTTLS".to_owned(),
        None => "geen verbinding".to_owned(),
    }
}

/// What kind of trouble there was on the line; invalid data is a certificate that nobody vouches for.
fn io(error: &SmtpError) -> Option<ErrorKind> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        source = error.source();
    }
    None
}

fn unwritable(folder: &Path, error: &std::io::Error) -> String {
    format!("in {} is niet te schrijven ({})", folder.display(), error.kind())
}

/// Makes the folder, for our eyes only: mails hold personal data.
async fn make(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).await
}

/// Writes the file whole or not at all.
async fn write(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    let mut file = File::create(&unfinished).await?;
    file.write_all(content).await?;
    file.sync_all().await?;
    rename(&unfinished, folder.join(format!("{name}.eml"))).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use service_kit::secret::Hidden;

    #[test]
    fn encryption_is_asked_for_unless_the_setting_says_otherwise() {
        let said = |url| with_tls(url).unwrap();
        assert_eq!(said("smtp://u:w@mail.example"), "smtp://u:w@mail.example?tls=required");
        assert_eq!(said("smtp://mail.example?tls=opportunistic"), "smtp://mail.example?tls=opportunistic");
        assert_eq!(said("smtps://mail.example"), "smtps://mail.example");
        assert_eq!(said("smtp://localhost:2525?tls=none"), "smtp://localhost:2525");
        assert!(with_tls("smtp://u:w@mail.example?tls=none").is_err());
    }

    #[test]
    fn wrong_settings_are_told_without_the_password() {
        let post = |url: &str, from: &str| {
            let settings = MailSettings { smtp: Some(Hidden::new(url)), from: from.to_owned() };
            Post::new(&settings, Path::new("/nergens")).map(|_| ()).unwrap_err().to_string()
        };
        let from = "Woonloket <niet-beantwoorden@woonloket.example>";
        assert!(post("smtps://mail.example", "Woonloket").contains("WOONLOKET_MAIL_FROM"));
        let wrong = post("smtp://u:geheim@mail.example?tls=misschien", from);
        assert!(wrong.contains("WOONLOKET_SMTP_URL") && !wrong.contains("geheim"), "{wrong}");
    }
}
