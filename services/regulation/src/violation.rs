//! Every rule that a command can break, each with a stable code, a Dutch title, what to do, and the numbers.
//!
//! A violation is the software's "no": nothing is recorded. That the government declines is an event.

use crate::scheme::Mistake;
use crate::words::{
    Applicant, ApplicationId, Cents, ContributionKey, CriterionCode, EditionKey, GoalKey, PersonId,
    PieceCode, PotKey, ReportId, SchemeKey, SilentRule, TrancheKey,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How a case ended, for commands that come after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Granted.
    Granted,
    /// Rejected.
    Rejected,
    /// Set aside.
    SetAside,
    /// Withdrawn.
    Withdrawn,
    /// Settled.
    Settled,
}

impl Ending {
    /// The word in Dutch letters.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Granted => "toegekend",
            Self::Rejected => "afgewezen",
            Self::SetAside => "buiten behandeling gesteld",
            Self::Withdrawn => "ingetrokken",
            Self::Settled => "vastgesteld",
        }
    }
}

/// A mistake in what was sent in: where and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The place in the request, in the API's own names: `projecten[0].regels[1].aandachtsgroep`.
    pub place: String,
    /// A stable code.
    pub code: &'static str,
    /// Why, and what it should be, in Dutch.
    pub reason: String,
}

