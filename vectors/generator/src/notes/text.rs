//! Flags of text: base64 and character sets.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "Base64Padding",
        what: "Base64 with less or more padding than its length asks for (RFC 4648 section 3.2).",
        effect: "One key has many spellings, so that comparing texts no longer compares keys.",
        seen: "sshpk and Node take every kind; cryptography, paramiko, AsyncSSH and Python's \
               decoder take surplus padding; PuTTYgen takes it in RFC 4716, and a whole group of \
               it in a line; Java's MIME decoder takes text without any. ssh-keygen, in RFC 4716, \
               and OpenSSL pass over a blank before the padding, and refuse everything else; \
               ssh-key refuses all of it.",
    },
    Flag {
        name: "Base64TextAfterPadding",
        what: "Base64 that goes on behind its padding.",
        effect: "Decoders stop at the padding, skip it or refuse it: one text is two keys.",
        seen: "With the padding in the middle, PuTTYgen joins the two parts and reads the right \
               key, and paramiko reads the first part, filled up with zeros, as another key. With \
               text behind a whole key, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, Node \
               and Python's decoder drop it. ssh-keygen, ssh-key, OpenSSL and Java refuse both.",
    },
    Flag {
        name: "Base64UnusedBits",
        what: "Base64 whose last character has bits set that no octet uses (RFC 4648 section 3.5).",
        effect: "One key has up to sixteen spellings, so that comparing texts no longer compares \
                 keys.",
        seen: "PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, OpenSSL, Java's MIME decoder, \
               Node and Python's decoder take it; ssh-keygen and ssh-key refuse it.",
    },
    Flag {
        name: "Base64UrlSafe",
        what: "Base64 in the alphabet for URLs and file names (RFC 4648 section 5).",
        effect: "Decoders that skip what they don't know lose characters, and read another key.",
        seen: "paramiko reads another key from the line, since Python's decoder skips `-` and `_`. \
               Node, and sshpk in RFC 4716, read the right one. The others refuse it.",
    },
    Flag {
        name: "Base64Stranger",
        what: "A character among the base64 that is none of its alphabet (RFC 4648 section 3.3).",
        effect: "Decoders skip it, stop at it or end the field there. A blank is most often a lost \
                 `+`, and then the key that is left is another one.",
        seen: "Python's decoder, Java's MIME decoder and Node skip everything; cryptography, \
               paramiko and AsyncSSH skip it in lines, AsyncSSH and sshpk in RFC 4716; ssh-keygen \
               skips blanks in RFC 4716, OpenSSL in base64 DER, sshpk in lines. sshpk reads \
               another key where a `+` was lost, where a backslash and an n stand inside, and from \
               letters that aren't ASCII; paramiko does from quoted-printable. ssh-key and \
               PuTTYgen refuse all of it. The real service was seen to refuse commas and literal \
               line breaks.",
    },
    Flag {
        name: "Base64CharacterLost",
        what: "Base64 with a character too few or too many, but all of them of its alphabet.",
        effect: "Everything behind that place is shifted: what decodes is another key, and nobody \
                 has its private half.",
        seen: "sshpk reads another key from lines that lost characters, at the end or inside, or \
               have one twice; PuTTYgen too from RFC 4716 with a character twice. The others \
               refuse them.",
    },
    Flag {
        name: "ByteOrderMark",
        what: "A byte order mark in UTF-8 before the text, as some editors on Windows write it.",
        effect: "The first word of the file is no longer what it looks like.",
        seen: "ssh-keygen, PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key refuse the line. \
               Programs that never look at the first word take it: Go's x/crypto/ssh is one, and \
               so is what hands the second word to paramiko. In base64 DER lenient decoders skip it.",
    },
    Flag {
        name: "Utf16",
        what: "A key file in UTF-16, as PowerShell's `>` writes it.",
        effect: "Every second byte is zero: readers that skip zeros read it, and others see \
                 nothing.",
        seen: "ssh-keygen, PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key refuse it. Without \
               a byte order mark it goes through where Python splits the words and hands the \
               second to paramiko.",
    },
    Flag {
        name: "NulAtEnd",
        what: "Zero characters beside the key: in its comment, in a header, or behind it from a buffer \
               that was written out whole.",
        effect: "C stops reading at a zero and other languages don't: what stands behind it is \
                 seen by some.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH and sshpk take them; ssh-key \
               refuses one right behind the blob. ssh-keygen 9.2 and PuTTYgen 0.78 take one in a \
               header of RFC 4716.",
    },
    Flag {
        name: "ControlZ",
        what: "A control-Z at the end, the sign for the end of a text on CP/M and DOS.",
        effect: "Readers that want the file to be one line see a second one.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read the \
               key of an OpenSSH line, and lenient decoders that of base64 DER.",
    },
];
