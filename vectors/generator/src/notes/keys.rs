//! Flags of keys: their lengths, exponents and algorithms.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "UnsupportedLength",
        what: "An RSA key of a length other than 1024, 2048 and 4096 bits.",
        effect: "The key works here and is refused by the service that keeps the rule, or the other \
                 way round; a check of whole octets lets 2041 to 2047 bits pass as 2048.",
        seen: "OpenSSL, PuTTYgen, ssh-key, cryptography, paramiko, AsyncSSH, sshpk, Java and Node \
               read keys of other lengths; ssh-keygen too, from 1024 to 16384 bits. The real service \
               took 512 to 8192 bits in 2026, against its own documentation.",
    },
    Flag {
        name: "Dsa",
        what: "A DSA key (FIPS 186), which the document names and excludes.",
        effect: "An instance with a current OpenSSH, which has no DSA, starts and lets nobody in.",
        seen: "ssh-keygen 9.2, PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key read it from an \
               OpenSSH line, paramiko no longer; OpenSSL, cryptography and Node read it from DER. OpenSSH dropped \
               DSA in version 10.",
    },
    Flag {
        name: "Ecdsa",
        what: "A key on one of the NIST curves.",
        effect: "The pair can't be used where RSA is needed: for the password of a Windows instance, \
                 or for a fingerprint in the documented way.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH and sshpk read it from an OpenSSH \
               line, OpenSSL, cryptography and Node from DER, the curve's numbers instead of its name \
               included. The real service refuses it with InvalidKey.Format.",
    },
    Flag {
        name: "EdDsa",
        what: "An Ed25519 or Ed448 key.",
        effect: "The pair can't be used where RSA is needed, and its fingerprint is of another kind.",
        seen: "The document of 2014 says that RSA keys alone are taken. The real service keeps to that \
               for RFC 4716 and DER, and since August 2021 takes an Ed25519 key as OpenSSH line; \
               before, it answered InvalidKey.Format. All SSH tools read Ed25519; PuTTYgen and \
               AsyncSSH read Ed448 too, ssh-keygen doesn't.",
    },
    Flag {
        name: "SecurityKey",
        what: "A key that a FIDO security key holds (OpenSSH, PROTOCOL.u2f).",
        effect: "Read as the plain ECDSA or Ed25519 key inside, it is a key that never signs: what the \
                 security key signs has another form.",
        seen: "ssh-keygen 9.2, AsyncSSH and ssh-key (Ed25519 alone) read the two as what they are; \
               cryptography gives the plain key inside. ssh-keygen takes the name of a browser's \
               signature, `webauthn-sk-…`, for that of a key. PuTTYgen, paramiko and sshpk refuse all.",
    },
    Flag {
        name: "SshCertificate",
        what: "An OpenSSH certificate (OpenSSH, PROTOCOL.certkeys): a key, and what an authority says \
               of it.",
        effect: "Choice for the key inside, it lets its holder in for ever and as anyone, although it was \
                 issued for a time and for certain names.",
        seen: "From a certificate for an RSA key, ssh-keygen 9.2 -e, PuTTYgen 0.78, cryptography 50 and \
               paramiko 5.1 give the plain RSA key without a word. ssh-keygen -i leaves it a \
               certificate; AsyncSSH, sshpk and ssh-key refuse it.",
    },
    Flag {
        name: "SshX509",
        what: "An X.509 certificate as SSH key (RFC 6187).",
        effect: "A search for the RSA key inside finds it, and nobody has checked the certificate.",
        seen: "No SSH tool reads it. `openssl base64 -d` happens to lose so much of the RFC 4716 file that \
               OpenSSL finds the key in the certificate.",
    },
    Flag {
        name: "KeyAgreement",
        what: "A key for agreeing on a secret (X25519, Diffie-Hellman), which can't sign.",
        effect: "Nobody can ever log in with such a pair.",
        seen: "OpenSSL, cryptography and Node read it from DER; SSH has no name for it.",
    },
    Flag {
        name: "RestrictedRsa",
        what: "An RSA key that its object identifier binds to PSS or OAEP (RFC 4055).",
        effect: "The numbers are those of an RSA key, and SSH would use them as the owner ruled out; \
                 its SubjectPublicKeyInfo has another fingerprint than the plain key's.",
        seen: "cryptography 50 reads a PSS key as a plain RSA key; OpenSSL and Node read it as what it \
               is, Java refuses it. An OAEP key is read by none of them.",
    },
];
