//! The one hash by which lotteries and published divisions are recognised.

use sha2::{Digest, Sha256};

/// SHA-256 of these bytes in 64 lower-case hexadecimal digits, as `sha256sum` prints it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_sha256sum_prints() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
