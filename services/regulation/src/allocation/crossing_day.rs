//! The crossing day (*de dag waarop het plafond wordt overschreden*): on that day not the hour but the lot decides, so that
//! nobody gains by being seconds earlier. [RHA 2022](https://innofunding.nl/nl/nieuws/15/11/22/regeling-huisvesting-aandachtsgroepen-langer-open)
//! goes by it.
//! What holds: nobody of an earlier day is touched by a draw, and who has a lot keeps it.

use super::Complete;
use crate::words::{ApplicationId, Cents};
use jiff::civil::Date;

/// The day on which those in line cross what is free, while there is still something to draw for on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossingDay {
    /// The legal day.
    pub day: Date,
    /// What those of earlier days leave free, in cents.
    pub free: Cents,
    /// What all cases of this day ask together, in cents: more than that.
    pub asked: Cents,
    /// Its cases without a lot, more than one, in the order of completeness: among these must be drawn.
    pub undrawn: Vec<ApplicationId>,
}

impl CrossingDay {
    /// Of this line, listed in any order, when so much is free.
    ///
    /// Absent where the line fits, where less than nothing is free, and where at most one case of the day has no lot:
    /// one case alone has nobody to draw with, and comes behind those that were drawn.
    pub fn of(line: &[Complete], free: Cents) -> Option<Self> {
        let mut line = line.to_vec();
        order_by_lot(&mut line);
        let mut left = free;
        let crossing = line.iter().find(|one| {
            left = left - one.asked;
            left < Cents::ZERO
        })?;
        let day = crossing.day();
        let earlier = line.iter().filter(|one| one.day() < day).map(|one| one.asked).sum::<Cents>();
        let of_day: Vec<&Complete> = line.iter().filter(|one| one.day() == day).collect();
        let asked = of_day.iter().map(|one| one.asked).sum();
        let without_lot = of_day.iter().filter(|one| one.lot.is_none());
        let undrawn: Vec<ApplicationId> = without_lot.map(|one| one.application).collect();
        let free = free - earlier;
        (undrawn.len() > 1 && free >= Cents::ZERO).then_some(Self { day, free, asked, undrawn })
    }
}

/// Puts them in the order of completeness by day, and within a day that was drawn in the order of the lots; a case of
/// that day without a lot comes behind them.
pub fn order_by_lot(line: &mut [Complete]) {
    line.sort_by_cached_key(|one| (one.day(), one.lot.is_none(), one.lot, one.moment()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Position;
    use crate::testing::{application, at};

    /// Asks so many euros, complete on this day of September 2022 at this hour.
    fn complete(name: &str, day: u8, hour: u8, euros: i64) -> Complete {
        Complete {
            application: application(name),
            asked: Cents::euros(euros),
            complete_since: at(&format!("2022-09-{day:02}T{hour:02}:00:00Z")),
            submitted: Position(u64::from(day) * 24 + u64::from(hour)),
            lot: None,
        }
    }

    fn with_lot(lot: u32, mut complete: Complete) -> Complete {
        complete.lot = Some(lot);
        complete
    }

    fn names(names: &[&str]) -> Vec<ApplicationId> {
        names.iter().map(|name| application(name)).collect()
    }

    #[test]
    fn a_line_that_fits_to_the_euro_crosses_nothing() {
        let line = [complete("a", 20, 8, 60), complete("b", 20, 9, 40)];
        assert_eq!(CrossingDay::of(&line, Cents::euros(100)), None);
        assert!(CrossingDay::of(&line, Cents::euros(99)).is_some(), "a euro less is crossed");
    }

    #[test]
    fn all_cases_of_the_crossing_day_are_drawn_also_the_early_ones_and_none_of_another_day() {
        let line = [
            complete("na", 22, 8, 10),
            complete("dag-laat", 21, 10, 50),
            complete("dag-vroeg", 21, 8, 50),
            complete("eerder", 20, 8, 40),
        ];
        let crossing = CrossingDay::of(&line, Cents::euros(100)).unwrap();
        assert_eq!(crossing.day.to_string(), "2022-09-21");
        assert_eq!((crossing.free, crossing.asked), (Cents::euros(60), Cents::euros(100)));
        assert_eq!(crossing.undrawn, names(&["dag-vroeg", "dag-laat"]));
    }

    #[test]
    fn one_case_alone_has_nobody_to_draw_with() {
        let line = [complete("eerder", 20, 8, 40), complete("alleen", 21, 8, 61), complete("na", 22, 8, 1)];
        assert_eq!(CrossingDay::of(&line, Cents::euros(100)), None);
    }

    #[test]
    fn the_day_after_the_last_euro_is_drawn_for_the_order_of_those_who_wait() {
        let line = [complete("eerder", 20, 8, 100), complete("a", 21, 8, 1), complete("b", 21, 9, 1)];
        assert_eq!(CrossingDay::of(&line, Cents::euros(100)).unwrap().free, Cents::ZERO);
    }

    #[test]
    fn nothing_is_drawn_for_less_than_nothing() {
        let line = [complete("a", 21, 8, 1), complete("b", 21, 9, 1)];
        assert_eq!(CrossingDay::of(&line, Cents::new(-1)), None);
    }

    #[test]
    fn a_day_that_was_drawn_is_decided() {
        let line = [with_lot(2, complete("a", 21, 8, 60)), with_lot(1, complete("b", 21, 9, 60))];
        assert_eq!(CrossingDay::of(&line, Cents::euros(100)), None);
    }

    #[test]
    fn who_comes_to_a_drawn_day_later_is_drawn_among_those_who_also_did() {
        let mut line = vec![with_lot(1, complete("a", 21, 8, 60)), complete("later", 21, 7, 60)];
        assert_eq!(CrossingDay::of(&line, Cents::euros(100)), None, "one alone comes behind");
        line.push(complete("nog-later", 21, 6, 60));
        let crossing = CrossingDay::of(&line, Cents::euros(100)).unwrap();
        assert_eq!(crossing.undrawn, names(&["nog-later", "later"]));
    }

    #[test]
    fn when_the_ceiling_is_raised_over_a_drawn_day_the_next_day_is_drawn() {
        let line = [
            with_lot(1, complete("a", 21, 8, 60)),
            with_lot(2, complete("b", 21, 9, 60)),
            complete("c", 22, 8, 60),
            complete("d", 22, 9, 60),
        ];
        let crossing = CrossingDay::of(&line, Cents::euros(200)).unwrap();
        assert_eq!((crossing.day.to_string(), crossing.free), ("2022-09-22".into(), Cents::euros(80)));
    }

    #[test]
    fn within_a_drawn_day_the_lot_decides_and_between_days_the_day() {
        let mut line = vec![
            complete("na", 22, 8, 1),
            complete("zonder-lot", 21, 7, 1),
            with_lot(2, complete("tweede", 21, 8, 1)),
            with_lot(1, complete("eerste", 21, 9, 1)),
            complete("eerder", 20, 9, 1),
        ];
        order_by_lot(&mut line);
        let order: Vec<ApplicationId> = line.iter().map(|one| one.application).collect();
        assert_eq!(order, names(&["eerder", "eerste", "tweede", "zonder-lot", "na"]));
    }
}
