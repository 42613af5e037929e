//! Writes a document as EC2 does: a declaration, and elements with text.
//!
//! XML 1.0 excludes some characters, mainly control characters, even as references (section 4.1). They are
//! written as U+FFFD, the replacement character. The document stays well-formed, but the text changes.

/// A writer of a document. It closes every element that it opens.
#[derive(Debug)]
pub(in crate::query) struct Writer {
    text: String,
}

impl Writer {
    /// Returns a document with this root, an optional namespace and the content that the closure writes.
    pub(in crate::query) fn document(
        root: &str,
        namespace: Option<&str>,
        content: impl FnOnce(&mut Self),
    ) -> String {
        let mut writer = Self { text: r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned() };
        writer.text.push('\n');
        writer.push_tag(&["<", root]);
        if let Some(namespace) = namespace {
            writer.push_tag(&[" xmlns=\"", namespace, "\""]);
        }
        writer.push_tag(&[">"]);
        content(&mut writer);
        writer.push_tag(&["</", root, ">\n"]);
        writer.text
    }

    /// Writes an element with the content that the closure writes.
    pub(in crate::query) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.push_tag(&["<", name, ">"]);
        let start = self.text.len();
        content(self);
        if self.text.len() == start {
            self.text.pop();
            self.push_tag(&["/>"]);
        } else {
            self.push_tag(&["</", name, ">"]);
        }
    }

    /// Writes an element with text.
    pub(in crate::query) fn text(&mut self, name: &str, text: &str) {
        self.element(name, |writer| writer.escape(text));
    }

    /// Writes an element with text, or nothing for `None`.
    pub(in crate::query) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// Writes an element that contains an `item` for each value.
    pub(in crate::query) fn list<T>(
        &mut self,
        name: &str,
        resources: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T),
    ) {
        self.element(name, |writer| {
            for resource in resources {
                writer.element("item", |writer| item(writer, resource));
            }
        });
    }

    fn push_tag(&mut self, parts: &[&str]) {
        self.text.extend(parts.iter().copied());
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // A reader would change a literal one to a line feed (section 2.11).
                '\r' => self.text.push_str("&#13;"),
                c if is_char(c) => self.text.push(c),
                _ => self.text.push(char::REPLACEMENT_CHARACTER),
            }
        }
    }
}

/// Returns whether a document can contain the character, directly or as a reference (section 2.2).
const fn is_char(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::xml::parse;
    use proptest::prelude::*;

    #[test]
    fn writes_a_document_like_ec2() {
        let document = Writer::document("R", Some("http://x/"), |writer| {
            writer.text("a", "<&>\"' \r\n\0");
            writer.list("set", ["1", "2"], |writer, text| writer.text("b", text));
            writer.list("none", [""; 0], |writer, text| writer.text("b", text));
            writer.optional("c", None);
        });
        assert_eq!(
            document,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<R xmlns=\"http://x/\">\
             <a>&lt;&amp;&gt;&quot;' &#13;\n\u{fffd}</a>\
             <set><item><b>1</b></item><item><b>2</b></item></set><none/></R>\n"
        );
    }

    proptest! {
        #[test]
        fn text_is_read_back_except_for_characters_that_xml_cannot_hold(text in any::<String>()) {
            let written = Writer::document("R", None, |writer| writer.text("a", &text));
            let document = parse(&written).unwrap();
            let read = document.root().unwrap().child("a").unwrap().unwrap();
            let held: String =
                text.chars().map(|c| if is_char(c) { c } else { '\u{fffd}' }).collect();
            prop_assert_eq!(read.text(), held);
        }
    }
}
