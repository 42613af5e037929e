//! Finds the placeholders in a text: `${name}` and `${function:name}`.

/// The start of a placeholder.
pub(super) const OPEN: &str = "${";

/// Returns the placeholders of a text: the function, if there is one, and the name.
pub(super) fn places(text: &str) -> Vec<(Option<&str>, &str)> {
    let mut places = Vec::new();
    let mut rest = text;
    while let Some((_, place, behind)) = next_place(rest) {
        places.push(split(place));
        rest = behind;
    }
    places
}

/// Splits a text at its first placeholder: the text before it, its content, and the text after it.
pub(super) fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(OPEN)?;
    let (place, behind) = rest.split_once('}')?;
    Some((before, place, behind))
}

/// Splits the content of a placeholder into the function, if there is one, and the name.
pub(super) fn split(place: &str) -> (Option<&str>, &str) {
    place.split_once(':').map_or((None, place), |(function, name)| (Some(function), name))
}
