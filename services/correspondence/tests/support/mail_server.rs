//! A real mail server on a port of its own: the SMTP of the crate `mailin`, of which we only carry the lines.

use mailin::{Action, Handler, Response, SessionBuilder, response};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// How the server treats recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes every mail.
    Takes,
    /// There is no such mailbox: 550.
    Refuses,
    /// Not now: 451.
    PutsOff,
    /// Takes the mail, and is gone before it says so.
    TakesAndHangsUp,
}

/// A mail as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub raw: String,
}

impl Received {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let (headers, _) = self.raw.split_once("\r\n\r\n").unwrap();
        let unfolded = headers.replace("\r\n ", " ").replace("\r\n\t", " ");
        let prefix = format!("{name}: ");
        unfolded.split("\r\n").find_map(|line| line.strip_prefix(&prefix)).map(str::to_owned)
    }

    /// The text, decoded.
    pub fn text(&self) -> String {
        let (_, body) = self.raw.split_once("\r\n\r\n").unwrap();
        let text = match self.header("Content-Transfer-Encoding").as_deref() {
            Some("quoted-printable") => {
                quoted_printable::decode(body, quoted_printable::ParseMode::Strict).unwrap()
            }
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(text).unwrap().replace("\r\n", "\n")
    }
}

/// The server; dropping it closes the port and every connection.
pub struct MailServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    mood: Arc<Mutex<Mood>>,
    task: JoinHandle<()>,
}

/// What a connection is read from and written to, before and after STARTTLS.
trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}
type Stream = BufReader<Box<dyn Line>>;

impl MailServer {
    /// Starts on any free port, without encryption.
    pub async fn start() -> Self {
        Self::start_on(0).await
    }

    /// Starts on this port, without encryption.
    pub async fn start_on(port: u16) -> Self {
        Self::serve(port, None).await
    }

    /// Starts with STARTTLS under a certificate of its own for `localhost`, which is given as PEM.
    pub async fn start_encrypted() -> (Self, String) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        (Self::serve(0, Some(TlsAcceptor::from(Arc::new(config)))).await, own.cert.pem())
    }

    async fn serve(port: u16, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (received, mood) = (Arc::default(), Arc::new(Mutex::new(Mood::Takes)));
        let session = Mailbox { received: Arc::clone(&received), mood: Arc::clone(&mood), now: None };
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(BufReader::new(Box::new(stream)), session.clone(), tls.clone()));
            }
        });
        Self { address, received, mood, task }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Mailbox {
    received: Arc<Mutex<Vec<Received>>>,
    mood: Arc<Mutex<Mood>>,
    now: Option<(Received, Vec<u8>)>,
}

impl Mailbox {
    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }
}

impl Handler for Mailbox {
    fn rcpt(&mut self, to: &str) -> Response {
        match self.mood() {
            Mood::Takes | Mood::TakesAndHangsUp => response::OK,
            Mood::Refuses => Response::custom(550, format!("5.1.1 <{to}>: no such mailbox")),
            Mood::PutsOff => Response::custom(451, format!("4.2.1 <{to}>: try again later")),
        }
    }

    fn data_start(&mut self, _: &str, from: &str, _: bool, to: &[String]) -> Response {
        let received = Received { from: from.to_owned(), to: to.to_vec(), raw: String::new() };
        self.now = Some((received, Vec::new()));
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.now.as_mut().unwrap().1.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let (mut received, raw) = self.now.take().unwrap();
        received.raw = String::from_utf8(raw).unwrap();
        self.received.lock().unwrap().push(received);
        match self.mood() {
            Mood::TakesAndHangsUp => response::NO_SERVICE,
            Mood::Takes | Mood::Refuses | Mood::PutsOff => response::OK,
        }
    }
}

async fn serve(mut stream: Stream, mailbox: Mailbox, tls: Option<TlsAcceptor>) {
    let hangs_up = mailbox.clone();
    let mut server = SessionBuilder::new("mail.example");
    if tls.is_some() {
        server.enable_start_tls();
    }
    let mut session = server.build(IpAddr::V4(Ipv4Addr::LOCALHOST), mailbox);
    reply(&mut stream, &session.greeting()).await;
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await.is_ok_and(|length| length > 0) {
        let response = session.process(&line);
        line.clear();
        if response.code == response::NO_SERVICE.code && hangs_up.mood() == Mood::TakesAndHangsUp {
            return;
        }
        if response.action != Action::NoReply {
            reply(&mut stream, &response).await;
        }
        match (&response.action, &tls) {
            (Action::Close, _) => return,
            (Action::UpgradeTls, Some(tls)) => {
                let Ok(encrypted) = tls.accept(stream.into_inner()).await else { return };
                stream = BufReader::new(Box::new(encrypted));
                session.tls_active();
            }
            _ => {}
        }
    }
}

async fn reply(stream: &mut Stream, response: &Response) {
    let mut text = Vec::new();
    response.write_to(&mut text).unwrap();
    let _gone = stream.write_all(&text).await;
    let _gone = stream.flush().await;
}
