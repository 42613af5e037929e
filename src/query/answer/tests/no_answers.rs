//! Tests that each kind of invalid response gives its own error.

use super::{associate, describe_instances, describe_key_pairs};
use crate::api::service::Operation;
use crate::query::answer::{ResponseError, read_answer};

#[track_caller]
fn check_of(operation: &Operation, status: u16, body: &[u8], expected: &ResponseError, says: &str) {
    let shown = String::from_utf8_lossy(body.get(..200).unwrap_or(body)).into_owned();
    assert_eq!(read_answer(operation, status, body).as_ref(), Err(expected), "{shown}");
    assert_eq!(expected.to_string(), says);
}

#[track_caller]
fn check(status: u16, body: &str, expected: &ResponseError, says: &str) {
    check_of(&describe_key_pairs(), status, body.as_bytes(), expected, says);
}

#[test]
fn distinguishes_bodies_that_are_no_document() {
    let says = "an empty body; it should be an XML document";
    for body in ["", " \n", "\u{feff}"] {
        check(200, body, &ResponseError::Empty, says);
    }
    for (body, title, says) in [
        (
            "<!DOCTYPE HTML>\n<html><head><TITLE>404\n Not Found</TITLE>",
            Some("404 Not Found"),
            "an HTML page titled \"404 Not Found\"; it should be an XML document",
        ),
        (
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html><html><title>503</title>",
            Some("503"),
            "an HTML page titled \"503\"; it should be an XML document",
        ),
        ("<html></html>", None, "an HTML page; it should be an XML document"),
    ] {
        let title = title.map(str::to_owned);
        check(404, body, &ResponseError::Html { title }, says);
    }
    check(200, "{\"keySet\": []}", &ResponseError::Json, "JSON; it should be an XML document");
    let start = "Not Found".to_owned();
    let says = "plain text, \"Not Found\"; it should be an XML document";
    check(404, "Not\nFound\n", &ResponseError::PlainText { start }, says);
    let says = "bytes that are not UTF-8, at byte 3; it should be an XML document in UTF-8";
    let not_text = ResponseError::NotText { offset: 3 };
    check_of(&describe_key_pairs(), 200, b"<a>\xff</a>", &not_text, says);
}

#[test]
fn distinguishes_ill_formed_documents() {
    let reason = "the root node was opened but never closed".to_owned();
    check(
        200,
        "<DescribeKeyPairsResponse><keySet>",
        &ResponseError::NotXml { reason, offset: 0 },
        "ill-formed XML at byte 0: the root node was opened but never closed; it should be a \
         well-formed document",
    );
    let reason = "expected 'a' tag, not 'b'".to_owned();
    check(
        200,
        "<a></b>",
        &ResponseError::NotXml { reason, offset: 3 },
        "ill-formed XML at byte 3: expected 'a' tag, not 'b'; it should be a \
         well-formed document",
    );
    let reason = "content after the root element".to_owned();
    check(
        200,
        "<DescribeKeyPairsResponse/><DescribeKeyPairsResponse/>",
        &ResponseError::NotXml { reason, offset: 27 },
        "ill-formed XML at byte 27: content after the root element; it should be a well-formed \
         document",
    );
    check(
        200,
        "<!DOCTYPE a [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><a>&b;</a>",
        &ResponseError::Doctype,
        "a document type definition; an answer should have none",
    );
    check(
        200,
        &format!("{}{}", "<a>".repeat(300_000), "</a>".repeat(300_000)),
        &ResponseError::TooDeep { offset: 192 },
        "elements nested more than 64 deep, at byte 192; answers need about ten",
    );
    check(
        200,
        &format!("<a>{}</a>", "<b/>".repeat(400_000)),
        &ResponseError::TooLarge,
        "more than 400000 elements and texts; no answer needs so many",
    );
}

