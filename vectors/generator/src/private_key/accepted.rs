//! Private keys that are read: their forms, their layouts, and the permissions of their files.

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
        ("1024", "The length that the document says created keys have."),
        ("2048", "The length that created keys are seen to have."),
        ("2048-b", "A second key of the same length has other fingerprints."),
        (
            "3072",
            "A length that isn't imported: the private key has its fingerprints all the same.",
        ),
        ("4096", "The longest length that is imported."),
        ("8192", "A length beyond every import: the lengths in DER take two octets throughout."),
        ("2048-e3", "The smallest exponent there is."),
        ("2048-e35", "The exponent of keys from OpenSSH before 5.4, which isn't a prime."),
        ("2048-e4294967311", "An exponent beyond 32 bits, with which some libraries load no key."),
        ("2048-e18446744073709551629", "An exponent beyond 64 bits."),
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
        case("1024", "PKCS#8, the DER of which a created pair's fingerprint is taken over."),
        case("2048", "PKCS#8, as openssl genpkey writes it."),
        case("4096", "PKCS#8 of the longest length that is imported."),
    ]
}

fn openssh_forms() -> Vec<Case> {
    let case = |name: &str, key: &str, private_comment: &str, comment: &str| {
        let key = keys::key(key);
        let private_comment = private_comment.to_owned();
        let form = OpenSsh { comment: private_comment, ..OpenSsh::of(Numbers::of(&key)) };
        accept(name, LoadedBy::Both, comment, openssh_pem(&form.write()), &key)
    };
    // What a comment has to have for the section to end with it, and for it to end one byte later.
    let numbers = Numbers::of(&keys::key("1024"));
    let (unpadded, padded_most) =
        (comment_for_padding(&numbers, 0), comment_for_padding(&numbers, 7));
    vec![
        case(
            "openssh-1024",
            "1024",
            "keyproof",
            "OpenSSH's own form: dP and dQ have to be computed.",
        ),
        case("openssh-2048", "2048", "keyproof", "OpenSSH's own form of a key of 2048 bits."),
        case("openssh-4096", "4096", "keyproof", "OpenSSH's own form of a key of 4096 bits."),
        case("openssh-without-comment", "1024", "", "The comment may be empty."),
        case(
            "openssh-unpadded",
            "1024",
            &unpadded,
            "The private section is a multiple of eight bytes as it is, and has no padding.",
        ),
        case(
            "openssh-padded-most",
            "1024",
            &padded_most,
            "The padding is as long as it gets: 7 bytes.",
        ),
        case(
            "openssh-long-comment",
            "1024",
            &"keyproof ".repeat(64),
            "A comment that is longer than the rest of the key.",
        ),
    ]
}

/// A comment with which the padding has this many bytes.
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
            "PuTTY's form of version 2, as PuTTYgen wrote it to 2021.",
        ),
        file("ppk-3-2048", "other/ppk-v3.ppk", "PuTTY's form of version 3."),
        composed("1024", "PuTTY's form of a key of 1024 bits."),
        composed("4096", "PuTTY's form of a key of 4096 bits."),
        accept(
            "ppk-3-crlf",
            LoadedBy::PuttyGen,
            "PuTTY's form with the line ends of Windows, where it comes from.",
            text("other/ppk-v3.ppk").replace('\n', "\r\n"),
            &key,
        ),
        accept(
            "ppk-3-without-final-newline",
            LoadedBy::PuttyGen,
            "PuTTY's form without its last line break.",
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
        both("pkcs1-48-columns", "Lines of 48 columns.", wrapped(48)),
        both("pkcs1-76-columns", "Lines of 76 columns, as EC2 wrote them in 2011.", wrapped(76))
            .observed("Keys that EC2 created in 2011 have lines of 76 columns."),
        both("pkcs1-one-line", "All of the base64 on one line.", wrapped(der.len() * 2)),
        both(
            "pkcs1-without-final-newline",
            "No line break at the end.",
            wrapped(64).trim_end().to_owned(),
        ),
        both(
            "pkcs1-76-columns-without-final-newline",
            "Lines of 76 columns, and no line break at the end: the keys that EC2 created in 2011.",
            wrapped(76).trim_end().to_owned(),
        )
        .observed(
            "Keys that EC2 created in 2011 have lines of 76 columns and no line break at the end.",
        ),
        both("pkcs1-crlf", "The line ends of Windows.", wrapped(64).replace('\n', "\r\n")),
        both(
            "pkcs1-crlf-without-final-newline",
            "The line ends of Windows, and none at the end.",
            wrapped(64).trim_end().replace('\n', "\r\n"),
        ),
        ssh_keygen(
            "pkcs1-blanks-at-line-ends",
            "A blank before each line end.",
            wrapped(64).replace('\n', " \n"),
        )
        .flag("PrivateKeyLayout"),
        ssh_keygen(
            "pkcs1-behind-attributes",
            "Text before the armour (RFC 7468 section 5.2), as openssl pkcs12 writes it.",
            format!("Bag Attributes\n    friendlyName: keyproof\n{}", wrapped(64)),
        )
        .standard("RFC 7468 section 5.2")
        .flag("PrivateKeyLayout"),
        both("openssh-64-columns", "OpenSSH's own form in lines of 64 columns.", openssh(64)),
        both("openssh-76-columns", "OpenSSH's own form in lines of 76 columns.", openssh(76)),
        both("openssh-one-line", "OpenSSH's own form on one line.", openssh(10_000)),
    ]
}

pub(super) fn permissions() -> Vec<Case> {
    let key = keys::key("1024");
    let taken = [
        ("0400", "What the document tells users to set."),
        ("0600", "What ssh-keygen sets."),
        ("0500", "The owner may execute it, which hides nothing and shows nothing."),
        ("0700", "The owner may do anything."),
    ];
    let refused = [
        ("0440", "The group may read it."),
        ("0420", "The group may write it: who can't read it can still replace it."),
        ("0410", "The group may execute it, and nothing else."),
        ("0404", "Everybody may read it."),
        ("0402", "Everybody may write it."),
        ("0401", "Everybody may execute it, and nothing else."),
        ("0640", "The owner's group may read it, as on servers that share a key."),
        ("0644", "What a download has."),
        ("0660", "The group may do what the owner may."),
        ("0664", "What a download has where groups are one's own."),
        ("0755", "What a file has that was copied from a share."),
        ("0777", "Anyone may do anything."),
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
