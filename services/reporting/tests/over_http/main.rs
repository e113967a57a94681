//! The figures and the public face of the log, over HTTP, on a real log.

mod accounts;
mod answers;
mod families;
mod figures;
mod heads;
mod histories;
mod ledger;
mod logbook;
mod signals;
mod support;
