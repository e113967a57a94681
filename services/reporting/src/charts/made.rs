//! Which figures a chart is made of. Every number is one that `/cijfers` tells for the same question, and the table
//! beneath a chart says where.

use super::Kind;
use super::picture::{Bar, Drawing, Graph, Line, NOTHING_REPORTED, Picture, Stroke, Tile, day, thousands};
use crate::figures::asked::{Asked, half_year};
use crate::figures::body::{Cel, Maat, Maten};
use crate::figures::dimension::Dimension;
use crate::figures::read::Snapshot;
use crate::figures::series::{Step, days};
use crate::figures::table::{Audience, Names};
use crate::figures::{Cijfers, NONE};
use crate::ledger::{METHOD, Measure};
use crate::places::PROVINCES;
use event_store::StoreError;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use regulation::words::{Cents, Window, amsterdam, day_of};
use std::cmp::Reverse;

/// How many days a picture of the ceiling looks at, at most.
const MOST_DAYS: i32 = 40;
/// How long after closing such a picture goes on: most is decided after it.
const AFTER_CLOSING: i32 = 26;

/// A chart with its table.
pub(crate) struct Chart {
    /// Which it is.
    pub(crate) kind: Kind,
    /// The picture.
    pub(crate) picture: Picture,
    /// The same numbers.
    pub(crate) table: Table,
    /// Where `/cijfers` tells them: its parameters.
    pub(crate) query: String,
    /// What all charts of this question share: its selection and its days.
    pub(crate) query_of_day: String,
}

/// Numbers in rows, as people read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The heading of each column; the first is that of the rows' names.
    pub(crate) head: Vec<&'static str>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// What the dash means, where one stands: that nothing was granted or reported, which is not nought.
    pub(crate) fn meaning_of_none(&self) -> Option<String> {
        let has_none = self.rows.iter().any(|row| row.values.iter().any(|value| value == NONE));
        has_none.then(|| {
            format!("Een streepje ({NONE}): hierover is nog niets vastgelegd of gemeld. Dat is niet hetzelfde als nul.")
        })
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its name.
    pub(crate) name: String,
    /// Where `/cijfers` tells this row alone, if not where it tells the whole table.
    pub(crate) query: Option<String>,
    /// Its numbers.
    pub(crate) values: Vec<String>,
}

/// What charts are about.
pub(crate) struct Topic {
    asked: Asked,
    names: Names,
    window: Option<Window>,
}

impl Topic {
    /// Of this question, of which selection and days count.
    pub(crate) const fn new(asked: Asked, names: Names, window: Option<Window>) -> Self {
        Self { asked, names, window }
    }

    /// The question.
    pub(crate) const fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The names of the tranches.
    pub(crate) const fn names(&self) -> &Names {
        &self.names
    }

