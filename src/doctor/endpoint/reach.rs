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
    let mend = match fault {
        HttpError::NoHost { .. } => "see whether the name of the host is right, and known here".to_owned(),
        HttpError::NothingListens(_) => {
            "start the service, or see at which port and address it listens; in a container, whether \
             the port is published"
                .to_owned()
        }
        HttpError::NoConnection { .. } => "see whether the network leads there".to_owned(),
        HttpError::Tls { .. } => {
            "its certificate must be one that this machine trusts (SSL_CERT_FILE names a file of \
             them); or it doesn't speak TLS: try http://"
                .to_owned()
        }
        HttpError::NotHttp(start) if start.starts_with(TLS_ALERT) => {
            format!("it speaks TLS: try https://{}", url.authority())
        }
        HttpError::NotHttp(_) => "something else listens there: see the port".to_owned(),
        HttpError::Closed => {
            "it takes the connection and hangs up: see its log, and whether it speaks TLS (https://)"
                .to_owned()
        }
        HttpError::Late(_) => "it takes the connection and says nothing: see what it waits for, or give it \
                           more time with --timeout"
            .to_owned(),
        HttpError::Slow { .. } => "it begins an answer and doesn't come to its end: see what it waits for, or whether \
                               its answer has an end; or give it more time with --timeout"
            .to_owned(),
        _ => "mend the form of its answer, which no client can rely on".to_owned(),
    };
    Diagnosis::wrong(SUBJECT, fault.to_string(), mend)
}

/// Explains what is wrong, if the server isn't an EC2 service.
pub(super) fn service(heard: &ProbeResponse) -> Option<Diagnosis> {
    const SUBJECT: &str = "the service";
    const PATH: &str = "see whether the URL has the path of the EC2 service: some clouds have it at \
                        /services/ec2, /services/compute or /services/Cloud, and on a port of its own";
    const MEND: &str = "mend the form of its answer";
    if heard.is_redirect() {
        let place = heard.location.as_deref().unwrap_or("nowhere");
        return Some(Diagnosis::wrong(
            SUBJECT,
            format!("it redirects to {place:?} (status {})", heard.status),
            "a signed request can't be redirected: name the place itself, if it is to be tested",
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
    let mend = match fault {
        _ if matches!(heard.status, 401 | 403) => {
            "something before the service refuses who asks, in a form that isn't EC2's: a proxy, or \
             another service; see the URL first, then --access-key and --secret-key"
        }
        ResponseError::ServerError { .. } => {
            "see its log; a service that fails at a list can't be tested"
        }
        ResponseError::StatusAgainstBody { .. } | ResponseError::ErrorWithoutCode => {
            "mend the form of its errors: a 4xx status with <Response><Errors><Error><Code>"
        }
        ResponseError::MissingElement { .. }
        | ResponseError::BadValue { .. }
        | ResponseError::Repeated { .. }
        | ResponseError::Status { .. }
        | ResponseError::NotText { .. }
        | ResponseError::Doctype { .. }
        | ResponseError::TooDeep { .. }
        | ResponseError::TooManyElements { .. } => MEND,
        ResponseError::Empty if heard.status == 204 => MEND,
        ResponseError::NotXml { .. } | ResponseError::BehindRoot { .. } if heard.status == 200 => {
            "mend the form of its answer: something that is listed may break it, such as a name with a \
             character in it that XML wants escaped"
        }
        _ => PATH,
    };
    Some(Diagnosis::wrong(SUBJECT, found, mend))
}
