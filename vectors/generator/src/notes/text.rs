//! Flags of text: base64 and character sets.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "Base64Padding",
        what: "Base64 with less or more padding than its length requires (RFC 4648 section 3.2).",
        effect: "One key has several encodings, so a comparison of texts is not a comparison of \
                 keys.",
        seen: "sshpk and Node accept every variant. cryptography, paramiko, AsyncSSH and Python's \
               decoder accept surplus padding. PuTTYgen accepts it in RFC 4716, and in a line if \
               it is a whole group. Java's MIME decoder accepts text without padding. ssh-keygen, \
               in RFC 4716, and OpenSSL skip a space before the padding and refuse everything \
               else. ssh-key refuses all of it.",
    },
    Flag {
        name: "Base64TextAfterPadding",
        what: "Base64 that continues after its padding.",
        effect: "Decoders stop at the padding, skip it or refuse it, so one text gives two keys.",
        seen: "With the padding in the middle, PuTTYgen joins the two parts and reads the right \
               key; paramiko fills up the first part with zeros and reads it as another key. If \
               text follows a whole key, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, Node \
               and Python's decoder drop it. ssh-keygen, ssh-key, OpenSSL and Java refuse both.",
    },
    Flag {
        name: "Base64UnusedBits",
        what: "Base64 whose last character has bits set that belong to no octet (RFC 4648 section \
               3.5).",
        effect: "One key has up to sixteen encodings, so a comparison of texts is not a comparison \
                 of keys.",
        seen: "PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk, OpenSSL, Java's MIME decoder, \
               Node and Python's decoder accept it; ssh-keygen and ssh-key refuse it.",
    },
    Flag {
        name: "Base64UrlSafe",
        what: "Base64 in the alphabet for URLs and file names (RFC 4648 section 5).",
        effect: "A decoder that skips unknown characters loses some and reads another key.",
        seen: "paramiko reads another key from the line, because Python's decoder skips `-` and \
               `_`. Node, and sshpk in RFC 4716, read the right key. The others refuse it.",
    },
    Flag {
        name: "Base64Stranger",
        what: "A character among the base64 that is not in its alphabet (RFC 4648 section 3.3).",
        effect: "Decoders skip the character, stop at it or end the field there. A space is \
                 usually a lost `+`; the remaining text is then another key.",
        seen: "Python's decoder, Java's MIME decoder and Node skip every such character. \
               cryptography, paramiko and AsyncSSH skip it in lines, AsyncSSH and sshpk in RFC \
               4716. ssh-keygen skips spaces in RFC 4716, OpenSSL in base64 DER, sshpk in lines. \
               sshpk reads another key if a `+` was lost, if a backslash and an n are inside, and \
               if letters are not ASCII; paramiko reads another key from quoted-printable. ssh-key \
               and PuTTYgen refuse all of it. The real service was seen to refuse commas and \
               literal line breaks.",
    },
    Flag {
        name: "Base64CharacterLost",
        what: "Base64 with one character too few or too many, all of them in its alphabet.",
        effect: "All bits after that position are shifted. The decoded data is another key, for \
                 which no private half exists.",
        seen: "sshpk reads another key from lines in which characters are missing, at the end or \
               inside, or in which one is doubled. PuTTYgen does so from RFC 4716 with a doubled \
               character. The others refuse them.",
    },
    Flag {
        name: "ByteOrderMark",
        what: "A byte order mark in UTF-8 before the text, as some editors on Windows write it.",
        effect: "The first word of the file is not the word that it appears to be.",
        seen: "ssh-keygen, PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key refuse the line. \
               Programs that ignore the first word accept it, for example Go's x/crypto/ssh and \
               programs that pass the second word to paramiko. In base64 DER, lenient decoders \
               skip it.",
    },
    Flag {
        name: "Utf16",
        what: "A key file in UTF-16, as PowerShell's `>` writes it.",
        effect: "Every second byte is zero. Readers that skip zeros read the key, and others find \
                 none.",
        seen: "ssh-keygen, PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key refuse it. Without \
               a byte order mark, it is accepted where Python splits the words and passes the \
               second one to paramiko.",
    },
    Flag {
        name: "NulAtEnd",
        what: "Zero characters beside the key: in its comment, in a header, or after it because a \
               buffer was written out whole.",
        effect: "In C a text ends at a zero, and in other languages it does not. Only some \
                 programs see the text after it.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH and sshpk accept them; \
               ssh-key refuses one directly after the blob. ssh-keygen 9.2 and PuTTYgen 0.78 \
               accept one in a header of RFC 4716.",
    },
    Flag {
        name: "ControlZ",
        what: "A control-Z at the end, which marks the end of a text on CP/M and DOS.",
        effect: "A reader that expects one line finds a second one.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read the \
               key of an OpenSSH line; lenient decoders read the key of base64 DER.",
    },
];