    /// A chart.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn chart(&self, kind: Kind, snapshot: &Snapshot<'_>) -> Result<Chart, StoreError> {
        match kind {
            Kind::Planned => self.planned(snapshot).await,
            Kind::Groups => self.groups(snapshot).await,
            Kind::Provinces => self.provinces(snapshot).await,
            Kind::Ceiling => self.ceiling(snapshot).await,
        }
    }

    /// The tranche by its name, or what else it is about.
    pub(crate) fn named(&self) -> String {
        let Some(tranches) = self.asked.only.get(&Dimension::Tranche) else {
            return if self.hides() { "alle openbare tranches" } else { "alle tranches" }.to_owned();
        };
        let name = |key: &String| self.names.tranches.get(key).map_or(key, |names| &names.name).clone();
        tranches.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// Whether tranches are left out, because each of their applications is for one family.
    pub(crate) fn hides(&self) -> bool {
        self.asked.tranche().is_none() && !self.names.of_families().is_empty()
    }

    /// Where the numbers come from, as of when and as known when.
    pub(crate) fn source(&self, snapshot: &Snapshot<'_>) -> Vec<String> {
        let known_at = self.asked.known_at.to_zoned(amsterdam());
        let clock = known_at.strftime("%H.%M");
        vec![
            format!(
                "Bron: grootboek van Woonloket, positie {} van het logboek, rekenwijze {METHOD}.",
                thousands(snapshot.position)
            ),
            format!(
                "Peildatum {}; zoals bekend op {} om {clock} uur.",
                day(self.asked.as_of),
                day(known_at.date())
            ),
        ]
    }

    async fn planned(&self, snapshot: &Snapshot<'_>) -> Result<Chart, StoreError> {
        let homes = self.question(HOMES, &[]);
        let first = self.first_day(snapshot).await?;
        let days = first.map(|first| days(Step::HalfYear, first, self.asked.as_of)).unwrap_or_default();
        let series = days.first().map(|from| format!("&reeks=halfjaar&vanaf={from}")).unwrap_or_default();
        let body = answer(snapshot, Asked { days, ..homes }).await?;
        let numbers: Vec<_> = body.reeks.iter().map(|on| (on.peildatum, pair(&on.totaal))).collect();
        let line = |name: &str, stroke, pick: fn(Pair) -> Option<i64>| Line {
            name: name.to_owned(),
            stroke,
            points: numbers.iter().filter_map(|(day, pair)| Some((*day, pick(*pair)?))).collect(),
        };
        let mut lines = vec![
            line("gepland", Stroke::Solid, |(planned, _)| planned),
            line("gerealiseerd", Stroke::Dashed, |(_, realised)| realised),
        ];
        lines.retain(|line| !line.points.is_empty());
        let (planned, realised) = pair(&body.totaal);
        let says = format!(
            "Lijngrafiek over {} halve jaren. Op {}: {} woonruimten gepland, {}.{}",
            numbers.len(),
            day(self.asked.as_of),
            planned.map_or_else(|| "geen".to_owned(), thousands),
            realised.map_or_else(
                || NOTHING_REPORTED.to_owned(),
                |realised| format!("{} gerealiseerd", thousands(realised))
            ),
            in_words("Aan het eind van elk halfjaar", numbers.iter().map(|(on, pair)| bar(day(*on), *pair)))
        );
        let row = |(on, pair): &(Date, Pair)| Row { name: day(*on), query: None, values: told(*pair) };
        Ok(Chart {
            kind: Kind::Planned,
            picture: self.picture(
                snapshot,
                Kind::Planned,
                "woonruimten aan het eind van elk halfjaar",
                says,
                Drawing::Lines(Graph { lines, ..Graph::default() }),
            ),
            table: Table {
                head: vec!["Peildatum", "Gepland", "Gerealiseerd"],
                rows: numbers.iter().map(row).collect(),
            },
            query_of_day: self.query(""),
            query: self.query(&series),
        })
    }

    async fn groups(&self, snapshot: &Snapshot<'_>) -> Result<Chart, StoreError> {
        let body = answer(snapshot, self.question(HOMES, &[Dimension::TargetGroup])).await?;
        let name = |cel: &Cel| cel.sleutel.aandachtsgroep.as_ref().map(|group| group.naam.clone());
        let mut bars: Vec<Bar> =
            body.cellen.iter().map(|cel| bar(name(cel).unwrap_or_default(), pair(&cel.cijfers))).collect();
        bars.sort_by_key(|bar| Reverse(bar.planned));
        let says = format!(
            "Staafdiagram van {} aandachtsgroepen, elk met een dichte staaf voor gepland en een gestreepte voor gerealiseerd.{}",
            bars.len(),
            in_words("Woonruimten per groep", bars.iter().cloned())
        );
        Ok(Chart {
            kind: Kind::Groups,
            table: Table { head: vec!["Aandachtsgroep", "Gepland", "Gerealiseerd"], rows: rows(&bars) },
            picture: self.picture(snapshot, Kind::Groups, "woonruimten", says, Drawing::Bars(bars)),
            query_of_day: self.query(""),
            query: self.query("&groepeerOp=aandachtsgroep"),
        })
    }

    async fn provinces(&self, snapshot: &Snapshot<'_>) -> Result<Chart, StoreError> {
        let body = answer(snapshot, self.question(HOMES, &[Dimension::Province])).await?;
        let of = |code: &str| {
            let is_it = |cel: &&Cel| cel.sleutel.provincie.as_ref().is_some_and(|one| one.code == code);
            body.cellen.iter().find(is_it).map(|cel| pair(&cel.cijfers)).unwrap_or_default()
        };
        let tiles: Vec<Tile> = PROVINCES
            .iter()
            .map(|(code, name)| Tile { code: (*code).to_owned(), bar: bar((*name).to_owned(), of(code)) })
            .collect();
        let elsewhere =
            body.cellen.iter().filter_map(|cel| Some((cel.sleutel.provincie.as_ref()?, &cel.cijfers)));
        let apart: Vec<Bar> = elsewhere
            .filter(|(one, _)| !PROVINCES.iter().any(|(code, _)| *code == one.code))
            .map(|(one, numbers)| bar(one.naam.clone(), pair(numbers)))
            .collect();
        let mut bars: Vec<Bar> = tiles.iter().map(|tile| tile.bar.clone()).collect();
        bars.sort_by(|one, other| one.name.cmp(&other.name));
        bars.extend(apart.iter().cloned());
        let says = format!(
            "Kaart van tegels, een voor elke provincie, even groot.{}",
            in_words("Woonruimten per provincie", bars.iter().cloned())
        );
        let sentence = apart.first().map(|bar| format!("Apart: {}: {}.", bar.name, bar.told().join(", ")));
        Ok(Chart {
            kind: Kind::Provinces,
            table: Table { head: vec!["Provincie", "Gepland", "Gerealiseerd"], rows: rows(&bars) },
            picture: self.picture(
                snapshot,
                Kind::Provinces,
                "woonruimten; hoe donkerder, hoe meer gepland; elke provincie is even groot",
                says,
                Drawing::Tiles(tiles, sentence),
            ),
            query_of_day: self.query(""),
            query: self.query("&groepeerOp=provincie"),
        })
    }

    async fn ceiling(&self, snapshot: &Snapshot<'_>) -> Result<Chart, StoreError> {
        let numbers = self.money(snapshot).await?;
        let line = |name: &str, stroke, pick: fn(&Money) -> Option<i64>| Line {
            name: name.to_owned(),
            stroke,
            // Where nothing was asked or granted yet, a line begins at nought, from which it rises.
            points: numbers.iter().map(|(day, money)| (*day, pick(money).unwrap_or(0))).collect(),
        };
        let lines = vec![
            line("plafond", Stroke::Dashed, |money| money.ceiling),
            line("toegekend", Stroke::Solid, |money| money.held),
            line("aangevraagd", Stroke::Dotted, |money| money.requested),
        ];
        let told = |(on, money): &(Date, Money)| {
            let [requested, held, ceiling] = [money.requested, money.held, money.ceiling]
                .map(|cents| euros(cents).unwrap_or_else(|| "niets".to_owned()));
            format!(
                "op {} {requested} aangevraagd en {held} toegekend, onder een plafond van {ceiling}",
                day(*on)
            )
        };
        let says = if numbers.is_empty() {
            "De tranche is op de peildatum nog niet opengesteld.".to_owned()
        } else {
            let closing = self.closing().map(|(_, closing)| format!("; {closing}")).unwrap_or_default();
            let changes: Vec<_> = changes(&numbers).map(told).collect();
            format!(
                "Lijngrafiek vanaf de openstelling, met elke dag waarop een bedrag anders was dan ervoor{closing}. Er was: {}.",
                changes.join("; ")
            )
        };
        Ok(Chart {
            kind: Kind::Ceiling,
            table: Table {
                head: vec!["Dag", "Plafond", "Aangevraagd", "Toegekend", "Vrij"],
                rows: self.changes(&numbers),
            },
            picture: self.picture(
                snapshot,
                Kind::Ceiling,
                "euro; toegekend is zonder wat weer vrijviel",
                says,
                Drawing::Lines(Graph { lines, in_steps: true, is_money: true, mark: self.closing() }),
            ),
            query_of_day: self.query(""),
            query: self.money_query(numbers.last().map_or(self.asked.as_of, |(day, _)| *day)),
        })
    }

    /// The rows of the days on which something changed.
    fn changes(&self, numbers: &[(Date, Money)]) -> Vec<Row> {
        let row = |(on, money): &(Date, Money)| {
            let values = [money.ceiling, money.requested, money.held, money.free];
            Row {
                name: day(*on),
                query: Some(self.money_query(*on)),
                values: values.map(|cents| euros(cents).unwrap_or_else(none)).to_vec(),
            }
        };
        changes(numbers).map(row).collect()
    }

    fn money_query(&self, on: Date) -> String {
        self.clone_on(on).query("&maat=plafond,aangevraagd,toegekend,vrijgevallen")
    }

    fn clone_on(&self, on: Date) -> Self {
        Self { asked: self.asked.on(on), names: Names::default(), window: self.window }
    }

    fn closing(&self) -> Option<(Date, String)> {
        let closes = day_of(self.window?.closes_at?);
        (closes <= self.asked.as_of).then(|| (closes, format!("sluiting {}", day(closes))))
    }

    /// The money from the opening on, until half a year after closing or until the question's own day. Where nothing
    /// changes any more for most of that time, it ends there, so that what did change can be seen.
    async fn money(&self, snapshot: &Snapshot<'_>) -> Result<Vec<(Date, Money)>, StoreError> {
        let Some(window) = self.window else { return Ok(Vec::new()) };
        let (first, closes) = (day_of(window.opens_at), window.closes_at.map(day_of));
        let end = closes.and_then(|closes| closes.checked_add(AFTER_CLOSING.weeks()).ok());
        let last = end.map_or(self.asked.as_of, |end| end.min(self.asked.as_of));
        let whole = self.money_on(snapshot, spread(first, last, closes)).await?;
        let still = whole.windows(2).rposition(|pair| matches!(pair, [(_, one), (_, other)] if one != other));
        let end =
            still.and_then(|at| whole.get(at + 2)).map_or(last, |(day, _)| *day).max(closes.unwrap_or(first));
        if end < last && length(first, end) * 2 < length(first, last) {
            return self.money_on(snapshot, spread(first, end, closes)).await;
        }
        Ok(whole)
    }

    async fn money_on(
        &self,
        snapshot: &Snapshot<'_>,
        days: Vec<Date>,
    ) -> Result<Vec<(Date, Money)>, StoreError> {
        let body = answer(snapshot, Asked { days, ..self.question(MONEY, &[]) }).await?;
        Ok(body.reeks.iter().map(|on| (on.peildatum, Money::of(&on.totaal))).collect())
    }

    /// The first day of the half-year in which the first of these figures became true.
    async fn first_day(&self, snapshot: &Snapshot<'_>) -> Result<Option<Date>, StoreError> {
        let body = answer(snapshot, self.question(HOMES, &[Dimension::HalfYear])).await?;
        let codes = body.cellen.iter().filter_map(|cel| cel.sleutel.halfjaar.as_ref());
        let first = codes.map(|value| value.code.as_str()).min();
        let begins = |(year, half)| date(year, if half == 1 { 1 } else { 7 }, 1);
        Ok(first.and_then(half_year).map(begins))
    }

    fn question(&self, measures: &[Measure], by: &[Dimension]) -> Asked {
        Asked { measures: measures.iter().copied().collect(), by: by.to_vec(), ..self.asked.clone() }
    }

    /// The parameters by which `/cijfers` tells the same, now and later.
    fn query(&self, more: &str) -> String {
        let tranches = self.asked.only.get(&Dimension::Tranche).into_iter().flatten();
        let tranches = tranches.map(String::as_str).collect::<Vec<_>>().join(",");
        let tranche = if tranches.is_empty() { tranches } else { format!("tranche={tranches}&") };
        format!("{tranche}peildatum={}&bekendOp={}{more}", self.asked.as_of, self.asked.known_at)
    }

    fn picture(
        &self,
        snapshot: &Snapshot<'_>,
        kind: Kind,
        unit: &str,
        says: String,
        drawing: Drawing,
    ) -> Picture {
        let source = self.source(snapshot);
        let named = self.named();
        Picture {
            id: kind.word(),
            title: format!("{}: {named}", kind.title()),
            unit: capital(unit),
            says: format!("{says} {}", source.join(" ")),
            source,
            drawing,
        }
    }
}

