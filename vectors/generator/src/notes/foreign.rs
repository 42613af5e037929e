//! Flags of files that are in none of the three accepted formats.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "PrivateKeyMaterial",
        what: "A private key, alone or beside other content, where a public key is expected.",
        effect: "The service that accepts it holds a secret that only the owner may have, and \
                 stores it in a database, in logs and in backups. The owner sees a successful \
                 import and gets no warning.",
        seen: "ssh-keygen 9.2, AsyncSSH 2.24 and sshpk 1.18 accept a PEM private key and output \
               its public half without a warning. sshpk also does so with BIND's key files and \
               PuTTY's files of version 2. PuTTYgen 0.78 does so with its own files, those of \
               ssh.com and OpenSSH, and PKCS#1. From an encrypted OpenSSH or PuTTY key, \
               ssh-keygen, AsyncSSH and PuTTYgen read the public half, which is stored \
               unencrypted. After an OpenSSH line and in its comment, ssh-keygen, PuTTYgen, \
               paramiko, cryptography, AsyncSSH and ssh-key ignore a private key; cryptography 48 \
               reads that key when it is asked for PEM. After base64 DER, OpenSSL, Java's MIME \
               decoder and Node ignore it. No tool reads the base64 of a private key's DER as a \
               public key. The real service refused a private key in 2013, but only because of its \
               length.",
    },
    Flag {
        name: "TextAroundKey",
        what: "A key in one of the three formats with text before it or around it.",
        effect: "A key that is extracted from the middle of a text may not be the key that the \
                 user meant. It may be an example or a key that was crossed out.",
        seen: "paramiko 5.1 reads the second word of a line, whatever surrounds it: an assignment, \
               markup. ssh-keygen 9.2 -l treats words before the key as options, so it reads a \
               line of known_hosts, YAML and a cloud-init document. The other tools refuse all of \
               it.",
    },
    Flag {
        name: "PuttyPublicPart",
        what: "PuTTY's private key format without the private part.",
        effect: "The content of the file cannot be verified, because its authentication code is \
                 computed with the private part.",
        seen: "PuTTYgen 0.78 and ssh-keygen 9.2 -i read the public key from both versions, sshpk \
               1.18 from version 2. The other tools refuse it.",
    },
    Flag {
        name: "BinaryKey",
        what: "A key in the binary form that must be encoded in base64.",
        effect: "One service passes the binary data unchanged, and the next one corrupts it \
                 because it expects text.",
        seen: "AsyncSSH 2.24 and OpenSSL read binary DER, and sshpk 1.18 reads a binary SSH blob. \
               The real service refuses bytes that are not ASCII with InvalidParameterValue.",
    },
    Flag {
        name: "Ssh1Key",
        what: "A key of SSH protocol 1, whose numbers are in decimal.",
        effect: "The numbers are a valid RSA key, but for a protocol that must no longer be used.",
        seen: "PuTTYgen 0.78 reads it. OpenSSH removed the protocol in version 7.6, and the other \
               tools refuse the key.",
    },
    Flag {
        name: "FileLong",
        what: "A valid key in a file of more than 64 KiB, most of which is a comment.",
        effect: "A size limit on the material refuses a valid key. Without a limit, a region can \
                 be filled with text.",
        seen: "PuTTYgen, AsyncSSH and sshpk accept it. As an OpenSSH line, ssh-keygen, \
               cryptography, paramiko and ssh-key accept it too. According to reports, the real \
               service refuses material of more than 2048 characters.",
    },
    Flag {
        name: "FarTooLong",
        what: "A file many times as long as any key.",
        effect: "An attacker can keep a service busy if the service reads the whole file, or reads \
                 it several times.",
        seen: "All tools refuse it. OpenSSL 3.0's commands need seconds for that: the base64 \
               decodes to zeros, and the commands search for a key after every two of them. The \
               real service accepts at most 2048 characters.",
    },
];
