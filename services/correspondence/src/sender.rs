//! Sending: takes mails out of the outbox, one at a time, and hands them over until it works.
//!
//! A mail stays locked in the outbox while it is handed over, and is marked in the same transaction. So two senders never
//! send one mail at the same time, and when one dies between handing over and marking, the mail is sent again under the
//! same `Message-ID`: at least once, recognisably.

use crate::letters::{Dossier, write};
use crate::outbox::{self, End, Mail};
use crate::post::{Delivery, Post};
use event_store::{EventStore, StoreError, Until};
use lettre::Message;
use regulation::record::Position;
use regulation::words::{Personal, TrancheKey, day_of};
use service_kit::health::Outcome;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often and how long a mail is tried.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often the outbox is looked at.
    pub look: Duration,
    /// How long to wait after a first failure of a mail; each next wait is twice as long. So long, too, while the mail
    /// server or the database is away.
    pub first: Duration,
    /// No wait is longer.
    pub longest: Duration,
    /// After so many attempts a mail is given up.
    pub attempts: u32,
}

/// A mail that the server keeps putting off is given up after about four days, as mail servers do.
impl Default for Pace {
    fn default() -> Self {
        let (second, hour) = (Duration::from_secs(1), Duration::from_secs(3_600));
        Self { look: second, first: 30 * second, longest: hour, attempts: 100 }
    }
}

impl Pace {
    /// How long to wait after so many failures.
    fn wait(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.first.saturating_mul(doubled).min(self.longest)
    }
}

/// Sends what is due. Any number of them may work on one outbox.
#[derive(Clone)]
pub struct Sender {
    store: EventStore,
    post: Post,
    pace: Pace,
    /// Why nothing can be sent now, in Dutch.
    trouble: Arc<Mutex<Option<String>>>,
}

/// What came of looking for a mail.
enum Step {
    NothingDue,
    Ended,
    Failed,
}

/// What to do with a mail.
enum Verdict {
    End(End),
    Again(String),
}

impl Sender {
    /// Sends from the outbox beside this log.
    pub fn new(store: EventStore, post: Post, pace: Pace) -> Self {
        Self { store, post, pace, trouble: Arc::default() }
    }

