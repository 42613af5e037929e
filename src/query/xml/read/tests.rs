//! Tests of the document parser.

use super::*;
use crate::query::xml::Element;
use proptest::prelude::*;

/// Formats the tree on one line: `name("text"children)`.
fn shown(element: Element<'_>) -> String {
    let children: Vec<String> = element.children().map(shown).collect();
    format!("{}({:?}{})", element.name(), element.text(), children.concat())
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let document = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(shown(document.root().unwrap()), expected);
}

#[track_caller]
fn check_malformed(text: &str, reason: &str, at: usize) {
    match parse(text) {
        Err(XmlError::Malformed { reason: found, offset }) => {
            assert!(found.contains(reason), "{text}: {found}");
            assert_eq!(offset, at, "{text}: {found}");
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn reads_elements_and_text() {
    check("<a/>", r#"a("")"#);
    check("<a>b<c/>d</a>", r#"a("bd"c(""))"#);
    check("\u{feff}<?xml version=\"1.0\" encoding='utf-8'?>\n<a/>\n", r#"a("")"#);
    check(
        "<!-- x --><?pi y?><x:a x:b='1>2' xmlns:x=\"u\"><x:c/></x:a ><!-- z -->",
        r#"a(""c(""))"#,
    );
    check("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x42;&#13;</a>", r#"a("&<>\"'AB\r")"#);
    check("<a>x<!-- y -->z</a>", r#"a("xz")"#);
    check("<a>x\r\ny\rz<![CDATA[<&\r\n]]></a>", "a(\"x\\ny\\nz<&\\n\")");
    // A reference to what is no character gives the replacement character.
    check("<a>&#x110000;&#xd800;</a>", "a(\"\u{fffd}\u{fffd}\")");
    check("<a>\u{e9}\u{10000}</a>", "a(\"\u{e9}\u{10000}\")");
}

#[test]
fn refuses_ill_formed_documents_with_an_offset() {
    check_malformed("", "root node", 0);
    check_malformed("  ", "root node", 0);
    check_malformed("<a>", "never closed", 0);
    check_malformed("<a><b></a></b>", "expected 'b' tag, not 'a'", 6);
    check_malformed("</a>", "", 1);
    check_malformed("<a", "", 0);
    check_malformed("<a><b/", "", 0);
    check_malformed("< a/>", "name", 1);
    check_malformed("<1/>", "name", 1);
    check_malformed("<a b=c/>", "", 5);
    check_malformed("<a b='1' b='2'/>", "already defined", 9);
    check_malformed("<a b='<'/>", "", 6);
    check_malformed("<a>&</a>", "entity", 3);
    check_malformed("<a>&amp</a>", "entity", 3);
    check_malformed("<a>&nbsp;</a>", "unknown entity", 3);
    check_malformed("<a>&#0;</a>", "entity", 3);
    check_malformed("<a>&#+65;</a>", "entity", 3);
    check_malformed("<a>\u{1}</a>", "non-XML character", 3);
    check_malformed("<a>]]></a>", "]]>", 6);
    check_malformed("<a><![CDATA[x</a>", "", 17);
    check_malformed("<a>\n\u{e9}<!-- x -- y --></a>", "comment", 6);
    check_malformed("x<a/>", "", 0);
    check_malformed(" <?xml version='1.0'?><a/>", "declaration", 1);
    check_malformed("<?xml version='1.0' encoding='utf-16'?><a/>", "encoding", 0);
    check_malformed("<x:a/>", "prefix", 1);
}

#[test]
fn refuses_content_after_the_root() {
    for (text, offset) in
        [("<a/><b/>", 4), ("<a></a>x", 7), ("<a/>&amp;", 4), ("<a/><![CDATA[x]]>", 4)]
    {
        check_malformed(text, "after the root", offset);
    }
}

#[test]
fn refuses_document_type_definitions() {
    for text in [
        "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;&b;\">]><a>&d;</a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a><a/>",
    ] {
        assert_eq!(parse(text).unwrap_err(), XmlError::Doctype, "{text}");
    }
}

#[test]
fn limits_depth_nodes_and_attributes() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    parse(&nested(MAX_DEPTH)).unwrap();
    let offset = 3 * MAX_DEPTH;
    assert_eq!(parse(&nested(MAX_DEPTH + 1)).unwrap_err(), XmlError::TooDeep { offset });
    assert_eq!(parse(&nested(300_000)).unwrap_err(), XmlError::TooDeep { offset });
    let nodes = usize::try_from(MAX_NODES).unwrap();
    let wide = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count));
    parse(&wide(nodes - 2)).unwrap();
    assert_eq!(parse(&wide(nodes)).unwrap_err(), XmlError::TooLarge);
    let attributes = |count: usize| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
    parse(&format!("<a{}/>", attributes(MAX_ATTRIBUTES))).unwrap();
    check_malformed(&format!("<a{}/>", attributes(1_000_000)), "1000 attributes", 0);
    check(&format!("<a b='{}'/>", "x".repeat(10_000_000)), r#"a("")"#);
}

proptest! {
    #[test]
    fn no_text_panics(text in "[<>/&;!?a:='\"\\[\\] x#-]{0,60}") {
        let _ = parse(&text);
    }
}
