//! What differs between two editions (*verschillen*), cell by cell.

use super::kept::{All, Sealed};
use super::shown::{content_of, sealed_as};
use actix_web::{HttpResponse, web};
use event_store::ReadStore;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use service_kit::{Anyone, InvalidParam, Problem, Query};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// The parameters.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VerschillenQuery {
    /// Sleutel van de editie om mee te vergelijken; zonder: de editie die deze corrigeert.
    #[param(example = "2023-voorjaar", min_length = 1, max_length = 60)]
    met: Option<String>,
}

/// Wat er tussen twee edities verschilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verschillen {
    /// De editie van ervoor.
    #[schema(example = "2023-voorjaar")]
    van: String,
    /// De editie van erna.
    #[schema(example = "2023-voorjaar-2")]
    naar: String,
    /// De cijfers die verschillen, op vraag, dag, cel, maat en eenheid; leeg als alle cijfers gelijk zijn.
    verschillen: Vec<Verschil>,
}

/// Een cijfer dat verschilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verschil {
    /// Welk cijfer.
    pub cijfer: Cijferplaats,
    /// Ervoor; ontbreekt als het cijfer er niet was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voor: Option<i64>,
    /// Erna; ontbreekt als het cijfer er niet meer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub na: Option<i64>,
}

/// Waar een cijfer in een editie staat.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Cijferplaats {
    /// De vraag.
    #[schema(example = "tranche=rha-2022&groepeerOp=aandachtsgroep")]
    pub vraag: String,
    /// De dag, in een reeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dag: Option<String>,
    /// De codes van de cel, per dimensie; leeg bij het totaal.
    #[schema(example = json!({ "aandachtsgroep": "studenten" }))]
    pub sleutel: BTreeMap<String, String>,
    /// De maat.
    #[schema(example = "toegekend")]
    pub maat: String,
    /// De eenheid.
    #[schema(example = "woonruimten")]
    pub eenheid: String,
}

/// All figures of an edition, each at its place.
pub type Figures = BTreeMap<Cijferplaats, i64>;

/// Geeft de verschillen met een andere editie
///
/// Cijfer voor cijfer, met de editie die deze corrigeert, of met een editie naar keuze.
#[utoipa::path(get, path = "/edities/{sleutel}/verschillen", operation_id = "editieVerschillen", tag = "edities",
    params(("sleutel" = String, Path, description = "Sleutel van de editie", example = "2023-voorjaar-2"), VerschillenQuery),
    security(()), responses((status = 200, description = "De verschillen.", body = Verschillen)))]
pub(crate) async fn compare(
    _: Anyone,
    edition: web::Path<String>,
    query: Query<VerschillenQuery>,
    store: web::Data<ReadStore>,
) -> Result<HttpResponse, Problem> {
    let client = store.client().await?;
    let all = All::read(&client).await?;
    let new = sealed_as(&all, &edition)?;
    let old = compared_with(&all, new, query.met.as_deref())?;
    let (before, after) = (content_of(&client, old).await?, content_of(&client, new).await?);
    Ok(HttpResponse::Ok().json(Verschillen {
        van: old.event.edition.to_string(),
        naar: new.event.edition.to_string(),
        verschillen: differences(&figures_of(&json(&before)?), &figures_of(&json(&after)?)),
    }))
}

fn compared_with<'a>(all: &'a All, new: &Sealed, asked: Option<&str>) -> Result<&'a Sealed, Problem> {
    let wrong = |code: &str, reason: &str| Problem::invalid(vec![InvalidParam::new("met", code, reason)]);
    let corrected = new.event.corrects.as_ref().map(|corrects| corrects.edition.as_str());
    let key = asked.or(corrected);
    let key = key.ok_or_else(|| {
        wrong("required", "Deze editie corrigeert geen andere; kies er een om mee te vergelijken.")
    })?;
    all.find(key).ok_or_else(|| wrong("onbekend", "Er is geen editie met deze sleutel."))
}

fn json(content: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(content).map_err(Problem::internal)
}

