//! New keys of programs and libraries (rule import/third-party-tools), in each form in which they write public keys.
//! The reference accepts them, with the facts that OpenSSL computes.
//!
//! Neither keyproof nor the maker computes the expected fingerprint: `ssh-keygen` reads the two SSH formats, and
//! `openssl` does the rest.

use crate::claim::{self, PUBLIC_FACTS, same};
use crate::reference;
use keyproof::format::Format;
use keyproof::implementation::builtin::shell;
use keyproof_oracles::Oracle;
use std::path::Path;
use std::sync::OnceLock;

/// A program that creates keys. In its commands, `PROGRAM` stands for the program, `BITS` for a length, and `WRITE`
/// for the part that depends on the form.
pub(crate) struct Maker {
    /// The name.
    pub(crate) name: &'static str,
    /// What must be installed.
    needs: &'static str,
    /// The lengths that it creates quickly.
    pub(crate) lengths: &'static [usize],
    /// The forms in which it writes public keys.
    pub(crate) forms: &'static [Form],
    /// Possible programs. The first that is installed with all that it needs is used.
    programs: &'static [&'static str],
    /// Prints its version, or fails if something is missing.
    version: &'static str,
    /// Creates the key, and writes the public key to `public_key`.
    commands: &'static str,
    found: OnceLock<Option<Found>>,
}

/// A form of public keys.
pub(crate) struct Form {
    /// The option or function that writes it.
    pub(crate) name: &'static str,
    /// The format.
    format: Format,
    /// The part of the maker's commands that depends on it.
    write: &'static str,
}

/// An installed program.
struct Found {
    program: &'static str,
    version: String,
}

