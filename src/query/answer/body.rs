//! Classifies the body of a response: an XML document, or another kind of content.

use super::ResponseError;
use crate::query::xml::{Document, parse};

/// The maximum length of a quoted text, in characters.
const SHOWN: usize = 80;

/// Reads the XML document of a body.
pub(super) fn document(body: &[u8]) -> Result<Document, ResponseError> {
    let text = std::str::from_utf8(body)
        .map_err(|error| ResponseError::NotText { offset: error.valid_up_to() })?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err(ResponseError::Empty);
    }
    if is_html(start) {
        return Err(ResponseError::Html { title: title(start) });
    }
    if start.starts_with(['{', '[']) {
        return Err(ResponseError::Json);
    }
    if !start.starts_with('<') {
        return Err(ResponseError::PlainText { start: shown(start) });
    }
    Ok(parse(text)?)
}

/// The maximum length of a stored error code or message, in characters.
pub(super) const MESSAGE: usize = 300;

/// Truncates a text to `most` characters.
pub(super) fn start(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns the first words of a text on one line.
pub(super) fn shown(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if words.chars().count() >= SHOWN {
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().take(SHOWN));
    }
    start(&words, SHOWN)
}

/// Returns whether the text is an HTML page. XHTML counts.
fn is_html(text: &str) -> bool {
    let text = match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, behind)) => behind.trim_start(),
        None => text,
    };
    ["<!doctype html", "<html"].iter().any(|html| starts_with(text, html))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Returns the title of an HTML page.
fn title(page: &str) -> Option<String> {
    const TAG: &str = "<title>";
    let (start, _) = page
        .char_indices()
        .find(|(at, _)| page.get(*at..).is_some_and(|rest| starts_with(rest, TAG)))?;
    let title = page.get(start + TAG.len()..)?;
    let title = title.split_once('<').map_or(title, |(title, _)| title);
    Some(shown(title)).filter(|title| !title.is_empty())
}
