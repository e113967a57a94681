//! A table as files hold it: headings, and rows of fields that are a text or a number.

use jiff::civil::Date;

/// How money is shown in a workbook.
pub(crate) const EUROS: &str = "#,##0.00";
/// How counts are shown.
pub(crate) const WHOLE: &str = "#,##0";
/// How years and positions are shown, which name something.
const NAME: &str = "0";

/// What stands between the values of a field that holds several: no code or address has it in it.
pub(crate) const BETWEEN: &str = " ";

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// Nothing is known, or nothing can be.
    Nothing,
    /// A text, which is never a formula.
    Text(String),
    /// A number: its decimals, and how a workbook shows it.
    Number(String, &'static str),
}

impl Field {
    pub(crate) fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// How many.
    pub(crate) fn count(number: impl ToString) -> Self {
        Self::Number(number.to_string(), WHOLE)
    }

    /// A year or a position.
    pub(crate) fn name(number: impl ToString) -> Self {
        Self::Number(number.to_string(), NAME)
    }

    /// Cents as euros with two decimals.
    pub(crate) fn euros(cents: i64) -> Self {
        Self::Number(euros(cents), EUROS)
    }

    pub(crate) fn yes(is: bool) -> Self {
        Self::text(if is { "ja" } else { "nee" })
    }

    /// What may be absent.
    pub(crate) fn of<T>(known: Option<T>, field: fn(T) -> Self) -> Self {
        known.map_or(Self::Nothing, field)
    }

    /// Several in one field.
    pub(crate) fn list<T: ToString>(all: &[T]) -> Self {
        let texts: Vec<_> = all.iter().map(ToString::to_string).collect();
        if texts.is_empty() { Self::Nothing } else { Self::Text(texts.join(BETWEEN)) }
    }
}

/// Cents as euros with two decimals: `-1234.56`.
pub(crate) fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// A column: its name, what it means (Dutch), and what stands in it.
pub(crate) type Column<T> = (&'static str, &'static str, fn(&T) -> Field);

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    /// Each with a field for every heading.
    pub(crate) rows: Vec<Vec<Field>>,
}

impl Table {
    /// A table of texts, such as what words mean.
    pub(crate) fn of_texts<const N: usize>(
        headings: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Self {
        let row = |texts: [String; N]| texts.into_iter().map(Field::Text).collect();
        Self { headings: headings.map(str::to_owned).to_vec(), rows: rows.into_iter().map(row).collect() }
    }

    /// What its columns mean.
    pub(crate) fn of_columns<'a>(columns: impl IntoIterator<Item = (String, &'a str)>) -> Self {
        let rows = columns.into_iter().map(|(name, meaning)| [name, meaning.to_owned()]);
        Self::of_texts(["kolom", "betekenis"], rows)
    }

    /// What must be known of it, each thing with its value.
    pub(crate) fn of_account(rows: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self::of_texts(["gegeven", "waarde"], rows.into_iter().map(|(name, value)| [name.to_owned(), value]))
    }
}

/// A table of these rows, without columns as yet.
pub(crate) fn over<R>(rows: &[R]) -> Columns<'_, R> {
    let table = Table { headings: Vec::new(), rows: rows.iter().map(|_| Vec::new()).collect() };
    Columns { rows, table, meanings: Vec::new() }
}

/// A table that gets its columns a group at a time, with what they mean.
pub(crate) struct Columns<'a, R> {
    rows: &'a [R],
    table: Table,
    meanings: Vec<(String, &'static str)>,
}

impl<'a, R> Columns<'a, R> {
    /// More columns, about a part of each row; where that is absent, nothing stands in them.
    pub(crate) fn columns<T: 'a>(self, columns: &[Column<T>], part: impl Fn(&'a R) -> Option<&'a T>) -> Self {
        self.named("", columns, part)
    }

    /// The same, under names that begin so.
    pub(crate) fn named<T: 'a>(
        mut self,
        prefix: &str,
        columns: &[Column<T>],
        part: impl Fn(&'a R) -> Option<&'a T>,
    ) -> Self {
        for (name, meaning, _) in columns {
            let name = format!("{prefix}{name}");
            self.table.headings.push(name.clone());
            self.meanings.push((name, meaning));
        }
        for (row, fields) in self.rows.iter().zip(&mut self.table.rows) {
            let part = part(row);
            fields.extend(columns.iter().map(|(_, _, field)| part.map_or(Field::Nothing, field)));
        }
        self
    }

    /// The table, and what its columns mean.
    pub(crate) fn finish(self) -> (Table, Table) {
        (self.table, Table::of_columns(self.meanings))
    }
}