/// The figures in the content of an edition. It is read as it stands, so that editions of older programs are read too.
pub fn figures_of(content: &Value) -> Figures {
    let mut figures = Figures::new();
    for answer in list(content, "antwoorden") {
        let question = answer.get("vraag").and_then(Value::as_str).unwrap_or_default();
        let Some(told) = answer.get("cijfers") else { continue };
        gather(&mut figures, question, None, told);
        for stand in list(told, "reeks") {
            gather(&mut figures, question, stand.get("peildatum").and_then(Value::as_str), stand);
        }
    }
    figures
}

fn gather(figures: &mut Figures, question: &str, day: Option<&str>, told: &Value) {
    let total = told.get("totaal").map(|measures| (BTreeMap::new(), measures));
    let cells = list(told, "cellen").iter().filter_map(|cell| Some((codes(cell), cell.get("cijfers")?)));
    for (key, measures) in cells.chain(total) {
        for (measure, quantities) in fields(measures) {
            for (unit, number) in fields(quantities) {
                let place = Cijferplaats {
                    vraag: question.to_owned(),
                    dag: day.map(str::to_owned),
                    sleutel: key.clone(),
                    maat: measure.clone(),
                    eenheid: unit.clone(),
                };
                figures.extend(number.as_i64().map(|number| (place, number)));
            }
        }
    }
}

fn codes(cell: &Value) -> BTreeMap<String, String> {
    let labels = cell.get("sleutel").into_iter().flat_map(fields);
    let code = |label: &Value| label.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    labels.map(|(dimension, label)| (dimension.clone(), code(label))).collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// What differs, in the order of places.
pub fn differences(before: &Figures, after: &Figures) -> Vec<Verschil> {
    let places: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differ = |place: &Cijferplaats| {
        let (voor, na) = (before.get(place).copied(), after.get(place).copied());
        (voor != na).then(|| Verschil { cijfer: place.clone(), voor, na })
    };
    places.into_iter().filter_map(differ).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn edition(students: i64, total: i64) -> Value {
        let cell = json!({ "sleutel": { "aandachtsgroep": { "code": "studenten", "naam": "studenten" } },
                           "cijfers": { "toegekend": { "woonruimten": students } } });
        let series =
            json!([{ "peildatum": "2022-12-31", "cellen": [], "totaal": { "vrij": { "bedragCent": 5 } } }]);
        let figures = json!({ "peildatum": "2023-06-08", "cellen": [cell], "reeks": series,
                              "totaal": { "toegekend": { "woonruimten": total, "aanvragen": 2 } } });
        json!({ "titel": "Voorjaar", "antwoorden": [{ "vraag": "tranche=rha-2022", "cijfers": figures }] })
    }

    #[test]
    fn every_number_of_an_edition_stands_at_one_place() {
        let figures = figures_of(&edition(10, 20));
        assert_eq!(figures.values().copied().collect::<BTreeSet<_>>(), BTreeSet::from([2, 5, 10, 20]));
        assert!(
            figures.keys().any(|place| place.dag.as_deref() == Some("2022-12-31") && place.maat == "vrij")
        );
    }

    #[test]
    fn what_differs_is_told_with_its_cell_before_and_after() {
        let (before, after) = (figures_of(&edition(10, 20)), figures_of(&edition(12, 20)));
        let differences = differences(&before, &after);
        assert_eq!(differences.len(), 1);
        assert_eq!(differences[0].cijfer.sleutel["aandachtsgroep"], "studenten");
        assert_eq!((differences[0].voor, differences[0].na), (Some(10), Some(12)));
    }

    #[test]
    fn a_figure_that_is_only_in_one_of_them_differs_from_nothing() {
        let (nothing, all) = (Figures::new(), figures_of(&edition(10, 20)));
        assert!(differences(&nothing, &all).iter().all(|one| one.voor.is_none() && one.na.is_some()));
        assert_eq!(differences(&all, &nothing).len(), all.len());
    }
}
