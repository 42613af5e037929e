//! Flags of SSH blobs, and of the numbers in them.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "BlobTruncated",
        what: "A blob that ends before its last field does.",
        effect: "A reader that fills up what is missing stores a key that nobody has the private \
                 half of.",
        seen: "paramiko fills a short modulus up with zeros, and reports a key of 2048 bits where \
               half of it is missing. ssh-keygen, PuTTYgen, cryptography, AsyncSSH, sshpk and \
               ssh-key refuse it.",
    },
    Flag {
        name: "BlobTrailingData",
        what: "Octets behind the modulus, which is the last field (RFC 4253 section 6.6).",
        effect: "One key has endless spellings, and fingerprints of the blob differ where keys \
                 don't.",
        seen: "PuTTYgen, paramiko and, in lines, sshpk take the key and drop the rest, be it a \
               whole second key. ssh-keygen, cryptography, AsyncSSH and ssh-key refuse it, and \
               sshpk does in RFC 4716.",
    },
    Flag {
        name: "BlobLength",
        what: "A field whose length isn't what it has (RFC 4251 section 5).",
        effect: "Reading beyond the end, allocating gigabytes, or another key than was meant.",
        seen: "Of a modulus that claims one octet less, PuTTYgen, paramiko and sshpk read another \
               key; of one that claims one more, paramiko and sshpk read two different ones; of \
               one that claims 2 GiB and more, paramiko reads what is there; of one that claims \
               nothing, PuTTYgen and sshpk read a modulus of zero. ssh-keygen, cryptography, \
               AsyncSSH and ssh-key refuse every lie.",
    },
    Flag {
        name: "BlobType",
        what: "An RSA key in a blob that names another type than `ssh-rsa`.",
        effect: "The key has several spellings; software that compares types or blobs sees several \
                 keys.",
        seen: "ssh-keygen takes `rsa`, `rsa-sha2-256` and `ssh-rsa` with a zero octet behind it, \
               ssh-key takes `rsa-sha2-256`. PuTTYgen, cryptography, paramiko, AsyncSSH and sshpk \
               refuse every other name.",
    },
    Flag {
        name: "MpintRedundant",
        what: "An mpint with a leading octet that it doesn't need (RFC 4251 section 5).",
        effect: "One key has endless spellings, and a count of octets gives it another length.",
        seen: "ssh-keygen, cryptography, paramiko, AsyncSSH and sshpk take it; PuTTYgen and \
               ssh-key refuse it.",
    },
    Flag {
        name: "MpintNegative",
        what: "An mpint below zero, most often because the zero octet before a high bit was \
               forgotten.",
        effect: "Readers that ignore the sign and readers that heed it see two different keys.",
        seen: "sshpk ignores the sign, and ssh-key heeds it and reports a negative number as a \
               key. ssh-keygen, PuTTYgen, cryptography, paramiko and AsyncSSH refuse it.",
    },
    Flag {
        name: "ExponentNotRsa",
        what: "A public exponent that is even, below 3, or no smaller than the modulus (RFC 8017 \
               section 3.1).",
        effect: "With 1, what is encrypted is sent in the clear, and anyone can sign; with an even \
                 one, nobody can decrypt.",
        seen: "ssh-keygen, PuTTYgen, sshpk and ssh-key read such keys, zero and one included; only \
               a swapped modulus is too small for ssh-keygen. cryptography, paramiko and AsyncSSH \
               refuse them.",
    },
    Flag {
        name: "ModulusZero",
        what: "A modulus of zero.",
        effect: "A division by zero, for whoever calculates with it.",
        seen: "PuTTYgen and sshpk read it, and in lines ssh-key does. ssh-keygen, cryptography, \
               paramiko and AsyncSSH refuse it.",
    },
    Flag {
        name: "ModulusTooLong",
        what: "A modulus of more than 16384 bits, the most that OpenSSL and OpenSSH calculate \
               with.",
        effect: "Nothing limits what one operation with the key costs: a way to keep a server \
                 busy.",
        seen: "PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read it; ssh-keygen \
               refuses it.",
    },
    Flag {
        name: "SmallExponent",
        what: "The public exponent 3.",
        effect: "RFC 8017 allows it; FIPS 186-5 wants more than 2^16, since careless padding \
                 breaks small ones. A service that keeps to that refuses what another takes.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, ssh-key, OpenSSL, \
               Java and Node read such keys.",
    },
    Flag {
        name: "LargeExponent",
        what: "A public exponent beyond what software holds in an integer.",
        effect: "RFC 8017 allows it. Software that cuts it off has another key; OpenSSL calculates \
                 with one of more than 64 bits only up to a modulus of 3072.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, ssh-key, OpenSSL, \
               Java and Node read it. By their sources, Go's x/crypto/ssh refuses more than 24 \
               bits, and the rsa crate calculates with less than 34.",
    },
    Flag {
        name: "DocumentExample",
        what: "The public key that the document prints. It ends in EXAMPLE, which leaves an even \
               modulus.",
        effect: "No RSA key has an even modulus: a reader that checks it refuses the document's \
                 own example.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, ssh-key, OpenSSL, \
               Java and Node read it. Bouncy Castle and Go's crypto/rsa have an error for an even \
               modulus.",
    },
];
