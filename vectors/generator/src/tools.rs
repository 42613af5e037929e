//! Public keys that third-party tools created and wrote.

use super::case::Case;
use super::keys;
use keyproof::format::Format;
use keyproof::vector::PublicKeyValues;
use serde::Deserialize;

/// A file of `vectors/keys/tools/`, the program that wrote it, and the facts that OpenSSL computed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToolKey {
    file: String,
    tool: String,
    command: String,
    bits: u64,
    exponent: String,
    modulus_sha256: String,
    imported: String,
}

/// Returns a vector of each file that a tool wrote.
pub(super) fn cases() -> Vec<Case> {
    let tools: Vec<ToolKey> = serde_json::from_str(keys::text("tools.json"))
        .expect("the facts of the tools' keys are well-formed");
    tools.iter().map(case).collect()
}

fn case(tool: &ToolKey) -> Case {
    let format = tool.format();
    let comment = format!(
        "{} writes this {} of {} bits{}.",
        tool.tool,
        format.title(),
        tool.bits,
        tool.peculiarity()
    );
    let facts = PublicKeyValues {
        bits: tool.bits,
        exponent: tool.exponent.parse().ok(),
        modulus_sha256: tool.modulus_sha256.clone(),
        fingerprint: tool.imported.clone(),
    };
    let of_format = format!("import/{format}");
    let rules = ["import/third-party-tools", of_format.as_str(), "fingerprint/imported-md5"];
    let id = format!("import/tools/{}", tool.name().replace('.', "-"));
    Case::accept_as(id, &rules, comment, keys::text(&tool.file), facts)
        .document("Importing Your Own Key Pair to Amazon EC2")
        .tool(&tool.tool, &tool.command)
        .tool("OpenSSL 3.0.19", &tool.fingerprint_command())
}

impl ToolKey {
    /// The file name without directory and extension: the program, the format, and a variant.
    fn name(&self) -> &str {
        self.file.trim_start_matches("tools/").trim_end_matches(".txt")
    }

    fn format(&self) -> Format {
        let named = |format: &Format| self.name().contains(&format!("-{format}"));
        Format::ALL.into_iter().find(named).expect("a tool's file is named after its format")
    }

    /// The difference from other files of the same program and format.
    fn peculiarity(&self) -> &'static str {
        match self.name().split_once('.') {
            Some((_, "no-comment")) => " without a comment",
            Some((_, "one-line" | "encoder" | "strict-encode64" | "b64encode")) => " on one line",
            Some((_, "wrapped")) => " in lines of 64 columns",
            Some((_, "encode64")) => " in lines of 60 columns",
            Some((_, "76-columns" | "encodebytes")) => " in lines of 76 columns",
            Some((_, "mime-encoder")) => " in lines of 76 columns that end in CR LF",
            _ => "",
        }
    }

    /// The command that computes the fingerprint from the file.
    fn fingerprint_command(&self) -> String {
        let file = &self.file;
        match self.format() {
            Format::OpenSsh => format!(
                "ssh-keygen -e -m PKCS8 -f keys/{file} | openssl pkey -pubin -outform DER | \
                 openssl md5 -c"
            ),
            Format::Base64Der => {
                format!("tr -d '\\r\\n' <keys/{file} | openssl base64 -d -A | openssl md5 -c")
            }
            Format::Rfc4716 => format!(
                "ssh-keygen -i -m RFC4716 -f keys/{file} | ssh-keygen -e -m PKCS8 -f /dev/stdin | \
                 openssl pkey -pubin -outform DER | openssl md5 -c"
            ),
        }
    }
}