/// All makers. A key of 4096 bits takes up to a second with OpenSSL, and several seconds with most others. Java takes
/// a second to start.
pub(crate) static ALL: [Maker; 7] = [
    Maker {
        name: "python-cryptography",
        needs: "python3 with the module cryptography",
        lengths: &[1024, 2048],
        forms: &[
            form("b64encode", Format::Base64Der, "print(base64.b64encode(der).decode())"),
            form(
                "encodebytes",
                Format::Base64Der,
                "print(base64.encodebytes(der).decode(), end=\"\")",
            ),
            form("openssh", Format::OpenSsh, "print(line.decode())"),
        ],
        // Debian's packages belong to the system's interpreter. Others may come first in the PATH.
        programs: &["python3", "/usr/bin/python3"],
        version: "PROGRAM -c 'import cryptography; print(cryptography.__version__)'",
        commands: "\
PROGRAM -c '
import base64
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import rsa
key = rsa.generate_private_key(65537, BITS).public_key()
der = key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
line = key.public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH)
WRITE' >public_key",
        found: OnceLock::new(),
    },
    Maker {
        name: "node-crypto",
        needs: "node",
        lengths: &[1024, 2048],
        forms: &[form("base64", Format::Base64Der, "console.log(der.toString(\"base64\"))")],
        programs: &["node", "nodejs"],
        version: "PROGRAM --version",
        commands: "\
PROGRAM -e '
const key = crypto.generateKeyPairSync(\"rsa\", {modulusLength: BITS}).publicKey
const der = key.export({type: \"spki\", format: \"der\"})
WRITE' >public_key",
        found: OnceLock::new(),
    },
    Maker {
        name: "java-security",
        needs: "java with its compiler",
        lengths: &[2048],
        forms: &[
            form("encoder", Format::Base64Der, "Base64.getEncoder()"),
            form("mime-encoder", Format::Base64Der, "Base64.getMimeEncoder()"),
        ],
        programs: &["java"],
        // It compiles its source, which needs the compiler.
        version: "PROGRAM --describe-module jdk.compiler >described && PROGRAM --version",
        commands: "\
cat >Make.java <<'END'
import java.security.KeyPairGenerator;
import java.util.Base64;
class Make {
    public static void main(String[] arguments) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(\"RSA\");
        generator.initialize(BITS);
        byte[] der = generator.generateKeyPair().getPublic().getEncoded();
        System.out.println(WRITE.encodeToString(der));
    }
}
END
PROGRAM Make.java >public_key",
        found: OnceLock::new(),
    },
    Maker {
        name: "ruby-openssl",
        needs: "ruby with openssl and base64",
        lengths: &[1024, 2048],
        forms: &[
            form("strict-encode64", Format::Base64Der, "print Base64.strict_encode64(der)"),
            form("encode64", Format::Base64Der, "print Base64.encode64(der)"),
        ],
        programs: &["ruby"],
        version: "PROGRAM -ropenssl -rbase64 -e 'puts RUBY_DESCRIPTION'",
        commands: "\
PROGRAM -ropenssl -rbase64 -e '
der = OpenSSL::PKey::RSA.new(BITS).public_key.to_der
WRITE' >public_key",
        found: OnceLock::new(),
    },
    Maker {
        name: "openssl",
        needs: "openssl",
        lengths: &[1024, 2048, 4096],
        forms: &[
            form("one-line", Format::Base64Der, "PROGRAM base64 -A -in made.der -out public_key"),
            form("wrapped", Format::Base64Der, "PROGRAM base64 -in made.der -out public_key"),
        ],
        programs: &["openssl"],
        version: "PROGRAM version",
        commands: "\
PROGRAM genrsa -out made.pem BITS
PROGRAM rsa -in made.pem -pubout -outform DER -out made.der
WRITE",
        found: OnceLock::new(),
    },
    Maker {
        name: "ssh-keygen",
        needs: "ssh-keygen",
        lengths: &[1024, 2048, 4096],
        forms: &[
            form("openssh", Format::OpenSsh, "cp made.pub public_key"),
            form("rfc4716", Format::Rfc4716, "PROGRAM -e -m RFC4716 -f made.pub >public_key"),
        ],
        programs: &["ssh-keygen"],
        // It doesn't print its version. It belongs to one release with ssh.
        version: "command -v PROGRAM >found && ssh -V 2>&1",
        commands: "\
PROGRAM -q -t rsa -b BITS -N '' -f made
WRITE",
        found: OnceLock::new(),
    },
    Maker {
        name: "puttygen",
        needs: "puttygen",
        lengths: &[1024, 2048],
        forms: &[
            form("openssh", Format::OpenSsh, "public-openssh"),
            form("rfc4716", Format::Rfc4716, "public"),
        ],
        programs: &["puttygen"],
        version: "PROGRAM --version",
        commands: "\
PROGRAM -q -t rsa -b BITS --new-passphrase /dev/null -o made.ppk
PROGRAM made.ppk --old-passphrase /dev/null -O WRITE -o public_key",
        found: OnceLock::new(),
    },
];

impl Maker {
    /// Returns what is missing.
    pub(crate) fn missing(&self, form: &Form) -> Option<String> {
        let reader = match form.format {
            Format::Base64Der => Oracle::Openssl,
            Format::OpenSsh | Format::Rfc4716 => Oracle::SshKeygen,
        };
        let missing = || format!("{} isn't installed", self.needs);
        if self.found().is_none() { Some(missing()) } else { reader.missing() }
    }

    fn found(&self) -> Option<&Found> {
        let find = || self.programs.iter().find_map(|program| self.version_of(program));
        self.found.get_or_init(find).as_ref()
    }

    fn version_of(&self, program: &'static str) -> Option<Found> {
        let printed = shell::ask(&[], &self.version.replace("PROGRAM", program)).ok()?;
        let version = printed.lines().next().unwrap_or("version unknown").to_owned();
        Some(Found { program, version })
    }
}

/// Creates a key, and compares the facts of the reference with those of OpenSSL.
///
/// # Errors
/// Returns the difference or the error, and the commands.
pub(crate) fn check(maker: &Maker, form: &Form, length: usize) -> Result<(), String> {
    let Found { program, version } = maker.found().ok_or("it isn't installed")?;
    let commands = maker.commands.replace("WRITE", form.write);
    let commands = commands.replace("PROGRAM", program).replace("BITS", &length.to_string());
    let commands = format!("{commands}\n{}\n{PUBLIC_FACTS}", to_spki(form.format));
    let compared = claim::check(&[], &commands, |directory, printed| {
        same("the length that was asked for", length, printed.bits()?)?;
        compare(directory, printed)
    });
    compared.map_err(|error| format!("{} ({version}): {error}", maker.name))
}

fn compare(directory: &Path, printed: &claim::Printed) -> Result<(), String> {
    let ours = reference::public_key(&claim::read(directory, "public_key")?)?;
    same("the length", ours.bits.unwrap_or_default(), printed.bits()?)?;
    same("the fingerprint", ours.fingerprint.unwrap_or_default(), printed.md5()?)
}

/// Returns the commands that convert a file to SubjectPublicKeyInfo as PEM. With an empty passphrase, ssh-keygen
/// doesn't ask for one.
const fn to_spki(format: Format) -> &'static str {
    match format {
        Format::Base64Der => {
            "\
tr -d '\\r\\n' <public_key | openssl base64 -d -A -out spki.der
openssl rsa -pubin -inform DER -in spki.der -out spki.pem"
        }
        Format::OpenSsh => "ssh-keygen -e -m PKCS8 -P '' -f public_key >spki.pem",
        Format::Rfc4716 => {
            "\
ssh-keygen -i -f public_key >line
ssh-keygen -e -m PKCS8 -P '' -f line >spki.pem"
        }
    }
}

const fn form(name: &'static str, format: Format, write: &'static str) -> Form {
    Form { name, format, write }
}
