//! PuTTYgen and ssh-keygen convert a private key to other forms and back. It remains the same key: the reference
//! computes the facts that OpenSSL computes from the original.

use crate::claim::{self, PRIVATE_FACTS, PUBLIC_FACTS, Printed, same};
use crate::reference;
use keyproof::implementation::builtin::shell::File;
use keyproof_oracles::Oracle;
use std::path::Path;

/// Converts the private key in `key.pem`, as OpenSSL writes it, to another form, in `result`.
pub(crate) struct Conversion {
    /// The name in the trial's name.
    pub(crate) name: &'static str,
    /// The tool.
    pub(crate) tool: Oracle,
    /// The half of the key in `result`.
    half: Half,
    /// The commands. In those of PuTTYgen, `OPTIONS` stands for [`OPTIONS`].
    commands: &'static str,
}

/// Half of a key pair.
enum Half {
    Private,
    Public,
}

/// The origin of a key.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// A fixed key, by name.
    Fixed(&'static str),
    /// A new key.
    Fresh,
}

/// The keys.
pub(crate) const SOURCES: [Source; 4] =
    [Source::Fixed("1024"), Source::Fixed("2048"), Source::Fixed("4096"), Source::Fresh];

const FRESH: &str = "openssl genrsa -traditional -out key.pem 2048\n";

/// Empty passphrases, so that it doesn't ask for any.
const OPTIONS: &str = "-q --old-passphrase /dev/null --new-passphrase /dev/null";

/// All conversions. PuTTYgen never ends on some files, so its time on a processor is limited to one second. The
/// option for the version exists since PuTTY 0.75.
pub(crate) const ALL: [Conversion; 15] = [
    puttygen("openssh-line", Half::Public, "puttygen key.pem OPTIONS -O public-openssh -o result"),
    puttygen("rfc4716", Half::Public, "puttygen key.pem OPTIONS -O public -o result"),
    puttygen(
        "ppk-2",
        Half::Private,
        "\
puttygen key.pem OPTIONS --ppk-param version=2 -O private -o result
grep -q '^PuTTY-User-Key-File-2: ssh-rsa' result",
    ),
    puttygen(
        "ppk-3",
        Half::Private,
        "\
puttygen key.pem OPTIONS --ppk-param version=3 -O private -o result
grep -q '^PuTTY-User-Key-File-3: ssh-rsa' result",
    ),
    puttygen(
        "ppk-2-and-back",
        Half::Private,
        "\
puttygen key.pem OPTIONS --ppk-param version=2 -O private -o key.ppk
puttygen key.ppk OPTIONS -O private-openssh -o result",
    ),
    puttygen(
        "ppk-3-and-back",
        Half::Private,
        "\
puttygen key.pem OPTIONS --ppk-param version=3 -O private -o key.ppk
puttygen key.ppk OPTIONS -O private-openssh -o result",
    ),
    puttygen(
        "ppk-to-openssh-private",
        Half::Private,
        "\
puttygen key.pem OPTIONS -O private -o key.ppk
puttygen key.ppk OPTIONS -O private-openssh-new -o result",
    ),
    puttygen(
        "ppk-to-openssh-line",
        Half::Public,
        "\
puttygen key.pem OPTIONS -O private -o key.ppk
puttygen key.ppk OPTIONS -O public-openssh -o result",
    ),
    puttygen(
        "ppk-to-rfc4716",
        Half::Public,
        "\
puttygen key.pem OPTIONS -O private -o key.ppk
puttygen key.ppk OPTIONS -O public -o result",
    ),
    ssh_keygen("rfc4716", Half::Public, "ssh-keygen -e -m RFC4716 -P '' -f key.pem >result"),
    ssh_keygen(
        "rfc4716-and-back",
        Half::Public,
        "\
ssh-keygen -e -m RFC4716 -P '' -f key.pem >rfc4716
ssh-keygen -i -m RFC4716 -f rfc4716 >result",
    ),
    // PEM without its first and last line is base64 DER (rule import/base64-der).
    ssh_keygen(
        "pem-without-armour",
        Half::Public,
        "\
ssh-keygen -e -m PKCS8 -P '' -f key.pem >armoured
grep -v '^-----' armoured >result",
    ),
    ssh_keygen(
        "pem-without-armour-on-one-line",
        Half::Public,
        "\
ssh-keygen -e -m PKCS8 -P '' -f key.pem >armoured
grep -v '^-----' armoured | tr -d '\\n' >result",
    ),
    ssh_keygen(
        "openssh-private",
        Half::Private,
        "\
cp key.pem result
ssh-keygen -q -p -P '' -N '' -f result >printed
grep -q 'BEGIN OPENSSH PRIVATE KEY' result",
    ),
    ssh_keygen(
        "openssh-private-to-pkcs8",
        Half::Private,
        "\
cp key.pem result
ssh-keygen -q -p -P '' -N '' -f result >printed
ssh-keygen -q -p -m PKCS8 -P '' -N '' -f result >printed
grep -q 'BEGIN PRIVATE KEY' result",
    ),
];

