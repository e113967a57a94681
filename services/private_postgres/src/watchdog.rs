//! Stopping the server when this process cannot do it: a test that ends, or anything that is killed.

use crate::StartError;
use crate::folder::Folder;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// Waits until its input ends. That happens when its starter says so, or is gone, for the system
/// closes the pipe of a process that ended in whatever way. Arguments: the server's process, its
/// folder, and whether to remove that.
const SCRIPT: &str = r#"
if read -r word; then exit 0; fi
kill -INT "$1" 2>/dev/null
turns=0
while [ -e "$2/data/postmaster.pid" ] && [ "$turns" -lt 600 ]; do
  turns=$((turns + 1)); sleep 0.1
  [ "$turns" = 300 ] && kill -QUIT "$1" 2>/dev/null
done
[ "$3" = temporary ] && rm -rf -- "$2"
"#;

/// A shell that outlives us for a moment, to stop our server and remove its data.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shell: Child,
}

impl Watchdog {
    /// Starts watching over a server.
    pub(crate) fn start(server: &Child, folder: &Folder, temporary: bool) -> Result<Self, StartError> {
        let shell = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "woonloket-watchdog"])
            .arg(server.id().to_string())
            .arg(&folder.path)
            .arg(if temporary { "temporary" } else { "kept" })
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(StartError::io("Starten van /bin/sh"))?;
        Ok(Watchdog { shell })
    }

    /// Tells it that the server has been stopped, so that it has nothing to do any more.
    pub(crate) fn finish(&mut self) {
        if let Some(mut input) = self.shell.stdin.take() {
            let _gone_already = input.write_all(b"stopped\n");
        }
        let _gone_already = self.shell.wait();
    }
}
