//! phpseclib, a library for PHP: private keys of every form, PuTTY's third among them, by readers and writers of
//! its own. `phpseclib/reader.php` lets it answer.

use super::helper_process::{ALLOWANCE, Companion};
use super::numbers;
use super::program::Program;
use super::question::{OracleInput, Question};
use keyproof::api::Action;
use keyproof::encoding::hexadecimal;
use keyproof::process::LineProcess;
use std::io;
use std::process::Command;

/// What lets it answer.
const READER: &str = include_str!("phpseclib/reader.php");

const HOW: &str = "xxd -p -c 0 FILE | php tests/oracles/src/phpseclib/reader.php";

static COMPANION: Companion = Companion::new(start);

/// What to ask it.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    let (file, fingerprint) = match subject.action {
        Action::InspectPrivateKey { material, .. } => (material, None),
        Action::VerifyFingerprint { private_key, fingerprint } => {
            (private_key, Some(fingerprint.clone()))
        }
        _ => return None,
    };
    let file = hexadecimal::encode(file);
    Some(Question::call(HOW, move || {
        let answer = COMPANION.facts(&file)?;
        Ok(match &fingerprint {
            Some(fingerprint) => numbers::matches(answer, fingerprint),
            None => answer,
        })
    }))
}

fn start() -> io::Result<LineProcess> {
    let mut command = Command::new(Program::Phpseclib.path());
    // Notices would stand among the answers.
    command.args(["-d", "display_errors=stderr", "-r"]);
    command.arg(READER.strip_prefix("<?php").unwrap_or(READER));
    LineProcess::start(&mut command, ALLOWANCE)
}
