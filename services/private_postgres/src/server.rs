//! Making a cluster, starting it, and stopping it.

use crate::binaries::Binaries;
use crate::folder::{self, Folder};
use crate::user::User;
use crate::watchdog::Watchdog;
use crate::{ADMIN, Durability, Options, StartError, fetch, probe};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a start may take, recovery after a crash included.
const LONGEST_START: Duration = Duration::from_secs(120);

/// How long a fast shutdown may take before it is made an immediate one.
const LONGEST_STOP: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(10);

/// A server that this process started.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    watchdog: Watchdog,
}

impl Server {
    /// Starts the server on its data, making that first where there is none.
    pub(crate) fn start(options: &Options, user: &User, folder: &Folder) -> Result<Self, StartError> {
        end_orphan(folder);
        if options.fresh {
            folder::remove(&folder.data())?;
        }
        folder.prepare_run(user)?;
        let made_by = folder.made_by();
        let binaries = Binaries::choose(options.binaries.as_deref(), made_by, &folder.all)?;
        match made_by {
            None => make_cluster(options, user, folder, &binaries)?,
            Some(data) if data != binaries.major => {
                let folder = folder.path.clone();
                return Err(StartError::OtherVersion { data, binaries: binaries.major, folder });
            }
            Some(_) => {}
        }
        let begin = Instant::now();
        loop {
            match Server::launch(options, user, folder, &binaries) {
                // After a crash the old server's last children may need a moment to find out.
                Err(StartError::Failed { said, .. })
                    if said.contains("shared memory block") && begin.elapsed() < LONGEST_STOP =>
                {
                    sleep(PAUSE * 10);
                }
                launched => return launched,
            }
        }
    }

    fn launch(
        options: &Options,
        user: &User,
        folder: &Folder,
        binaries: &Binaries,
    ) -> Result<Self, StartError> {
        let mut process = spawn(options, user, folder, binaries)?;
        let watchdog = match Watchdog::start(&process, folder, options.temporary) {
            Ok(watchdog) => watchdog,
            Err(error) => {
                end(&mut process);
                return Err(error);
            }
        };
        let mut server = Server { process, watchdog };
        match server.wait_until_ready(folder) {
            Ok(()) => Ok(server),
            Err(error) => {
                server.stop();
                Err(error)
            }
        }
    }

    /// Stops the server and waits until it has ended.
    pub(crate) fn stop(&mut self) {
        end(&mut self.process);
        self.watchdog.finish();
    }

    fn wait_until_ready(&mut self, folder: &Folder) -> Result<(), StartError> {
        let begin = Instant::now();
        while !probe::answers(&folder.socket()) {
            let ended = self.process.try_wait().map_err(StartError::io("Wachten op PostgreSQL"))?;
            if ended.is_some() || begin.elapsed() > LONGEST_START {
                return Err(StartError::Failed { program: "postgres".to_owned(), said: last_said(folder) });
            }
            sleep(PAUSE);
        }
        Ok(())
    }
}

/// Makes the cluster beside its place and moves it there when it is whole.
fn make_cluster(
    options: &Options,
    user: &User,
    folder: &Folder,
    binaries: &Binaries,
) -> Result<(), StartError> {
    // The server's user cannot write in our folder, so the new cluster is made in the one it can.
    let new = folder.run().join("new");
    folder::remove(&new)?;
    folder::remove(&folder.data())?;
    let (name, mut command) = match &options.replica_of {
        None => ("initdb", empty(&new, binaries)),
        Some(primary) => ("pg_basebackup", copy(&new, primary, binaries)?),
    };
    if options.durability == Durability::None {
        command.arg("--no-sync");
    }
    let output = user.run(&mut command, &folder.path)?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        return Err(StartError::Failed { program: name.to_owned(), said });
    }
    fs::rename(&new, folder.data()).map_err(StartError::io("Verplaatsen van de nieuwe gegevens"))
}

/// Makes a cluster with nothing in it.
fn empty(new: &Path, binaries: &Binaries) -> Command {
    let locale = if cfg!(target_os = "macos") { "C" } else { "C.UTF-8" };
    let mut command = Command::new(binaries.program("initdb"));
    command.arg("-D").arg(new).args(["-U", ADMIN, "--auth=trust", "-E", "UTF8"]);
    command.arg(format!("--locale={locale}"));
    command
}

/// Copies a running cluster, and has the copy follow it.
fn copy(new: &Path, primary: &str, binaries: &Binaries) -> Result<Command, StartError> {
    let program = binaries.program("pg_basebackup");
    if !program.exists() {
        return Err(StartError::NoReplica { program, advice: fetch::install_command() });
    }
    let mut command = Command::new(program);
    command.arg("-D").arg(new).args(["-d", primary]);
    command.args(["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast"]);
    Ok(command)
}

fn spawn(options: &Options, user: &User, folder: &Folder, binaries: &Binaries) -> Result<Child, StartError> {
    let log = File::create(folder.log()).map_err(StartError::io("Openen van het logboek van PostgreSQL"))?;
    let errors = log.try_clone().map_err(StartError::io("Openen van het logboek van PostgreSQL"))?;
    let mut command = Command::new(binaries.program("postgres"));
    command.arg("-D").arg(folder.data()).arg("-k").arg(folder.run());
    command.args(["-p", "5432", "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]);
    command.args([
        "-c",
        "max_connections=200",
        "-c",
        "logging_collector=off",
        "-c",
        "log_destination=stderr",
    ]);
    if options.durability == Durability::None {
        command.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
    }
    for (name, value) in &options.settings {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    command.stdout(Stdio::from(log)).stderr(Stdio::from(errors));
    user.spawn(&mut command, &folder.path)
}

/// Ends a server whose starter was killed: nobody holds the turn, and still it runs.
fn end_orphan(folder: &Folder) {
    let begin = Instant::now();
    while let Some(pid) = folder.process() {
        if test_kill_process(pid).is_err() || begin.elapsed() > LONGEST_STOP {
            return;
        }
        // Only who answers on our socket is surely a server of ours, and not another process with its number.
        if probe::answers(&folder.socket()) {
            let _gone_already = kill_process(pid, Signal::INT);
        }
        sleep(PAUSE * 10);
    }
}

/// Ends a server: a fast shutdown, and when that takes too long an immediate one (the log repairs it).
fn end(process: &mut Child) {
    let pid = Pid::from_child(process);
    for signal in [Signal::INT, Signal::QUIT, Signal::KILL] {
        let _gone_already = kill_process(pid, signal);
        let begin = Instant::now();
        while begin.elapsed() < LONGEST_STOP {
            match process.try_wait() {
                Ok(None) => sleep(PAUSE),
                Ok(Some(_)) | Err(_) => return,
            }
        }
    }
}

/// The last lines that the server wrote.
fn last_said(folder: &Folder) -> String {
    let said = fs::read(folder.log()).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(15));
    last.copied().collect::<Vec<_>>().join("\n")
}
