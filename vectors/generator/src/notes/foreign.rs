//! Flags of files that are none of the three formats.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "PrivateKeyMaterial",
        what: "A private key, alone or beside something else, where a public key belongs.",
        effect: "Who takes it has a secret that only its owner may have, and keeps it in a database, \
                 in logs and in backups; the owner sees an import that worked and learns nothing.",
        seen: "ssh-keygen 9.2, AsyncSSH 2.24 and sshpk 1.18 take a PEM private key and give its public \
               half without a word, sshpk BIND's key files and PuTTY's of version 2 too; PuTTYgen 0.78 \
               does so with its own files, ssh.com's, OpenSSH's and PKCS#1. From an encrypted OpenSSH or \
               PuTTY key, ssh-keygen, AsyncSSH and PuTTYgen take the public half that stands there in \
               clear. Behind an OpenSSH line and in its comment, ssh-keygen, PuTTYgen, paramiko, \
               cryptography, AsyncSSH and ssh-key overlook a private key, which cryptography 48 reads if it \
               is asked for PEM, and behind base64 DER OpenSSL, Java's MIME decoder \
               and Node. No tool reads the base64 of a private key's DER as a public key. The real \
               service refused a private key in 2013, for its length alone.",
    },
    Flag {
        name: "TextAroundKey",
        what: "A key in one of the three formats with something before it or around it.",
        effect: "What is taken from the middle of a text may be another key than the person meant, and \
                 not even the key of the text: an example, a key that was struck out.",
        seen: "paramiko 5.1 reads the second word of a line, whatever stands around it: an assignment, \
               markup. ssh-keygen 9.2 -l reads a line behind words that it takes for options, and so \
               known_hosts, YAML and a cloud-init document. The other tools refuse all of it.",
    },
    Flag {
        name: "PuttyPublicPart",
        what: "PuTTY's own form without its private part.",
        effect: "Nothing in the file can be checked: its authentication code needs the private part.",
        seen: "PuTTYgen 0.78 and ssh-keygen 9.2 -i give the public key out of either version, sshpk \
               1.18 out of version 2. The other tools refuse it.",
    },
    Flag {
        name: "BinaryKey",
        what: "A key in the binary form that belongs in base64.",
        effect: "What passes through one service unharmed is mangled by the next that expects text.",
        seen: "AsyncSSH 2.24 and OpenSSL read DER as it is, sshpk 1.18 an SSH blob as it is. The real \
               service refuses what isn't ASCII with InvalidParameterValue.",
    },
    Flag {
        name: "Ssh1Key",
        what: "A key of SSH protocol 1: numbers in decimal.",
        effect: "The numbers are a good RSA key, for a protocol that nobody should speak.",
        seen: "PuTTYgen 0.78 reads it. OpenSSH gave the protocol up in version 7.6, and the other tools \
               refuse it.",
    },
    Flag {
        name: "FileLong",
        what: "A sound key in a file of more than 64 KiB: the rest is a comment.",
        effect: "A limit on the material refuses a sound key; no limit lets a region be filled with \
                 text.",
        seen: "PuTTYgen, AsyncSSH and sshpk take it, and as an OpenSSH line so do ssh-keygen, \
               cryptography, paramiko and ssh-key. The real service is reported to refuse material of more \
               than 2048 characters.",
    },
    Flag {
        name: "FarTooLong",
        what: "A file many times as long as any key.",
        effect: "Who reads it all, or reads it more than once, can be kept busy by a stranger.",
        seen: "All tools refuse it, OpenSSL 3.0's commands after seconds: its base64 decodes to zeros, and \
               they look for a key behind every two of them. The real service takes 2048 characters at \
               the most.",
    },
];
