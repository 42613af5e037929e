//! Reads answers, for clients.

mod resources;

use super::body::{MESSAGE, document, shown, start};
use super::elements::{child, first_item, message, required, text};
use super::{Answer, ResponseError};
use crate::api::service::Operation;
use crate::api::{Attribute, ErrorCode, Refusal, Reply};
use crate::query::xml::{Document, Element};

/// The name of the root element of an error document.
const ERROR: &str = "Response";

/// Reads the answer to an operation from the HTTP status code and the body.
///
/// The attributes come from the answer. Only `AssociateAddress` is answered with just `true`, so its
/// attributes come from the request. A refusal for too many requests (503) is read as any other refusal.
///
/// # Errors
/// Returns a [`ResponseError`] if the response is not a valid answer (rule api/error-form).
pub fn read_answer(
    operation: &Operation,
    status: u16,
    body: &[u8],
) -> Result<Answer, ResponseError> {
    read(operation.name(), status, body, |root| resources::reply(operation, root))
}

/// Reads the answer to `DescribeVolumeAttribute` for the attribute `productCodes`. On success it is one
/// resource. Its only attribute is the first product code, if there is one.
///
/// # Errors
/// Returns a [`ResponseError`] if the response is not a valid answer.
pub fn read_volume_product_codes(status: u16, body: &[u8]) -> Result<Answer, ResponseError> {
    read("DescribeVolumeAttribute", status, body, |root| {
        required(root, "productCodes")?;
        let code = first_item(root, "productCodes")?;
        let code = code.map(|item| text(item, "productCode")).transpose()?.flatten();
        Ok(Reply::resource([(Attribute::ProductCode, code.map(str::to_owned))]))
    })
}

/// Returns the allocation id in an answer to `AllocateAddress`. Later requests identify an address of a VPC
/// by this id.
#[must_use]
pub fn allocation_id(body: &[u8]) -> Option<String> {
    let document = document(body).ok()?;
    text(document.root()?, "allocationId").ok()?.map(str::to_owned)
}

/// Returns the token that requests the next page of a list, or `None` on the last page.
#[must_use]
pub fn next_token(body: &[u8]) -> Option<String> {
    let document = document(body).ok()?;
    let token = text(document.root()?, "nextToken").ok()??;
    (!token.is_empty()).then(|| token.to_owned())
}

/// Returns pairs of instance id and client token from an answer to `DescribeInstances`. With the token, a
/// client finds the instance of a launch whose answer was lost.
#[must_use]
pub fn client_tokens(body: &[u8]) -> Vec<(String, String)> {
    let Ok(document) = document(body) else { return Vec::new() };
    let root = document.root().filter(|root| root.name() == "DescribeInstancesResponse");
    let reservations = root.and_then(|root| child(root, "reservationSet").ok()?);
    let reservations = reservations.into_iter().flat_map(Element::children);
    let instances =
        reservations.filter_map(|reservation| child(reservation, "instancesSet").ok()?);
    let token = |instance: Element<'_>| {
        let text = |name| text(instance, name).ok().flatten().map(str::to_owned);
        Some((text("instanceId")?, text("clientToken")?))
    };
    instances.flat_map(Element::children).filter_map(token).collect()
}

fn read(
    action: &str,
    status: u16,
    body: &[u8],
    read_success: impl FnOnce(Element<'_>) -> Result<Reply, ResponseError>,
) -> Result<Answer, ResponseError> {
    let expected = match status {
        200..=299 => format!("{action}{ERROR}"),
        400..=499 => ERROR.to_owned(),
        500..=599 => return server_error(status, body),
        _ => return Err(ResponseError::Status { status }),
    };
    let document = document(body)?;
    let root = root(&document)?;
    let found = shown(root.name());
    if found == expected {
        return match status {
            200..=299 => read_success(root).map(Answer::Success),
            _ => refusal(root).map(Answer::Refused),
        };
    }
    let contradicts = |what: String| ResponseError::StatusAgainstBody { status, what };
    if found == ERROR {
        return Err(contradicts(describe_error(root)));
    }
    if found == format!("{action}{ERROR}") {
        return Err(contradicts(format!("the success document <{found}>")));
    }
    Err(ResponseError::WrongRoot { expected, found })
}

/// Describes a 5xx response as an error. Only a refusal for too many requests is valid with such a status.
fn server_error(status: u16, body: &[u8]) -> Result<Answer, ResponseError> {
    let what = match document(body) {
        Err(ResponseError::Empty) => "without a body".to_owned(),
        Err(ResponseError::Html { title: Some(title) }) => format!("an HTML page titled {title:?}"),
        Err(ResponseError::Html { title: None }) => "an HTML page".to_owned(),
        Err(ResponseError::Json) => "JSON".to_owned(),
        Err(ResponseError::PlainText { start }) => format!("plain text, {start:?}"),
        Err(_) => "a body that is not an XML document".to_owned(),
        Ok(document) => {
            let root = root(&document)?;
            match refusal(root) {
                Ok(refusal) if refusal.code.as_ref().is_some_and(ErrorCode::is_of_rate) => {
                    return Ok(Answer::Refused(refusal));
                }
                Ok(refusal) if !refusal.message.is_empty() => {
                    format!("{}, {:?}", describe_error(root), shown(&refusal.message))
                }
                _ => describe_error(root),
            }
        }
    };
    Err(ResponseError::ServerError { status, what })
}

fn root(document: &Document) -> Result<Element<'_>, ResponseError> {
    document.root().ok_or(ResponseError::Empty)
}

/// Reads the refusal in an error document. Only the first of several errors is read.
fn refusal(root: Element<'_>) -> Result<Refusal, ResponseError> {
    let errors = if root.name() == ERROR { child(root, "Errors")? } else { None };
    let mut errors = errors.into_iter().flat_map(Element::children);
    let error =
        errors.find(|child| child.name() == "Error").ok_or(ResponseError::ErrorWithoutCode)?;
    let code = text(error, "Code")?.map(str::trim).filter(|code| !code.is_empty());
    let code = start(code.ok_or(ResponseError::ErrorWithoutCode)?, MESSAGE);
    Ok(Refusal::new(ErrorCode::of_name(&code), message(error, "Message")?))
}

fn describe_error(root: Element<'_>) -> String {
    match refusal(root) {
        Ok(Refusal { code: Some(code), .. }) => {
            format!("an error document (code {:?})", shown(code.name()))
        }
        _ => format!("a document <{}>", shown(root.name())),
    }
}
