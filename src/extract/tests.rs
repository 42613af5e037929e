//! Tests of the search as a whole. `tests/inspect.rs` wraps every form of key file in every way.

use super::*;
use crate::encoding::{base64, pem};
use crate::key::ssh_blob;

const PRIVATE: &str = include_str!("../../vectors/keys/rsa/2048.pem");
const OPENSSH: &str = include_str!("../../vectors/keys/other/openssh-private.pem");
const PPK: &str = include_str!("../../vectors/keys/other/ppk-v3.ppk");
const SPKI: &str = include_str!("../../vectors/keys/other/spki.pem");

/// Returns the only RSA key of the three files.
fn key() -> RsaPublicKey {
    let (_, key) = crate::key::private::read(PRIVATE.as_bytes()).unwrap();
    key.public().clone()
}

#[test]
fn a_gap_never_gives_another_key() {
    for file in
        [PRIVATE, OPENSSH, SPKI, &base64::encode_wrapped(&ssh_blob::write(&key()), 64, "\n")]
    {
        let lines: Vec<&str> = file.lines().collect();
        for gap in 0..lines.len() {
            let mut rest = lines.clone();
            rest.remove(gap);
            for text in [rest.join("\n"), rest.join("\n> "), rest.join(" ")] {
                for found in extract(text.as_bytes()).keys {
                    assert_eq!(found.public, PublicKey::Rsa(key()), "without line {gap}:\n{text}");
                }
            }
        }
    }
}

#[test]
fn a_cut_off_private_key_has_its_public_half() {
    let start: Vec<&str> = PRIVATE.lines().take(10).collect();
    let extraction = extract(start.join("\n").as_bytes());
    let [found] = extraction.keys.as_slice() else { panic!("{extraction:?}") };
    assert_eq!((&found.public, found.private.is_some()), (&PublicKey::Rsa(key()), false));
    assert!(extraction.is_private);
    assert!(extract(PRIVATE.lines().take(6).collect::<String>().as_bytes()).keys.is_empty());
}

#[test]
fn each_key_is_found_once_with_the_fewest_steps() {
    let line = ssh_blob::to_line(&key());
    let text = format!("{line}\n{}\n{SPKI}\n{}", base64::encode(line.as_bytes()), line);
    let extraction = extract(text.as_bytes());
    let [found] = extraction.keys.as_slice() else { panic!("{extraction:?}") };
    assert_eq!(found.steps, []);
    assert!(!extraction.is_private);
    let with_private = extract(format!("{line}\n{PRIVATE}").as_bytes());
    assert!(with_private.keys.len() == 1 && with_private.keys[0].private.is_some());
}

#[test]
fn private_material_is_noticed_wherever_it_hides() {
    let body: String = PRIVATE.lines().filter(|line| !line.starts_with('-')).collect();
    let encoded = base64::encode(PRIVATE.as_bytes());
    for text in [
        format!("ssh-rsa {body}"),
        format!("ssh-rsa {encoded} comment"),
        format!("---- BEGIN SSH2 PUBLIC KEY ----\n{body}\n---- END SSH2 PUBLIC KEY ----\n"),
        format!("{{\"data\": \"{encoded}\"}}"),
        format!("data:\n  key: {encoded}\n"),
        format!("{{\"data\": \"{}\"}}", base64::encode(encoded.as_bytes())),
        SPKI.replace("PUBLIC KEY-----\n", &format!("PUBLIC KEY-----\n{body}\n")),
    ] {
        assert!(extract(text.as_bytes()).is_private, "{text}");
    }
    let line = ssh_blob::to_line(&key());
    let der = pem::read(PRIVATE.as_bytes()).unwrap().contents;
    let digits: String = der.iter().map(|octet| format!("{octet:02x}")).collect();
    let spki = pem::read(SPKI.as_bytes()).unwrap().contents;
    for hidden in [
        format!("{line} {digits}").into_bytes(),
        format!("{line} comment\n{digits}\n").into_bytes(),
        format!("{line} {{\"kty\":\"RSA\",\"n\":\"AA\",\"d\":\"AA\"}}").into_bytes(),
        format!("{line} <RSAKeyValue><Modulus>AA</Modulus><D>AA</D></RSAKeyValue>").into_bytes(),
        base64::encode(&[spki.clone(), der.clone()].concat()).into_bytes(),
        [spki.clone(), der].concat(),
        [spki, base64::encode(PRIVATE.as_bytes()).into_bytes()].concat(),
        base64::encode(&[ssh_blob::write(&key()), [0, 0, 0, 1, 7].repeat(4)].concat()).into_bytes(),
    ] {
        assert!(extract(&hidden).is_private, "{}", hidden.escape_ascii());
    }
}

/// Two readings of one file may give two keys of the right length. Neither is reported.
#[test]
fn a_doubled_or_changed_line_gives_no_other_key() {
    for file in [PRIVATE, OPENSSH, SPKI, PPK] {
        let lines: Vec<&str> = file.lines().collect();
        for line in 0..lines.len() {
            let mut doubled = lines.clone();
            doubled.insert(line, lines[line]);
            let mut longer: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            longer[line].push('n');
            for text in [doubled.join("\n"), longer.join("\n"), lines.join("n\n")] {
                for found in extract(text.as_bytes()).keys {
                    assert_eq!(found.public, PublicKey::Rsa(key()), "at line {line}:\n{text}");
                }
            }
        }
    }
}

/// The search is bounded whatever the input, so these end.
#[test]
fn hostile_files_give_no_key() {
    let size = 65_537;
    let repeated = |part: &str| part.repeat(size / part.len());
    let nested = (0..12).fold("ssh-rsa".repeat(100), |text, _| base64::encode(text.as_bytes()));
    for text in [
        repeated("A"),
        repeated("MIIE"),
        repeated("MIIEpAIBAAKCAQEA "),
        repeated("AAAAB3NzaC1yc2E"),
        repeated("AAAAB3NzaC1yc2EAAAADAQABAAABAQ\n"),
        repeated("b3BlbnNzaC1rZXktdjE"),
        repeated("\\"),
        repeated("\\n%0A=\n&#43;<br>"),
        repeated("["),
        repeated("{\"a\":"),
        repeated("-----BEGIN RSA PRIVATE KEY-----\n"),
        repeated("PuTTY-User-Key-File-3: ssh-rsa\n"),
        repeated("\0a"),
        repeated("\u{200b}>"),
        nested,
    ] {
        assert!(extract(text.as_bytes()).keys.is_empty(), "{}", &text[..40]);
    }
}
