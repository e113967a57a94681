//! What advisers find on the applications of a tranche, for its ranking.

use super::InLine;
use crate::Facts;
use crate::allocation::{Candidate, RankingMethod, RankingRules};
use crate::event::{ApplicationSubmitted, Event, EventType, Judgement};
use crate::municipalities;
use crate::query::{Query, Tag};
use crate::record::Recorded;
use crate::scheme::Tranche;
use crate::words::{Applicant, ApplicationId, ProvinceCode, TrancheKey};
use std::collections::BTreeMap;

/// The newest judgement on each application of one tranche, and the province of who applied.
#[derive(Debug, Clone)]
pub struct Judgements {
    tranche: TrancheKey,
    judgements: BTreeMap<ApplicationId, Judgement>,
    provinces: BTreeMap<ApplicationId, ProvinceCode>,
}

impl Judgements {
    /// Of this tranche.
    pub const fn of(tranche: TrancheKey) -> Self {
        Self { tranche, judgements: BTreeMap::new(), provinces: BTreeMap::new() }
    }

    /// The newest judgement; absent while no adviser gave one.
    pub fn on(&self, application: ApplicationId) -> Option<&Judgement> {
        self.judgements.get(&application)
    }

    /// Whether advisers found all that a ranking by these rules goes by.
    pub(crate) fn suffice_for(
        &self,
        application: ApplicationId,
        rules: &RankingRules,
        tranche: &Tranche,
    ) -> bool {
        let none = Judgement::NONE;
        let judgement = self.on(application).unwrap_or(&none);
        match rules.method {
            RankingMethod::Lot | RankingMethod::ProRata => true,
            RankingMethod::Category => judgement.category.is_some(),
            RankingMethod::Score | RankingMethod::KnockOutThenRank => {
                rules.weights.keys().all(|code| judgement.scores.contains_key(code))
                    && tranche.knock_outs.keys().all(|code| judgement.knock_outs.contains_key(code))
            }
        }
    }

    /// An application in line as it is ranked by these rules, with its number in the draw.
    pub(crate) fn candidate(&self, one: &InLine, rules: &RankingRules, lot: Option<u32>) -> Candidate {
        let judgement = self.on(one.application).unwrap_or(&Judgement::NONE).clone();
        let not_met = judgement.knock_outs.into_iter().filter(|(_, is_met)| !is_met).map(|(code, _)| code);
        Candidate {
            application: one.application,
            asked: one.requested,
            complete_since: one.complete_since,
            submitted: one.submitted,
            lot,
            category: judgement.category,
            scores: judgement.scores,
            not_met: not_met.collect(),
            province: rules.spread.and_then(|_| self.province(one.application)),
        }
    }

    /// The province of who applied; of a cooperation or region, that of the municipality that leads it.
    pub fn province(&self, application: ApplicationId) -> Option<ProvinceCode> {
        self.provinces.get(&application).cloned()
    }
}

fn province_of(event: &ApplicationSubmitted) -> Option<ProvinceCode> {
    let lead = event.partnership.as_ref().map(|partnership| &partnership.lead);
    match &event.case.applicant {
        Applicant::Province(province) => Some(province.clone()),
        Applicant::Municipality(code) => municipalities::province_of(code),
        Applicant::Cooperation(_) | Applicant::Region(_) => lead.and_then(municipalities::province_of),
        Applicant::Organisation(_) => None,
    }
}

impl Facts for Judgements {
    fn about(&self) -> Query {
        let types = [EventType::ApplicationSubmitted, EventType::AdviceGiven];
        Query::about(Tag::tranche(&self.tranche), &types)
    }

    fn learn(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ApplicationSubmitted(event) if event.case.tranche == self.tranche => {
                if let Some(province) = province_of(event) {
                    self.provinces.insert(event.case.application, province);
                }
            }
            Event::AdviceGiven(event) if event.case.tranche == self.tranche => {
                if let Some(judgement) = &event.judgement {
                    self.judgements.insert(event.case.application, judgement.clone());
                }
            }
            Event::ApplicationSubmitted(_)
            | Event::AdviceGiven(_)
            | Event::SchemePublished(_)
            | Event::TrancheOpened(_)
            | Event::WindowExtended(_)
            | Event::CeilingChanged(_)
            | Event::MoneyCarriedOver(_)
            | Event::TrancheClosed(_)
            | Event::SupplementRequested(_)
            | Event::ApplicationSupplemented(_)
            | Event::CompletenessConfirmed(_)
            | Event::ApplicationWithdrawn(_)
            | Event::ApplicationGranted(_)
            | Event::ApplicationRejected(_)
            | Event::ApplicationSetAside(_)
            | Event::ProgressReported(_)
            | Event::ProgressCorrected(_)
            | Event::SpendingAccounted(_)
            | Event::ContributionEntered(_)
            | Event::EditionSealed(_)
            | Event::LotterySealed(_)
            | Event::LotsDrawn(_)
            | Event::RankingEstablished(_)
            | Event::GrantSettled(_) => {}
        }
    }
}