#[test]
fn refuses_a_status_that_contradicts_the_document() {
    let error =
        "<Response><Errors><Error><Code>InvalidKey.Format</Code></Error></Errors></Response>";
    let success = "<DescribeKeyPairsResponse><keySet/></DescribeKeyPairsResponse>";
    let what = "an error document (code \"InvalidKey.Format\")".to_owned();
    check(
        200,
        error,
        &ResponseError::StatusAgainstBody { status: 200, what },
        "status 200 with an error document (code \"InvalidKey.Format\"); success is 200, and a \
         refusal 4xx with an error document",
    );
    let what = "the success document <DescribeKeyPairsResponse>".to_owned();
    check(
        400,
        success,
        &ResponseError::StatusAgainstBody { status: 400, what },
        "status 400 with the success document <DescribeKeyPairsResponse>; success is 200, and a \
         refusal 4xx with an error document",
    );
    let says = "status 301; it should be 200, or 4xx with an error document";
    check(301, success, &ResponseError::Status { status: 301 }, says);
    for (body, what) in [
        ("", "without a body"),
        ("<html><title>500</title>", "an HTML page titled \"500\""),
        ("<html>", "an HTML page"),
        ("{}", "JSON"),
        ("Traceback", "plain text, \"Traceback\""),
        ("<a>", "a body that is not an XML document"),
        (success, "a document <DescribeKeyPairsResponse>"),
        (error, "an error document (code \"InvalidKey.Format\")"),
    ] {
        let says = format!("status 500, {what}; a refusal has a 4xx status and an error document");
        check(500, body, &ResponseError::ServerError { status: 500, what: what.to_owned() }, &says);
    }
}

#[test]
fn refuses_a_document_of_another_form() {
    for (status, expected) in [(200, "DescribeKeyPairsResponse"), (404, "Response")] {
        let says = format!("a document <a>; it should be <{expected}>");
        let (expected, found) = (expected.to_owned(), "a".to_owned());
        check(status, "<a/>", &ResponseError::WrongRoot { expected, found }, &says);
    }
    let says = "an error document without a code; it should be in <Response><Errors><Error><Code>";
    for inner in ["", "<Errors/>", "<Errors><Error><Code> </Code></Error></Errors>"] {
        check(
            400,
            &format!("<Response>{inner}</Response>"),
            &ResponseError::ErrorWithoutCode,
            says,
        );
    }
    let (what, within) = ("keySet".to_owned(), "DescribeKeyPairsResponse".to_owned());
    check(
        200,
        "<DescribeKeyPairsResponse/>",
        &ResponseError::MissingElement { what, within },
        "<DescribeKeyPairsResponse> has no <keySet>; it should have one, even if it is empty",
    );
    let (what, within) = ("keyFingerprint".to_owned(), "item".to_owned());
    check(
        200,
        "<DescribeKeyPairsResponse><keySet><item><keyFingerprint>a</keyFingerprint>\
         <keyFingerprint>a</keyFingerprint></item></keySet></DescribeKeyPairsResponse>",
        &ResponseError::Repeated { what, within },
        "<item> has more than one <keyFingerprint>; it should have one",
    );
    for (inner, found) in [("<member/>", "<member>"), ("a", "\"a\"")] {
        let body = format!(
            "<DescribeKeyPairsResponse><keySet>{inner}</keySet></DescribeKeyPairsResponse>"
        );
        let (what, says) =
            ("keySet".to_owned(), format!("<keySet> contains {found}; it should contain <item>s"));
        let found = found.to_owned();
        check(200, &body, &ResponseError::BadValue { what, found, expected: "<item>s" }, &says);
    }
}

#[test]
fn refuses_values_of_another_type() {
    let body = "<AssociateAddressResponse><return>false</return></AssociateAddressResponse>";
    let (what, found) = ("return".to_owned(), "\"false\"".to_owned());
    let bad = ResponseError::BadValue { what, found, expected: "\"true\"" };
    let says = "<return> contains \"false\"; it should contain \"true\"";
    check_of(&associate(), 200, body.as_bytes(), &bad, says);
    let body = "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><imageId><b/>\
         </imageId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>";
    let (what, found) = ("imageId".to_owned(), "<b>".to_owned());
    let bad = ResponseError::BadValue { what, found, expected: "text" };
    let says = "<imageId> contains <b>; it should contain text";
    check_of(&describe_instances(), 200, body.as_bytes(), &bad, says);
}
