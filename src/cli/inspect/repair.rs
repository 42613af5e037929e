//! Commands that repair a file: a pipeline of common tools that undoes each wrapping, and ends in a file
//! that EC2 imports or that `ssh` reads.
//!
//! A test runs each command on each damaged file. No command contains private numbers: base64 is found by
//! its first characters, which encode lengths, and by its length.

use super::key_facts::KeyFacts;
use crate::extract::{Base64, Container, ExtractedKey, Joining, Step, Unreadable};
use crate::key::private;

/// The file that the commands for private keys write.
const REPAIRED: &str = "repaired.pem";

/// A command that makes a key that the document of 2014-06-15 allows.
pub(super) const NEW_KEY: &str = "ssh-keygen -t rsa -b 2048 -m PEM -f new_key";

/// The label of OpenSSH's private keys.
const OPENSSH: &str = "OPENSSH PRIVATE KEY";

/// Reads DER as PEM from standard input, and prints the line of OpenSSH.
const TO_OPENSSH: &str = "ssh-keygen -i -m PKCS8 -f /dev/stdin";

/// Returns the command that prints an importable key. `FILE` in it stands for the path. There is none for
/// JSON Web Keys and XML.
pub(super) fn public(key: &KeyFacts) -> Option<String> {
    let source = &key.source;
    // Only base64 is cut out of other text.
    if source.private.is_some() || source.found.base64.is_none() && source.found.is_amid_text {
        return None;
    }
    let converted =
        |tool: &str| vec!["base64 -d".to_owned(), tool.to_owned(), TO_OPENSSH.to_owned()];
    let last = match (source.found.container, &source.found.base64) {
        (Container::SshBlob, Some(_)) => vec![format!("sed 's/^/{} /'", key_type(key)?)],
        (Container::Spki, Some(_)) => Vec::new(),
        (Container::Pkcs1Public, Some(_)) => {
            converted("openssl rsa -RSAPublicKey_in -inform DER -pubout")
        }
        (Container::Certificate, Some(_)) => converted("openssl x509 -inform DER -noout -pubkey"),
        (Container::CertificateRequest, Some(_)) => {
            converted("openssl req -inform DER -noout -pubkey")
        }
        (Container::Spki, None) => vec!["openssl base64".to_owned()],
        (Container::SshBlob, None) => {
            vec!["openssl base64 -A".to_owned(), format!("sed 's/^/{} /'", key_type(key)?)]
        }
        _ => return None,
    };
    let filters = filters(source)?;
    Some(pipeline(filters.into_iter().chain(last)))
}

fn key_type(key: &KeyFacts) -> Option<&str> {
    key.openssh.as_deref()?.split(' ').next()
}

/// Returns the command that writes a private key as its tools read it.
pub(super) fn private(key: &KeyFacts) -> Option<String> {
    let source = &key.source;
    let Container::PrivateKey(format) = source.found.container else { return None };
    let unwrapped = source.steps.iter().map(filter).collect::<Option<Vec<_>>>()?;
    if format == private::Format::Ppk {
        let filters = unwrapped.into_iter().chain([PPK.to_owned()]);
        return Some(format!("{} > {REPAIRED} && chmod 400 {REPAIRED}", pipeline(filters)));
    }
    if source.found.is_readable_by_tools {
        return Some(format!("{} > {REPAIRED} && chmod 400 {REPAIRED}", pipeline(unwrapped)));
    }
    let is_binary = source.found.base64.is_none();
    if is_binary && source.found.is_amid_text {
        return None;
    }
    let (pipeline, decode, encode) = match is_binary {
        true => (pipeline(unwrapped), "", "openssl base64"),
        false => (pipeline(filters(source)?), "base64 -d | ", "fold -w 70"),
    };
    match format {
        private::Format::Pkcs1 | private::Format::Pkcs8 => Some(format!(
            "{pipeline} | {decode}openssl pkey -inform DER -traditional > {REPAIRED} && \
             chmod 400 {REPAIRED}"
        )),
        private::Format::OpenSsh => Some(format!(
            "(echo '-----BEGIN {OPENSSH}-----'; {pipeline} | {encode}; \
             echo '-----END {OPENSSH}-----') > {REPAIRED} && chmod 400 {REPAIRED}"
        )),
        private::Format::Ppk => None,
    }
}

/// The filter that prints a PuTTY file without the text around it.
const PPK: &str = r"sed -n '/PuTTY-User-Key-File/,/Private-MAC/p' | sed 's/.*\(PuTTY-User-Key-File\)/\1/; s/\(Private-MAC: [0-9a-f]*\).*/\1/'";

/// Returns the command that writes a file without its wrappings, if they are all that is wrong with it.
pub(super) fn unwrapped(file: &Unreadable) -> Option<String> {
    let filters = file.steps.iter().map(filter).collect::<Option<Vec<_>>>()?;
    (file.is_readable_by_tools && !filters.is_empty())
        .then(|| format!("{} > {REPAIRED} && chmod 400 {REPAIRED}", pipeline(filters)))
}

