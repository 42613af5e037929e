//! Flags of RFC 4716 files.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "Rfc4716Marker",
        what: "Markers that are not the RFC's, which are literal text.",
        effect: "A program that doesn't look for the end marker reads on for ever, or beyond what was \
              meant to be the key.",
        seen: "PuTTYgen loops for ever on a file in which no other line starts with dashes. \
              ssh-keygen's import takes any line with four dashes for a marker, and needs neither; \
              sshpk takes three to five dashes, with blanks or without. AsyncSSH and PuTTYgen want \
              the RFC's text. All but sshpk stop at the first end marker.",
    },
    Flag {
        name: "Rfc4716TextAround",
        what: "Text before the begin marker or behind the end marker, which are the first and the \
              last line.",
        effect: "What stands outside can be another key to another program.",
        seen: "ssh-keygen, PuTTYgen, AsyncSSH and sshpk take whatever follows the end marker. \
              AsyncSSH takes whatever stands before the begin marker, ssh-keygen headers there. \
              None takes a byte order mark or UTF-16.",
    },
    Flag {
        name: "Rfc4716Layout",
        what: "White space where the RFC has none.",
        effect: "A file is refused in one place and taken in another; the key is the same.",
        seen: "ssh-keygen, PuTTYgen, AsyncSSH and sshpk take blank lines in and behind the body. \
              ssh-keygen, AsyncSSH and sshpk take blanks around the body's lines, which PuTTYgen \
              refuses. sshpk alone takes indented markers; with the end marker indented, PuTTYgen \
              loops for ever. None takes a file that is indented as a whole.",
    },
    Flag {
        name: "Rfc4716NotAscii",
        what: "A header beyond ASCII. The RFC has values in UTF-8; the real service is seen to take \
              ASCII alone.",
        effect: "A file with its owner's name in it is refused.",
        seen: "ssh-keygen, PuTTYgen, AsyncSSH and sshpk take a comment in UTF-8; ssh-keygen and \
              AsyncSSH also a tag. The real service refused other material beyond ASCII in 2026.",
    },
    Flag {
        name: "Rfc4716Header",
        what: "Headers as the RFC allows them.",
        effect: "A program that knows a few headers alone, or looks for words and not for lines, \
              refuses a right file.",
        seen: "PuTTYgen knows Comment, Subject and tags that start with x-, in these very letters, \
              and refuses all others. ssh-keygen's import takes a comment with the word END for \
              the end. AsyncSSH and sshpk take all of them.",
    },
    Flag {
        name: "Rfc4716HeaderForm",
        what: "A header that isn't quite in the RFC's form, and still is no line of base64.",
        effect: "Who takes it for the body refuses the key, or reads another.",
        seen: "AsyncSSH takes all of them. ssh-keygen wants a colon with a blank, and takes other \
              lines for base64. PuTTYgen and sshpk take the values with odd characters and the \
              repeated headers, and refuse most others.",
    },
    Flag {
        name: "Rfc4716HeaderTag",
        what: "A header with nothing before its colon.",
        effect: "Who takes it for the body refuses the key, or reads another.",
        seen: "AsyncSSH takes it as a header. ssh-keygen does if text follows the colon, sshpk if \
              nothing does; PuTTYgen refuses the file.",
    },
    Flag {
        name: "Rfc4716HeaderInBody",
        what: "A header or a remark behind the first line of the body, or one that makes itself the \
              first.",
        effect: "Who skips it and who decodes its letters read two keys.",
        seen: "ssh-keygen skips a line with a colon and a blank wherever it stands. PuTTYgen takes \
              the letters for base64, and with the line inside the body it reads a wrong key from \
              it without a word; behind the body it reads the right one. AsyncSSH and sshpk refuse \
              them, though sshpk takes an empty line before the header.",
    },
    Flag {
        name: "Rfc4716Continuation",
        what: "A header that goes on behind a backslash, or seems to. The backslash counts if it is \
              the last character of a header's line.",
        effect: "A line of the header is taken for the key, or a line of the key for the header.",
        seen: "ssh-keygen, AsyncSSH and Erlang follow continuations; PuTTYgen and sshpk don't, and \
              PuTTYgen reads a wrong key from a continuation that looks like base64. ssh-keygen loses \
              a line of the body if the continuation looks like a header or a marker, and lets body \
              lines go on. AsyncSSH ignores a blank behind the backslash. Only Erlang takes a \
              continuation that looks like the end marker. PuTTYgen loops for ever on one that \
              nothing follows.",
    },
    Flag {
        name: "Rfc4716CarriageReturn",
        what: "Lines that end in CR alone. RFC 4716 section 3.1 says SHOULD.",
        effect: "A file from an old Macintosh is refused.",
        seen: "ssh-keygen and sshpk take it, the latter without a continuation. PuTTYgen and \
              AsyncSSH refuse it.",
    },
    Flag {
        name: "Rfc4716WriterLimits",
        what: "A line, a tag, a value or a file beyond the RFC's limits, which are for those who \
              write.",
        effect: "A file that one program writes is refused by another, or overflows its buffer.",
        seen: "PuTTYgen, AsyncSSH and sshpk take lines of any length, ssh-keygen takes one of 1,003 \
              bytes and refuses one of 1,033. The real service took a body on one line of 372 \
              characters in 2026.",
    },
    Flag {
        name: "Rfc4716Body",
        what: "A body that is no base64 of an ssh-rsa blob.",
        effect: "Who looks for a key somewhere in it takes what no other takes.",
        seen: "PuTTYgen skips a key type before the base64, and takes a whole OpenSSH line; \
              ssh-keygen finds that line too, outside its import. PuTTYgen and sshpk ignore what \
              follows the padding. AsyncSSH and sshpk skip a zero byte. OpenSSL and cryptography \
              find DER or PEM inside. ssh-keygen's import takes markers in markers.",
    },
    Flag {
        name: "Rfc4716TwoKeys",
        what: "A file in which another key stands beside the one between the markers.",
        effect: "Two programs read two keys: who checks the one lets the other in.",
        seen: "From a continuation with a decoy's base64, ssh-keygen's import and AsyncSSH read the \
              key, PuTTYgen the decoy or a mixture of both. ssh-keygen's other commands read an \
              OpenSSH line wherever it stands, as a comment even. Of two bodies, PuTTYgen reads \
              the first, and behind padding AsyncSSH and sshpk do too; behind a backslash and a \
              blank, PuTTYgen reads the first and AsyncSSH the second. With two files all but \
              sshpk read the first. OpenSSL and Node read base64 DER beside the file, OpenSSL and \
              cryptography PEM.",
    },
];
