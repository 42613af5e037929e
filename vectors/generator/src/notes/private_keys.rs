//! Flags of private key files, fingerprints and decryption.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "FilePermissions",
        what: "A private key file that others than its owner can read, write or execute.",
        effect: "Whoever reads it has the key; whoever writes it can put another key in its place.",
        seen: "ssh-keygen and ssh refuse a file with any of the six bits, if it belongs to the user. \
               OpenSSL and PuTTYgen don't look.",
    },
    Flag {
        name: "EncryptedPrivateKey",
        what: "A private key under a passphrase that wasn't given.",
        effect: "A fingerprint of what is encrypted, or of the public key beside it, is not the pair's.",
        seen: "ssh-keygen, OpenSSL and PuTTYgen ask for the passphrase, and refuse an empty one.",
    },
    Flag {
        name: "OtherPrivateKey",
        what: "A private key of another algorithm than RSA.",
        effect: "Its digests look like the fingerprints of a pair that can't exist.",
        seen: "ssh-keygen 9.2 -y gives the public half of ECDSA and DSA keys in every form, and of an \
               Ed25519 key in OpenSSH's own; PuTTYgen 0.78 reads those in OpenSSH's own form and SEC 1.",
    },
    Flag {
        name: "PrivateKeyLabel",
        what: "A private key in PEM under the label of something else, or with markers that are none \
               (RFC 7468 section 3).",
        effect: "Who goes by the contents and who goes by the label disagree on what the file is, and a \
                 search for private keys by their label overlooks one.",
        seen: "ssh-keygen 9.2 and OpenSSL 3.0 read a PKCS#1 private key under RSA PUBLIC KEY, and PKCS#8 \
               under RSA PRIVATE KEY; OpenSSL also PKCS#1 under PRIVATE KEY. PuTTYgen 0.78 goes by the \
               BEGIN line, and doesn't compare the END line with it. phpseclib 3 goes by the contents, and \
               needs no markers at all.",
    },
    Flag {
        name: "PrivateKeyForm",
        what: "A private key whose encoding breaks the form's rules and leaves its numbers alone.",
        effect: "The fingerprint of a created pair is a digest of the whole encoding: hashing what \
                 stands in the file and hashing what was read from it give two values.",
        seen: "ssh-keygen 9.2 and OpenSSL 3.0 pass over octets behind the key, unknown versions, absent \
               parameters and the sign of the modulus, and OpenSSL over the restriction to PSS. PuTTYgen \
               0.78 passes over what stands behind the key and over the sign, and in OpenSSH's own form \
               over missing padding. phpseclib 3 looks at none of it.",
    },
    Flag {
        name: "PrivateKeyNumbers",
        what: "A private key whose numbers are not those of one key (RFC 8017 section 3.2).",
        effect: "The public half that it shows isn't the private half's, so that nobody can log in; a \
                 wrong number for one prime makes signatures from which the key can be computed.",
        seen: "ssh-keygen 9.2 and OpenSSL 3.0 check none of it in PKCS#1, and ssh-keygen no primes in \
               OpenSSH's own form. PuTTYgen 0.78 checks the product of the primes and the two \
               exponents, and computes the rest anew; of the public key outside the private section, it \
               takes no notice. phpseclib 3 compares nothing.",
    },
    Flag {
        name: "PrivateKeyLayout",
        what: "A private key in PEM with text before its armour, or with blanks at the ends of its \
               lines, both of which readers pass over (RFC 7468 sections 2 and 5.2).",
        effect: "A file as other programs write it can't be used.",
        seen: "PuTTYgen 0.78 wants the armour on the file's first line, and nothing behind a marker.",
    },
    Flag {
        name: "PrivateKeyEnd",
        what: "A private key file whose last line is missing, in part or with what stands before it.",
        effect: "A download that broke off is taken for a whole file; or a program hangs over it.",
        seen: "PuTTYgen 0.78 reads on past the end of the file, for ever; phpseclib 3 does without the \
               last line.",
    },
    Flag {
        name: "DigestOfAnotherForm",
        what: "A digest of the right key, in another form than the fingerprint's or by another hash.",
        effect: "A user compares two values that can never be equal, and takes the right key for a \
                 wrong one.",
        seen: "The API reference describes MD5 of the SSH blob (RFC 4716 section 4), and OpenStack's \
               Nova, Eucalyptus and jclouds compute it for imported keys. moto takes SHA-1 of \
               SubjectPublicKeyInfo for created pairs. ssh-keygen -l shows SHA-256 of the blob. The real \
               service agrees with none of them.",
    },
    Flag {
        name: "ImplicitRejection",
        what: "A ciphertext in the right range that decrypts to no valid padding.",
        effect: "A library that reports the failure can be asked questions about other ciphertexts \
                 (Bleichenbacher 1998); one that hides it answers with bytes that nobody encrypted.",
        seen: "OpenSSL 3.0 reports the failure. From version 3.2 on, unless \
               `rsa_pkcs1_implicit_rejection:0` is set, it answers with bytes that it derives from key \
               and ciphertext; so does cryptography 48, which is built on it. Node 20 refuses this \
               padding altogether.",
    },
];
