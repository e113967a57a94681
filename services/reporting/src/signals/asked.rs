//! Which signals are asked for, and by whom.

use super::body::{Ernst, Signaal};
use crate::figures::read::Snapshot;
use crate::figures::table::Names;
use crate::files::BETWEEN;
use jiff::ToSpan;
use jiff::civil::Date;
use regulation::record::Role;
use regulation::signals::{Kind, Severity, Signal};
use regulation::words::{Applicant, day_of};
use service_kit::{Identity, InvalidParam, PageQuery, Problem};
use utoipa::IntoParams;

/// How many years ahead signals can be asked.
const AHEAD: i64 = 20;

/// The parameters of a question about signals.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SignalenQuery {
    /// Alleen van deze regeling.
    #[param(example = "rha", max_length = 60)]
    regeling: Option<String>,
    /// Alleen van deze tranche.
    #[param(example = "rha-2022", max_length = 60)]
    tranche: Option<String>,
    /// Alleen over deze aanvrager: een gemeente of samenwerking, onder haar code van toen.
    #[param(example = "GM0363", max_length = 100)]
    gemeente: Option<String>,
    /// Alleen van deze soort.
    #[param(example = "mijlpaal-gemist", max_length = 60)]
    soort: Option<String>,
    /// Alleen met deze ernst.
    #[param(inline)]
    ernst: Option<Ernst>,
    /// De dag waarop het signaal geldt; zonder: vandaag. Hooguit twintig jaar vooruit.
    #[param(example = "2024-12-31")]
    peildatum: Option<Date>,
    /// Naar wat aan het eind van deze dag bekend was; zonder: nu. Wat later is gemeld, gecorrigeerd, besloten of bekendgemaakt,
    /// telt dan niet mee.
    #[param(example = "2024-12-31")]
    bekend_op: Option<Date>,
    /// Waar de bladzijde begint; neem hem over uit de Link-header of uit `volgende`.
    #[param(max_length = 500)]
    cursor: Option<String>,
    /// Hoeveel signalen op een bladzijde.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
    /// In welke vorm, voor wie geen Accept kan meegeven.
    #[param(pattern = "^(json|csv|xlsx)$")]
    pub(super) vorm: Option<String>,
}

/// What is asked.
pub(super) struct Asked {
    pub(super) today: Date,
    /// By what was known at the end of this day; absent for all that is known now.
    pub(super) known_by: Option<Date>,
    /// Only of these tranches.
    pub(super) tranches: Option<Vec<String>>,
    /// Only about this applicant; of a municipality always itself.
    pub(super) applicant: Option<String>,
    kind: Option<Kind>,
    severity: Option<Severity>,
    is_government: bool,
    pub(super) page: PageQuery,
}

impl Asked {
    pub(super) fn read(
        query: SignalenQuery,
        caller: &Identity,
        snapshot: &Snapshot<'_>,
    ) -> Result<Self, Problem> {
        let mut wrong = Vec::new();
        let tranches = tranches(&query, &snapshot.names, &mut wrong);
        let now = day_of(snapshot.now);
        let today = today(&query, now, &mut wrong);
        let kind = query.soort.as_ref().and_then(|code| kind(code, &mut wrong));
        let own = own(caller)?;
        let applicant = applicant(query.gemeente.as_deref(), own.as_ref(), &mut wrong);
        if !wrong.is_empty() {
            return Err(Problem::invalid(wrong));
        }
        Ok(Self {
            today,
            // What is still to come is not known yet.
            known_by: query.bekend_op.filter(|day| *day < now),
            tranches,
            applicant: applicant?,
            kind,
            severity: query.ernst.map(Severity::from),
            is_government: own.is_none(),
            page: PageQuery { cursor: query.cursor, limit: query.limit },
        })
    }

    /// Whether signals about tranches are asked for, which are about no applicant.
    pub(super) const fn wants_tranches(&self) -> bool {
        self.applicant.is_none()
    }

    pub(super) fn wants(&self, signal: &Signal) -> bool {
        self.kind.is_none_or(|kind| kind == signal.kind)
            && self.severity.is_none_or(|severity| severity == signal.severity)
    }

