//! The assessors' service as its users meet it: over HTTP, on a real PostgreSQL.

mod accounts;
mod cases;
mod many;
mod money;
mod rules;
mod schemes;
mod simulations;
mod support;
mod who;
mod worklist;
