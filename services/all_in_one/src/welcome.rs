//! What is shown when everything stands: where to look, the ministry's table, and tokens with lines to paste.

use crate::issuer::{DemonstrationUser, Issuer, LIFE_HOURS, USERS};
use jiff::Timestamp;
use service_kit::app::PAGES;
use service_kit::run::StartError;
use std::fmt::Write;
use std::time::Duration;

/// What of the table no source gives, so that nobody takes it for published.
const WHAT_IS_GENERATED: &str =
    "De totalen en de aantallen per groep zijn de gepubliceerde; permanent en flex per groep is gegenereerd.";

/// Where each API stands, and its name on the pages about it.
const APIS: [(&str, &str); 4] = [
    (intake::BASE, intake::NAME),
    (assessment::BASE, assessment::NAME),
    (reporting::FIGURES_BASE, reporting::NAME),
    (reporting::LOG_BASE, "logbook"),
];

/// What is told.
pub(crate) struct Welcome<'a> {
    /// The beginning of every URL.
    pub(crate) address: String,
    /// The built-in issuer, where that signs the tokens.
    pub(crate) issuer: Option<&'a Issuer>,
    /// The ministry's table, where the demonstration is there.
    pub(crate) table: Option<String>,
    /// How long starting took.
    pub(crate) took: Duration,
}

impl Welcome<'_> {
    /// The text.
    ///
    /// # Errors
    /// When no token can be signed.
    pub(crate) fn text(&self) -> Result<String, StartError> {
        let address = &self.address;
        let seconds = format!("{:.1}", self.took.as_secs_f64()).replace('.', ",");
        let mut text = format!("  Klaar na {seconds} seconden\n\n");
        for (base, name) in APIS {
            let _ = writeln!(text, "  {base:<18} {address}{PAGES}?urls.primaryName={name}");
        }
        let _ = writeln!(text, "  {:<18} {address}{}", "de cijfers", reporting::PAGE);
        let _ = writeln!(text, "  {:<18} {address}/health/ready\n", "/health");
        if let Some(table) = &self.table {
            let _ = writeln!(text, "{}\n  {WHAT_IS_GENERATED}\n", table.trim_end());
        }
        match self.issuer {
            Some(issuer) => {
                tokens(issuer, &mut text)?;
                if self.table.is_some() {
                    text.push_str(&examples(address));
                }
            }
            None => text.push_str("Tokens komen van de ingestelde uitgever (WOONLOKET_ISSUER).\n"),
        }
        text.push_str("\nCtrl-C stopt alles; de gegevens blijven bewaard.\n");
        Ok(text)
    }
}

fn tokens(issuer: &Issuer, text: &mut String) -> Result<(), StartError> {
    let _ = writeln!(text, "Plak in een andere terminal; de tokens zijn {LIFE_HOURS} uur geldig:\n");
    for user in &USERS {
        let token = issuer.token(user, Timestamp::now())?;
        let _ = writeln!(text, "export {}={token}", variable(user));
    }
    Ok(())
}

/// Lines that work when they are pasted after the tokens.
fn examples(address: &str) -> String {
    let [municipality, assessor, _, ministry, _] = USERS.each_ref().map(variable);
    format!(
        "\n  Iedereen: de tabel van het ministerie\n\
         curl -s '{address}/voortgang/v1/cijfers?tranche=rha-2022&groepeerOp=aandachtsgroep'\n\
         \x20 Gemeente Amsterdam: de eigen aanvragen\n\
         curl -s -H \"Authorization: Bearer ${municipality}\" '{address}/aanvragen/v1/aanvragen'\n\
         \x20 Beoordelaar: wat te doen staat, met de 44e aanvraag op de wachtlijst\n\
         curl -s -H \"Authorization: Bearer ${assessor}\" '{address}/beoordeling/v1/werkvoorraad?tranche=sft-2022'\n\
         \x20 Beoordelaar: wat als het plafond van SFT 2022 zes ton hoger was geweest\n\
         curl -s -H \"Authorization: Bearer ${assessor}\" -H 'Content-Type: application/json' \
         -d '{{\"tranche\":\"sft-2022\",\"plafondCent\":10060000000}}' '{address}/beoordeling/v1/simulaties'\n\
         \x20 Ministerie: wat eind 2022 waar was, per gemeente van toen\n\
         curl -s -H \"Authorization: Bearer ${ministry}\" \
         '{address}/voortgang/v1/cijfers?tranche=sft-2022&groepeerOp=gemeente&peildatum=2022-12-31'\n"
    )
}

/// The name of the shell variable that holds a user's token: `demo-beoordelaar-1` is `BEOORDELAAR_1`.
fn variable(user: &DemonstrationUser) -> String {
    user.person.trim_start_matches("demo-").to_uppercase().replace('-', "_")
}
