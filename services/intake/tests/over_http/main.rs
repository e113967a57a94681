//! The service over HTTP, on a real PostgreSQL, with tokens that are really signed.

mod answers;
mod cases;
mod receipts;
mod statuses;
mod submitting;
mod support;
mod tranches;