const HOMES: &[Measure] = &[Measure::Granted, Measure::Released, Measure::Realised];
const MONEY: &[Measure] = &[Measure::Ceiling, Measure::Requested, Measure::Granted, Measure::Released];

/// Days from the first to the last: all of them, or as many as can be seen apart, and the day of closing.
fn spread(first: Date, last: Date, closes: Option<Date>) -> Vec<Date> {
    if last < first {
        return Vec::new();
    }
    let step = length(first, last) / MOST_DAYS + 1;
    let nth = |nth: i32| first.checked_add(nth.days()).ok();
    let mut days: Vec<Date> = (0..=length(first, last) / step).filter_map(|at| nth(at * step)).collect();
    days.extend(closes.filter(|closes| (first..last).contains(closes)).into_iter().chain([last]));
    days.sort_unstable();
    days.dedup();
    days
}

/// The days on which something is other than on the day before.
fn changes(numbers: &[(Date, Money)]) -> impl Iterator<Item = &(Date, Money)> {
    let mut before = None;
    numbers.iter().filter(move |(_, money)| before.replace(*money) != Some(*money))
}

/// How many days lie between two.
fn length(first: Date, last: Date) -> i32 {
    i32::try_from(first.duration_until(last).as_hours() / 24).unwrap_or(i32::MAX)
}

