//! AsyncSSH, a library for Python: the two SSH formats, by a reader of its own. `asyncssh/reader.py` lets it
//! answer with a key's numbers, and Java's library computes the rest.

use super::helper_process::{ALLOWANCE, Companion};
use super::numbers;
use super::program::Program;
use super::question::{OracleInput, Question};
use keyproof::api::Action;
use keyproof::encoding::hexadecimal;
use keyproof::format::Format;
use keyproof::process::LineProcess;
use std::io;
use std::process::Command;

/// What lets it answer.
const READER: &str = include_str!("asyncssh/reader.py");

const HOW: &str = "xxd -p -c 0 FILE | python3 tests/oracles/src/asyncssh/reader.py
java tests/oracles/src/java/Facts.java numbers N E";

static COMPANION: Companion = Companion::new(start);

/// What to ask it.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material } if subject.meant != Some(Format::Base64Der) => {
            let file = hexadecimal::encode(material);
            Some(Question::call(HOW, move || numbers::facts(&COMPANION.ask(&file)?)))
        }
        _ => None,
    }
}

fn start() -> io::Result<LineProcess> {
    let mut command = Command::new(Program::Asyncssh.path());
    command.args(["-W", "ignore", "-c", READER]);
    LineProcess::start(&mut command, ALLOWANCE)
}
