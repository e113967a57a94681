//! Asking a socket whether a server answers, in PostgreSQL's own protocol (no program needed for it).

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// The length and version 3.0 of a start-up message, and whose it is.
const HELLO: &[u8] = b"\0\0\0\x30\0\x03\0\0user\0woonloket_admin\0database\0postgres\0\0";

/// The message that ends a connection.
const GOODBYE: &[u8] = b"X\0\0\0\x04";

/// Whether a server on this socket accepts us. One that is still starting, or stopping, does not.
pub(crate) fn answers(socket: &Path) -> bool {
    knock(socket).unwrap_or(false)
}

fn knock(socket: &Path) -> std::io::Result<bool> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(HELLO)?;
    let mut kind = [0u8];
    stream.read_exact(&mut kind)?;
    stream.write_all(GOODBYE)?;
    // 'R' is the answer about authentication; 'E' would be an error.
    Ok(kind == *b"R")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_up_message_tells_its_own_length() {
        assert_eq!(HELLO.len(), 0x30);
    }
}
