//! Editions (*edities*): sets of figures that were sealed, and can be fetched for ever as they were.
//!
//! The content is one JSON document, kept byte for byte under its hash; the event `edition-sealed` says which hash belongs
//! to which edition, and with it up to which position, by which method and under which rules the figures were made. So an
//! edition is there from the moment at which it was recorded, and not before. A correction is another edition, which names
//! the one that it corrects and its cause.
//!
//! | look for | in |
//! |---|---|
//! | sealing | [`seal`] |
//! | the list, and one edition | [`shown`] |
//! | what differs between two, cell by cell | [`differences`] |
//! | making an edition again from the log | [`recomputed`] |
//! | the nightly check | [`check`] |

pub mod asked;
pub mod body;
pub mod check;
pub mod differences;
pub mod kept;
pub mod recomputed;
pub mod seal;
pub mod shown;
