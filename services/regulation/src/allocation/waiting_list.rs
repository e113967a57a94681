//! The waiting list (*wachtlijst*): who no longer fitted stays in line, and when money is freed the first is next.
//! [SFT 2022](https://www.volkshuisvestingnederland.nl/actueel/nieuws/2022/10/17/stimuleringsregeling-flex--en-transformatiewoningen-bereikt-zijn-plafond)
//! has one. What holds: nobody is passed, also not by a smaller one that would fit.

use super::Claim;
use crate::words::{ApplicationId, Cents};

/// Who can be granted now: the first in line, if it fits in what is free. Absent where nobody waits or the first does not
/// fit yet.
pub fn next_in_line(line: &[Claim], free: Cents) -> Option<ApplicationId> {
    line.first().filter(|first| first.asked <= free).map(|first| first.application)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::application;

    fn line() -> [Claim; 2] {
        let claim = |name, euros| Claim { application: application(name), asked: Cents::euros(euros) };
        [claim("groot", 100), claim("klein", 10)]
    }

    #[test]
    fn the_first_is_next_as_soon_as_its_last_euro_is_freed() {
        assert_eq!(next_in_line(&line(), Cents::euros(100)), Some(application("groot")));
        assert_eq!(next_in_line(&line(), Cents::new(99_99)), None);
    }

    #[test]
    fn a_smaller_one_that_would_fit_does_not_pass_the_first() {
        assert_eq!(next_in_line(&line(), Cents::euros(50)), None);
    }

    #[test]
    fn where_nobody_waits_nobody_is_next() {
        assert_eq!(next_in_line(&[], Cents::euros(50)), None);
    }
}
