//! The figures and the public face of the log, over HTTP, on a real log.

mod answers;
mod editions;
mod families;
mod figures;
mod heads;
mod histories;
mod ledger;
mod logbook;
mod support;