    /// Sends for ever. While the mail server or the database is away, mails wait; that costs them no attempt.
    pub async fn run(self) {
        loop {
            let trouble = self.send_all_due().await.err();
            let wait = if trouble.is_none() { self.pace.look } else { self.pace.first };
            if let Some(trouble) = &trouble {
                tracing::warn!(trouble, "no mail can be sent");
            }
            *self.trouble() = trouble;
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends what is due until nothing is, and gives how many mails it had in hand.
    ///
    /// # Errors
    /// Why nothing can be sent now, in Dutch.
    pub async fn send_all_due(&self) -> Result<u32, String> {
        let mut handled = 0;
        if !self.any_due().await.map_err(|error| away(&error))? {
            return Ok(handled);
        }
        self.post.must_be_open().await?;
        loop {
            match self.send_next().await.map_err(|error| away(&error))? {
                Step::NothingDue => return Ok(handled),
                Step::Ended => handled += 1,
                Step::Failed => {
                    handled += 1;
                    self.post.must_be_open().await?;
                }
            }
        }
    }

    /// How the outbox is: what somebody must look at is not well.
    pub async fn health(&self) -> Outcome {
        if let Some(trouble) = self.trouble().clone() {
            return Err(trouble);
        }
        let client = self.store.tables().get().await.map_err(|error| away(&error.into()))?;
        let count = outbox::count(&**client).await.map_err(|error| away(&error.into()))?;
        let told = format!("wachtend {}, onbestelbaar {}", count.waiting, count.undeliverable);
        if count.given_up == 0 { Ok(told) } else { Err(format!("opgegeven {}, {told}", count.given_up)) }
    }

    fn trouble(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn any_due(&self) -> Result<bool, StoreError> {
        let client = self.store.tables().get().await?;
        Ok(outbox::any_due(&**client).await?)
    }

    /// Takes the next mail, hands it over, and marks what came of it.
    async fn send_next(&self) -> Result<Step, StoreError> {
        let mut client = self.store.tables().get().await?;
        let transaction = client.transaction().await?;
        let Some(mail) = outbox::take(&transaction).await? else { return Ok(Step::NothingDue) };
        let (kind, position, failures) = (&mail.kind, mail.position, mail.attempts.saturating_add(1));
        let step = match self.deliver(&mail).await? {
            Verdict::End(end) => {
                tracing::info!(kind, position, ?end, "mail");
                outbox::end(&transaction, &mail, &end).await?;
                Step::Ended
            }
            Verdict::Again(why) if failures >= self.pace.attempts => {
                tracing::error!(kind, position, why, failures, "mail given up");
                outbox::end(&transaction, &mail, &End::GivenUp(why)).await?;
                Step::Failed
            }
            Verdict::Again(why) => {
                tracing::warn!(kind, position, why, failures, "mail waits");
                outbox::again(&transaction, &mail, &why, self.pace.wait(failures)).await?;
                Step::Failed
            }
        };
        transaction.commit().await?;
        Ok(step)
    }

    async fn deliver(&self, mail: &Mail) -> Result<Verdict, StoreError> {
        let message = match self.message(mail).await {
            Ok(message) => message,
            Err(Unsendable::Away(error)) if error.is_passing() => return Err(error),
            Err(Unsendable::Away(error)) => return Ok(Verdict::End(End::GivenUp(unreadable(&error)))),
            Err(Unsendable::Defect(why)) => return Ok(Verdict::End(End::GivenUp(why))),
            Err(Unsendable::Never(why)) => return Ok(Verdict::End(End::Undeliverable(why))),
        };
        let name = format!("{:012}-{}-{}", mail.position, mail.kind, mail.id);
        Ok(match self.post.send(&message, &name).await {
            Delivery::Done => Verdict::End(End::Sent),
            Delivery::Never(why) => Verdict::End(End::Undeliverable(why)),
            Delivery::NotNow(why) => Verdict::Again(why),
        })
    }

    /// Writes the mail from the log. Nothing of it is kept: not whom it goes to, and not what it says.
    async fn message(&self, mail: &Mail) -> Result<Message, Unsendable> {
        let tranche =
            TrancheKey::parse(&mail.tranche).map_err(|error| Unsendable::Defect(unreadable(&error)))?;
        let about = Dossier::about(mail.application, &tranche);
        let history = self.store.history(&about, Until::Position(Position(mail.position))).await?;
        let never = |why: &str| Unsendable::Never(why.to_owned());
        let dossier = Dossier::read(mail.application, &history)
            .map_err(|error| Unsendable::Defect(unreadable(&error)))?;
        let to = match &dossier.submitted.contact {
            Some(Personal::Known { person, .. }) => person,
            Some(Personal::Sealed { .. } | Personal::Erased { .. }) => {
                return Err(never("de persoonsgegevens zijn gewist"));
            }
            None => return Err(never("de aanvraag noemt geen contactpersoon")),
        };
        let no_letter = || Unsendable::Defect("bij deze gebeurtenis hoort geen brief".to_owned());
        let letter = write(&dossier, to, day_of(mail.now)).ok_or_else(no_letter)?;
        crate::mail::mail(mail.id, &self.post.from, to, letter, mail.now).map_err(Unsendable::Never)
    }
}

/// Why a mail cannot be written.
enum Unsendable {
    /// The log cannot be read.
    Away(StoreError),
    /// There is nobody to send it to.
    Never(String),
    /// The log does not hold what it must.
    Defect(String),
}

impl From<StoreError> for Unsendable {
    fn from(error: StoreError) -> Self {
        Self::Away(error)
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> String {
    format!("het dossier is niet te lezen: {error}")
}

fn away(error: &StoreError) -> String {
    tracing::debug!(%error, "the database is away");
    "de database is niet te bereiken".to_owned()
}
