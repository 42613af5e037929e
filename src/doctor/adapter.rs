//! Checks an adapter that speaks JSON lines: its greeting, decoding, order of answers, and end.

use super::{Diagnosis, Sample, describe, examine, is_taken};
use crate::api::{Action, Outcome};
use crate::encoding::base64;
use crate::format::Format;
use crate::implementation::Implementation;
use crate::implementation::adapter::{Adapter, AdapterError, Connection};
use crate::process::{self, Ending, Limits};
use crate::protocol::{self, PROTOCOL, Request};
use crate::rule::Capability;
use std::process::Command;
use std::time::Duration;

const FLUSH: &str = "read line by line, and flush after each line that you write (Python: print(…, \
                     flush=True); C: fflush(stdout); Java: System.out.flush())";

/// Examines an adapter. One without a valid greeting gets no further checks.
#[must_use]
pub fn examine_adapter(command: &str, time: Duration) -> Vec<Diagnosis> {
    let connection = match Connection::new(command, time) {
        Ok(connection) => connection,
        Err(fault) => return vec![no_greeting(command, time, &fault)],
    };
    let mut exec = connection.adapter();
    let description = exec.description();
    let offered: Vec<&str> =
        description.capabilities.iter().map(|capability| capability.name()).collect();
    let who =
        [Some(description.name.as_str()), description.version.as_deref(), connection.language()];
    let who: Vec<&str> = who.into_iter().flatten().collect();
    let found = format!("{}; it offers {}", who.join(", "), offered.join(", "));
    let mut findings = vec![Diagnosis::fine("the greeting", found)];
    let valid = Sample::all().first().map(|sample| sample.material.clone()).unwrap_or_default();
    if let Err(fault) = connection.probe(&valid) {
        let fix = "offer exactly the capabilities that it has: vectors/README.md lists them";
        findings.push(Diagnosis::wrong("the capabilities", fault.to_string(), fix));
    }
    if description.capabilities.contains(&Capability::Codec) {
        findings.extend(encoding(&mut exec));
        findings.extend(examine(&mut exec));
        findings.push(order(&mut exec));
    }
    if description.capabilities.iter().any(|capability| *capability != Capability::Codec) {
        findings.push(reset(&mut exec));
    }
    findings.push(end(command, time));
    findings
}

/// Explains why there is no greeting. After a time-out, checks whether the program answers when its
/// input ends: if so, it only buffers its output.
fn no_greeting(command: &str, time: Duration, fault: &AdapterError) -> Diagnosis {
    const SUBJECT: &str = "the greeting";
    let fix = match fault {
        AdapterError::Late { .. } => match talk(command, time, &[]) {
            Ok(Ending::Exited(exit)) if exit.stdout.ends_with(b"\n") => {
                return Diagnosis::wrong(SUBJECT, "it answers only when its input ends", FLUSH);
            }
            Ok(Ending::Exited(exit)) if !exit.stdout.is_empty() => {
                let found = "the newline after its answer is missing";
                return Diagnosis::wrong(SUBJECT, found, "write a newline after each answer");
            }
            _ => "answer the line {\"op\":\"start\",\"protocol\":1}",
        },
        AdapterError::Died(_) => "find out why it ends: run it by hand",
        AdapterError::Protocol { .. } => {
            "answer {\"ok\":{\"name\":\"…\",\"capabilities\":[\"codec\"]}}, and write \
             nothing else to standard output: write messages for people to standard error"
        }
        _ => "fix its list of capabilities: vectors/README.md describes them",
    };
    Diagnosis::wrong(SUBJECT, fault.to_string(), fix)
}

