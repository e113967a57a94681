//! The catalogue (*catalogus*) of open data, as DCAT-AP-NL 3.0 in JSON-LD, for data portals that harvest it.
//!
//! The profile: Geonovum, 12 December 2024, <https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/>; its codes are those of
//! the lists of <http://publications.europa.eu/resource/authority/>. Addresses are relative to that of the catalogue.

use crate::files::Form;
use actix_web::HttpResponse;
use serde_json::{Value, json};
use service_kit::Anyone;

/// A set of data that is published.
struct Dataset {
    key: &'static str,
    title: &'static str,
    description: &'static str,
    /// How often it changes, by its code in the list of frequencies.
    changes: &'static str,
    found: Found,
}

/// Where it is.
enum Found {
    /// As the answer to this question about figures, in every form.
    Figures(&'static str),
    /// At this address, as CSV, as a workbook and as JSON.
    Files(&'static str),
    /// As JSON, at each of these addresses, with what is there.
    Json(&'static [(&'static str, &'static str)]),
}

use Found::{Figures, Files, Json};

const ALWAYS: &str = "UPDATE_CONT";
const NOW_AND_THEN: &str = "IRREG";
const TWICE_A_YEAR: &str = "ANNUAL_2";

const DATASETS: [Dataset; 9] = [
    Dataset {
        key: "per-tranche",
        title: "Woonruimten en geld per tranche",
        description: "Plafond, aanvragen, toekenningen, voortgang en vaststelling van elke tranche van regelingen voor woonruimten.",
        changes: ALWAYS,
        found: Figures("groepeerOp=tranche"),
    },
    Dataset {
        key: "per-gemeente",
        title: "Toegekende en gerealiseerde woonruimten en geld per gemeente en tranche",
        description: "Wat aan gemeenten en andere ontvangers is toegekend en wat zij als voortgang meldden, per tranche.",
        changes: ALWAYS,
        found: Figures("groepeerOp=gemeente,tranche"),
    },
    Dataset {
        key: "per-provincie",
        title: "Toegekende en gerealiseerde woonruimten en geld per provincie en tranche",
        description: "Wat in elke provincie is toegekend en als voortgang gemeld, per tranche.",
        changes: ALWAYS,
        found: Figures("groepeerOp=provincie,tranche"),
    },
    Dataset {
        key: "per-aandachtsgroep",
        title: "Geplande en gerealiseerde woonruimten per aandachtsgroep en tranche",
        description: "Woonruimten per aandachtsgroep, in de indeling van elke tranche. Geld staat er niet in: geen bron verdeelt het.",
        changes: ALWAYS,
        found: Figures("groepeerOp=aandachtsgroep,tranche"),
    },
    Dataset {
        key: "vaste-tabellen",
        title: "Vaste tabellen over gezinnen",
        description: "Van tranches waarin elke aanvraag voor één gezin is: voor hoeveel gezinnen is toegekend, in totaal, per \
                      provincie en per jaar, afgerond, op de laatste dag van het vorige halfjaar.",
        changes: TWICE_A_YEAR,
        found: Json(&[("vaste-tabellen", "De vaste tabellen")]),
    },
    Dataset {
        key: "doelstellingen",
        title: "Landelijke doelstellingen voor woonruimten",
        description: "Per doelstelling wat is beoogd, gepland en gerealiseerd, wat als bijdrage is ingevoerd, en wat ontbreekt.",
        changes: ALWAYS,
        found: Files("doelstellingen"),
    },
    Dataset {
        key: "kamerbrieven",
        title: "Kamerbrieven, getal voor getal",
        description: "De getallen van de Kamerbrief van 8 juni 2023, met wat op die dag bekend was of de bron van wat is ingevoerd.",
        changes: NOW_AND_THEN,
        found: Files("kamerbrieven/2023-06-08"),
    },
    Dataset {
        key: "edities",
        title: "Verzegelde edities van cijfers",
        description: "Antwoorden op vragen over cijfers die zijn vastgelegd en nooit veranderen, elk onder een adres van zijn eigen.",
        changes: NOW_AND_THEN,
        found: Json(&[("edities", "De lijst van edities")]),
    },
    Dataset {
        key: "logboek",
        title: "Het openbare logboek van regelingen voor woonruimten",
        description: "Wat is gebeurd, in volgorde, zoals iedereen het mag zien, en waarmee is na te gaan dat er niets is veranderd. \
                      Op /logboek/v1/bewijzen/{positie} staat het bewijs van een gebeurtenis, en op \
                      /logboek/v1/verdelingen?tranche={sleutel} staan de lotingen en rangschikkingen van een tranche, om na \
                      te rekenen.",
        changes: ALWAYS,
        found: Json(&[
            ("/logboek/v1/gebeurtenissen", "Gebeurtenissen, als CloudEvents"),
            ("/logboek/v1/koppen", "Ondertekende koppen"),
            ("/logboek/v1/sleutels", "Sleutels waarmee koppen zijn ondertekend"),
        ]),
    },
];

/// The forms: their word, their code in the list of file types, their media type and their title.
type InForm = (&'static str, &'static str, &'static str, &'static str);

const WORKBOOK: InForm =
    ("xlsx", "XLSX", Form::Xlsx.media_type(), "Werkmap met definities en verantwoording");
const FORMS: [InForm; 4] = [
    ("csv", "CSV", Form::Csv.media_type(), "CSV, beschreven met CSVW"),
    WORKBOOK,
    ("json", "JSON", Form::Json.media_type(), "JSON met eenheden en definities"),
    ("json-stat", "JSON", Form::JsonStat.media_type(), "JSON-stat 2.0"),
];
const FILES: [InForm; 3] = [
    ("csv", "CSV", Form::Csv.media_type(), "CSV"),
    WORKBOOK,
    ("json", "JSON", Form::Json.media_type(), "JSON"),
];

const LIST: &str = "http://publications.europa.eu/resource/authority";

/// Geeft de catalogus van open data
///
/// Volgens DCAT-AP-NL 3.0, als JSON-LD, om te oogsten door dataportalen. Adressen zijn relatief aan dat van de catalogus.
#[utoipa::path(get, path = "/catalogus", operation_id = "catalogus", tag = "cijfers", security((), ("token" = [])),
    responses((status = 200, description = "De catalogus.", content((Value = "application/ld+json")))))]
pub(crate) async fn catalogue(_: Anyone) -> HttpResponse {
    HttpResponse::Ok().content_type("application/ld+json").body(document().to_string())
}

fn document() -> Value {
    json!({
        "@context": {
            "adms": "http://www.w3.org/ns/adms#",
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
        },
        "@id": "catalogus",
        "@type": "dcat:Catalog",
        "dct:title": dutch("Woonloket: cijfers over regelingen voor woonruimten"),
        "dct:description": dutch(
            "Cijfers over specifieke uitkeringen voor woonruimten, zoals ze waren op een dag en bekend waren op een \
             moment, herleidbaar tot wat is gemeld en besloten."
        ),
        "dct:publisher": agent(),
        "dct:creator": agent(),
        "dct:language": listed("language", "NLD"),
        "dct:license": listed("licence", "CC0"),
        "foaf:homepage": { "@id": "/voortgang" },
        "dcat:contactPoint": contact(),
        "dcat:dataset": DATASETS.iter().map(dataset).collect::<Vec<_>>(),
    })
}

fn dataset(dataset: &Dataset) -> Value {
    let key = dataset.key;
    json!({
        "@id": format!("catalogus#{key}"),
        "@type": "dcat:Dataset",
        "dct:identifier": format!("urn:woonloket:dataset:{key}"),
        "dct:title": dutch(dataset.title),
        "dct:description": dutch(dataset.description),
        "dct:publisher": agent(),
        "dct:creator": agent(),
        "dcat:contactPoint": contact(),
        "dct:accessRights": listed("access-right", "PUBLIC"),
        "dcat:theme": [listed("data-theme", "SOCI"), listed("data-theme", "GOVE")],
        "dct:language": listed("language", "NLD"),
        "dct:spatial": listed("country", "NLD"),
        "dct:accrualPeriodicity": listed("frequency", dataset.changes),
        "dcat:landingPage": { "@id": "/voortgang" },
        "dcat:distribution": distributions(dataset),
    })
}

fn distributions(dataset: &Dataset) -> Vec<Value> {
    let key = dataset.key;
    match dataset.found {
        Figures(question) => FORMS.iter().map(|form| of_figures(key, question, form)).collect(),
        Files(address) => FILES.iter().map(|form| in_form(key, &format!("{address}?"), form)).collect(),
        Json(places) => {
            let named = |(address, title): &(&str, &str)| {
                let last = address.rsplit('/').next().unwrap_or_default();
                distribution(&format!("{key}-{last}"), title, address, ("JSON", Form::Json.media_type()))
            };
            places.iter().map(named).collect()
        }
    }
}

/// What is at an address that ends where a parameter can follow, in a form.
fn in_form(key: &str, address: &str, (word, file_type, media_type, title): &InForm) -> Value {
    distribution(&format!("{key}-{word}"), title, &format!("{address}vorm={word}"), (file_type, media_type))
}

fn of_figures(key: &str, question: &str, form: &InForm) -> Value {
    let mut distribution = in_form(key, &format!("cijfers?{question}&"), form);
    if let (Value::Object(fields), ("csv", ..)) = (&mut distribution, form) {
        let described = json!({ "@id": format!("cijfers/csv-beschrijving?{question}") });
        fields
            .insert("dct:conformsTo".to_owned(), json!({ "@id": "https://www.w3.org/TR/tabular-metadata/" }));
        fields.insert("foaf:page".to_owned(), described);
    }
    distribution
}

fn distribution(key: &str, title: &str, address: &str, (file_type, media_type): (&str, &str)) -> Value {
    json!({
        "@id": format!("catalogus#{key}"),
        "@type": "dcat:Distribution",
        "dct:title": dutch(title),
        "dcat:accessURL": { "@id": address },
        "dcat:downloadURL": { "@id": address },
        "dct:license": listed("licence", "CC0"),
        "dct:format": listed("file-type", file_type),
        "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{media_type}") },
        "dct:language": listed("language", "NLD"),
    })
}

