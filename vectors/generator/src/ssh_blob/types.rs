//! Type names: an RSA key in a blob that names another type. The first word of the OpenSSH line and
//! the other fields are unchanged.

use super::{Fault, Fields, sound_key};
use keyproof::encoding::ssh;

pub(super) fn faults() -> Vec<Fault> {
    let named = |fault: &str, comment: &str, name: &[u8]| {
        let fields = Fields { name: ssh::write_string(name), ..Fields::of(&sound_key()) };
        Fault::new(format!("blob-type-{fault}"), comment, fields.blob()).flag("BlobType")
    };
    vec![
        named("empty", "The type in the blob is empty.", b""),
        named("capitals", "The type in the blob is in upper case.", b"SSH-RSA"),
        named("rsa", "The type in the blob is `rsa`.", b"rsa"),
        named("trailing-space", "A space follows the type in the blob.", b"ssh-rsa "),
        named("trailing-nul", "A NUL octet follows the type in the blob.", b"ssh-rsa\0"),
        named(
            "rsa-sha2-256",
            "The type in the blob is the name of a signature algorithm (RFC 8332 section 3).",
            b"rsa-sha2-256",
        )
        .section("RFC 8332 section 3"),
        named("ssh-dss", "The type in the blob is the type of DSA keys.", b"ssh-dss"),
        named(
            "certificate",
            "The type in the blob is the type of RSA certificates.",
            b"ssh-rsa-cert-v01@openssh.com",
        ),
        named(
            "x509v3-ssh-rsa",
            "The type in the blob is the type of X.509 certificates (RFC 6187 section 4).",
            b"x509v3-ssh-rsa",
        ),
    ]
}
