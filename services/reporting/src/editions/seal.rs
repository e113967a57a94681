//! Sealing an edition: the figures of one position, their bytes, and the event that names their hash.

use super::asked;
use super::body::{Antwoord, Correctie, Editie, Inhoud, NieuweEditie};
use super::kept::{self, All, Sealed};
use crate::figures::Cijfers;
use crate::figures::asked::Asked;
use crate::figures::read::Snapshot;
use crate::figures::table::Audience;
use crate::ledger::METHOD;
use crate::reading::followed;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use event_store::{EventStore, Follower, StoreError};
use jiff::Timestamp;
use regulation::commands::SealEdition;
use regulation::event::{Correction, EditionSealed, Event};
use regulation::record::{Position, Recorded};
use regulation::words::{EditionKey, PersonId, SchemeKey};
use service_kit::callers::AnyOf;
use service_kit::dutch::Faults;
use service_kit::{Administrator, Body, IdempotencyKey, Ministry, Problem};
use std::collections::BTreeMap;

/// The version of the program and the commit from which it is made.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("WOONLOKET_COMMIT"));

const RULES: &str = "SELECT scheme, version FROM reporting.schemes";

/// Verzegelt een editie
///
/// De antwoorden op de vragen, zoals iedereen ze mag zien, worden vastgelegd met hun positie in het logboek, de rekenwijze,
/// de versies van de regelingen en een hash. Een editie verandert nooit; een correctie is een nieuwe editie, die zegt welke
/// zij corrigeert en waarom.
#[utoipa::path(post, path = "/edities", operation_id = "editieVerzegelen", tag = "edities", request_body = NieuweEditie,
    responses((status = 201, description = "De editie is verzegeld.", body = Editie,
        headers(("Location" = String, description = "Waar de editie staat.")))))]
pub(crate) async fn seal(
    who: AnyOf<(Ministry, Administrator)>,
    key: IdempotencyKey,
    asked: Body<NieuweEditie>,
    store: web::Data<EventStore>,
    follower: web::Data<Follower>,
) -> Result<HttpResponse, Problem> {
    let caller = key.caller(&who, &asked);
    catch_up(&store, &follower).await?;
    let (sealed, content) = made(&store, asked.into_inner(), who.person.clone()).await?;
    // The bytes first: an event never names bytes that are not there.
    let corrections = kept_unless_sealed(&store, &sealed, &content).await?;
    let recorded = store.record(SealEdition { sealed, corrections }, &caller).await?;
    let sealed =
        recorded.into_iter().find_map(sealed_in).ok_or_else(|| Problem::internal("nothing was sealed"))?;
    let location = format!("{}/edities/{}", crate::FIGURES_BASE, sealed.event.edition);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(Editie::of(&sealed, None)))
}

/// Keeps the bytes, unless there is an edition under this key; the corrections that came after the one that it corrects.
async fn kept_unless_sealed(
    store: &EventStore,
    sealed: &EditionSealed,
    content: &[u8],
) -> Result<Vec<EditionKey>, StoreError> {
    let client = store.client().await?;
    let all = All::read(&client).await?;
    if all.find(sealed.edition.as_str()).is_none() {
        kept::keep(&client, content).await?;
    }
    Ok(sealed.corrects.as_ref().map(|corrects| all.corrections_of(&corrects.edition)).unwrap_or_default())
}

fn sealed_in(recorded: Recorded) -> Option<Sealed> {
    let Recorded { event: Event::EditionSealed(event), position, recorded_at, .. } = recorded else {
        return None;
    };
    Some(Sealed { event, position, recorded_at })
}

/// Waits until the ledger counts what was recorded before the request, so that nobody seals without the last report.
async fn catch_up(store: &EventStore, follower: &Follower) -> Result<(), Problem> {
    let head = store.head().await?.position;
    if followed(follower, head).await >= head { Ok(()) } else { Err(Problem::unavailable(5)) }
}

