//! Accepted private keys: their formats, their layouts, and the permissions of their files.

use super::super::case::Case;
use super::super::keys::{self, Key, text};
use super::super::private_forms::{
    Numbers, OpenSsh, openssh_pem, pkcs1_der, pkcs8, ppk, rsa_algorithm,
};
use super::{LoadedBy, RETRIEVING, accept, evident, facts};
use keyproof::encoding::pem;

pub(super) fn forms() -> Vec<Case> {
    [pkcs1_forms(), pkcs8_forms(), openssh_forms(), ppk_forms()].concat()
}

fn pkcs1_forms() -> Vec<Case> {
    let keys = [
        ("1024", "The document says that created keys have this length."),
        ("2048", "The real service creates keys of this length."),
        ("2048-b", "A second key of the same length has other fingerprints."),
        (
            "3072",
            "Keys of this length cannot be imported, but the private key has fingerprints \
             nevertheless.",
        ),
        ("4096", "The key has the greatest length that can be imported."),
        ("8192", "The key is too long for any import; its numbers have DER lengths of two octets."),
        ("2048-e3", "The key has the smallest possible public exponent."),
        (
            "2048-e35",
            "The key has the public exponent of OpenSSH before 5.4, which is not a prime.",
        ),
        (
            "2048-e4294967311",
            "The public exponent exceeds 32 bits, and some libraries do not load such a key.",
        ),
        ("2048-e18446744073709551629", "The public exponent exceeds 64 bits."),
    ];
    let case = |(name, comment): (&str, &str)| {
        let key = keys::key(name);
        accept(&format!("pkcs1-{name}"), LoadedBy::Both, comment, key.pem(), &key)
    };
    keys.into_iter().map(case).collect()
}

fn pkcs8_forms() -> Vec<Case> {
    let case = |name: &str, comment: &str| {
        let key = keys::key(name);
        let contents = pkcs8(0, &rsa_algorithm(), &pkcs1_der(&key));
        let file = pem::write("PRIVATE KEY", &contents, 64);
        accept(&format!("pkcs8-{name}"), LoadedBy::SshKeygen, comment, file, &key)
    };
    vec![
        case(
            "1024",
            "The file is PKCS#8, whose DER is the input of a created key pair's fingerprint.",
        ),
        case("2048", "The file is PKCS#8, as openssl genpkey writes it."),
        case("4096", "The file is PKCS#8 with the greatest key length that can be imported."),
    ]
}

fn openssh_forms() -> Vec<Case> {
    let case = |name: &str, key: &str, private_comment: &str, comment: &str| {
        let key = keys::key(key);
        let private_comment = private_comment.to_owned();
        let form = OpenSsh { comment: private_comment, ..OpenSsh::of(Numbers::of(&key)) };
        accept(name, LoadedBy::Both, comment, openssh_pem(&form.write()), &key)
    };
    // Comments with which the private section needs no padding, and the maximum of padding.
    let numbers = Numbers::of(&keys::key("1024"));
    let (unpadded, padded_most) =
        (comment_for_padding(&numbers, 0), comment_for_padding(&numbers, 7));
    vec![
        case(
            "openssh-1024",
            "1024",
            "keyproof",
            "OpenSSH's private key format omits dP and dQ, so the reader must compute them.",
        ),
        case(
            "openssh-2048",
            "2048",
            "keyproof",
            "The file is a key of 2048 bits in OpenSSH's private key format.",
        ),
        case(
            "openssh-4096",
            "4096",
            "keyproof",
            "The file is a key of 4096 bits in OpenSSH's private key format.",
        ),
        case("openssh-without-comment", "1024", "", "The comment is empty, which is valid."),
        case(
            "openssh-unpadded",
            "1024",
            &unpadded,
            "The private section already is a multiple of eight bytes, so it has no padding.",
        ),
        case(
            "openssh-padded-most",
            "1024",
            &padded_most,
            "The padding has its maximum length of 7 bytes.",
        ),
        case(
            "openssh-long-comment",
            "1024",
            &"keyproof ".repeat(64),
            "The comment is longer than the rest of the key.",
        ),
    ]
}

/// Returns a comment with which the padding has this many bytes.
fn comment_for_padding(numbers: &Numbers, padding: usize) -> String {
    let with = |comment: String| OpenSsh { comment, ..OpenSsh::of(numbers.clone()) };
    let candidates = (1..=8).map(|length| "k".repeat(length));
    let found = candidates.into_iter().find(|comment| {
        let written = with(comment.clone()).write();
        let end: Vec<u8> = comment.bytes().chain(1..=u8::try_from(padding).unwrap_or(0)).collect();
        written.ends_with(&end)
    });
    found.expect("one of eight lengths in a row does")
}

fn ppk_forms() -> Vec<Case> {
    let key = keys::key("2048");
    let file =
        |name, file: &str, comment| accept(name, LoadedBy::PuttyGen, comment, text(file), &key);
    let composed = |name: &str, comment| {
        let key = keys::key(name);
        let file = ppk(&Numbers::of(&key), "keyproof");
        accept(&format!("ppk-3-{name}"), LoadedBy::PuttyGen, comment, file, &key)
    };
    vec![
        file(
            "ppk-2-2048",
            "other/ppk-v2.ppk",
            "The file is in PuTTY's private key format, version 2, which PuTTYgen wrote until \
             2021.",
        ),
        file(
            "ppk-3-2048",
            "other/ppk-v3.ppk",
            "The file is in PuTTY's private key format, version 3.",
        ),
        composed("1024", "The file is a key of 1024 bits in PuTTY's private key format."),
        composed("4096", "The file is a key of 4096 bits in PuTTY's private key format."),
        accept(
            "ppk-3-crlf",
            LoadedBy::PuttyGen,
            "The file is in PuTTY's private key format with the line endings of Windows, where \
             PuTTY is mostly used.",
            text("other/ppk-v3.ppk").replace('\n', "\r\n"),
            &key,
        ),
        accept(
            "ppk-3-without-final-newline",
            LoadedBy::PuttyGen,
            "The file is in PuTTY's private key format without its last line break.",
            text("other/ppk-v3.ppk").trim_end(),
            &key,
        ),
    ]
}

