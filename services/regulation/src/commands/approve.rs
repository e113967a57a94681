//! Approve an application under the ceiling (*verlenen*): the centre of this house.

use super::{amounts, granting, silence};
use crate::Command;
use crate::event::{ApplicationGranted, CaseHeader, Event, GrantedProject};
use crate::facts::{Budget, Case, Order, Queue, TrancheRules};
use crate::violation::Violation;
use crate::words::{Amount, Cents, PersonId, SilentRule, day_of};
use jiff::Timestamp;

/// Grants an amount, in this order of looking. Refused are
///
/// - a case that is decided, late, or not confirmed to be complete;
/// - a case on which nobody advised, and a decision by somebody who did;
/// - an amount below one cent, or with a compensable part that is negative or above it;
/// - a case of a tranche that the version of the scheme by which it is judged does not have;
/// - a case of which no adviser found that it meets every knock-out criterion;
/// - an amount above what was requested, or that does not keep to the scheme's amounts and to the applicant's maximum;
/// - a case that the lawful order does not reach with this amount: [`Queue::must_reach`], where it is decided that a
///   tranche is full.
///
/// Where the sources are silent the grant needs reasons, and says on what they are silent.
#[derive(Debug, Clone)]
pub struct Approve {
    /// The case.
    pub case: CaseHeader,
    /// What is granted.
    pub amount: Amount,
    /// The reasons, for the letter.
    pub explanation: String,
    /// When it is decided.
    pub decided_at: Timestamp,
    /// The assessor who decides.
    pub by: PersonId,
}

impl Command for Approve {
    type Facts = (Case, TrancheRules, Budget, Order);
    const NAME: &'static str = "approve";

    fn facts(&self) -> Self::Facts {
        let tranche = &self.case.tranche;
        (
            Case::of(self.case.application),
            TrancheRules::of(tranche.clone()),
            Budget::of(tranche.clone()),
            Order::of(tranche.clone()),
        )
    }

