//! The catalogue (*catalogus*) of open data, as DCAT-AP-NL 3.0 in JSON-LD, for data portals that harvest it.
//!
//! The profile: Geonovum, 12 December 2024, <https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/>; its codes are those of
//! the lists of <http://publications.europa.eu/resource/authority/>. Addresses are relative to that of the catalogue.

use actix_web::HttpResponse;
use serde_json::{Value, json};
use service_kit::Anyone;

/// A set of figures that is published: its key, title, description and question.
const DATASETS: [(&str, &str, &str, &str); 4] = [
    (
        "per-tranche",
        "Woonruimten en geld per tranche",
        "Plafond, aanvragen, toekenningen, voortgang en vaststelling van elke tranche van regelingen voor woonruimten.",
        "groepeerOp=tranche",
    ),
    (
        "per-gemeente",
        "Toegekende en gerealiseerde woonruimten en geld per gemeente en tranche",
        "Wat aan gemeenten en andere ontvangers is toegekend en wat zij als voortgang meldden, per tranche.",
        "groepeerOp=gemeente,tranche",
    ),
    (
        "per-provincie",
        "Toegekende en gerealiseerde woonruimten en geld per provincie en tranche",
        "Wat in elke provincie is toegekend en als voortgang gemeld, per tranche.",
        "groepeerOp=provincie,tranche",
    ),
    (
        "per-aandachtsgroep",
        "Geplande en gerealiseerde woonruimten per aandachtsgroep en tranche",
        "Woonruimten per aandachtsgroep, in de indeling van elke tranche. Geld staat er niet in: geen bron verdeelt het.",
        "groepeerOp=aandachtsgroep,tranche",
    ),
];

/// The forms: their word, their code in the list of file types, their media type and their title.
const FORMS: [(&str, &str, &str, &str); 4] = [
    ("csv", "CSV", "text/csv", "CSV, beschreven met CSVW"),
    (
        "xlsx",
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Werkmap met definities en verantwoording",
    ),
    ("json", "JSON", "application/json", "JSON met eenheden en definities"),
    ("json-stat", "JSON", "application/json", "JSON-stat 2.0"),
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
        "dcat:dataset": DATASETS.map(dataset),
    })
}

fn dataset((key, title, description, question): (&str, &str, &str, &str)) -> Value {
    json!({
        "@id": format!("catalogus#{key}"),
        "@type": "dcat:Dataset",
        "dct:identifier": format!("urn:woonloket:dataset:{key}"),
        "dct:title": dutch(title),
        "dct:description": dutch(description),
        "dct:publisher": agent(),
        "dct:creator": agent(),
        "dcat:contactPoint": contact(),
        "dct:accessRights": listed("access-right", "PUBLIC"),
        "dcat:theme": [listed("data-theme", "SOCI"), listed("data-theme", "GOVE")],
        "dct:language": listed("language", "NLD"),
        "dct:spatial": listed("country", "NLD"),
        "dct:accrualPeriodicity": listed("frequency", "UPDATE_CONT"),
        "dcat:landingPage": { "@id": "/voortgang" },
        "dcat:distribution": FORMS.map(|form| distribution(key, question, form)),
    })
}

fn distribution(key: &str, question: &str, form: (&str, &str, &str, &str)) -> Value {
    let (word, file_type, media_type, title) = form;
    let address = format!("cijfers?{question}&vorm={word}");
    let mut distribution = json!({
        "@id": format!("catalogus#{key}-{word}"),
        "@type": "dcat:Distribution",
        "dct:title": dutch(title),
        "dcat:accessURL": { "@id": address },
        "dcat:downloadURL": { "@id": address },
        "dct:license": listed("licence", "CC0"),
        "dct:format": listed("file-type", file_type),
        "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{media_type}") },
        "dct:language": listed("language", "NLD"),
    });
    if let (Value::Object(fields), "csv") = (&mut distribution, word) {
        let described = json!({ "@id": format!("cijfers/csv-beschrijving?{question}") });
        fields
            .insert("dct:conformsTo".to_owned(), json!({ "@id": "https://www.w3.org/TR/tabular-metadata/" }));
        fields.insert("foaf:page".to_owned(), described);
    }
    distribution
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
            assert_eq!(distributions.len(), FORMS.len());
            distributions.iter().for_each(|one| must_have(one, &OF_DISTRIBUTION));
        }
        assert_eq!(datasets.len(), DATASETS.len());
    }
}
