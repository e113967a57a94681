//! LETTERS AND MAIL.

mod dutch;
pub mod letters;