/// Prints the line of a private key of type Ed25519 in PKCS#8, which older versions of ssh-keygen don't read.
pub(super) const ED25519_LINE: &str = r"printf 'ssh-ed25519 %s\n' $( (printf '\0\0\0\013ssh-ed25519\0\0\0 '; openssl pkey -in FILE -pubout -outform DER | tail -c 32) | base64 -w 0)";

/// Returns the command that writes a copy of a private key as PEM of PKCS#1, the only form that opens the
/// passwords of Windows instances.
pub(super) const fn to_pkcs1(format: private::Format) -> &'static str {
    match format {
        private::Format::Pkcs1 | private::Format::Pkcs8 => {
            "openssl rsa -in FILE -traditional -out windows.pem"
        }
        private::Format::OpenSsh => {
            "cp FILE windows.pem && chmod 600 windows.pem && ssh-keygen -p -P '' -N '' -m PEM -f windows.pem"
        }
        private::Format::Ppk => "puttygen FILE -O private-openssh -o windows.pem",
    }
}

/// Returns the filters that undo the wrappings of a key and find its base64.
fn filters(source: &ExtractedKey) -> Option<Vec<String>> {
    let mut filters = source.steps.iter().map(filter).collect::<Option<Vec<_>>>()?;
    filters.extend(source.found.base64.as_ref().map(find));
    Some(filters)
}

/// Joins filters to a pipeline that reads `FILE`.
fn pipeline(filters: impl IntoIterator<Item = String>) -> String {
    let filters: Vec<String> = filters.into_iter().collect();
    let joined = filters.join(" | ");
    match joined.split_once(" | ") {
        Some((first, rest)) => format!("{first} < FILE | {rest}"),
        None if joined.is_empty() => "cat < FILE".to_owned(),
        None => format!("{joined} < FILE"),
    }
}

/// Returns the filter that prints a certain base64 text on one line.
fn find(base64: &Base64) -> String {
    let rest = base64.characters.saturating_sub(base64.start.len());
    let word = format!("grep -oE '{}[A-Za-z0-9+/=]{{{rest}}}'", base64.start.replace('+', "\\+"));
    match base64.joining {
        Joining::Word => word,
        Joining::Blanks => format!("tr -d ' \\t\\r\\n,' | {word}"),
        Joining::LineStarts => format!(
            "sed 's|.*\\({}\\)|\\1|; s|^[^A-Za-z0-9+/=]*||; s|[^A-Za-z0-9+/=].*||' | tr -d '\\n' | {word}",
            base64.start
        ),
        Joining::LineEnds => {
            format!("sed 's|[^A-Za-z0-9+/=]*$||; s|.*[^A-Za-z0-9+/=]||' | tr -d '\\n' | {word}")
        }
    }
}

/// Returns the filter that undoes a wrapping. What it does to other parts of the text doesn't matter.
fn filter(step: &Step) -> Option<String> {
    Some(match step {
        Step::Unicode(encoding) => format!("iconv -f {encoding} -t UTF-8"),
        Step::ByteOrderMark => "tail -c +4".to_owned(),
        Step::LineEnds => r"tr '\r' '\n' | sed 's/[ \t]*$//; /^$/d'".to_owned(),
        Step::Typography => "iconv -c -f UTF-8 -t ASCII".to_owned(),
        Step::Escapes => {
            r"perl -pe 's/\\n/\n/g; s/\\[rt]/ /g; s/\\u00(..)/chr hex $1/ge; s/\\(.)/$1/g'".to_owned()
        }
        Step::Markup => r"perl -0pe 's/<br[^>]*>\n?/\n/gi; s/<[^>]*>//g; s/&#(\d+);/chr $1/ge; s/&#x([0-9a-f]+);/chr hex $1/gie; s/&[a-z]+;/ /g'".to_owned(),
        Step::QuotedPrintable => {
            r"perl -0pe 's/=\r?\n//g; s/=([0-9A-F]{2})/chr hex $1/ge'".to_owned()
        }
        Step::Percent => "perl -pe 's/%([0-9A-Fa-f]{2})/chr hex $1/ge'".to_owned(),
        Step::LinePrefixes(width) => format!("sed 's/^.\\{{{width}\\}}//'"),
        Step::UrlSafe => "tr '_-' '/+'".to_owned(),
        // A name that can't be typed can't be part of a command.
        Step::Json(path) if !path.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => return None,
        Step::Json(path) => format!("jq -r '{}'", path.replace('\'', r"'\''")),
        Step::Base64(base64) => format!("{} | base64 -d", find(base64)),
        Step::Hexadecimal => "perl -0ne 's/[^0-9A-Fa-f]//g; print pack \"H*\", $_'".to_owned(),
    })
}
