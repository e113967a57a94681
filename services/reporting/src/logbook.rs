//! The public face of the log (*logboek*): signed heads, proofs, and what happened as CloudEvents.

pub mod divisions;
pub mod families;
pub mod feed;
pub mod heads;
pub mod proof;
pub mod public;
pub mod signer;

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