/// Charts show what anyone may see.
async fn answer(snapshot: &Snapshot<'_>, asked: Asked) -> Result<Cijfers, StoreError> {
    Ok(Cijfers::from(&snapshot.answer(asked, Audience::Public).await?))
}

/// Homes planned, and realised; absent where nothing was granted, or nobody reported anything.
type Pair = (Option<i64>, Option<i64>);

fn pair(measures: &Maten) -> Pair {
    let homes = |measure: &Option<Maat>| measure.as_ref().and_then(|one| one.woonruimten);
    (homes(&measures.gepland), homes(&measures.gerealiseerd))
}

/// Cents; absent where there is nothing to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Money {
    ceiling: Option<i64>,
    requested: Option<i64>,
    /// Granted and not released.
    held: Option<i64>,
    free: Option<i64>,
}

impl Money {
    fn of(measures: &Maten) -> Self {
        let cents = |measure: &Option<Maat>| measure.as_ref().and_then(|one| one.bedrag_cent);
        let released = cents(&measures.vrijgevallen).unwrap_or(0);
        Self {
            ceiling: cents(&measures.plafond),
            requested: cents(&measures.aangevraagd),
            held: cents(&measures.toegekend).map(|granted| granted - released),
            free: cents(&measures.vrij),
        }
    }
}

