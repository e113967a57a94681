//! As whom PostgreSQL's programs run: never as root.

use crate::StartError;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// As whom PostgreSQL's programs run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum User {
    /// As ourselves, for we are not root.
    Ourselves,
    /// As another user, for we are root; only the children change, not this process.
    Other { name: String, uid: u32, gid: u32 },
}

impl User {
    /// Who it must be: ourselves, or when we are root `postgres`, or else `nobody`.
    pub(crate) fn find() -> Self {
        if !rustix::process::geteuid().is_root() {
            return User::Ourselves;
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"].into_iter().find_map(|name| entry(&passwd, name)).unwrap_or(User::Other {
            name: "nobody".to_owned(),
            uid: 65534,
            gid: 65534,
        })
    }

    /// Gives this user a folder, so that it can write there.
    pub(crate) fn give(&self, folder: &Path) -> Result<(), StartError> {
        match self {
            User::Ourselves => Ok(()),
            User::Other { uid, gid, .. } => chown(folder, Some(*uid), Some(*gid))
                .map_err(StartError::io(format!("Overdragen van {}", folder.display()))),
        }
    }

    /// Starts a program as this user, in a process group of its own, so that Ctrl-C reaches only us.
    pub(crate) fn spawn(&self, command: &mut Command, folder: &Path) -> Result<Child, StartError> {
        self.prepare(command, folder);
        command.process_group(0).spawn().map_err(|cause| self.explain(cause, command, folder))
    }

    /// Runs a program as this user until it ends.
    pub(crate) fn run(&self, command: &mut Command, folder: &Path) -> Result<Output, StartError> {
        self.prepare(command, folder);
        command.output().map_err(|cause| self.explain(cause, command, folder))
    }

    fn prepare(&self, command: &mut Command, folder: &Path) {
        for (variable, _) in std::env::vars_os() {
            if variable.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(variable);
            }
        }
        command.current_dir(folder).stdin(Stdio::null());
        if let User::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
    }

    fn explain(&self, cause: std::io::Error, command: &Command, folder: &Path) -> StartError {
        let program = Path::new(command.get_program());
        match self {
            User::Other { name, uid, .. } if cause.kind() == ErrorKind::PermissionDenied => {
                StartError::Unreachable {
                    user: format!("{name} ({uid})"),
                    path: if program.starts_with("/usr") { folder } else { program }.to_owned(),
                }
            }
            _ => StartError::Io { doing: format!("Starten van {}", program.display()), cause },
        }
    }
}

fn entry(passwd: &str, wanted: &str) -> Option<User> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| *name == wanted)?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(User::Other { name: name.to_owned(), uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd =
            "postgresql:x:1:2::/:/bin/sh\npostgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n";
        let expected = User::Other { name: "postgres".to_owned(), uid: 101, gid: 104 };
        assert_eq!(entry(passwd, "postgres"), Some(expected));
        assert_eq!(entry(passwd, "nobody"), None);
    }
}