pub(super) fn layouts() -> Vec<Case> {
    let key = keys::key("1024");
    let der = pkcs1_der(&key);
    let wrapped = |width| pem::write("RSA PRIVATE KEY", &der, width);
    let openssh = OpenSsh::of(Numbers::of(&key)).write();
    let openssh = |width| pem::write("OPENSSH PRIVATE KEY", &openssh, width);
    let both =
        |name: &str, comment: &str, file: String| accept(name, LoadedBy::Both, comment, file, &key);
    let ssh_keygen = |name: &str, comment: &str, file: String| {
        accept(name, LoadedBy::SshKeygen, comment, file, &key)
    };
    vec![
        both("pkcs1-48-columns", "The base64 is in lines of 48 columns.", wrapped(48)),
        both(
            "pkcs1-76-columns",
            "The base64 is in lines of 76 columns, as EC2 wrote them in 2011.",
            wrapped(76),
        )
        .observed("Keys that EC2 created in 2011 have lines of 76 columns."),
        both("pkcs1-one-line", "The base64 is on a single line.", wrapped(der.len() * 2)),
        both(
            "pkcs1-without-final-newline",
            "The file has no line break at the end.",
            wrapped(64).trim_end().to_owned(),
        ),
        both(
            "pkcs1-76-columns-without-final-newline",
            "The base64 is in lines of 76 columns without a line break at the end, as EC2 wrote it \
             in 2011.",
            wrapped(76).trim_end().to_owned(),
        )
        .observed(
            "Keys that EC2 created in 2011 have lines of 76 columns and no line break at the end.",
        ),
        both(
            "pkcs1-crlf",
            "The file has the line endings of Windows.",
            wrapped(64).replace('\n', "\r\n"),
        ),
        both(
            "pkcs1-crlf-without-final-newline",
            "The file has the line endings of Windows, but none at the end.",
            wrapped(64).trim_end().replace('\n', "\r\n"),
        ),
        ssh_keygen(
            "pkcs1-blanks-at-line-ends",
            "Each line ends with a space, which readers ignore.",
            wrapped(64).replace('\n', " \n"),
        )
        .flag("PrivateKeyLayout"),
        ssh_keygen(
            "pkcs1-behind-attributes",
            "Text precedes the BEGIN line (RFC 7468 section 5.2), as openssl pkcs12 writes it.",
            format!("Bag Attributes\n    friendlyName: keyproof\n{}", wrapped(64)),
        )
        .standard("RFC 7468 section 5.2")
        .flag("PrivateKeyLayout"),
        both(
            "openssh-64-columns",
            "OpenSSH's private key format has lines of 64 columns.",
            openssh(64),
        ),
        both(
            "openssh-76-columns",
            "OpenSSH's private key format has lines of 76 columns.",
            openssh(76),
        ),
        both(
            "openssh-one-line",
            "The base64 of OpenSSH's private key format is on a single line.",
            openssh(10_000),
        ),
    ]
}

pub(super) fn permissions() -> Vec<Case> {
    let key = keys::key("1024");
    let taken = [
        ("0400", "The document tells users to set these permissions."),
        ("0600", "ssh-keygen sets these permissions."),
        ("0500", "The owner can execute the file, which gives other users no access."),
        ("0700", "The owner has all permissions, and other users have none."),
    ];
    let refused = [
        ("0440", "The group can read the file."),
        (
            "0420",
            "The group can write the file: a user who cannot read it can still replace its \
             content.",
        ),
        ("0410", "The group can only execute the file."),
        ("0404", "All other users can read the file."),
        ("0402", "All other users can write the file."),
        ("0401", "All other users can only execute the file."),
        (
            "0640",
            "The owner can write and the group can read the file, as on servers that share a key.",
        ),
        ("0644", "A downloaded file has these permissions."),
        ("0660", "The group can read and write the file like the owner."),
        (
            "0664",
            "A downloaded file has these permissions on systems where each user has a private \
             group.",
        ),
        ("0755", "A file that was copied from a network share has these permissions."),
        ("0777", "All users have all permissions."),
    ];
    let taken = taken.iter().map(|(mode, comment)| taken_with(mode, comment, &key));
    taken.chain(refused.iter().map(|(mode, comment)| refused_with(mode, comment, &key))).collect()
}

fn taken_with(mode: &str, comment: &str, key: &Key) -> Case {
    let id = format!("private-key/mode-{mode}");
    let case = Case::private_key(id, &["public-key/permissions"], comment, key.pem(), facts(key));
    evident(case.mode(mode).document(RETRIEVING), key)
}

fn refused_with(mode: &str, comment: &str, key: &Key) -> Case {
    let id = format!("private-key/mode-{mode}");
    let twin = "private-key/mode-0400";
    Case::refuse_private_key(id, &["public-key/permissions"], comment, key.pem(), twin)
        .mode(mode)
        .flag("FilePermissions")
        .document(RETRIEVING)
        .tool("OpenSSH 9.2p1", &format!("chmod {mode} KEY; ssh-keygen -y -f KEY"))
}
