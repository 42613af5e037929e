//! Flags of SSH blobs, and of the numbers in them.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "BlobTruncated",
        what: "A blob that ends before its last field is complete.",
        effect: "A reader that fills up the missing octets stores a key for which no private half \
                 exists.",
        seen: "paramiko fills up a short modulus with zeros, and reports a key of 2048 bits \
               although half of it is missing. ssh-keygen, PuTTYgen, cryptography, AsyncSSH, sshpk \
               and ssh-key refuse it.",
    },
    Flag {
        name: "BlobTrailingData",
        what: "Octets after the modulus, which is the last field (RFC 4253 section 6.6).",
        effect: "One key has an unlimited number of encodings, and fingerprints of the blob differ \
                 although the keys are equal.",
        seen: "PuTTYgen, paramiko and, in lines, sshpk accept the key and drop the rest, even a \
               whole second key. ssh-keygen, cryptography, AsyncSSH and ssh-key refuse it; sshpk \
               refuses it in RFC 4716.",
    },
    Flag {
        name: "BlobLength",
        what: "A field whose length is not that of its content (RFC 4251 section 5).",
        effect: "A reader accesses memory beyond the end, allocates gigabytes, or reads another \
                 key than the intended one.",
        seen: "If the length of the modulus is one octet too small, PuTTYgen, paramiko and sshpk \
               read another key. If it is one too large, paramiko and sshpk read two different \
               keys. If it is 2 GiB or more, paramiko reads the octets that are present. If it is \
               zero, PuTTYgen and sshpk read a modulus of zero. ssh-keygen, cryptography, AsyncSSH \
               and ssh-key refuse every wrong length.",
    },
    Flag {
        name: "BlobType",
        what: "An RSA key in a blob whose type is not `ssh-rsa`.",
        effect: "The key has several encodings. Software that compares types or blobs sees several \
                 keys.",
        seen: "ssh-keygen accepts `rsa`, `rsa-sha2-256` and `ssh-rsa` with a zero octet after it; \
               ssh-key accepts `rsa-sha2-256`. PuTTYgen, cryptography, paramiko, AsyncSSH and \
               sshpk refuse every other name.",
    },
    Flag {
        name: "MpintRedundant",
        what: "An mpint with an unnecessary leading octet (RFC 4251 section 5).",
        effect: "One key has an unlimited number of encodings, and a reader that counts octets \
                 reports another length.",
        seen: "ssh-keygen, cryptography, paramiko, AsyncSSH and sshpk accept it; PuTTYgen and \
               ssh-key refuse it.",
    },
    Flag {
        name: "MpintNegative",
        what: "A negative mpint, usually because the zero octet before a set high bit was \
               forgotten.",
        effect: "Readers that ignore the sign and readers that respect it see two different keys.",
        seen: "sshpk ignores the sign. ssh-key respects it and reports a negative number as a key. \
               ssh-keygen, PuTTYgen, cryptography, paramiko and AsyncSSH refuse it.",
    },
    Flag {
        name: "ExponentNotRsa",
        what: "A public exponent that is even, below 3, or not smaller than the modulus (RFC 8017 \
               section 3.1).",
        effect: "With the exponent 1, ciphertexts are equal to the plaintexts, and anyone can \
                 sign. With an even exponent, nobody can decrypt.",
        seen: "ssh-keygen, PuTTYgen, sshpk and ssh-key read such keys, including zero and one; \
               ssh-keygen refuses only a modulus that was swapped with the exponent, because it is \
               too small. cryptography, paramiko and AsyncSSH refuse them.",
    },
    Flag {
        name: "ModulusZero",
        what: "A modulus of zero.",
        effect: "Any calculation with the key divides by zero.",
        seen: "PuTTYgen and sshpk read it, and ssh-key does so in lines. ssh-keygen, cryptography, \
               paramiko and AsyncSSH refuse it.",
    },
    Flag {
        name: "ModulusTooLong",
        what: "A modulus of more than 16384 bits, the maximum that OpenSSL and OpenSSH support.",
        effect: "The cost of one operation with the key has no limit, so an attacker can keep a \
                 server busy.",
        seen: "PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read it; ssh-keygen \
               refuses it.",
    },
    Flag {
        name: "SmallExponent",
        what: "The public exponent 3.",
        effect: "RFC 8017 allows it. FIPS 186-5 requires more than 2^16, because careless padding \
                 breaks small exponents. A service that follows FIPS 186-5 refuses a key that \
                 another service accepts.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, ssh-key, OpenSSL, \
               Java and Node read such keys.",
    },
    Flag {
        name: "LargeExponent",
        what: "A public exponent that is too large for the integer types that software uses.",
        effect: "RFC 8017 allows it. Software that truncates it has another key. OpenSSL supports \
                 an exponent of more than 64 bits only up to a modulus of 3072 bits.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, ssh-key, OpenSSL, \
               Java and Node read it. According to their sources, Go's x/crypto/ssh refuses more \
               than 24 bits, and the rsa crate supports fewer than 34.",
    },
    Flag {
        name: "DocumentExample",
        what: "The public key that the document prints. Its text ends in EXAMPLE, so its modulus \
               is even.",
        effect: "No RSA key has an even modulus. A reader that checks this refuses the document's \
                 own example.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, ssh-key, OpenSSL, \
               Java and Node read it. Bouncy Castle and Go's crypto/rsa have an error for an even \
               modulus.",
    },
];
