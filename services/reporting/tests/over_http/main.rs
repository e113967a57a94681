//! The figures and the public face of the log, over HTTP, on a real log.

mod answers;
mod at_least;
mod browser;
mod editions;
mod families;
mod figures;
mod heads;
mod histories;
mod ledger;
mod logbook;
mod page;
mod rollup;
mod support;
