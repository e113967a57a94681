//! Where and when everything happens.

use crate::case::{GROUPS, after};
use crate::chance::Chance;
use jiff::Timestamp;
use jiff::civil::date;
use regulation::event::*;
use regulation::municipalities;
use regulation::record::{Actor, Role};
use regulation::words::*;
use std::sync::LazyLock;

pub const SECONDS_OF_A_DAY: u64 = 86_400;
/// The log is ten years long.
pub const DAYS: u64 = 3_650;
/// The year in which it begins: ten years before the last whole year of today.
pub const FIRST_YEAR: i16 = 2016;
const TRANCHES: u64 = 30;
const SCHEMES: u64 = 5;
/// A tranche opens every so many days, the last one a year before the log ends.
const BETWEEN: u64 = (DAYS - 365) / (TRANCHES - 1);
/// For how many days it takes applications.
const WINDOW: u64 = 60;

static START: LazyLock<Timestamp> = LazyLock::new(|| "2016-01-01T06:00:00Z".parse().unwrap());

/// The moment so many seconds after the log began.
pub fn moment(seconds: u64) -> Timestamp {
    after(*START, seconds)
}

/// The municipalities of 2023, of which there are 342.
pub fn applicants() -> &'static [Applicant] {
    static ALL: LazyLock<Vec<Applicant>> = LazyLock::new(|| {
        let all = municipalities::all().filter(|one| one.exists_on(date(2023, 1, 1)));
        all.map(|one| Applicant::parse(one.code.as_str()).unwrap()).collect()
    });
    &ALL
}

pub fn tranche(number: u64) -> TrancheKey {
    TrancheKey::parse(&format!("tranche-{:02}", number + 1)).unwrap()
}

pub fn person() -> PersonId {
    PersonId::parse("p-7f3a9c").unwrap()
}

pub fn source() -> Source {
    Source { reference: "Jaarrekening".to_owned(), address: "https://example.org/jaarrekening".to_owned() }
}

/// In which tranche a case arrives, and when.
pub fn arrival(number: u64, among: u64) -> (u64, u64) {
    let (tranche, place) = (number * TRANCHES / among, number * TRANCHES % among);
    let window = WINDOW * SECONDS_OF_A_DAY;
    (tranche, opens(tranche) + (u128::from(window) * u128::from(place) / u128::from(among)) as u64)
}

fn opens(tranche: u64) -> u64 {
    tranche * BETWEEN * SECONDS_OF_A_DAY
}

/// The group of the taxonomy by which a national goal counts to which a group of a scheme belongs: as with the real ones most
/// schemes have that taxonomy, one has two groups in place of one of it, and one has groups of which nobody knows.
fn belongs_to(scheme: u64, code: &str) -> Option<&str> {
    match (scheme, code) {
        (3, "ouderen") => Some("overige-spoedzoekers"),
        (3, _) => Some(code),
        _ => None,
    }
}

/// The regulation of which this is one in so many tranches, each with every target group.
fn published(scheme: u64) -> Event {
    let own = if scheme < 3 { "rha-2022".to_owned() } else { format!("taxonomie-{scheme}") };
    let group = |code: &&str| {
        let belongs_to = belongs_to(scheme, code);
        let belongs_to = belongs_to
            .map(|code| format!("belongs_to = {{ \"rha-2022\" = \"{code}\" }}\n"))
            .unwrap_or_default();
        format!(
            "[[tranches.target_groups]]\ncode = \"{code}\"\nname = \"{code}\"\n{belongs_to}source = \"s\"\n"
        )
    };
    let groups: String = GROUPS.iter().map(group).collect();
    let mut text = format!(
        "key = \"regeling-{scheme}\"\nname = \"Regeling {scheme}\"\n\
         executor = {{ value = \"RVO\", source = \"s\" }}\n\
         [sources.s]\nreference = \"Meting\"\naddress = \"https://example.org\"\n"
    );
    let tranches: Vec<_> = (scheme..TRANCHES).step_by(SCHEMES as usize).map(tranche).collect();
    for key in &tranches {
        text.push_str(&format!(
            "[[tranches]]\nkey = \"{key}\"\nname = \"{key}\"\ntaxonomy = \"{own}\"\n\
             applicants = {{ value = [\"municipality\"], source = \"s\" }}\n{groups}"
        ));
    }
    let scheme = SchemeKey::parse(&format!("regeling-{scheme}")).unwrap();
    SchemePublished { scheme, version: 1, text, tranches, validity: Validity::default(), by: person() }.into()
}

/// What happens beside the cases: schemes are published, tranches open and close, ceilings change, the ministry enters
/// contributions.
pub fn beside() -> Vec<(u64, Event)> {
    let mut all: Vec<_> = (0..SCHEMES).map(|scheme| (0, published(scheme))).collect();
    for number in 0..TRANCHES {
        let opens_at = opens(number);
        let closes_at = opens_at + (WINDOW + 1) * SECONDS_OF_A_DAY;
        let window = Window { opens_at: moment(opens_at), closes_at: Some(moment(closes_at)) };
        let opened = TrancheOpened {
            tranche: tranche(number),
            scheme: SchemeKey::parse(&format!("regeling-{}", number % SCHEMES)).unwrap(),
            scheme_version: 1,
            window,
            ceiling: Cents::euros(100_000_000_000),
            pots: Default::default(),
            silence: None,
            by: person(),
        };
        all.push((opens_at, opened.into()));
        for change in 1..3 {
            let at = opens_at + change * 90 * SECONDS_OF_A_DAY;
            let raised = CeilingChanged {
                tranche: tranche(number),
                pot: None,
                ceiling: Cents::euros(100_000_000_000 + change as i64 * 1_000_000),
                decided_on: day_of(moment(at)),
                published_on: None,
                source: source(),
                by: person(),
            };
            all.push((at, raised.into()));
        }
        let entered = ContributionEntered {
            contribution: ContributionKey::parse(&format!("bijdrage-{number}")).unwrap(),
            goal: GoalKey::parse("flexwoningen-2022-2024").unwrap(),
            name: "Inkoop".to_owned(),
            units: Some(Units::new(200)),
            amount: None,
            realised: false,
            counts_from: day_of(moment(opens_at)),
            source: source(),
            by: person(),
        };
        all.push((opens_at + 1, entered.into()));
    }
    all.sort_by_key(|(at, _)| *at);
    all
}

/// Who records, as the log holds it.
pub fn actor(role: Role) -> String {
    let organisation = match role {
        Role::Municipality => "GM0758",
        _ => "RVO",
    };
    let actor =
        Actor { role, person: person(), organisation: Some(organisation.to_owned()), on_behalf_of: None };
    serde_json::to_string(&actor).unwrap()
}

/// A municipality to ask about: one of the middle.
pub fn a_municipality() -> String {
    applicants()[Chance::new(7).below(100) as usize].to_string()
}
