//! The figures and the public face of the log, over HTTP, on a real log.

mod accounts;
mod answers;
mod at_least;
mod browser;
mod editions;
mod families;
mod figures;
mod files;
mod goals;
mod goals_add_up;
mod heads;
mod histories;
mod ledger;
mod logbook;
mod page;
mod rollup;
mod rollup_of_tranches;
mod signals;
mod support;
mod trace;
mod trace_public;
