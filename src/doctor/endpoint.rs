//! Checks an endpoint: does it answer, is it EC2, does it accept the credentials, does it delete?

mod access;
mod material;
mod reach;

use super::{Diagnosis, Sample, describe, examine};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Action, Outcome};
use crate::encoding::base64;
use crate::implementation::Implementation;
use crate::implementation::endpoint::{Connection, Endpoint, Leftover, Options, Second, probe};

/// The name of a key pair that is created in order to be deleted.
const NAME: &str = "doctor";

/// Examines an endpoint, and deletes what it creates there. Returns the findings, and the resources
/// that could not be deleted. Calls `begins` before it creates anything, so that the caller can
/// clean up after an interrupt.
#[must_use]
pub fn examine_endpoint(
    options: &Options,
    begins: impl FnOnce(&Connection),
) -> (Vec<Diagnosis>, Vec<Leftover>) {
    let heard = probe(options, &options.region);
    let mut findings = vec![reach::server(options, &heard)];
    let Ok(heard) = heard else { return (findings, Vec::new()) };
    findings.extend(access::clock(heard.date.as_deref(), Second::now()));
    if let Some(finding) = reach::service(&heard) {
        findings.push(finding);
        return (findings, Vec::new());
    }
    findings.push(access::account(options, &heard));
    if findings.iter().any(|finding| finding.fix.is_some()) {
        return (findings, Vec::new());
    }
    let connection = match Connection::new(options.clone()) {
        Ok(connection) => connection,
        Err(fault) => {
            findings.push(Diagnosis::wrong("a second request", fault.to_string(), AGAIN));
            return (findings, Vec::new());
        }
    };
    begins(&connection);
    findings.push(offered(&connection));
    findings.extend(import(&mut connection.endpoint()));
    findings.push(deletion(&mut connection.endpoint()));
    (findings, connection.clear())
}

const AGAIN: &str = "it answered the same request a moment ago: check its log";

/// Lists the capabilities that can be tested there.
fn offered(connection: &Connection) -> Diagnosis {
    let offered = connection.endpoint().description().capabilities;
    let names: Vec<&str> = offered.iter().map(|capability| capability.name()).collect();
    let unauthorized: String =
        connection.unauthorized().iter().map(|it| format!("; {it}")).collect();
    let found = format!("{}; the rest is unsupported{unauthorized}", names.join(", "));
    Diagnosis::fine("the capabilities", found)
}

/// Checks how it imports keys.
fn import(endpoint: &mut Endpoint) -> Vec<Diagnosis> {
    let mut findings = examine(endpoint);
    let is_taken = findings.first().is_some_and(|finding| finding.found.starts_with("accepted"));
    if !is_taken {
        findings.extend(material::encoding(endpoint));
    }
    findings
}

/// Checks that a key pair can be deleted.
fn deletion(endpoint: &mut Endpoint) -> Diagnosis {
    const SUBJECT: &str = "a deletion";
    const RIGHT: &str = "a run must delete the key pairs that it creates: give its access \
                         key the right to DeleteKeyPair";
    let Some(sample) = Sample::all().into_iter().next() else {
        return Diagnosis::fine(SUBJECT, "not tested");
    };
    endpoint.reset();
    let import = Operation::ImportKeyPair {
        key_name: Some(NAME.to_owned()),
        public_key_material: Some(base64::encode(&sample.material)),
    };
    let imported = endpoint.call(&action(import));
    if !matches!(imported, Outcome::Success(_)) {
        return Diagnosis::fine(SUBJECT, "not tested: there is no key pair to delete");
    }
    match endpoint.call(&action(Operation::DeleteKeyPair { key_name: Some(NAME.to_owned()) })) {
        Outcome::Success(_) => {}
        other => return Diagnosis::wrong(SUBJECT, describe(&other), RIGHT),
    }
    let listed = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    match endpoint.call(&action(listed)) {
        Outcome::Success(reply) if reply.resources().is_empty() => {
            Diagnosis::fine(SUBJECT, "the key pair is no longer listed")
        }
        other => Diagnosis::wrong(
            SUBJECT,
            format!("it succeeds, but the key pair is still listed: {}", describe(&other)),
            "make sure that a deletion takes effect before it is answered",
        ),
    }
}

/// Returns a call as any client makes it.
fn action(operation: Operation) -> Action {
    let region = "us-east-1".to_owned();
    Action::Call(Call { region, dry_run: false, signature: Signature::Valid, operation })
}