fn euros(cents: Option<i64>) -> Option<String> {
    cents.map(|cents| Cents::new(cents).to_string())
}

fn none() -> String {
    NONE.to_owned()
}

const fn bar(name: String, (planned, realised): Pair) -> Bar {
    Bar { name, planned, realised }
}

/// Every number that a picture shows, for who does not see it; nothing where it shows none.
fn in_words(what: &str, bars: impl Iterator<Item = Bar>) -> String {
    let words: Vec<_> = bars.map(|bar| format!("{}: {}", bar.name, bar.told().join(", "))).collect();
    if words.is_empty() { String::new() } else { format!(" {what}: {}.", words.join("; ")) }
}

fn rows(bars: &[Bar]) -> Vec<Row> {
    let row =
        |bar: &Bar| Row { name: bar.name.clone(), query: None, values: told((bar.planned, bar.realised)) };
    bars.iter().map(row).collect()
}

fn told((planned, realised): Pair) -> Vec<String> {
    [planned, realised].map(|number| number.map_or_else(none, thousands)).to_vec()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_looked_at_by_day_and_a_long_one_by_as_many_days_as_can_be_seen() {
        let short = spread(date(2022, 9, 19), date(2022, 9, 22), None);
        assert_eq!(short.len(), 4);
        let long = spread(date(2022, 9, 19), date(2026, 11, 28), Some(date(2022, 11, 28)));
        assert!(long.len() <= 42 && long.contains(&date(2022, 11, 28)), "{long:?}");
        assert_eq!((long.first(), long.last()), (Some(&date(2022, 9, 19)), Some(&date(2026, 11, 28))));
        assert!(spread(date(2022, 9, 19), date(2022, 9, 18), None).is_empty());
    }
}
