//! FOR THE MINISTRY AND THE PUBLIC. Figures on two time axes, each with its trace, and the public face of the log.

pub mod ledger;
#[cfg(test)]
mod testing;