    fn decide(&self, (case, rules, budget, order): &Self::Facts) -> Result<Vec<Event>, Violation> {
        case.must_be_undecided()?;
        case.must_be_in_time()?;
        case.complete_since.ok_or(Violation::NotComplete)?;
        case.may_be_decided_by(&self.by)?;
        amounts::must_be_sound(self.amount, Cents::new(1))?;
        let unknown = || Violation::TrancheNotInScheme { tranche: self.case.tranche.clone() };
        let tranche = rules.in_version(case.scheme_version).ok_or_else(unknown)?;
        let (amount, applicant) = (self.amount.gross, &self.case.applicant);
        granting::must_meet_every_criterion(case, tranche)?;
        granting::must_keep_to_the_amounts(amount, case, tranche, applicant, budget)?;
        let queue = Queue::of(tranche, case.pot.as_ref(), order, budget);
        queue.must_reach(self.case.application, amount, case.eligible(), day_of(self.decided_at))?;
        let [by_amount, by_order] = granting::silent(case, tranche, applicant);
        let in_part =
            (SilentRule::WhenFull, queue.is_silent_on(self.case.application, amount, case.eligible()));
        let silence = silence::grounded([by_amount, by_order, in_part], &self.explanation)?;
        let granted = case
            .projects
            .iter()
            .cloned()
            .map(|project| GrantedProject { key: project.key, lines: project.lines });
        let event = ApplicationGranted {
            case: self.case.clone(),
            amount: self.amount,
            projects: granted.collect(),
            pot: case.pot.clone(),
            silence,
            explanation: self.explanation.clone(),
            decided_at: self.decided_at,
            by: self.by.clone(),
        };
        Ok(vec![event.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Judgement;
    use crate::testing::*;

    fn open() -> Given {
        given([published(), opened()])
    }

    #[test]
    fn a_complete_and_advised_application_is_granted() {
        open()
            .and(ready("GM0758", "A", 50_000))
            .when(approve("GM0758", "A", 50_000))
            .then([granted("GM0758", "A", 50_000)]);
    }

    #[test]
    fn the_last_euro_can_be_granted_and_not_one_cent_more() {
        let one_left = open().and(ready("GM0758", "A", 99_999)).and([granted("GM0758", "A", 99_999)]);
        let next = one_left.and(ready("GM0344", "B", 2));
        next.clone().when(approve("GM0344", "B", 1)).happened();
        let mut cent_more = approve("GM0344", "B", 1);
        cent_more.amount.gross = Cents::new(101);
        let refusal = next.when(cent_more).refused("plafond-ontoereikend");
        let expected = Violation::NotEnoughFree {
            free: Cents::euros(1),
            asked: Cents::new(101),
            before_asked: Cents::ZERO,
            before: vec![],
        };
        assert_eq!(refusal, expected);
    }

    #[test]
    fn nobody_passes_an_earlier_undecided_case_that_could_still_take_the_money() {
        let both = open().and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 60_000));
        let refusal = both.clone().when(approve("GM0344", "B", 60_000)).refused("plafond-ontoereikend");
        let Violation::NotEnoughFree { before, before_asked, .. } = &refusal else { panic!("{refusal:?}") };
        assert_eq!((before.as_slice(), *before_asked), (&[application("A")][..], Cents::euros(60_000)));
        assert!(refusal.detail().contains(&application("A").to_string()), "it names who is before");
        both.when(approve("GM0758", "A", 60_000)).happened();
    }

    #[test]
    fn an_earlier_case_counts_also_before_anyone_confirmed_that_it_is_complete() {
        let unseen = open().and([submitted("GM0758", "A", 60_000)]).and(ready("GM0344", "B", 60_000));
        unseen.when(approve("GM0344", "B", 60_000)).refused("plafond-ontoereikend");
    }

    #[test]
    fn where_the_money_suffices_for_those_before_too_the_order_of_deciding_is_free() {
        let both = open().and(ready("GM0758", "A", 40_000)).and(ready("GM0344", "B", 60_000));
        both.when(approve("GM0344", "B", 60_000)).happened();
    }

    #[test]
    fn on_the_day_on_which_the_ceiling_is_crossed_the_lot_decides() {
        let by_lot = TRIAL.replace("completeness-then-waiting-list", "completeness-then-lot");
        let open = given(given([]).when(publish(&by_lot)).happened()).and([opened()]);
        let both = open.clone().and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 60_000));
        both.when(approve("GM0758", "A", 60_000)).refused("loting-nodig");
        let fits = open.and(ready("GM0758", "A", 60_000)).and(ready("GM0344", "B", 40_000));
        fits.when(approve("GM0758", "A", 60_000)).happened();
    }

    #[test]
    fn where_the_lot_may_decide_nothing_is_granted_before_the_day_is_over() {
        let by_lot = TRIAL.replace("completeness-then-waiting-list", "completeness-then-lot");
        let open = given(given([]).when(publish(&by_lot)).happened()).and([opened()]);
        let one = open.and(ready("GM0758", "A", 60_000));
        let mut same_day = approve("GM0758", "A", 60_000);
        same_day.decided_at = at("2022-09-20T21:59:59Z");
        one.clone().when(same_day.clone()).refused("dag-nog-niet-voorbij");
        same_day.decided_at = at("2022-09-20T22:00:00Z");
        one.when(same_day).happened();
    }

    #[test]
    fn adviser_and_decider_differ() {
        let mut anna = approve("GM0758", "A", 50_000);
        anna.by = assessor("anna");
        open().and(ready("GM0758", "A", 50_000)).when(anna).refused("adviseur-beslist-niet");
    }

    #[test]
    fn without_advice_or_completeness_nothing_is_granted() {
        let submitted = open().and([submitted("GM0758", "A", 50_000)]);
        submitted.clone().when(approve("GM0758", "A", 50_000)).refused("niet-volledig");
        submitted
            .and([complete("GM0758", "A")])
            .when(approve("GM0758", "A", 50_000))
            .refused("advies-ontbreekt");
    }

    #[test]
    fn a_late_application_is_never_granted() {
        open()
            .and([submitted_late("GM0758", "A")])
            .when(approve("GM0758", "A", 50_000))
            .refused("te-laat-ontvangen");
    }

    #[test]
    fn a_case_is_decided_once() {
        let decided = open().and(ready("GM0758", "A", 50_000)).and([granted("GM0758", "A", 50_000)]);
        decided.when(approve("GM0758", "A", 50_000)).refused("zaak-beeindigd");
    }

    #[test]
    fn a_grant_is_within_the_request_and_the_maximum_per_unit() {
        let ready_case = open().and(ready("GM0758", "A", 50_000));
        ready_case.when(approve("GM0758", "A", 50_001)).refused("boven-gevraagd-bedrag");
        let cheap = TRIAL
            .replace("maximum_per_unit_euros = { value = 7000", "maximum_per_unit_euros = { value = 400");
        let cheap = given(given([]).when(publish(&cheap)).happened())
            .and([opened()])
            .and(ready("GM0758", "A", 50_000));
        cheap.clone().when(approve("GM0758", "A", 40_000)).happened();
        cheap.when(approve("GM0758", "A", 40_001)).refused("boven-maximum-per-woonruimte");
    }

    #[test]
    fn no_more_is_granted_on_an_application_than_the_maximum_for_one() {
        let most = "maximum_per_application_euros = { value = 40000, source = \"proef\" }";
        let capped = opened_under(&[], most).and(ready("GM0758", "A", 50_000));
        capped.clone().when(approve("GM0758", "A", 40_001)).refused("boven-maximum");
        capped.when(approve("GM0758", "A", 40_000)).happened();
    }

    #[test]
    fn nothing_less_than_nothing_is_granted_and_no_more_is_compensable_than_is_granted() {
        let ready_case = open().and(ready("GM0758", "A", 50_000));
        ready_case.clone().when(approve("GM0758", "A", 0)).refused("inhoud-onjuist");
        ready_case.clone().when(approve("GM0758", "A", -1)).refused("inhoud-onjuist");
        let mut too_much = approve("GM0758", "A", 50_000);
        too_much.amount.compensable = Some(Cents::euros(50_001));
        ready_case.when(too_much).refused("inhoud-onjuist");
    }

    #[test]
    fn the_cap_of_an_applicant_counts_all_its_grants_in_the_tranche() {
        let capped = TRIAL.replace(
            "maximum_per_applicant_euros = { value = 150000",
            "maximum_per_applicant_euros = { value = 80000",
        );
        let open = given(given([]).when(publish(&capped)).happened()).and([opened()]);
        let one = open.and(ready("GM0758", "A", 50_000)).and([granted("GM0758", "A", 50_000)]);
        let refusal = one
            .clone()
            .and(ready("GM0758", "B", 50_000))
            .when(approve("GM0758", "B", 30_001))
            .refused("boven-maximum-per-aanvrager");
        assert!(refusal.detail().contains("€ 30.000,00"));
        one.and(ready("GM0758", "B", 50_000)).when(approve("GM0758", "B", 30_000)).happened();
    }

    #[test]
    fn an_application_is_judged_by_the_version_under_which_it_was_submitted() {
        let stricter =
            TRIAL.replace("maximum_per_unit_euros = { value = 7000", "maximum_per_unit_euros = { value = 1");
        let before = open().and(ready("GM0758", "A", 50_000));
        let republished = before.clone().when(publish(&stricter)).happened();
        before.and(republished).when(approve("GM0758", "A", 50_000)).happened();
    }

    #[test]
    fn every_knock_out_criterion_must_be_found_met() {
        let knock_out =
            "[[tranches.knock_outs]]\ncode = \"hard\"\ntext = \"Juridisch hard.\"\nsource = \"proef\"";
        let open = opened_under(&[], knock_out);
        let found = |is_met: bool| Judgement {
            knock_outs: std::collections::BTreeMap::from([(criterion("hard"), is_met)]),
            ..Judgement::NONE
        };
        open.clone()
            .and(ready("GM0758", "A", 50_000))
            .when(approve("GM0758", "A", 50_000))
            .refused("knock-out");
        let not_met = open.clone().and(ready_and_judged("GM0758", "A", 50_000, found(false)));
        not_met.when(approve("GM0758", "A", 50_000)).refused("knock-out");
        let met = open.and(ready_and_judged("GM0758", "A", 50_000, found(true)));
        met.when(approve("GM0758", "A", 50_000)).happened();
    }

    #[test]
    fn a_fixed_amount_is_granted_exactly() {
        let open =
            opened_under(&["maximum_per_unit"], "fixed_per_unit_euros = { value = 500, source = \"proef\" }");
        let case = open.and(ready("GM0758", "A", 50_000));
        case.clone().when(approve("GM0758", "A", 49_999)).refused("vast-bedrag");
        case.when(approve("GM0758", "A", 50_000)).happened();
    }

    #[test]
    fn where_amounts_differ_by_kind_of_dwelling_the_most_is_their_sum() {
        let by_dwelling = "[[tranches.maximum_per_dwelling]]\ndwelling = \"self-contained\"\neuros = 400\nsource = \"proef\"";
        let case = opened_under(&[], by_dwelling).and(ready("GM0758", "A", 50_000));
        case.clone().when(approve("GM0758", "A", 40_001)).refused("boven-maximum-per-woonruimte");
        case.when(approve("GM0758", "A", 40_000)).happened();
    }

    #[test]
    fn a_share_of_the_shortfall_is_the_most() {
        let share = "share_of_shortfall_percent = { value = 50, source = \"proef\" }";
        let open = opened_under(&["maximum_per_unit"], share);
        let [submission, complete, advice] = ready("GM0758", "A", 50_000);
        let Event::ApplicationSubmitted(mut event) = submission else { unreachable!() };
        let (shortfall, own_contribution) = (Cents::euros(80_000), Cents::euros(40_000));
        event.projects[0].finances = Some(crate::words::Finances { shortfall, own_contribution });
        let case = open.and([event.into(), complete, advice]);
        let refusal = case.clone().when(approve("GM0758", "A", 40_001)).refused("boven-maximum");
        assert_eq!(refusal, Violation::AboveMaximum { most: Cents::euros(40_000) });
        case.when(approve("GM0758", "A", 40_000)).happened();
    }

    #[test]
    fn where_no_source_gives_an_amount_or_an_order_the_grant_needs_reasons_and_says_so() {
        let open = opened_under(&["maximum_per_unit", "allocation"], "");
        let case = open.and(ready("GM0758", "A", 50_000));
        let mut silent = approve("GM0758", "A", 50_000);
        silent.explanation = " ".into();
        case.clone().when(silent).refused("motivering-ontbreekt");
        let happened = case.when(approve("GM0758", "A", 50_000)).happened();
        let [Event::ApplicationGranted(event)] = &happened[..] else { panic!("{happened:?}") };
        let rules = event.silence.as_ref().map(|silence| silence.rules.clone());
        assert_eq!(
            rules,
            Some(std::collections::BTreeSet::from([SilentRule::Amount, SilentRule::Allocation]))
        );
    }

    /// A was granted 60,000 of 100,000; B is next for 60,000, and C behind it for 30,000.
    fn crossing(when_full: &str) -> Given {
        let rule = format!("when_full = {{ value = \"{when_full}\", source = \"proef\" }}");
        let plain = format!("allocation = {{ value = \"completeness\", source = \"proef\" }}\n{rule}");
        let plain = if when_full.is_empty() { plain.replace(&rule, "") } else { plain };
        opened_under(&["allocation"], &plain)
            .and(ready("GM0758", "A", 60_000))
            .and([granted("GM0758", "A", 60_000)])
            .and(ready("GM0344", "B", 60_000))
            .and(ready("GM0363", "C", 30_000))
    }

    fn turned_away(name: &str, code: &str) -> Event {
        crate::event::ApplicationRejected {
            case: case(code, name),
            ground: crate::event::RejectionGround::CeilingReached,
            explanation: "Het plafond is bereikt.".into(),
            decided_at: at("2022-12-02T09:00:00Z"),
            by: assessor("bram"),
        }
        .into()
    }

    #[test]
    fn where_it_stops_at_the_first_that_does_not_fit_nobody_passes_it_even_after_it_was_turned_away() {
        let full = crossing("stop");
        full.clone().when(approve("GM0344", "B", 40_000)).refused("plafond-ontoereikend");
        full.clone().when(approve("GM0363", "C", 30_000)).refused("plafond-ontoereikend");
        full.and([turned_away("B", "GM0344")])
            .when(approve("GM0363", "C", 30_000))
            .refused("plafond-ontoereikend");
    }

    #[test]
    fn where_it_stops_nobody_passes_one_that_was_turned_away_by_its_place_in_a_ranking_either() {
        let categories = ["a", "b"].map(|code| {
            format!("[[tranches.categories]]\ncode = \"{code}\"\nname = \"{code}\"\nsource = \"proef\"\n")
        });
        let rules = [("allocation", "category"), ("ties", "completeness"), ("when_full", "stop")]
            .map(|(rule, value)| format!("{rule} = {{ value = \"{value}\", source = \"proef\" }}\n"));
        let judged = opened_under(&["allocation"], &(rules.concat() + &categories.concat()))
            .and(ready_and_judged("GM0758", "A", 60_000, category("a")))
            .and(ready_and_judged("GM0344", "B", 60_000, category("a")))
            .and(ready_and_judged("GM0363", "C", 30_000, category("b")));
        let ranked = judged.clone().when(establish()).happened();
        let full = judged.and(ranked).and([granted("GM0758", "A", 60_000)]);
        full.clone().when(approve("GM0363", "C", 30_000)).refused("plafond-ontoereikend");
        let after = full.and([turned_away("B", "GM0344")]);
        after.when(approve("GM0363", "C", 30_000)).refused("plafond-ontoereikend");
    }

    #[test]
    fn where_it_skips_a_smaller_one_behind_is_granted() {
        crossing("skip").when(approve("GM0363", "C", 30_000)).happened();
        crossing("skip").when(approve("GM0344", "B", 40_000)).refused("plafond-ontoereikend");
    }

    #[test]
    fn where_it_grants_in_part_the_crossing_one_gets_what_is_left_and_not_a_cent_more() {
        crossing("partial").when(approve("GM0344", "B", 40_000)).happened();
        crossing("partial").when(approve("GM0344", "B", 40_001)).refused("plafond-ontoereikend");
    }

    #[test]
    fn where_no_source_says_what_happens_then_a_cut_grant_says_so() {
        let happened = crossing("").when(approve("GM0344", "B", 40_000)).happened();
        let [Event::ApplicationGranted(event)] = &happened[..] else { panic!("{happened:?}") };
        assert!(event.silence.as_ref().is_some_and(|silence| silence.rules.contains(&SilentRule::WhenFull)));
    }

    #[test]
    fn a_sub_ceiling_is_never_exceeded_while_the_tranche_has_money() {
        let pots = "[[tranches.pots]]\nkey = \"studenten\"\nname = \"Studenten\"\nkind = \"separate\"\nceiling_euros = { value = 40000, source = \"proef\" }";
        let published = given([]).when(publish(&trial(&[], pots))).happened();
        let open = given(published).and([opened_with_pots(&[("studenten", 40_000)])]);
        let of_pot = |name: &str, code: &str, euros: i64| {
            let [submission, complete, advice] = ready(code, name, euros);
            let Event::ApplicationSubmitted(mut event) = submission else { unreachable!() };
            event.pot = Some(pot("studenten"));
            [event.into(), complete, advice]
        };
        let one = open.and(of_pot("A", "GM0758", 30_000)).and(of_pot("B", "GM0344", 20_000));
        let granted = one.clone().when(approve("GM0758", "A", 30_000)).happened();
        let after = one.and(granted);
        let refusal = after.when(approve("GM0344", "B", 20_000)).refused("plafond-ontoereikend");
        assert!(
            matches!(refusal, Violation::NotEnoughFree { free, .. } if free == Cents::euros(10_000)),
            "{refusal:?}"
        );
    }

    #[test]
    fn a_reserved_quota_serves_its_own_first() {
        let pots = "[[tranches.pots]]\nkey = \"studenten\"\nname = \"Studenten\"\nkind = \"reserved\"\nceiling_euros = { value = 40000, source = \"proef\" }";
        let published = given([]).when(publish(&trial(&[], pots))).happened();
        let [submission, complete, advice] = ready("GM0344", "B", 40_000);
        let Event::ApplicationSubmitted(mut event) = submission else { unreachable!() };
        event.pot = Some(pot("studenten"));
        let both = given(published)
            .and([opened_with_pots(&[("studenten", 40_000)])])
            .and(ready("GM0758", "A", 70_000))
            .and([event.into(), complete, advice]);
        both.clone().when(approve("GM0758", "A", 70_000)).refused("plafond-ontoereikend");
        both.when(approve("GM0344", "B", 40_000)).happened();
    }

    #[test]
    fn nothing_is_done_to_an_application_that_nobody_submitted() {
        given([published(), opened()]).when(approve("GM0758", "A", 1)).refused("aanvraag-onbekend");
    }

    #[test]
    fn without_a_version_that_holds_the_tranche_nothing_is_done() {
        given([opened()])
            .and(ready("GM0758", "A", 1))
            .when(approve("GM0758", "A", 1))
            .refused("tranche-niet-in-regeling");
    }

    #[test]
    fn a_fixed_key_gives_each_its_part_of_the_ceiling_and_no_more() {
        let parts = [("GM0758", 3), ("GM0344", 1)].map(|(recipient, parts)| {
            format!(
                "[[tranches.key_parts]]\nrecipient = \"{recipient}\"\nparts = {parts}\nsource = \"proef\""
            )
        });
        let key = format!("allocation = {{ value = \"key\", source = \"proef\" }}\n\n{}", parts.join("\n\n"));
        let case = opened_under(&["allocation"], &key).and(ready("GM0344", "B", 50_000));
        let refusal = case.clone().when(approve("GM0344", "B", 25_001)).refused("boven-evenredig-deel");
        assert_eq!(refusal, Violation::AboveShare { share: Cents::euros(25_000) });
        case.when(approve("GM0344", "B", 25_000)).happened();
    }

    /// The ceiling of 100,000 divided by this method, of which GM0758 and GM0344 each get half.
    fn halves(method: &str, rows: &str, half: &str) -> Given {
        let row = |recipient| {
            format!("[[tranches.{rows}]]\nrecipient = \"{recipient}\"\n{half}\nsource = \"proef\"\n")
        };
        let method = format!("allocation = {{ value = \"{method}\", source = \"proef\" }}\n");
        opened_under(&["allocation"], &(method + &row("GM0758") + &row("GM0344")))
    }

    #[test]
    fn who_applies_twice_gets_its_part_of_the_key_or_its_row_of_the_annex_once() {
        for (divided, code) in [
            (halves("key", "key_parts", "parts = 1"), "boven-evenredig-deel"),
            (halves("annex", "annex", "euros = 50000"), "vast-bedrag"),
        ] {
            let twice = divided.and(ready("GM0758", "A", 50_000)).and(ready("GM0758", "A2", 50_000));
            let granted = twice.clone().when(approve("GM0758", "A", 50_000)).happened();
            let granted = twice.and(granted);
            granted.clone().when(approve("GM0758", "A2", 50_000)).refused(code);
            let other = granted.and(ready("GM0344", "B", 50_000));
            other.when(approve("GM0344", "B", 50_000)).happened();
        }
    }

    #[test]
    fn of_a_key_a_second_application_gets_what_the_first_left() {
        let divided = halves("key", "key_parts", "parts = 1");
        let twice = divided.and(ready("GM0758", "A", 30_000)).and(ready("GM0758", "A2", 50_000));
        let granted = twice.clone().when(approve("GM0758", "A", 30_000)).happened();
        let refusal = twice
            .clone()
            .and(granted.clone())
            .when(approve("GM0758", "A2", 20_001))
            .refused("boven-evenredig-deel");
        assert_eq!(refusal, Violation::AboveShare { share: Cents::euros(20_000) });
        twice.and(granted).when(approve("GM0758", "A2", 20_000)).happened();
    }

    #[test]
    fn who_is_in_no_key_or_annex_that_divides_gets_nothing_of_it() {
        for (divided, code) in [
            (halves("key", "key_parts", "parts = 1"), "boven-evenredig-deel"),
            (halves("annex", "annex", "euros = 50000"), "vast-bedrag"),
        ] {
            divided.and(ready("GM0363", "C", 50_000)).when(approve("GM0363", "C", 1)).refused(code);
        }
        for method in ["key", "annex"] {
            let unknown = format!("allocation = {{ value = \"{method}\", source = \"proef\" }}");
            let case = opened_under(&["allocation"], &unknown).and(ready("GM0363", "C", 50_000));
            case.when(approve("GM0363", "C", 50_000)).happened();
        }
    }

    #[test]
    fn where_the_lot_alone_divides_nothing_is_granted_on_a_ranking_without_lots_once_it_no_longer_fits() {
        let lot = "allocation = { value = \"lot\", source = \"proef\" }";
        let fits = opened_under(&["allocation"], lot)
            .and(ready("GM0758", "A", 60_000))
            .and(ready("GM0344", "B", 40_000));
        let ranked = fits.clone().when(establish()).happened();
        let ranked = fits.and(ranked);
        ranked.clone().when(approve("GM0344", "B", 40_000)).happened();
        let one_more = ranked.and(ready("GM0363", "C", 1));
        one_more.when(approve("GM0344", "B", 40_000)).refused("nog-niet-geloot");
    }

    #[test]
    fn where_the_scheme_ranks_nothing_is_granted_without_a_place() {
        let ranks = "allocation = { value = \"knock-out-then-rank\", source = \"proef\" }\nties = { value = \"completeness\", source = \"proef\" }\nspread = { value = \"province\", source = \"proef\" }\n\n[[tranches.criteria]]\ncode = \"noodzaak\"\nname = \"Noodzaak\"\nweight_percent = 100\nminimum = 5\nsource = \"proef\"";
        let scored = |score| Judgement {
            scores: std::collections::BTreeMap::from([(criterion("noodzaak"), score)]),
            ..Judgement::NONE
        };
        let case = opened_under(&["allocation"], ranks)
            .and(ready_and_judged("GM0758", "A", 50_000, scored(8)))
            .and(ready_and_judged("GM0344", "B", 50_000, scored(4)));
        case.clone().when(approve("GM0758", "A", 50_000)).refused("rangschikking-nodig");
        let ranked = case.clone().when(establish()).happened();
        let after = case.and(ranked);
        after.clone().when(approve("GM0344", "B", 50_000)).refused("uitgesloten-van-rangschikking");
        after.when(approve("GM0758", "A", 50_000)).happened();
    }
}
