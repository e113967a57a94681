//! Stored events are never renamed: every shape that the log may hold is frozen in a file, named
//! `<type>.<shape>[.<what it shows>].json`, and stays readable for good.
//!
//! A new shape gets files of its own beside the old ones, which are then lifted on reading.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use regulation::event::{Event, EventType};
use std::path::PathBuf;

struct Frozen {
    file: String,
    kind: String,
    shape: u16,
    payload: Vec<u8>,
}

fn all() -> Vec<Frozen> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/frozen");
    let read = |entry: std::fs::DirEntry| {
        let file = entry.file_name().into_string().unwrap();
        let mut parts = file.split('.');
        let (kind, shape) = (parts.next().unwrap().to_owned(), parts.next().unwrap().parse().unwrap());
        let payload = std::fs::read_to_string(entry.path()).unwrap().trim_end().as_bytes().to_vec();
        Frozen { file, kind, shape, payload }
    };
    std::fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect()
}

#[test]
fn every_event_that_can_be_written_today_is_frozen() {
    let frozen = all();
    for kind in EventType::ALL {
        let there = frozen.iter().any(|one| one.kind == kind.as_str() && one.shape == kind.shape());
        assert!(there, "freeze {} in shape {} in tests/frozen", kind.as_str(), kind.shape());
    }
}

#[test]
fn every_frozen_event_can_still_be_read() {
    for one in all() {
        let event = Event::read(&one.kind, one.shape, &one.payload)
            .unwrap_or_else(|error| panic!("{}: {error}", one.file));
        assert_eq!(event.kind().as_str(), one.kind, "{}: its type was renamed", one.file);
        assert!(!event.tags().is_empty(), "{}: it concerns nobody", one.file);
    }
}

#[test]
fn what_is_written_today_is_byte_for_byte_what_was_frozen() {
    for one in all() {
        let event = Event::read(&one.kind, one.shape, &one.payload).unwrap();
        if event.kind().shape() == one.shape {
            let written = String::from_utf8(event.payload().unwrap()).unwrap();
            let frozen = String::from_utf8(one.payload).unwrap();
            assert_eq!(
                written, frozen,
                "{}: give a changed form a new shape number, and lift the old one",
                one.file
            );
        }
    }
}

#[test]
fn a_shape_that_nobody_knows_is_an_error_and_not_a_guess() {
    assert!(Event::read("application-withdrawn", 0, b"{}").is_err());
    assert!(Event::read("application-forgotten", 1, b"{}").is_err());
    assert!(Event::read("application-withdrawn", 1, b"{\"case\":").is_err());
}
