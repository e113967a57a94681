//! The service as it runs in production: a process of its own, with a mail server that encrypts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod support;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use support::*;

/// A key set as issuers publish it (the example of RFC 7517, appendix A.1): the service has no API, but has a door.
const JWKS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig","alg":"ES256",
    "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

struct Process(Child, PathBuf);

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
        let _gone = std::fs::remove_dir_all(&self.1);
    }
}

fn start(folder: &Path, settings: &[(&str, &str)]) -> Process {
    let child = Command::new(env!("CARGO_BIN_EXE_correspondence"))
        .env_clear()
        .envs(settings.iter().copied())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    Process(child, folder.to_owned())
}

/// Reads what the process says until it says where it listens: all of that, and the address. What it says later goes
/// to the output of the test.
fn address(process: &mut Process) -> (String, String) {
    let mut said = String::new();
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        said += &format!("{line}\n");
        let found = line.split(['"', ' ']).find(|word| word.starts_with("http://127.0.0.1:"));
        if let (true, Some(found)) = (line.contains("listening"), found) {
            std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
            return (said, found.to_owned());
        }
    }
    panic!("it did not start: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_alone_sends_over_starttls_to_a_server_that_is_vouched_for() {
    let (house, (server, certificate)) = (House::unfollowed().await, MailServer::start_encrypted().await);
    let folder = std::env::temp_dir().join(format!("woonloket-process-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    let file = |name: &str, content: &str| {
        std::fs::write(folder.join(name), content).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let mut process = start(
        &folder,
        &[
            ("WOONLOKET_PORT", "0"),
            ("WOONLOKET_LOG", "json"),
            ("WOONLOKET_DATABASE_URL_CORRESPONDENCE", &house.database.url("woonloket_correspondence")),
            ("WOONLOKET_ISSUER", "https://uitgever.example"),
            ("WOONLOKET_JWKS", &file("jwks.json", JWKS)),
            ("WOONLOKET_SECRET", "een geheim van ruim tweeëndertig tekens"),
            ("WOONLOKET_SMTP_URL", &format!("smtp://localhost:{}", server.port())),
            ("WOONLOKET_MAIL_FROM", "Woonloket <niet-beantwoorden@woonloket.example>"),
            ("SSL_CERT_FILE", &file("mail.pem", &certificate)),
        ],
    );
    let (said, address) = address(&mut process);
    assert!(said.contains("Mails gaan naar de mailserver van WOONLOKET_SMTP_URL."), "{said}");
    house.submit(from_de_vries("A")).await;
    until("the receipt", async || !server.received().is_empty()).await;
    assert_eq!(server.received().pop().unwrap().to, ["j.devries@breda.example"]);

    house.are("sent", 1).await;
    let health: String = reqwest::get(format!("{address}/health/ready")).await.unwrap().text().await.unwrap();
    assert!(
        health.contains("\"naam\":\"uitgaande mail\"") && health.contains("wachtend 0, onbestelbaar 0"),
        "{health}"
    );
}