/// Prints the public half of the original as a line. With an empty passphrase, ssh-keygen doesn't ask for one.
const LINE: &str = "ssh-keygen -y -P '' -f key.pem";

impl Source {
    /// The name in the trial's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Fixed(name) => name,
            Self::Fresh => "fresh",
        }
    }
}

/// Converts a key, and compares the reference's facts of the result with the tools' facts of the original.
///
/// # Errors
/// Returns the difference or the error, and the commands.
pub(crate) fn check(conversion: &Conversion, source: Source) -> Result<(), String> {
    let (files, make) = match source {
        Source::Fixed(name) => (vec![File::new("key.pem", fixed_key(name)?)], ""),
        Source::Fresh => (Vec::new(), FRESH),
    };
    let convert = conversion.commands.replace("OPTIONS", OPTIONS);
    let limit = if conversion.tool == Oracle::Puttygen { "ulimit -S -t 1\n" } else { "" };
    let commands = format!("{make}{limit}{convert}\n{PRIVATE_FACTS}\n{PUBLIC_FACTS}\n{LINE}");
    claim::check(&files, &commands, |directory, printed| {
        let result = claim::read(directory, "result")?;
        match conversion.half {
            Half::Private => compare_private(&result, printed),
            Half::Public => compare_public(&result, printed),
        }
    })
}

/// Reads a private key of vectors/keys.
///
/// # Errors
/// Returns an error if it can't be read.
pub(crate) fn fixed_key(name: &str) -> Result<Vec<u8>, String> {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/keys/rsa");
    claim::read(&keys, &format!("{name}.pem"))
}

fn compare_private(result: &[u8], original: &Printed) -> Result<(), String> {
    let ours = reference::private_key(result)?;
    let line = format!("ssh-rsa {}", original.after("ssh-rsa ")?);
    same("the public half", ours.openssh, line.trim_end())?;
    same("the fingerprint of a created pair", ours.created, original.sha1()?)?;
    same("the fingerprint of an imported pair", ours.imported, original.md5()?)
}

fn compare_public(result: &[u8], original: &Printed) -> Result<(), String> {
    let ours = reference::public_key(result)?;
    same("the length", ours.bits.unwrap_or_default(), original.bits()?)?;
    same(
        "the fingerprint of an imported pair",
        ours.fingerprint.unwrap_or_default(),
        original.md5()?,
    )
}

const fn puttygen(name: &'static str, half: Half, commands: &'static str) -> Conversion {
    Conversion { name, tool: Oracle::Puttygen, half, commands }
}

const fn ssh_keygen(name: &'static str, half: Half, commands: &'static str) -> Conversion {
    Conversion { name, tool: Oracle::SshKeygen, half, commands }
}
