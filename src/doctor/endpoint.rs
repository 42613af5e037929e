//! A live service: is it there, is it EC2, does it know who asks, and can what a run makes be deleted again?

mod access;
mod material;
mod reach;

use super::{Diagnosis, Sample, examine, in_words};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Action, Outcome};
use crate::encoding::base64;
use crate::implementation::Implementation;
use crate::implementation::endpoint::{Connection, Endpoint, Leftover, Options, Second, probe};

/// The name of a pair that is made to be deleted.
const NAME: &str = "doctor";

/// Examines an endpoint. What it makes there is deleted; what could not be is given beside the findings. Before anything
/// is made, `begins` is called, for whoever has to clean up after an interrupt.
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
    if findings.iter().any(|finding| finding.mend.is_some()) {
        return (findings, Vec::new());
    }
    let connection = match Connection::new(options.clone()) {
        Ok(connection) => connection,
        Err(fault) => {
            findings.push(Diagnosis::wrong("a second question", fault.to_string(), AGAIN));
            return (findings, Vec::new());
        }
    };
    begins(&connection);
    findings.push(offered(&connection));
    findings.extend(import(&mut connection.endpoint()));
    findings.push(deletion(&mut connection.endpoint()));
    (findings, connection.clear())
}

const AGAIN: &str = "it answered the same question a moment ago: see its log";

/// What can be put to the test there.
fn offered(connection: &Connection) -> Diagnosis {
    let offered = connection.endpoint().description().capabilities;
    let names: Vec<&str> = offered.iter().map(|capability| capability.name()).collect();
    let withheld: String = connection.withheld().iter().map(|it| format!("; {it}")).collect();
    let found = format!("{}; the rest is unsupported{withheld}", names.join(", "));
    Diagnosis::fine("what it offers", found)
}

/// How it takes keys.
fn import(endpoint: &mut Endpoint) -> Vec<Diagnosis> {
    let mut findings = examine(endpoint);
    let is_taken = findings.first().is_some_and(|finding| finding.found.starts_with("taken"));
    if !is_taken {
        findings.extend(material::encoding(endpoint));
    }
    findings
}

/// Whether what is made can be deleted.
fn deletion(endpoint: &mut Endpoint) -> Diagnosis {
    const SUBJECT: &str = "a deletion";
    const RIGHT: &str = "a run deletes what it makes: give its access key the right to \
                         DeleteKeyPair, or it is left behind";
    let Some(sample) = Sample::all().into_iter().next() else {
        return Diagnosis::fine(SUBJECT, "not asked for");
    };
    endpoint.reset();
    let import = Operation::ImportKeyPair {
        key_name: Some(NAME.to_owned()),
        public_key_material: Some(base64::encode(&sample.material)),
    };
    let imported = endpoint.call(&action(import));
    if !matches!(imported, Outcome::Success(_)) {
        return Diagnosis::fine(SUBJECT, "not asked for: there is nothing to delete");
    }
    match endpoint.call(&action(Operation::DeleteKeyPair { key_name: Some(NAME.to_owned()) })) {
        Outcome::Success(_) => {}
        other => return Diagnosis::wrong(SUBJECT, in_words(&other), RIGHT),
    }
    let listed = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    match endpoint.call(&action(listed)) {
        Outcome::Success(reply) if reply.count() == 0 => {
            Diagnosis::fine(SUBJECT, "the pair is gone from the list")
        }
        other => Diagnosis::wrong(
            SUBJECT,
            format!("answered as done, and the pair is still listed: {}", in_words(&other)),
            "see whether a deletion takes effect before it is answered",
        ),
    }
}

/// Something asked of the service as any client asks it.
fn action(operation: Operation) -> Action {
    let region = "us-east-1".to_owned();
    Action::Call(Call { region, dry_run: false, signature: Signature::Valid, operation })
}