impl Flaw {
    /// A mistake at a place.
    pub fn new(place: impl Into<String>, code: &'static str, reason: impl Into<String>) -> Self {
        Self { place: place.into(), code, reason: reason.into() }
    }
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// The content does not fit the scheme; all mistakes at once.
    Flawed(Vec<Flaw>),
    /// The text of a scheme cannot be read; all mistakes at once.
    SchemeUnreadable(Vec<Mistake>),
    /// The text is the version that is already published.
    SchemeUnchanged {
        /** The version. */
        version: u32,
    },
    /// The scheme was never published.
    SchemeNotPublished {
        /** The scheme. */
        scheme: SchemeKey,
    },
    /// The published scheme does not describe the tranche.
    TrancheNotInScheme {
        /** The tranche. */
        tranche: TrancheKey,
    },
    /// Another scheme named the tranche first.
    TrancheOfOtherScheme {
        /** The tranche. */
        tranche: TrancheKey,
        /** The scheme to which it belongs. */
        scheme: SchemeKey,
    },
    /// The tranche was not opened.
    TrancheNotOpened {
        /** The tranche. */
        tranche: TrancheKey,
    },
    /// The tranche was opened before.
    TrancheAlreadyOpened {
        /** The tranche. */
        tranche: TrancheKey,
    },
    /// The tranche was closed before.
    TrancheAlreadyClosed {
        /** Since when. */
        closed_at: Timestamp,
    },
    /// The new closing time is not later than the present one.
    NotAnExtension {
        /** The present one; absent when the tranche has none. */
        closes_at: Option<Timestamp>,
    },
    /// The ceiling is already that.
    CeilingUnchanged {
        /** The ceiling. */
        ceiling: Cents,
    },
    /// The tranche opens later.
    NotYetOpen {
        /** When. */
        opens_at: Timestamp,
    },
    /// This kind of applicant may not apply.
    MayNotApply {
        /** Who. */
        applicant: Applicant,
    },
    /// The applicant used the reference before.
    ReferenceUsed {
        /** For this application. */
        application: ApplicationId,
    },
    /// Nobody submitted such an application.
    UnknownApplication,
    /// The case has ended.
    CaseEnded {
        /** How. */
        how: Ending,
    },
    /// The case was not granted.
    NotGranted,
    /// The case has no such progress report.
    UnknownReport {
        /** The report. */
        report: ReportId,
    },
    /// Another report took its place before.
    AlreadyCorrected {
        /** The newest correction of it. */
        newest: ReportId,
    },
    /// The same was accounted for over that year.
    AccountUnchanged {
        /** The year. */
        year: i16,
        /** What was spent. */
        spent: Cents,
    },
    /// Nobody set such a national goal.
    UnknownGoal {
        /** The goal. */
        goal: GoalKey,
    },
    /// The same was entered before.
    ContributionUnchanged {
        /** The contribution. */
        contribution: ContributionKey,
    },
    /// The application arrived late: it never enters the order.
    ArrivedLate {
        /** The last instant in time. */
        closed_at: Timestamp,
    },
    /// The application is already complete.
    AlreadyComplete {
        /** Since when. */
        since: Timestamp,
    },
    /// Pieces that were asked for did not come yet.
    PiecesMissing {
        /** Which. */
        pieces: Vec<PieceCode>,
    },
    /// Completeness was not confirmed.
    NotComplete,
    /// The day given for an answer has passed already.
    TermInThePast {
        /** The day. */
        answer_by: Date,
    },
    /// No term was set, so none can have lapsed.
    NoTermSet,
    /// The term still runs.
    TermStillRuns {
        /** Its last day. */
        answer_by: Date,
    },
    /// Nothing is missing.
    NothingMissing,
    /// Four weeks have passed (Awb 4:5 lid 4): the case must be decided on its substance.
    TooLateToSetAside {
        /** The last day. */
        until: Date,
    },
    /// Nobody advised.
    AdviceMissing,
    /// Who advised may not decide.
    AdviserDecides {
        /** Who. */
        person: PersonId,
    },
    /// More than was asked.
    AboveRequested {
        /** What was asked. */
        requested: Cents,
    },
    /// More than the maximum for so many units.
    AboveMaximumPerUnit {
        /** For each unit. */
        maximum: Cents,
        /** How many. */
        units: u64,
        /** The most. */
        most: Cents,
    },
    /// More than the cap of the applicant leaves.
    AboveMaximumPerApplicant {
        /** The cap. */
        maximum: Cents,
        /** Granted before. */
        granted: Cents,
        /** What is left. */
        left: Cents,
    },
    /// What is free does not suffice for this and for those who are before it.
    NotEnoughFree {
        /** Free under the ceiling. */
        free: Cents,
        /** Asked now. */
        asked: Cents,
        /** Still asked by those before it. */
        before_asked: Cents,
        /** Those before it that are undecided, in their order. */
        before: Vec<ApplicationId>,
    },
    /// On this day more applications can still become complete, among which the lot may have to decide.
    DayNotOver {
        /** The day. */
        day: Date,
    },
    /// On the day on which the ceiling is crossed the lot decides the order.
    LotDecides {
        /** The day. */
        day: Date,
        /** Free under the ceiling. */
        free: Cents,
        /** Asked on that day. */
        asked: Cents,
    },
    /// It arrived in time, so lateness is no ground.
    NotLate,
    /// It still fits under the ceiling, so the ceiling is no ground.
    StillFits {
        /** Left for it. */
        left: Cents,
        /** Asked. */
        asked: Cents,
    },
    /// No version of the scheme is the law on the day.
    NoValidVersion {
        /** The day. */
        day: Date,
    },
    /// A validity ends before it begins.
    ValidityEndsBefore {
        /** The first day. */
        from: Date,
        /** The last day. */
        until: Date,
    },
    /// The sources are silent and nothing was set.
    RuleIsSilent {
        /** The rule. */
        rule: SilentRule,
    },
    /// The scheme says it, so it cannot be set otherwise.
    RuleIsSet {
        /** The rule. */
        rule: SilentRule,
    },
    /// The sources are silent and no ground was given.
    GroundMissing {
        /** The rules. */
        rules: BTreeSet<SilentRule>,
    },
    /// The closing does not lie after the opening.
    ClosesBeforeOpening {
        /** The opening. */
        opens_at: Timestamp,
        /** The closing. */
        closes_at: Timestamp,
    },
    /// The tranche has no such pot.
    UnknownPot {
        /** The pot. */
        pot: PotKey,
    },
    /// Money would be carried over to where it is.
    SamePurse,
    /// By the scheme, what is left lapses.
    MoneyLapses {
        /** The tranche. */
        tranche: TrancheKey,
    },
    /// There is not so much to carry over.
    NotSoMuchLeft {
        /** What is free there. */
        free: Cents,
        /** What would be carried over. */
        asked: Cents,
    },
    /// The applicant has as many applications in the tranche as it can have.
    TooManyApplications {
        /** The most. */
        maximum: u32,
    },
    /// More than the scheme's amounts for these projects.
    AboveMaximum {
        /** The most. */
        most: Cents,
    },
    /// The scheme gives a fixed amount, and this is another.
    NotTheFixedAmount {
        /** The fixed amount: for each home, or of the annex. */
        each: Cents,
        /** The most: for all homes, or of the annex. */
        most: Cents,
    },
    /// No advice says that these knock-out criteria are met.
    CriteriaNotMet {
        /** Which. */
        criteria: Vec<CriterionCode>,
    },
    /// The scheme ranks, and this application has no place yet.
    RankingNeeded,
    /// The ranking excluded the application.
    ExcludedFromRanking,
    /// More than the share that the ranking gives it.
    AboveShare {
        /** Its share. */
        share: Cents,
    },
    /// The scheme does not rank here.
    NotRankedHere,
    /// Applications can still arrive.
    WindowStillOpen {
        /** Its end; absent when it has none. */
        closes_at: Option<Timestamp>,
    },
    /// The adviser has not yet said of these what the ranking needs.
    JudgementMissing {
        /** Which. */
        applications: Vec<ApplicationId>,
    },
    /// The chosen weights are not a hundred percent together.
    WeightsNotWhole,
    /// The lot decides between equals, and nobody drew.
    NotDrawn,
    /// Nobody is in line without a place.
    NobodyToRank,
    /// There is nothing about which the lot decides.
    NothingToDraw,
    /// A list was sealed for this before.
    AlreadySealed {
        /** The hash of the seal. */
        hash: String,
    },
    /// No list was sealed for this.
    NotSealed,
    /// Lots were drawn among the sealed list.
    AlreadyDrawn {
        /** The hash of the seal. */
        hash: String,
    },
    /// The seed could already be known when the list is sealed.
    SeedExists {
        /** When it exists. */
        expected_at: Timestamp,
    },
    /// The seed does not exist yet.
    SeedNotYet {
        /** When it exists. */
        expected_at: Timestamp,
    },
    /// More than was granted.
    AboveGranted {
        /** What was granted. */
        granted: Cents,
    },
    /// An edition was sealed under this key before.
    EditionExists {
        /** The edition. */
        edition: EditionKey,
    },
    /// No edition was sealed under this key.
    UnknownEdition {
        /** The key. */
        edition: EditionKey,
    },
    /// The edition was corrected before.
    EditionCorrected {
        /** The edition. */
        edition: EditionKey,
        /** The edition that corrects it. */
        by: EditionKey,
        /** The newest of the corrections that came after it, which can be corrected. */
        newest: EditionKey,
    },
}

