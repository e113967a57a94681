//! From a letter to a mail. Addresses are checked and names kept on one line, so that no name can add a header.

use crate::letters::Letter;
use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, SinglePart};
use regulation::words::ContactPerson;
use uuid::Uuid;

/// The mail of a letter. The `Message-ID` depends on `id` alone, so that who gets a mail twice can see that.
///
/// # Errors
/// When the address is no e-mail address, in Dutch and without the address.
pub fn mail(
    id: Uuid,
    from: &Mailbox,
    to: &ContactPerson,
    letter: Letter,
    at: Timestamp,
) -> Result<Message, String> {
    let address = to.email.parse().map_err(|_| "het adres is geen e-mailadres".to_owned())?;
    let name: String = to.name.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let builder = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .date(at.into())
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(letter.subject);
    let builder = raw(builder, HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated");
    let builder = raw(builder, HeaderName::new_from_ascii_str("Content-Language"), "nl");
    builder
        .singlepart(SinglePart::plain(letter.body))
        .map_err(|error| format!("de mail is niet te maken: {error}"))
}

fn raw(builder: MessageBuilder, name: HeaderName, value: &str) -> MessageBuilder {
    builder.raw_header(HeaderValue::new(name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, email: &str) -> Result<String, String> {
        let to = ContactPerson { name: name.into(), email: email.into() };
        let letter = Letter { subject: "Ontvangst".into(), body: "Geachte\nheer €".into() };
        let from = "Woonloket <niet-beantwoorden@woonloket.example>".parse().unwrap();
        let at = "2026-11-20T14:32:07Z".parse().unwrap();
        let mail = mail(Uuid::nil(), &from, &to, letter, at)?;
        Ok(String::from_utf8(mail.formatted()).unwrap())
    }

    #[test]
    fn a_mail_is_plain_text_with_a_lasting_id() {
        let mail = written("J. de Vries", "j.devries@breda.example").unwrap();
        for header in [
            "Message-ID: <00000000-0000-0000-0000-000000000000@woonloket.example>\r\n",
            "Date: Fri, 20 Nov 2026 14:32:07 +0000\r\n",
            "From: Woonloket <niet-beantwoorden@woonloket.example>\r\n",
            "To: \"J. de Vries\" <j.devries@breda.example>\r\n",
            "Subject: Ontvangst\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Language: nl\r\n",
        ] {
            assert!(mail.contains(header), "{header}{mail}");
        }
    }

    #[test]
    fn a_name_cannot_add_a_header() {
        let names = [
            "Jan\r\nBcc: x@y.example",
            "Jan\nBcc: x@y.example",
            "Jan\rBcc: x@y.example",
            "\" <x@y.example>, \"",
        ];
        for name in names {
            let mail = written(name, "jan@breda.example").unwrap();
            let (headers, _) = mail.split_once("\r\n\r\n").unwrap();
            let named = |name: &str| headers.split("\r\n").filter(|line| line.starts_with(name)).count();
            assert_eq!((named("Bcc"), named("To:")), (0, 1), "{headers}");
            assert!(!headers.replace("\r\n", "").contains(['\r', '\n']), "{headers}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused_without_naming_it() {
        for address in ["jan", "jan@breda.example\r\nRCPT TO:<x@y.example>", "a@b.example, c@d.example", ""] {
            let refused = written("Jan", address).unwrap_err();
            assert_eq!(refused, "het adres is geen e-mailadres");
        }
    }
}
