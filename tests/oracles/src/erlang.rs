//! Erlang's own applications: a reader of RFC 4716 files that keeps to the letter of it, one of OpenSSH lines that
//! takes nothing else, and a writer of SubjectPublicKeyInfo. `erlang/reader.erl` lets them answer.

use super::helper_process::{ALLOWANCE, Companion};
use super::program::Program;
use super::question::{OracleInput, Question};
use keyproof::api::Action;
use keyproof::encoding::hexadecimal;
use keyproof::format::Format;
use keyproof::process::LineProcess;
use std::io;
use std::process::Command;

/// What lets it answer.
const READER: &str = include_str!("erlang/reader.erl");

static COMPANION: Companion = Companion::new(start);

/// What to ask it. A file that is in none of the formats is put before it as an OpenSSH line.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material } if subject.meant != Some(Format::Base64Der) => {
            let format = if subject.meant == Some(Format::Rfc4716) { "rfc4716" } else { "openssh" };
            let file = format!("{format} {}", hexadecimal::encode(material));
            Some(Question::call(by_hand(format), move || COMPANION.facts(&file)))
        }
        _ => None,
    }
}

fn by_hand(format: &str) -> String {
    format!(
        "echo {format} $(xxd -p -c 0 FILE) | erl -noshell -eval \"$(cat tests/oracles/src/erlang/reader.erl)\""
    )
}

fn start() -> io::Result<LineProcess> {
    let mut command = Command::new(Program::Erlang.path());
    command.args(["-noshell", "-eval", READER]);
    LineProcess::start(&mut command, ALLOWANCE)
}
