//! Erlang's own applications: a reader of RFC 4716 files that keeps to the letter of it, and a writer of
//! SubjectPublicKeyInfo. `erlang/reader.erl` lets them answer.

use super::companion::{ALLOWANCE, Companion};
use super::program::Program;
use super::question::{Question, Subject};
use crate::api::Action;
use crate::encoding::hexadecimal;
use crate::format::Format;
use crate::process::Dialogue;
use std::io;
use std::process::Command;

/// What lets it answer.
const READER: &str = include_str!("erlang/reader.erl");

const HOW: &str = "xxd -p -c 0 FILE | erl -noshell -eval \"$(cat src/oracle/erlang/reader.erl)\"";

static COMPANION: Companion = Companion::new(start);

/// What to ask it.
pub(super) fn question(subject: Subject<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material } if subject.meant == Some(Format::Rfc4716) => {
            let file = hexadecimal::encode(material);
            Some(Question::call(HOW, move || COMPANION.facts(&file)))
        }
        _ => None,
    }
}

fn start() -> io::Result<Dialogue> {
    let mut command = Command::new(Program::Erlang.path());
    command.args(["-noshell", "-eval", READER]);
    Dialogue::start(&mut command, ALLOWANCE)
}