/// What will be sealed, and its bytes: all from one snapshot of the ledger.
async fn made(
    store: &EventStore,
    asked: NieuweEditie,
    by: PersonId,
) -> Result<(EditionSealed, Vec<u8>), Problem> {
    let mut client = store.client().await?;
    let snapshot = Snapshot::take(&mut client).await?;
    let (edition, corrects, known_at, questions) = read(&asked, &snapshot)?;
    let mut answers = Vec::new();
    for (text, question) in asked.vragen.iter().zip(questions) {
        let answer = snapshot.answer(question, Audience::Public).await?;
        answers.push(Antwoord { vraag: text.clone(), cijfers: Cijfers::from(&answer) });
    }
    let mut sealed = EditionSealed {
        edition,
        corrects,
        title: asked.titel,
        note: asked.toelichting,
        questions: asked.vragen,
        as_of: asked.peildatum,
        known_at,
        position: Position(snapshot.position.unsigned_abs()),
        method: METHOD,
        program: PROGRAM.to_owned(),
        rules: rules(&snapshot).await?,
        hash: String::new(),
        by,
    };
    let content = serde_json::to_vec(&content(&sealed, answers)).map_err(Problem::internal)?;
    sealed.hash = kept::hash(&content);
    Ok((sealed, content))
}

/// What was asked, with everything that is wrong at once.
fn read(
    asked: &NieuweEditie,
    snapshot: &Snapshot<'_>,
) -> Result<(EditionKey, Option<Correction>, Timestamp, Vec<Asked>), Problem> {
    let mut faults = Faults::new();
    let edition = faults.word("sleutel", EditionKey::parse(&asked.sleutel));
    let corrected = asked.corrigeert.as_ref().map(|correction| &correction.editie);
    let corrected = corrected.map(|key| faults.word("corrigeert.editie", EditionKey::parse(key)));
    let known_at = whole_microseconds(asked.bekend_op.unwrap_or(snapshot.now));
    if known_at > snapshot.now {
        faults.add("bekendOp", "na-nu", "Wat nog komt, is niet bekend; kies een tijdstip dat voorbij is.");
    }
    let mut questions = Vec::new();
    for (at, text) in asked.vragen.iter().enumerate() {
        match asked::read(text, asked.peildatum, known_at, &snapshot.names) {
            Ok(question) => questions.push(question),
            Err(errors) => errors.into_iter().for_each(|error| {
                let place = format!("vragen[{at}].{}", error.name);
                faults.add(place.trim_end_matches('.'), &error.code, error.reason);
            }),
        }
    }
    let edition = faults.finish(edition)?;
    let cause = asked.corrigeert.as_ref().map(|correction| correction.oorzaak.into());
    let corrects = corrected.flatten().zip(cause).map(|(edition, cause)| Correction { edition, cause });
    Ok((edition, corrects, known_at, questions))
}

/// As exact as the database is.
fn whole_microseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}

async fn rules(snapshot: &Snapshot<'_>) -> Result<BTreeMap<SchemeKey, u32>, StoreError> {
    let mut rules = BTreeMap::new();
    for row in snapshot.tx.query(&snapshot.tx.prepare_cached(RULES).await?, &[]).await? {
        let version: i32 = row.try_get(1)?;
        let scheme = SchemeKey::parse(row.try_get(0)?).ok();
        rules.extend(scheme.map(|scheme| (scheme, version.unsigned_abs())));
    }
    Ok(rules)
}

fn content(sealed: &EditionSealed, antwoorden: Vec<Antwoord>) -> Inhoud {
    Inhoud {
        sleutel: sealed.edition.to_string(),
        titel: sealed.title.clone(),
        toelichting: sealed.note.clone(),
        corrigeert: sealed.corrects.as_ref().map(Correctie::from),
        peildatum: sealed.as_of,
        bekend_op: sealed.known_at,
        positie: sealed.position.0,
        methode: sealed.method,
        programma: sealed.program.clone(),
        regelingen: sealed.rules.iter().map(|(scheme, version)| (scheme.to_string(), *version)).collect(),
        antwoorden,
    }
}
