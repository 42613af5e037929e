//! What a body is: a document, or which of the other things that come instead of one.

use super::ResponseError;
use crate::query::xml::{Document, parse};

/// The most characters of a text that are shown.
const SHOWN: usize = 80;

/// Reads a document.
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

/// The most characters of a message to people that are kept.
pub(super) const MESSAGE: usize = 300;

/// The start of a text, if it is long.
pub(super) fn start(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The first words of a text, on one line.
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

/// Whether it is a page, be it one that is XML as well.
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

/// The title of an HTML page, if it has one.
fn title(page: &str) -> Option<String> {
    const TAG: &str = "<title>";
    let (start, _) = page
        .char_indices()
        .find(|(at, _)| page.get(*at..).is_some_and(|rest| starts_with(rest, TAG)))?;
    let title = page.get(start + TAG.len()..)?;
    let title = title.split_once('<').map_or(title, |(title, _)| title);
    Some(shown(title)).filter(|title| !title.is_empty())
}
