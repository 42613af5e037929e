//! Files in other layouts than the writers use. The readers accept them.

use crate::strategies::{cases, keys};
use keyproof::encoding::base64;
use keyproof::format::{self, Format, Parsed};
use keyproof::key::{RsaPublicKey, spki, ssh_blob};
use proptest::prelude::*;
use proptest::sample::select;

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn an_openssh_line_may_have_blanks_and_comments_around_it(
        key in keys(),
        before in lines_to_skip(),
        after in lines_to_skip(),
        blanks in [blanks(0), blanks(1), blanks(1), blanks(0)],
        ending in endings(),
    ) {
        let [indent, space, gap, end] = blanks;
        let blob = base64::encode(&ssh_blob::write(&key));
        let line = format!("{indent}ssh-rsa{space}{blob}{gap}some comment{end}");
        let lines = [before, vec![line], after].concat();
        check(Format::OpenSsh, key, &file(&lines, ending))?;
    }

    #[test]
    fn base64_der_may_be_wrapped_at_any_width(
        key in keys(),
        width in widths(),
        surroundings in surroundings(),
        ending in endings(),
    ) {
        let text = base64::encode(&spki::write(&key));
        check(Format::Base64Der, key, &file(&surroundings.around(&wrapped(&text, width)), ending))?;
    }

    #[test]
    fn an_rfc4716_file_may_be_wrapped_at_any_width_and_have_headers(
        key in keys(),
        width in widths(),
        headers in prop::collection::vec(header(), 0..4),
        surroundings in surroundings(),
        ending in endings(),
    ) {
        let text = base64::encode(&ssh_blob::write(&key));
        let mut lines = vec!["---- BEGIN SSH2 PUBLIC KEY ----".to_owned()];
        lines.extend(headers.concat());
        lines.extend(surroundings.around(&wrapped(&text, width)));
        lines.push("---- END SSH2 PUBLIC KEY ----".to_owned());
        check(Format::Rfc4716, key, &file(&lines, ending))?;
    }
}

fn check(format: Format, key: RsaPublicKey, file: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(format::parse(file.as_bytes()), Ok(Parsed { format, key }), "{:?}", file);
    Ok(())
}

/// Returns line endings (RFC 4716 section 3.1).
fn endings() -> impl Strategy<Value = &'static str> {
    select(&["\n", "\r\n", "\r"][..])
}

/// Returns widths in columns, those of real tools and others.
fn widths() -> impl Strategy<Value = usize> {
    prop_oneof![1_usize..=80, 1_usize..=1000]
}

fn blanks(at_least: usize) -> impl Strategy<Value = String> {
    let pattern = format!("[ \t]{{{at_least},3}}");
    proptest::string::string_regex(&pattern).expect("the pattern is valid")
}

/// Returns lines that `authorized_keys` may contain beside a key.
fn lines_to_skip() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof![blanks(0), "[ \t]{0,2}#[ -~]{0,20}"], 0..3)
}

/// Returns a header of RFC 4716 section 3.3, on one line or continued.
fn header() -> impl Strategy<Value = Vec<String>> {
    let tag = "[A-Za-z0-9@.-]{1,64}";
    let value = prop::collection::vec("[ -\\[\\]-~]{0,40}", 1..4);
    (tag, value).prop_map(|(tag, mut parts)| {
        if let Some(first) = parts.first_mut() {
            *first = format!("{tag}: {first}");
        }
        let last = parts.len() - 1;
        parts.iter_mut().take(last).for_each(|part| part.push('\\'));
        // An empty last part would be an empty line of the body.
        parts.last_mut().expect("the header has a part").push('.');
        parts
    })
}

/// Blanks around each line of base64.
#[derive(Debug, Clone)]
struct Surroundings {
    before: String,
    after: String,
}

fn surroundings() -> impl Strategy<Value = Surroundings> {
    (blanks(0), blanks(0)).prop_map(|(before, after)| Surroundings { before, after })
}

impl Surroundings {
    fn around(&self, lines: &[String]) -> Vec<String> {
        lines.iter().map(|line| format!("{}{line}{}", self.before, self.after)).collect()
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let line = |line: &[u8]| String::from_utf8(line.to_vec()).expect("base64 is ASCII");
    text.as_bytes().chunks(width).map(line).collect()
}

fn file(lines: &[String], ending: &str) -> String {
    lines.iter().map(|line| format!("{line}{ending}")).collect()
}
