//! FOR THE MINISTRY AND THE PUBLIC. Figures on two time axes, each with its trace, and the public face of the log.

pub mod figures;
mod kinds;
pub mod ledger;
pub mod places;
pub mod projection;
#[cfg(test)]
mod testing;
