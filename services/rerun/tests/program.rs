//! The real program on published files as they were on the day that they were frozen: what is published once must run
//! again for ever.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a program that cannot be run must stop")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/published").join(name)
}

fn rerun(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rerun")).args(arguments).output().unwrap()
}

fn rerun_file(name: &str) -> Output {
    rerun(&[published(name).to_str().unwrap()])
}

/// With these bytes on its standard input.
fn rerun_input(bytes: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rerun"))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn said(name: &str) -> String {
    std::fs::read_to_string(published(name)).unwrap()
}

#[test]
fn a_published_lottery_gives_its_order_the_same_every_time() {
    let first = rerun_file("loting.json");
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert_eq!(text(&first.stdout), said("loting.volgorde"));
    assert!(first.stderr.is_empty());
    assert_eq!(rerun_file("loting.json"), first);
}

#[test]
fn a_published_ranking_gives_its_order_without_the_excluded() {
    let output = rerun_file("rangschikking.json");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), said("rangschikking.volgorde"));
    let candidates = said("rangschikking.json").matches("\"complete_since\"").count();
    assert_eq!(text(&output.stdout).lines().count(), candidates - 1, "one was knocked out");
}

#[test]
fn a_published_ranking_by_lot_alone_gives_the_order_of_the_lots_whoever_was_first() {
    let output = rerun_file("rangschikking-door-loting.json");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), said("rangschikking-door-loting.volgorde"));
}

#[test]
fn a_file_can_come_through_standard_input() {
    let output = rerun_input(said("loting.json").as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), said("loting.volgorde").as_str()));
}

#[test]
fn a_difference_is_said_on_the_other_output_and_by_the_exit_code() {
    let another = said("loting.json").replace("\"seed\": \"", "\"seed\": \"0");
    let output = rerun_input(another.as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
    assert!(text(&output.stderr).contains("De uitslag verschilt vanaf plaats"), "{}", text(&output.stderr));
}

#[test]
fn what_is_no_published_division_is_a_difference() {
    let output = rerun_input(b"{}");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
    assert!(text(&output.stderr).contains("geen gepubliceerde loting of rangschikking"));
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_reason() {
    let output = rerun_file("bestaat-niet.json");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    assert!(text(&output.stderr).ends_with("bestaat-niet.json: Dit bestand bestaat niet.\n"));
    let output = rerun_file("");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("Dit is een map"), "{}", text(&output.stderr));
}

#[test]
fn help_is_given_when_asked_and_when_nothing_is_asked() {
    let asked = rerun(&["--help"]);
    assert_eq!(asked.status.code(), Some(0));
    assert!(text(&asked.stdout).contains("Vergelijken met het openbare logboek"));
    let nothing = rerun(&[]);
    assert_eq!((nothing.status.code(), &nothing.stderr), (Some(2), &asked.stdout), "no file is no success");
    let too_much = rerun(&["een.json", "twee.json"]);
    assert_eq!(too_much.status.code(), Some(2));
    assert!(text(&too_much.stderr).starts_with("Geef één bestand op"));
}

#[test]
fn the_commands_in_the_help_give_the_same_order_by_hand() {
    let by_hand = shell(&commands_after("Met de hand: de loting"));
    assert_eq!(by_hand, said("loting.volgorde"));
}

#[test]
fn the_command_in_the_help_gives_the_same_digest_by_hand() {
    let by_hand = shell(&commands_after("Met de hand: de controlewaarde"));
    let digest = by_hand.split(' ').next().unwrap();
    assert!(said("loting.json").ends_with(&format!("\"digest\": \"{digest}\"\n}}\n")), "{by_hand}");
}

#[test]
fn the_list_written_by_hand_as_the_help_says_has_the_published_hash() {
    let output = rerun(&["--help"]);
    let help = text(&output.stdout);
    let example = indented(help.split("Met de hand: de hash van de lijst").nth(1).unwrap());
    let head = example.split("aanvragen").next().unwrap();
    let file = said("loting.json");
    let list = file.split("\"applications\": [").nth(1).unwrap().split(']').next().unwrap();
    let numbers: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    let written = format!("{head}aanvragen {}\n{}\n", numbers.len(), numbers.join("\n"));
    let hash = shell(&format!("sha256sum <<'LIJST'\n{written}LIJST\n"));
    let hash = hash.split(' ').next().unwrap();
    assert!(file.contains(&format!("\"hash\": \"{hash}\"")), "{written}");
}

/// The commands of the help under this heading.
fn commands_after(heading: &str) -> String {
    let output = rerun(&["--help"]);
    indented(text(&output.stdout).split(heading).nth(1).unwrap())
}

/// The first lines that are indented by four spaces or more, without those four.
fn indented(text: &str) -> String {
    let is_indented = |line: &&str| line.starts_with("    ");
    let lines = text.lines().skip_while(|line| !is_indented(line)).take_while(is_indented);
    lines.map(|line| format!("{}\n", &line[4..])).collect()
}

/// What these commands print, in the folder of published files.
fn shell(commands: &str) -> String {
    let output = Command::new("sh").args(["-c", commands]).current_dir(published("")).output().unwrap();
    assert!(output.status.success(), "{commands}\n{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}
