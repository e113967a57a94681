//! Where a server keeps its things, and whose turn it is.

use crate::user::User;
use crate::{Options, StartError};
use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The longest path that a unix socket can have, in bytes.
const LONGEST_SOCKET_PATH: usize = 107;

/// The folder of one server. It is ours; `data` and `run` in it are the server's, and closed to others.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// The folder under which all servers keep theirs.
    pub(crate) all: PathBuf,
    /// The folder of this server.
    pub(crate) path: PathBuf,
}

impl Folder {
    /// Makes the folder where it is not there yet.
    pub(crate) fn prepare(options: &Options, user: &User) -> Result<Self, StartError> {
        let name = options.name.as_str();
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        if name.is_empty() || !name.chars().all(allowed) {
            return Err(StartError::BadName { name: name.to_owned() });
        }
        let all = options.folder.clone().unwrap_or_else(usual);
        let folder = Folder { path: all.join(name), all };
        let socket = folder.socket();
        if socket.as_os_str().len() > LONGEST_SOCKET_PATH {
            return Err(StartError::PathTooLong { path: socket });
        }
        if let Some(parent) = folder.all.parent() {
            fs::create_dir_all(parent).map_err(StartError::io(format!("Maken van {}", parent.display())))?;
        }
        let mode = if *user == User::Ourselves { 0o700 } else { 0o711 };
        make(&folder.all, mode)?;
        if options.folder.is_none() {
            must_be_ours(&folder.all)?;
        }
        make(&folder.path, mode)?;
        must_be_ours(&folder.path)?;
        Ok(folder)
    }

    /// Makes the folder in which the socket stands: the server's own, closed to others.
    pub(crate) fn prepare_run(&self, user: &User) -> Result<(), StartError> {
        make(&self.run(), 0o700)?;
        user.give(&self.run())
    }

    /// The cluster itself.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Where the socket stands; the `host` of a connection.
    pub(crate) fn run(&self) -> PathBuf {
        self.path.join("run")
    }

    /// The socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.run().join(".s.PGSQL.5432")
    }

    /// What the server says.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// The major version that made the data; absent when there is no data.
    pub(crate) fn made_by(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// The process that runs, or last ran, on the data.
    pub(crate) fn process(&self) -> Option<rustix::process::Pid> {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).ok()?;
        rustix::process::Pid::from_raw(file.lines().next()?.trim().parse().ok()?)
    }

    /// Takes the turn to run this server; absent when another process has it. The turn ends when
    /// the file is closed, so also when we are killed.
    pub(crate) fn take_turn(&self) -> Result<Option<File>, StartError> {
        let path = self.path.join("lock");
        let doing = || format!("Vergrendelen van {}", path.display());
        let file = File::create(&path).map_err(StartError::io(doing()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(StartError::Io { doing: doing(), cause }),
        }
    }
}

/// Where servers keep their things when no folder is named: outside the checkout, and reachable for any user.
fn usual() -> PathBuf {
    PathBuf::from(format!("/var/tmp/woonloket-{}", rustix::process::geteuid().as_raw()))
}

/// Removes a folder, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), StartError> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(StartError::Io { doing: format!("Verwijderen van {}", path.display()), cause })
        }
        _ => Ok(()),
    }
}

/// Makes a folder with this mode, if it is not there.
fn make(path: &Path, mode: u32) -> Result<(), StartError> {
    let doing = || format!("Maken van {}", path.display());
    match DirBuilder::new().mode(mode).create(path) {
        // The mode of a new folder is narrowed by the umask; the server's user must get through.
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(mode)).map_err(StartError::io(doing())),
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(cause) => Err(StartError::Io { doing: doing(), cause }),
    }
}

/// Refuses a folder that somebody else put there, which anybody can do in `/var/tmp`.
fn must_be_ours(path: &Path) -> Result<(), StartError> {
    let doing = format!("Lezen van {}", path.display());
    let found = fs::symlink_metadata(path).map_err(StartError::io(doing))?;
    if found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(StartError::NotOurs { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let options = Options { name: "../elders".to_owned(), ..Options::default() };
        let refusal = Folder::prepare(&options, &User::Ourselves).unwrap_err();
        assert!(matches!(refusal, StartError::BadName { .. }));
    }

    #[test]
    fn a_socket_that_would_not_fit_is_refused_before_anything_is_made() {
        let long = PathBuf::from("/var/tmp").join("x".repeat(90));
        let options = Options { folder: Some(long.clone()), ..Options::default() };
        let refusal = Folder::prepare(&options, &User::Ourselves).unwrap_err();
        assert!(matches!(refusal, StartError::PathTooLong { .. }));
        assert!(!long.exists());
    }
}