/// Where and when a file is true.
pub(crate) struct TrueAt {
    /// What was true on this day (*peildatum*).
    pub(crate) as_of: Date,
    /// What was known at this moment, or by the end of this day (*bekendOp*), as JSON tells it.
    pub(crate) known_at: String,
    /// The position in the log.
    pub(crate) position: u64,
}

/// Every row says it for itself.
pub(crate) const TRUE_AT: &[Column<TrueAt>] = &[
    ("peildatum", "Geteld is wat op deze dag waar was.", |at| Field::text(at.as_of)),
    ("bekend_op", "Geteld is wat op dit moment, of aan het eind van deze dag, bekend was.", |at| {
        Field::text(&at.known_at)
    }),
    ("positie", "De positie in het logboek waarop dit waar is.", |at| Field::name(at.position)),
];

impl TrueAt {
    /// The same, as the last sheet of a workbook says it, with what the numbers come from.
    pub(crate) fn account(&self, source: &str) -> [(&'static str, String); 4] {
        [
            ("bron", source.to_owned()),
            ("peildatum (geteld is wat toen waar was)", self.as_of.to_string()),
            ("bekend op (geteld is wat toen bekend was)", self.known_at.clone()),
            ("positie in het logboek", self.position.to_string()),
        ]
    }
}

/// What a row is, in a file that has several kinds of them.
pub(crate) const KIND: &[Column<&'static str>] = &[("rij", "Wat deze rij is.", |kind| Field::text(kind))];

/// To what a file is limited, in every row.
pub(crate) const SELECTION: &[Column<String>] =
    &[("selectie", "Waartoe dit is beperkt; leeg als het over alles gaat.", |selection| {
        Field::of((!selection.is_empty()).then_some(selection), Field::text)
    })];

#[cfg(test)]
mod tests {
    use super::*;

    struct Home {
        name: &'static str,
        cents: Option<i64>,
    }

    const HOMES: &[Column<Home>] = &[
        ("naam", "De naam.", |home| Field::text(home.name)),
        ("euro", "De prijs.", |home| Field::of(home.cents, Field::euros)),
    ];

    #[test]
    fn each_group_of_columns_stands_beside_those_before_it_under_its_own_names() {
        let homes = [Home { name: "A", cents: Some(-5) }, Home { name: "B", cents: None }];
        let begun = over(&homes).columns(HOMES, Some);
        let (table, meanings) =
            begun.named("tweede_", HOMES, |home| Some(home).filter(|home| home.name == "B")).finish();
        assert_eq!(table.headings, ["naam", "euro", "tweede_naam", "tweede_euro"]);
        let nothing = Field::Nothing;
        let first = vec![Field::text("A"), Field::euros(-5), nothing.clone(), nothing.clone()];
        let second = vec![Field::text("B"), nothing.clone(), Field::text("B"), nothing];
        assert_eq!(table.rows, [first, second]);
        assert_eq!(meanings.rows.last(), Some(&vec![Field::text("tweede_euro"), Field::text("De prijs.")]));
    }

    #[test]
    fn what_is_absent_is_nothing_and_several_stand_in_one_field() {
        assert_eq!(Field::of(None, Field::euros), Field::Nothing);
        assert_eq!(Field::list::<u8>(&[]), Field::Nothing);
        assert_eq!(Field::list(&[4, 5]), Field::text("4 5"));
        assert_eq!(euros(-123_456), "-1234.56");
        assert_eq!((euros(-5), euros(7)), ("-0.05".to_owned(), "0.07".to_owned()));
    }
}
