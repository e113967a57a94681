//! What a command must know, from what a play keeps: reading the scheme's text anew for every command would take far too
//! long.

use super::Play;
use crate::Facts;
use crate::facts::*;

/// A fact as it is known in a play.
pub trait Known {
    fn known(self, play: &Play) -> Self;
}

impl Known for TrancheRules {
    fn known(self, play: &Play) -> Self {
        play.rules.clone()
    }
}

macro_rules! folded {
    ($($fact:ty),*) => { $(impl Known for $fact {
        fn known(self, play: &Play) -> Self { play.history.learn(self) }
    })* };
}

folded!(Case, Budget, Order, Judgements, Seals, Portfolio, Published, Holders);

macro_rules! together {
    ($($fact:ident),*) => { impl<$($fact: Known + Facts),*> Known for ($($fact,)*) {
        #[allow(non_snake_case)]
        fn known(self, play: &Play) -> Self {
            let ($($fact,)*) = self;
            ($($fact.known(play),)*)
        }
    } };
}

together!(A, B);
together!(A, B, C);
together!(A, B, C, D);