fn dutch(text: &str) -> Value {
    json!({ "@language": "nl", "@value": text })
}

fn listed(list: &str, code: &str) -> Value {
    json!({ "@id": format!("{LIST}/{list}/{code}") })
}

/// The same as the API's own document names, until an operator names itself.
fn agent() -> Value {
    json!({ "@id": "https://woonloket.invalid/", "@type": "foaf:Agent", "foaf:name": dutch("Team Woonloket") })
}

fn contact() -> Value {
    json!({
        "@type": "vcard:Kind",
        "vcard:fn": "Team Woonloket",
        "vcard:hasEmail": { "@id": "mailto:woonloket@woonloket.invalid" },
        "vcard:hasURL": { "@id": "https://woonloket.invalid/contact" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LOG_BASE, OPEN_FIGURES, OPEN_LOG};
    use std::collections::BTreeSet;

    /// What DCAT-AP-NL 3.0 makes mandatory.
    const OF_CATALOGUE: [&str; 5] =
        ["dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:dataset"];
    const OF_DATASET: [&str; 8] = [
        "dct:accessRights",
        "dcat:contactPoint",
        "dct:creator",
        "dct:description",
        "dct:identifier",
        "dct:publisher",
        "dcat:theme",
        "dct:title",
    ];
    const OF_DISTRIBUTION: [&str; 2] = ["dcat:accessURL", "dct:license"];

    fn must_have(value: &Value, names: &[&str]) {
        for name in names {
            assert!(value.get(name).is_some_and(|told| !told.is_null()), "no {name} in {value:#}");
        }
    }

    #[test]
    fn all_that_the_profile_makes_mandatory_is_there() {
        let catalogue = document();
        must_have(&catalogue, &OF_CATALOGUE);
        let datasets = catalogue["dcat:dataset"].as_array().unwrap();
        for dataset in datasets {
            must_have(dataset, &OF_DATASET);
            let distributions = dataset["dcat:distribution"].as_array().unwrap();
            assert!(!distributions.is_empty());
            distributions.iter().for_each(|one| must_have(one, &OF_DISTRIBUTION));
        }
        assert_eq!(datasets.len(), DATASETS.len());
    }

    #[test]
    fn everything_has_an_identity_of_its_own() {
        let catalogue = document();
        let datasets = catalogue["dcat:dataset"].as_array().unwrap();
        let distributions =
            datasets.iter().flat_map(|dataset| dataset["dcat:distribution"].as_array().unwrap());
        let ids: Vec<_> =
            datasets.iter().chain(distributions).map(|one| one["@id"].as_str().unwrap()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    }

    #[test]
    fn whatever_is_open_data_is_described() {
        let told = document().to_string();
        // The catalogue itself, pictures of the figures, and what is of one position or of one tranche.
        let others = ["/catalogus", "/grafieken", "/bewijzen", "/verdelingen"];
        for path in OPEN_FIGURES.iter().filter(|path| !others.contains(path)) {
            assert!(told.contains(&format!("{{\"@id\":\"{}", path.trim_start_matches('/'))), "{path}");
        }
        for path in OPEN_LOG.iter().filter(|path| !others.contains(path)) {
            assert!(told.contains(&format!("{{\"@id\":\"{LOG_BASE}{path}")), "{path}");
        }
    }
}