    /// To what it is limited, as files tell it: also a municipality to itself.
    pub(super) fn selection(&self) -> String {
        let tranches = self.tranches.as_ref().map(|tranches| format!("tranche={}", tranches.join(",")));
        let applicant = self.applicant.as_ref().map(|code| format!("gemeente={code}"));
        let kind = self.kind.map(|kind| format!("soort={}", kind.code()));
        let severity = self.severity.map(|severity| format!("ernst={}", Ernst::from(severity).word()));
        [tranches, applicant, kind, severity].into_iter().flatten().collect::<Vec<_>>().join(BETWEEN)
    }

    /// A signal as the one who asks is told it.
    pub(super) fn told(&self, signal: &Signal, names: &Names) -> Signaal {
        Signaal::of(signal, names, (self.today, self.known_by), self.is_government)
    }
}

/// The day that is asked: what lies farther ahead than plans go, or before the calendar, is refused.
fn today(query: &SignalenQuery, today: Date, wrong: &mut Vec<InvalidParam>) -> Date {
    let asked = query.peildatum.unwrap_or(today);
    let last = today.saturating_add(AHEAD.years());
    if asked.year() < 1 || asked > last {
        let reason = format!("Kies een dag tot en met {last}.");
        wrong.push(InvalidParam::new("peildatum", "maximum", reason));
    }
    asked
}

fn tranches(query: &SignalenQuery, names: &Names, wrong: &mut Vec<InvalidParam>) -> Option<Vec<String>> {
    let unknown =
        |name: &str, code: &str| InvalidParam::new(name, "onbekend", format!("Er is geen {name} «{code}»."));
    if let Some(scheme) = &query.regeling {
        let all: Vec<_> = names.tranches.iter().filter(|(_, tranche)| &tranche.scheme == scheme).collect();
        if all.is_empty() {
            wrong.push(unknown("regeling", scheme));
        }
        let of_scheme = all.into_iter().map(|(key, _)| key.clone());
        return Some(
            of_scheme.filter(|key| query.tranche.as_ref().is_none_or(|asked| asked == key)).collect(),
        );
    }
    let tranche = query.tranche.as_ref()?;
    if !names.tranches.contains_key(tranche) {
        wrong.push(unknown("tranche", tranche));
    }
    Some(vec![tranche.clone()])
}

fn kind(code: &str, wrong: &mut Vec<InvalidParam>) -> Option<Kind> {
    let found = Kind::ALL.iter().copied().find(|kind| kind.code() == code);
    if found.is_none() {
        let codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        let reason = format!("«{code}» kan niet; kies uit: {}.", codes.join(", "));
        wrong.push(InvalidParam::new("soort", "enum", reason));
    }
    found
}

/// For whom a municipality acts; none for government, which sees everything.
pub(crate) fn own(caller: &Identity) -> Result<Option<Applicant>, Problem> {
    match caller.role {
        Role::Assessor | Role::Ministry | Role::Administrator => Ok(None),
        Role::Municipality => caller.applicant().map(Some).ok_or_else(not_yours),
    }
}

/// About whom is asked: what is asked for, within what the caller may see.
pub(crate) fn applicant(
    asked: Option<&str>,
    own: Option<&Applicant>,
    wrong: &mut Vec<InvalidParam>,
) -> Result<Option<String>, Problem> {
    let asked = asked.map(Applicant::parse).transpose();
    let asked = asked.unwrap_or_else(|invalid| {
        wrong.push(InvalidParam::new("gemeente", "pattern", invalid.to_string()));
        None
    });
    match (asked, own) {
        (Some(asked), Some(own)) if &asked != own => Err(not_yours()),
        (asked, own) => Ok(asked.as_ref().or(own).map(ToString::to_string)),
    }
}

fn not_yours() -> Problem {
    let detail = "Een gemeente ziet alleen wat haar eigen aanvragen betreft.";
    let forbidden = actix_web::http::StatusCode::FORBIDDEN;
    Problem::new(forbidden, "rol-mag-dit-niet", "Geen toegang", detail)
}
