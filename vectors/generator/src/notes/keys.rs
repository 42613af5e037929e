//! Flags of keys: their lengths, exponents and algorithms.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "UnsupportedLength",
        what: "An RSA key of a length other than 1024, 2048 and 4096 bits.",
        effect: "One service accepts the key and another, which enforces the rule, refuses it. A \
                 check that counts whole octets accepts 2041 to 2047 bits as 2048.",
        seen: "OpenSSL, PuTTYgen, ssh-key, cryptography, paramiko, AsyncSSH, sshpk, Java and Node \
               read keys of other lengths; ssh-keygen does so from 1024 to 16384 bits. The real \
               service accepted 512 to 8192 bits in 2026, contrary to its own documentation.",
    },
    Flag {
        name: "Dsa",
        what: "A DSA key (FIPS 186), which the document names and excludes.",
        effect: "Current versions of OpenSSH do not support DSA. An instance with such a version \
                 starts, but nobody can log in.",
        seen: "ssh-keygen 9.2, PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key read it from an \
               OpenSSH line; paramiko no longer does. OpenSSL, cryptography and Node read it from \
               DER. OpenSSH removed DSA in version 10.",
    },
    Flag {
        name: "Ecdsa",
        what: "A key on one of the NIST curves.",
        effect: "The key pair cannot be used where RSA is required: for the password of a Windows \
                 instance, or for a fingerprint by the documented method.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH and sshpk read it from an \
               OpenSSH line. OpenSSL, cryptography and Node read it from DER, also when the curve \
               is given by explicit parameters instead of its name. The real service refuses it \
               with InvalidKey.Format.",
    },
    Flag {
        name: "EdDsa",
        what: "An Ed25519 or Ed448 key.",
        effect: "The key pair cannot be used where RSA is required, and its fingerprint is \
                 computed by another method.",
        seen: "The document of 2014 says that only RSA keys are accepted. The real service follows \
               it for RFC 4716 and DER, but accepts an Ed25519 key as an OpenSSH line since August \
               2021; before, it answered InvalidKey.Format. All SSH tools read Ed25519. PuTTYgen \
               and AsyncSSH also read Ed448; ssh-keygen does not.",
    },
    Flag {
        name: "SecurityKey",
        what: "A key that a FIDO security key holds (OpenSSH, PROTOCOL.u2f).",
        effect: "If a reader extracts the plain ECDSA or Ed25519 key, no signature ever verifies \
                 with it, because a security key signs in another form.",
        seen: "ssh-keygen 9.2, AsyncSSH and ssh-key (Ed25519 only) read both kinds as security \
               keys; cryptography returns the plain key inside. ssh-keygen accepts \
               `webauthn-sk-…`, which names a browser's signature, as the name of a key type. \
               PuTTYgen, paramiko and sshpk refuse all.",
    },
    Flag {
        name: "SshCertificate",
        what: "An OpenSSH certificate (OpenSSH, PROTOCOL.certkeys): a key with statements that an \
               authority signed.",
        effect: "If a service extracts the key, its holder can log in without time limit and under \
                 any name, although the certificate was issued for a period and for certain names.",
        seen: "From a certificate for an RSA key, ssh-keygen 9.2 -e, PuTTYgen 0.78, cryptography \
               50 and paramiko 5.1 return the plain RSA key without a warning. ssh-keygen -i keeps \
               the certificate as it is; AsyncSSH, sshpk and ssh-key refuse it.",
    },
    Flag {
        name: "SshX509",
        what: "An X.509 certificate as an SSH key (RFC 6187).",
        effect: "A reader that searches for an RSA key finds the one inside, although nobody has \
                 verified the certificate.",
        seen: "No SSH tool reads it. `openssl base64 -d` happens to drop enough of the RFC 4716 \
               file that OpenSSL finds the key in the certificate.",
    },
    Flag {
        name: "KeyAgreement",
        what: "A key for key agreement (X25519, Diffie-Hellman), which cannot sign.",
        effect: "Nobody can ever log in with such a key pair.",
        seen: "OpenSSL, cryptography and Node read it from DER; SSH has no key type for it.",
    },
    Flag {
        name: "RestrictedRsa",
        what: "An RSA key that its object identifier restricts to PSS or OAEP (RFC 4055).",
        effect: "The numbers are those of an RSA key, and SSH uses them in a way that the owner \
                 excluded. Its SubjectPublicKeyInfo has another fingerprint than that of the plain \
                 key.",
        seen: "cryptography 50 reads a PSS key as a plain RSA key. OpenSSL and Node read it as a \
               PSS key, and Java refuses it. None of them reads an OAEP key.",
    },
];
