//! A message about the resources that are left at an endpoint.

use crate::implementation::endpoint::Leftover;
use crate::term::{counted, printable};

/// The maximum number of resources that are listed.
const SHOWN: usize = 10;

/// Lists the leftovers, the reasons, and the command to delete them later. `None` if there are none.
pub(super) fn message(left: &[Leftover], sweep: &str) -> Option<String> {
    if left.is_empty() {
        return None;
    }
    let mut text = format!("{} left behind at the endpoint:", counted(left.len(), "resource"));
    for Leftover { resource, why } in left.iter().take(SHOWN) {
        text.push_str(&format!("\n  {}", printable(&format!("{resource}: {why}"))));
    }
    if let Some(more @ 1..) = left.len().checked_sub(SHOWN) {
        text.push_str(&format!("\n  and {more} more"));
    }
    text.push_str(&match left.iter().filter(|left| left.resource.is_marked()).count() {
        0 => "\n  keyproof sweep can't find them, because they have no names".to_owned(),
        marked if marked == left.len() => format!("\n  to delete them later: {sweep}"),
        marked => format!("\n  to delete {marked} of them later: {sweep}"),
    });
    Some(text)
}
