//! Checks whether there is a server, and whether it is an EC2 service.

use crate::doctor::Diagnosis;
use crate::implementation::endpoint::{HttpError, Options, ProbeResponse};
use crate::query::ResponseError;

/// The first bytes of a TLS alert, as an error shows them. A TLS server sends an alert if it
/// receives plain HTTP.
const TLS_ALERT: &str = "\\x15\\x03";

/// Checks whether anything answers over HTTP.
pub(super) fn server(options: &Options, heard: &Result<ProbeResponse, HttpError>) -> Diagnosis {
    const SUBJECT: &str = "the server";
    let url = &options.url;
    let fault = match heard {
        Ok(heard) => {
            let server = heard.server.as_deref().map_or(String::new(), |it| format!(", {it}"));
            return Diagnosis::fine(SUBJECT, format!("{url} answers over HTTP{server}"));
        }
        Err(fault) => fault,
    };
    let fix = match fault {
        HttpError::NoHost { .. } => {
            "check the name of the host, and that it can be resolved here".to_owned()
        }
        HttpError::NothingListens(_) => {
            "start the service, or check its address and port; in a container, check that the port \
             is published"
                .to_owned()
        }
        HttpError::NoConnection { .. } => "check the network connection to it".to_owned(),
        HttpError::Tls { .. } => {
            "give it a certificate that this machine trusts (SSL_CERT_FILE names a file of trusted \
             ones); if it doesn't use TLS, try http://"
                .to_owned()
        }
        HttpError::NotHttp(start) if start.starts_with(TLS_ALERT) => {
            format!("it uses TLS: try https://{}", url.authority())
        }
        HttpError::NotHttp(_) => "another program listens there: check the port".to_owned(),
        HttpError::Closed => {
            "it accepts and closes the connection: check its log, and if it uses TLS (https://)"
                .to_owned()
        }
        HttpError::Late(_) => {
            "it accepts the connection, but doesn't answer: find out what it waits for, or give it \
             more time with --timeout"
                .to_owned()
        }
        HttpError::Slow { .. } => {
            "it starts an answer, but doesn't finish it: find out what it waits for, check the \
             length of its answer, or give it more time with --timeout"
                .to_owned()
        }
        _ => "fix the format of its answer: no client can rely on it".to_owned(),
    };
    Diagnosis::wrong(SUBJECT, fault.to_string(), fix)
}

/// Explains what is wrong, if the server isn't an EC2 service.
pub(super) fn service(heard: &ProbeResponse) -> Option<Diagnosis> {
    const SUBJECT: &str = "the service";
    const PATH: &str = "check that the URL has the path of the EC2 service: some clouds have it at \
                        /services/ec2, /services/compute or /services/Cloud, on a separate port";
    const MEND: &str = "fix the format of its answer";
    if heard.is_redirect() {
        let place = heard.location.as_deref().unwrap_or("nowhere");
        return Some(Diagnosis::wrong(
            SUBJECT,
            format!("it redirects to {place:?} (status {})", heard.status),
            "a signed request can't be redirected: give the target's own URL",
        ));
    }
    let fault = heard.answer.as_ref().err()?;
    let found = match fault {
        // The text of these errors has the status already.
        ResponseError::ServerError { .. }
        | ResponseError::Status { .. }
        | ResponseError::StatusAgainstBody { .. } => fault.to_string(),
        _ => format!("status {}: {fault}", heard.status),
    };
    let fix = match fault {
        _ if matches!(heard.status, 401 | 403) => {
            "the refusal is not in EC2's format, so it may come from a proxy or another service: \
             check the URL first, then --access-key and --secret-key"
        }
        ResponseError::ServerError { .. } => {
            "check its log: a service that fails to list key pairs can't be tested"
        }
        ResponseError::StatusAgainstBody { .. } | ResponseError::ErrorWithoutCode => {
            "fix the format of its errors: a 4xx status with <Response><Errors><Error><Code>"
        }
        ResponseError::MissingElement { .. }
        | ResponseError::BadValue { .. }
        | ResponseError::Repeated { .. }
        | ResponseError::Status { .. }
        | ResponseError::NotText { .. }
        | ResponseError::Doctype
        | ResponseError::TooDeep { .. }
        | ResponseError::TooLarge => MEND,
        ResponseError::Empty if heard.status == 204 => MEND,
        ResponseError::NotXml { .. } if heard.status == 200 => {
            "fix the format of its answer: a listed value may break it, such as a name with a \
             character that must be escaped in XML"
        }
        _ => PATH,
    };
    Some(Diagnosis::wrong(SUBJECT, found, fix))
}
