//! Flags of private key files, fingerprints and decryption.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "FilePermissions",
        what: "A private key file that users other than its owner can read, write or execute.",
        effect: "A user who can read the file has the key. A user who can write it can replace the \
                 key by another one.",
        seen: "ssh-keygen and ssh refuse a file with any of the six permission bits if it belongs \
               to the user. OpenSSL and PuTTYgen do not check them.",
    },
    Flag {
        name: "EncryptedPrivateKey",
        what: "A private key that is encrypted with a passphrase, and the passphrase is not given.",
        effect: "A fingerprint of the encrypted data, or of the public key beside it, is not the \
                 fingerprint of the key pair.",
        seen: "ssh-keygen, OpenSSL and PuTTYgen ask for the passphrase and refuse an empty one.",
    },
    Flag {
        name: "OtherPrivateKey",
        what: "A private key of an algorithm other than RSA.",
        effect: "Its digests look like the fingerprints of a key pair that cannot exist.",
        seen: "ssh-keygen 9.2 -y outputs the public half of ECDSA and DSA keys in every format, \
               and of an Ed25519 key in OpenSSH's private key format. PuTTYgen 0.78 reads these \
               keys in OpenSSH's private key format and in SEC 1.",
    },
    Flag {
        name: "PrivateKeyLabel",
        what: "A private key in PEM under the label of another structure, or with invalid markers \
               (RFC 7468 section 3).",
        effect: "A reader that looks at the contents and a reader that looks at the label disagree \
                 about the type of the file. A search for private keys by label misses it.",
        seen: "ssh-keygen 9.2 and OpenSSL 3.0 read a PKCS#1 private key under RSA PUBLIC KEY, and \
               PKCS#8 under RSA PRIVATE KEY. OpenSSL also reads PKCS#1 under PRIVATE KEY. PuTTYgen \
               0.78 looks at the BEGIN line and does not compare the END line with it. phpseclib 3 \
               looks at the contents and needs no markers.",
    },
    Flag {
        name: "PrivateKeyForm",
        what: "A private key whose encoding violates the rules of the format but whose numbers are \
               unchanged.",
        effect: "The fingerprint of a created key pair is a digest of the whole encoding. A digest \
                 of the file's bytes and a digest of the re-encoded key differ.",
        seen: "ssh-keygen 9.2 and OpenSSL 3.0 ignore octets after the key, unknown versions, \
               absent parameters and the sign of the modulus. OpenSSL also ignores the restriction \
               to PSS. PuTTYgen 0.78 ignores data after the key and the sign, and in OpenSSH's \
               private key format also missing padding. phpseclib 3 checks none of it.",
    },
    Flag {
        name: "PrivateKeyNumbers",
        what: "A private key whose numbers do not belong to one key (RFC 8017 section 3.2).",
        effect: "The public half in the file does not match the private half, so nobody can log \
                 in. A wrong number for one of the primes produces signatures from which the key \
                 can be computed.",
        seen: "ssh-keygen 9.2 and OpenSSL 3.0 check none of it in PKCS#1. ssh-keygen does not \
               check the primes in OpenSSH's private key format. PuTTYgen 0.78 checks the product \
               of the primes and the two exponents, and recomputes the rest; it ignores the public \
               key outside the private section. phpseclib 3 compares nothing.",
    },
    Flag {
        name: "PrivateKeyLayout",
        what: "A private key in PEM with text before its BEGIN line or with white space at the \
               ends of its lines. Readers ignore both (RFC 7468 sections 2 and 5.2).",
        effect: "A file that another program wrote cannot be used.",
        seen: "PuTTYgen 0.78 requires the BEGIN line to be the first line of the file, and accepts \
               nothing after a marker.",
    },
    Flag {
        name: "PrivateKeyEnd",
        what: "A private key file whose last line is missing, partly or together with the lines \
               before it.",
        effect: "An incomplete download is accepted as a complete file, or a program does not \
                 terminate.",
        seen: "PuTTYgen 0.78 reads beyond the end of the file and does not terminate. phpseclib 3 \
               does not need the last line.",
    },
    Flag {
        name: "DigestOfAnotherForm",
        what: "A digest of the right key, but of another encoding than the fingerprint's or with \
               another hash function.",
        effect: "A user compares two values that can never be equal, and mistakes the right key \
                 for a wrong one.",
        seen: "The API reference describes MD5 of the SSH blob (RFC 4716 section 4), and \
               OpenStack's Nova, Eucalyptus and jclouds compute it for imported keys. moto \
               computes SHA-1 of SubjectPublicKeyInfo for created key pairs. ssh-keygen -l shows \
               SHA-256 of the blob. The real service agrees with none of them.",
    },
    Flag {
        name: "ImplicitRejection",
        what: "A ciphertext in the valid range whose decryption has no valid padding.",
        effect: "A library that reports the failure can be used as an oracle to decrypt other \
                 ciphertexts (Bleichenbacher 1998). A library that hides the failure returns bytes \
                 that nobody encrypted.",
        seen: "OpenSSL 3.0 reports the failure. From version 3.2 on, unless \
               `rsa_pkcs1_implicit_rejection:0` is set, it returns bytes that it derives from the \
               key and the ciphertext. cryptography 48 does the same, because it is built on \
               OpenSSL. Node 20 does not support this padding at all.",
    },
];