/// Checks whether files reach the library undecoded, or decoded twice. Returns `None` if one is
/// accepted as it is.
fn encoding(exec: &mut Adapter) -> Option<Diagnosis> {
    let samples = Sample::all();
    let takes = |exec: &mut Adapter, material: Vec<u8>| {
        is_taken(&exec.call(&Action::InspectPublicKey { material }))
    };
    if samples.iter().any(|sample| takes(exec, sample.material.clone())) {
        return None;
    }
    let twice =
        samples.iter().any(|sample| takes(exec, base64::encode(&sample.material).into_bytes()));
    if twice {
        let found = "a file is accepted only if it is encoded twice";
        let fix = "decode material_base64 once: the result is the file, even if that is base64";
        return Some(Diagnosis::wrong("base64", found, fix));
    }
    // In base64 this is a valid file, for an adapter that doesn't decode it.
    let der = samples.iter().find(|sample| sample.format == Format::Base64Der);
    let joined = |sample: &Sample| -> Vec<u8> {
        sample.material.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect()
    };
    let der = der.and_then(|sample| base64::decode(&joined(sample)).ok())?;
    takes(exec, der).then(|| {
        let found = "a file is accepted only if it isn't encoded";
        Diagnosis::wrong("base64", found, "decode material_base64 before the library reads it")
    })
}

/// Checks the order of the answers to several questions at once.
fn order(exec: &mut Adapter) -> Diagnosis {
    const SUBJECT: &str = "several requests at once";
    let mut actions: Vec<Action> = Sample::all().iter().map(Sample::action).collect();
    let texts = ["hello\n", "ssh-rsa\n", "ssh-rsa AAAA\n"];
    actions.extend(texts.map(|text| Action::InspectPublicKey { material: text.into() }));
    let one_by_one: Vec<Outcome> = actions.iter().map(|action| exec.call(action)).collect();
    let at_once = exec.call_all(&actions.iter().collect::<Vec<_>>());
    let differs = one_by_one.iter().zip(&at_once).find(|(one, other)| one != other);
    match differs {
        None => Diagnosis::fine(SUBJECT, "answered in the order of the requests"),
        Some((one, other)) => Diagnosis::wrong(
            SUBJECT,
            format!("sent alone: {}; sent with others: {}", describe(one), describe(other)),
            "answer in the order of the requests, each with its own \"seq\"",
        ),
    }
}

fn reset(exec: &mut Adapter) -> Diagnosis {
    exec.reset();
    match exec.fault() {
        None => Diagnosis::fine("a reset", "it answers"),
        Some(fault) => Diagnosis::wrong(
            "a reset",
            describe(fault),
            "answer {\"op\":\"reset\",\"seq\":N} with {\"seq\":N,\"ok\":{}} once its state is empty",
        ),
    }
}

/// Checks that it ends after `stop`.
fn end(command: &str, time: Duration) -> Diagnosis {
    const SUBJECT: &str = "the end";
    match talk(command, time, &[Request::Stop {}]) {
        Ok(Ending::Exited(exit)) if exit.status.success() => {
            Diagnosis::fine(SUBJECT, "it ends at the request to stop")
        }
        Ok(Ending::Exited(exit)) => Diagnosis::wrong(
            SUBJECT,
            format!("at the request to stop, it ends with {}", exit.status),
            "end with exit code 0 at {\"op\":\"stop\"}, and at the end of the input",
        ),
        Ok(_) => Diagnosis::wrong(
            SUBJECT,
            "at the request to stop, it doesn't end",
            "end at {\"op\":\"stop\"}, and at the end of the input",
        ),
        Err(error) => Diagnosis::wrong(SUBJECT, error.to_string(), "run it by hand"),
    }
}

/// Runs it with `start` and these requests as its whole input.
fn talk(command: &str, time: Duration, more: &[Request<'_>]) -> std::io::Result<Ending> {
    let mut input = format!("{}\n", protocol::line(&Request::Start { protocol: PROTOCOL }));
    for request in more {
        input.push_str(&format!("{}\n", protocol::line(request)));
    }
    let limits = Limits { time, output: 1 << 20 };
    process::run(Command::new("sh").args(["-c", command]), input.as_bytes(), limits)
}