impl Violation {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.words().0
    }

    /// The title, in Dutch.
    pub const fn title(&self) -> &'static str {
        self.words().1
    }

    const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Flawed(_) => ("inhoud-onjuist", "De inhoud past niet bij de regeling"),
            Self::SchemeUnreadable(_) => ("regeling-onleesbaar", "De tekst van de regeling is niet te lezen"),
            Self::SchemeUnchanged { .. } => ("regeling-ongewijzigd", "Deze versie is al gepubliceerd"),
            Self::SchemeNotPublished { .. } => {
                ("regeling-niet-gepubliceerd", "De regeling is niet gepubliceerd")
            }
            Self::TrancheNotInScheme { .. } => {
                ("tranche-niet-in-regeling", "De regeling kent deze tranche niet")
            }
            Self::TrancheOfOtherScheme { .. } => {
                ("tranche-van-andere-regeling", "De tranche hoort bij een andere regeling")
            }
            Self::TrancheNotOpened { .. } => ("tranche-niet-geopend", "De tranche is niet geopend"),
            Self::TrancheAlreadyOpened { .. } => ("tranche-al-geopend", "De tranche is al geopend"),
            Self::TrancheAlreadyClosed { .. } => ("tranche-al-gesloten", "De tranche is al gesloten"),
            Self::NotAnExtension { .. } => {
                ("geen-verlenging", "De nieuwe sluiting is niet later dan de huidige")
            }
            Self::CeilingUnchanged { .. } => ("plafond-ongewijzigd", "Het plafond is al zo hoog"),
            Self::NotYetOpen { .. } => ("tranche-nog-niet-open", "De tranche neemt nog geen aanvragen aan"),
            Self::MayNotApply { .. } => ("mag-niet-aanvragen", "Deze aanvrager mag hier niet aanvragen"),
            Self::ReferenceUsed { .. } => ("kenmerk-al-gebruikt", "Dit kenmerk is al gebruikt"),
            Self::UnknownApplication => ("aanvraag-onbekend", "Deze aanvraag bestaat niet"),
            Self::CaseEnded { .. } => ("zaak-beeindigd", "De aanvraag is al afgedaan"),
            Self::NotGranted => ("niet-toegekend", "De aanvraag is niet toegekend"),
            Self::UnknownReport { .. } => ("melding-onbekend", "Deze voortgangsmelding bestaat niet"),
            Self::AlreadyCorrected { .. } => {
                ("melding-al-gecorrigeerd", "Deze voortgangsmelding is al gecorrigeerd")
            }
            Self::AccountUnchanged { .. } => ("verantwoording-ongewijzigd", "Dit is al verantwoord"),
            Self::UnknownGoal { .. } => ("doelstelling-onbekend", "Deze doelstelling bestaat niet"),
            Self::ContributionUnchanged { .. } => ("bijdrage-ongewijzigd", "Deze bijdrage is al ingevoerd"),
            Self::ArrivedLate { .. } => ("te-laat-ontvangen", "De aanvraag is te laat ontvangen"),
            Self::AlreadyComplete { .. } => ("al-volledig", "De aanvraag is al volledig"),
            Self::PiecesMissing { .. } => ("stukken-ontbreken", "Er ontbreken nog stukken"),
            Self::NotComplete => ("niet-volledig", "De volledigheid is nog niet vastgesteld"),
            Self::TermInThePast { .. } => ("termijn-in-verleden", "De gestelde termijn ligt in het verleden"),
            Self::NoTermSet => ("geen-termijn-gesteld", "Er is geen termijn gesteld"),
            Self::TermStillRuns { .. } => ("termijn-loopt-nog", "De gestelde termijn loopt nog"),
            Self::NothingMissing => ("niets-ontbreekt", "Er ontbreekt niets"),
            Self::TooLateToSetAside { .. } => {
                ("te-laat-voor-buiten-behandeling", "De vier weken zijn voorbij")
            }
            Self::AdviceMissing => ("advies-ontbreekt", "Er is nog geen advies"),
            Self::AdviserDecides { .. } => ("adviseur-beslist-niet", "Wie adviseerde, beslist niet"),
            Self::AboveRequested { .. } => ("boven-gevraagd-bedrag", "Meer dan er is gevraagd"),
            Self::AboveMaximumPerUnit { .. } => {
                ("boven-maximum-per-woonruimte", "Meer dan het maximum per woonruimte")
            }
            Self::AboveMaximumPerApplicant { .. } => {
                ("boven-maximum-per-aanvrager", "Meer dan het maximum per aanvrager")
            }
            Self::NotEnoughFree { .. } => ("plafond-ontoereikend", "Onder het plafond is niet genoeg vrij"),
            Self::DayNotOver { .. } => ("dag-nog-niet-voorbij", "De dag is nog niet voorbij"),
            Self::LotDecides { .. } => ("loting-nodig", "Voor de aanvragen van deze dag beslist het lot"),
            Self::NotLate => ("niet-te-laat", "De aanvraag is niet te laat ontvangen"),
            Self::StillFits { .. } => ("plafond-niet-bereikt", "De aanvraag past nog onder het plafond"),
            Self::NoValidVersion { .. } => {
                ("geen-geldige-versie", "Op deze dag geldt geen versie van de regeling")
            }
            Self::ValidityEndsBefore { .. } => {
                ("geldigheid-eindigt-eerder", "De geldigheid eindigt voordat zij begint")
            }
            Self::RuleIsSilent { .. } => ("regeling-zwijgt", "De regeling zegt hier niets over"),
            Self::RuleIsSet { .. } => ("regel-staat-vast", "De regeling bepaalt dit al"),
            Self::GroundMissing { .. } => ("motivering-ontbreekt", "Er is een motivering nodig"),
            Self::ClosesBeforeOpening { .. } => {
                ("sluiting-voor-opening", "De sluiting ligt niet na de opening")
            }
            Self::UnknownPot { .. } => ("deelplafond-onbekend", "Dit deelplafond bestaat niet"),
            Self::SamePurse => ("zelfde-bestemming", "Van en naar zijn hetzelfde"),
            Self::MoneyLapses { .. } => ("geld-vervalt", "Wat overblijft, vervalt"),
            Self::NotSoMuchLeft { .. } => ("niet-zoveel-over", "Zoveel is er niet over"),
            Self::TooManyApplications { .. } => ("te-veel-aanvragen", "Het aantal aanvragen is bereikt"),
            Self::AboveMaximum { .. } => ("boven-maximum", "Meer dan de regeling geeft"),
            Self::NotTheFixedAmount { .. } => ("vast-bedrag", "De regeling geeft een vast bedrag"),
            Self::CriteriaNotMet { .. } => ("knock-out", "Niet aan elk knock-outcriterium is voldaan"),
            Self::RankingNeeded => ("rangschikking-nodig", "Er moet eerst worden gerangschikt"),
            Self::ExcludedFromRanking => {
                ("uitgesloten-van-rangschikking", "De rangschikking sluit deze aanvraag uit")
            }
            Self::AboveShare { .. } => ("boven-evenredig-deel", "Meer dan het evenredige deel"),
            Self::NotRankedHere => ("geen-rangschikking", "Hier wordt niet gerangschikt"),
            Self::WindowStillOpen { .. } => ("tranche-nog-open", "De tranche neemt nog aanvragen aan"),
            Self::JudgementMissing { .. } => ("oordeel-ontbreekt", "Er ontbreken oordelen"),
            Self::WeightsNotWhole => {
                ("gewichten-geen-honderd", "De gewichten zijn samen geen honderd procent")
            }
            Self::NotDrawn => ("nog-niet-geloot", "Er is nog niet geloot"),
            Self::NobodyToRank => ("niemand-te-rangschikken", "Er is niemand te rangschikken"),
            Self::NothingToDraw => ("niets-te-loten", "Er is niets om over te loten"),
            Self::AlreadySealed { .. } => ("al-verzegeld", "Hiervoor is al een lijst verzegeld"),
            Self::NotSealed => ("niet-verzegeld", "Er is geen lijst verzegeld"),
            Self::AlreadyDrawn { .. } => ("al-geloot", "Over deze lijst is al geloot"),
            Self::SeedExists { .. } => ("zaad-bestaat-al", "Het zaad kan al bekend zijn"),
            Self::SeedNotYet { .. } => ("zaad-bestaat-nog-niet", "Het zaad is er nog niet"),
            Self::AboveGranted { .. } => ("boven-toegekend-bedrag", "Meer dan er is toegekend"),
            Self::EditionExists { .. } => ("editie-bestaat-al", "De editie bestaat al"),
            Self::UnknownEdition { .. } => ("editie-onbekend", "Deze editie bestaat niet"),
            Self::EditionCorrected { .. } => ("editie-al-gecorrigeerd", "De editie is al gecorrigeerd"),
        }
    }

    /// What is the matter and what to do, in Dutch.
    pub fn detail(&self) -> String {
        match self {
            Self::Flawed(flaws) => format!("Er zijn {} fouten gevonden; zie invalidParams.", flaws.len()),
            Self::SchemeUnreadable(mistakes) => {
                mistakes.iter().map(Mistake::to_string).collect::<Vec<_>>().join(" ")
            }
            Self::SchemeUnchanged { version } => {
                format!("Versie {version} heeft precies deze tekst. Er is niets te doen.")
            }
            Self::SchemeNotPublished { scheme } => format!("Publiceer eerst de regeling {scheme}."),
            Self::TrancheNotInScheme { tranche } => {
                format!("Kies een tranche uit de regeling, of publiceer een versie waarin {tranche} staat.")
            }
            Self::TrancheOfOtherScheme { tranche, scheme } => {
                format!("De tranche {tranche} hoort bij de regeling {scheme}; kies een andere sleutel.")
            }
            Self::TrancheNotOpened { tranche } => format!("De tranche {tranche} moet eerst worden geopend."),
            Self::TrancheAlreadyOpened { tranche } => {
                format!("De tranche {tranche} is eerder geopend; wijzig venster of plafond.")
            }
            Self::TrancheAlreadyClosed { closed_at } => format!("De tranche is gesloten sinds {closed_at}."),
            Self::NotAnExtension { closes_at: Some(closes_at) } => {
                format!("De tranche sluit nu op {closes_at}; geef een later tijdstip.")
            }
            Self::NotAnExtension { closes_at: None } => {
                "De tranche heeft geen sluitingstijd; verlengen is niet nodig.".into()
            }
            Self::CeilingUnchanged { ceiling } => format!("Het plafond is al {ceiling}."),
            Self::NotYetOpen { opens_at } => format!("Dien de aanvraag in vanaf {opens_at}."),
            Self::MayNotApply { applicant } => {
                format!("{applicant} hoort niet bij de aanvragers die de regeling noemt.")
            }
            Self::ReferenceUsed { application } => {
                format!(
                    "Uw aanvraag {application} in deze tranche heeft dit kenmerk al; gebruik een ander kenmerk."
                )
            }
            Self::UnknownApplication => "Controleer het nummer van de aanvraag.".into(),
            Self::CaseEnded { how } => format!("De aanvraag is {}; dit kan niet meer.", how.dutch()),
            Self::NotGranted => "Dit kan alleen bij een toegekende aanvraag.".into(),
            Self::UnknownReport { report } => {
                format!("De aanvraag heeft geen voortgangsmelding {report}; neem het nummer over uit de gebeurtenissen.")
            }
            Self::AlreadyCorrected { newest } => {
                format!("De melding {newest} is ervoor in de plaats gekomen; corrigeer die.")
            }
            Self::AccountUnchanged { year, spent } => format!("Over {year} is al {spent} verantwoord."),
            Self::UnknownGoal { goal } => {
                format!("Er is geen doelstelling {goal}; kies er een uit de lijst van doelstellingen.")
            }
            Self::ContributionUnchanged { contribution } => {
                format!("De bijdrage {contribution} zegt dit al. Er is niets te doen.")
            }
            Self::ArrivedLate { closed_at } => {
                format!(
                    "Tijdig was tot en met {closed_at}; de aanvraag komt niet in de volgorde. Wijs haar af of motiveer anders."
                )
            }
            Self::AlreadyComplete { since } => format!("Volledig sinds {since}."),
            Self::PiecesMissing { pieces } => format!("Nog niet ontvangen: {}.", listed(pieces)),
            Self::NotComplete => "Stel eerst vast dat de aanvraag volledig is.".into(),
            Self::TermInThePast { answer_by } => format!("{answer_by} is voorbij; stel een latere dag."),
            Self::NoTermSet => "Vraag eerst om aanvulling en stel daarbij een termijn (Awb 4:5).".into(),
            Self::TermStillRuns { answer_by } => format!("De aanvrager heeft nog tot en met {answer_by}."),
            Self::NothingMissing => "Alle gevraagde stukken zijn ontvangen; beslis inhoudelijk.".into(),
            Self::TooLateToSetAside { until } => {
                format!("Dit kon tot en met {until} (Awb 4:5 lid 4). Beslis inhoudelijk op de aanvraag.")
            }
            Self::AdviceMissing => "Laat eerst een andere beoordelaar adviseren.".into(),
            Self::AdviserDecides { person } => {
                format!("{person} heeft geadviseerd; een ander moet beslissen.")
            }
            Self::AboveRequested { requested } => format!("Gevraagd is {requested}."),
            Self::AboveMaximumPerUnit { maximum, units, most } => {
                format!(
                    "Voor {units} woonruimten van hooguit {maximum} kan ten hoogste {most} worden toegekend."
                )
            }
            Self::AboveMaximumPerApplicant { maximum, granted, left } => {
                format!("Het maximum is {maximum}; toegekend is al {granted}, dus er kan nog {left} bij.")
            }
            Self::NotEnoughFree { free, asked, before_asked, before } => {
                let first = format!("Vrij onder het plafond: {free}; gevraagd: {asked}.");
                if before.is_empty() {
                    return first;
                }
                let before =
                    format!("Eerder volledig en nog niet beslist: {} ({before_asked}).", listed(before));
                format!("{first} {before} Beslis eerst daarover.")
            }
            Self::DayNotOver { day } => {
                format!(
                    "Op {day} kunnen nog aanvragen volledig worden, waaronder het lot kan beslissen. Beslis vanaf de dag erna."
                )
            }
            Self::LotDecides { day, free, asked } => {
                format!(
                    "Op {day} wordt het plafond overschreden: vrij is {free}, op die dag is {asked} gevraagd. Loot eerst."
                )
            }
            Self::NotLate => "Kies een andere grond; de aanvraag is op tijd ontvangen.".into(),
            Self::StillFits { left, asked } => {
                format!("Voor deze aanvraag is nog {left} vrij; gevraagd is {asked}.")
            }
            Self::NoValidVersion { day } => format!("Op {day} geldt geen gepubliceerde versie van de regeling; de beheerder moet er een publiceren."),
            Self::ValidityEndsBefore { from, until } => format!("De eerste dag is {from} en de laatste {until}; geef een latere laatste dag."),
            Self::RuleIsSilent { rule } => format!("Geen bron geeft een regel voor {}; stel deze vast en geef een motivering.", rule.dutch()),
            Self::RuleIsSet { rule } => format!("De regeling geeft een regel voor {}; laat dit weg, of publiceer een nieuwe versie.", rule.dutch()),
            Self::GroundMissing { rules } => format!("De regeling zegt niets over {}; schrijf op waarom zo wordt beslist.", rules.iter().map(|rule| rule.dutch()).collect::<Vec<_>>().join(" en ")),
            Self::ClosesBeforeOpening { opens_at, closes_at } => format!("De opening is {opens_at}; geef een later tijdstip dan {closes_at}."),
            Self::UnknownPot { pot } => format!("De tranche heeft geen deelplafond «{pot}»; kies een deelplafond uit de regeling."),
            Self::SamePurse => "Kies een andere tranche of een ander deelplafond om het geld naar mee te nemen.".into(),
            Self::MoneyLapses { tranche } => format!("Volgens de regeling vervalt wat in {tranche} overblijft; het kan niet naar een andere tranche."),
            Self::NotSoMuchLeft { free, asked } => format!("Vrij is {free}; gevraagd is {asked}. Neem een bedrag boven nul en ten hoogste wat vrij is."),
            Self::TooManyApplications { maximum } => format!("Een aanvrager kan in deze tranche ten hoogste {maximum} aanvragen indienen; vul een eerdere aanvraag aan."),
            Self::AboveMaximum { most } => format!("Voor deze projecten kan ten hoogste {most} worden toegekend."),
            Self::NotTheFixedAmount { each, most } => {
                format!("De regeling geeft {each}, per woonruimte of volgens de bijlage; ken een veelvoud daarvan toe, ten hoogste {most}.")
            }
            Self::CriteriaNotMet { criteria } => format!("Volgens het advies is niet voldaan aan: {}. Wijs af, of vraag een nieuw advies.", listed(criteria)),
            Self::RankingNeeded => "Deze tranche wordt na sluiting gerangschikt; stel eerst de rangschikking vast.".into(),
            Self::ExcludedFromRanking => "De aanvraag haalt een criterium of een minimumscore niet; wijs haar af.".into(),
            Self::AboveShare { share } => format!("Bij evenredige verdeling is voor deze aanvraag {share} beschikbaar."),
            Self::NotRankedHere => "De regeling verdeelt deze tranche niet door rangschikking; beslis in de volgorde van de werkvoorraad.".into(),
            Self::WindowStillOpen { closes_at } => closes_at.map_or_else(|| "De tranche heeft geen sluitingstijd; sluit haar eerst.".into(), |closes_at| format!("De tranche sluit op {closes_at}; rangschik daarna.")),
            Self::JudgementMissing { applications } => format!("Het advies zegt nog niet alles waarop wordt gerangschikt bij: {}.", listed(applications)),
            Self::WeightsNotWhole => "Kies gewichten die samen precies honderd procent zijn.".into(),
            Self::NotDrawn => "Het lot beslist; verzegel eerst de lijst van de rangschikking en loot.".into(),
            Self::NobodyToRank => "Elke aanvraag in de volgorde heeft al een plaats, of er is geen aanvraag.".into(),
            Self::NothingToDraw => "Het lot beslist alleen op de dag waarop het plafond wordt overschreden, of in een rangschikking: bij gelijke plaatsen als de regeling dat zegt, of als zij alleen loot en er meer is gevraagd dan er is.".into(),
            Self::AlreadySealed { hash } => format!("De lijst met hash {hash} is verzegeld; trek daarmee het lot. Per lijst wordt één keer geloot."),
            Self::NotSealed => "Verzegel eerst de lijst, en noem daarbij waar het zaad vandaan zal komen.".into(),
            Self::AlreadyDrawn { hash } => format!("Over de lijst met hash {hash} is geloot; per verzegeling kan dat één keer."),
            Self::SeedExists { expected_at } => format!("Het zaad zou er zijn vanaf {expected_at}; kies een ronde of akte die later komt, zodat niemand kan kiezen."),
            Self::SeedNotYet { expected_at } => format!("Het zaad is er niet vóór {expected_at}; loot daarna."),
            Self::AboveGranted { granted } => format!("Toegekend is {granted}; stel ten hoogste dat vast."),
            Self::EditionExists { edition } => format!("De editie {edition} is verzegeld en blijft zo; kies een andere sleutel."),
            Self::UnknownEdition { edition } => format!("Er is geen editie {edition}; kies een editie uit de lijst."),
            Self::EditionCorrected { edition, by, newest } if by == newest => {
                format!("De editie {edition} is gecorrigeerd door {by}; corrigeer die.")
            }
            Self::EditionCorrected { edition, by, newest } => format!(
                "De editie {edition} is gecorrigeerd door {by}, en die ook; corrigeer de nieuwste, {newest}."
            ),
        }
    }

    /// The numbers and names that explain it, under Dutch names, for machines.
    pub fn numbers(&self) -> Value {
        match self {
            Self::SchemeUnchanged { version } => json!({ "versie": version }),
            Self::SchemeNotPublished { scheme } => json!({ "regeling": scheme }),
            Self::TrancheNotInScheme { tranche }
            | Self::TrancheNotOpened { tranche }
            | Self::TrancheAlreadyOpened { tranche } => json!({ "tranche": tranche }),
            Self::TrancheOfOtherScheme { tranche, scheme } => {
                json!({ "tranche": tranche, "regeling": scheme })
            }
            Self::TrancheAlreadyClosed { closed_at } | Self::ArrivedLate { closed_at } => {
                json!({ "geslotenOp": closed_at })
            }
            Self::NotAnExtension { closes_at } => json!({ "sluitOp": closes_at }),
            Self::CeilingUnchanged { ceiling } => json!({ "plafondCent": ceiling }),
            Self::NotYetOpen { opens_at } => json!({ "opentOp": opens_at }),
            Self::MayNotApply { applicant } => json!({ "aanvrager": applicant }),
            Self::ReferenceUsed { application } => json!({ "aanvraagId": application }),
            Self::CaseEnded { how } => json!({ "uitkomst": how.dutch() }),
            Self::UnknownReport { report } => json!({ "meldingId": report }),
            Self::AlreadyCorrected { newest } => json!({ "nieuwsteMeldingId": newest }),
            Self::AccountUnchanged { year, spent } => json!({ "boekjaar": year, "besteedCent": spent }),
            Self::UnknownGoal { goal } => json!({ "doelstelling": goal }),
            Self::ContributionUnchanged { contribution } => json!({ "bijdrage": contribution }),
            Self::AlreadyComplete { since } => json!({ "volledigSinds": since }),
            Self::PiecesMissing { pieces } => json!({ "ontbrekendeStukken": pieces }),
            Self::TermInThePast { answer_by } | Self::TermStillRuns { answer_by } => {
                json!({ "uiterlijkeDatum": answer_by })
            }
            Self::TooLateToSetAside { until } => json!({ "uiterlijkeDatum": until }),
            Self::AdviserDecides { person } => json!({ "adviseur": person }),
            Self::AboveRequested { requested } => json!({ "gevraagdCent": requested }),
            Self::AboveMaximumPerUnit { maximum, units, most } => {
                json!({ "maximumPerWoonruimteCent": maximum, "woonruimten": units, "tenHoogsteCent": most })
            }
            Self::AboveMaximumPerApplicant { maximum, granted, left } => {
                json!({ "maximumCent": maximum, "toegekendCent": granted, "resterendCent": left })
            }
            Self::NotEnoughFree { free, asked, before_asked, before } => json!({
                "vrijCent": free, "gevraagdCent": asked, "eerderGevraagdCent": before_asked, "eerdereAanvragen": before,
            }),
            Self::DayNotOver { day } => json!({ "datum": day }),
            Self::LotDecides { day, free, asked } => {
                json!({ "datum": day, "vrijCent": free, "gevraagdCent": asked })
            }
            Self::StillFits { left, asked } => json!({ "vrijCent": left, "gevraagdCent": asked }),
            Self::AboveGranted { granted } => json!({ "toegekendCent": granted }),
            Self::NoValidVersion { day } => json!({ "datum": day }),
            Self::ValidityEndsBefore { from, until } => {
                json!({ "geldigVanafDatum": from, "geldigTotDatum": until })
            }
            Self::RuleIsSilent { rule } => json!({ "regel": rule }),
            Self::RuleIsSet { rule } => json!({ "regel": rule }),
            Self::GroundMissing { rules } => json!({ "regels": rules }),
            Self::ClosesBeforeOpening { opens_at, closes_at } => {
                json!({ "opentOp": opens_at, "sluitOp": closes_at })
            }
            Self::UnknownPot { pot } => json!({ "deelplafond": pot }),
            Self::MoneyLapses { tranche } => json!({ "tranche": tranche }),
            Self::NotSoMuchLeft { free, asked } => json!({ "vrijCent": free, "gevraagdCent": asked }),
            Self::TooManyApplications { maximum } => json!({ "maximum": maximum }),
            Self::AboveMaximum { most } => json!({ "tenHoogsteCent": most }),
            Self::NotTheFixedAmount { each, most } => json!({ "vastCent": each, "tenHoogsteCent": most }),
            Self::CriteriaNotMet { criteria } => json!({ "criteria": criteria }),
            Self::AboveShare { share } => json!({ "deelCent": share }),
            Self::WindowStillOpen { closes_at } => json!({ "sluitOp": closes_at }),
            Self::JudgementMissing { applications } => json!({ "aanvragen": applications }),
            Self::AlreadySealed { hash } => json!({ "hash": hash }),
            Self::AlreadyDrawn { hash } => json!({ "hash": hash }),
            Self::SeedExists { expected_at } => json!({ "zaadVanaf": expected_at }),
            Self::SeedNotYet { expected_at } => json!({ "zaadVanaf": expected_at }),
            Self::EditionExists { edition } | Self::UnknownEdition { edition } => {
                json!({ "editie": edition })
            }
            Self::EditionCorrected { edition, by, newest } => {
                json!({ "editie": edition, "gecorrigeerdDoor": by, "nieuwste": newest })
            }
            Self::SchemeUnreadable(mistakes) => {
                json!({ "fouten": mistakes.iter().map(numbered).collect::<Vec<_>>() })
            }
            Self::Flawed(_)
            | Self::UnknownApplication
            | Self::NotGranted
            | Self::NotLate
            | Self::NotComplete
            | Self::NoTermSet
            | Self::NothingMissing
            | Self::SamePurse
            | Self::RankingNeeded
            | Self::ExcludedFromRanking
            | Self::NotRankedHere
            | Self::WeightsNotWhole
            | Self::NotDrawn
            | Self::NobodyToRank
            | Self::NothingToDraw
            | Self::NotSealed
            | Self::AdviceMissing => json!({}),
        }
    }
}

fn numbered(mistake: &Mistake) -> Value {
    json!({ "regel": mistake.line, "plaats": mistake.place, "reden": mistake.reason })
}

fn listed<T: std::fmt::Display>(things: &[T]) -> String {
    things.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}
