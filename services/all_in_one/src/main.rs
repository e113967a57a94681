//! What `cargo run` starts. See [`all_in_one`].

use all_in_one::arguments::{self, Arguments};
use all_in_one::{Screen, migrate, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    let screen = Screen::new();
    match arguments::read(std::env::args_os().skip(1)) {
        Ok(Arguments::Start(how)) => run(&screen, how),
        Ok(Arguments::Migrate) => migrate(&screen),
        Ok(Arguments::Help) => {
            screen.say(arguments::help().trim_end());
            ExitCode::SUCCESS
        }
        Ok(Arguments::Version) => {
            screen.say(concat!("Woonloket ", env!("CARGO_PKG_VERSION")));
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            all_in_one::complain(&wrong);
            ExitCode::from(2)
        }
    }
}
