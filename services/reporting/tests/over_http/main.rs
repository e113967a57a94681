//! The figures and the public face of the log, over HTTP, on a real log.

mod answers;
mod browser;
mod editions;
mod families;
mod at_least;
mod figures;
mod heads;
mod histories;
mod ledger;
mod logbook;
mod page;
mod support;
