//! Flags of RFC 4716 files.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "Rfc4716Marker",
        what: "Markers that differ from the literal text in the RFC.",
        effect: "A program that does not check for the end marker does not terminate, or reads \
                 beyond the intended end of the key.",
        seen: "PuTTYgen loops forever on a file in which no other line starts with dashes. \
               ssh-keygen's import treats any line with four dashes as a marker, and requires \
               neither marker. sshpk accepts three to five dashes, with or without spaces. \
               AsyncSSH and PuTTYgen require the RFC's text. All except sshpk stop at the first \
               end marker.",
    },
    Flag {
        name: "Rfc4716TextAround",
        what: "Text before the begin marker or after the end marker, although these must be the \
               first and the last line.",
        effect: "The text outside may be another key, which another program reads.",
        seen: "ssh-keygen, PuTTYgen, AsyncSSH and sshpk accept any text after the end marker. \
               AsyncSSH accepts any text before the begin marker; ssh-keygen accepts headers \
               there. None of them accepts a byte order mark or UTF-16.",
    },
    Flag {
        name: "Rfc4716Layout",
        what: "White space in places where the RFC has none.",
        effect: "One implementation refuses the file and another accepts it. The key is the same.",
        seen: "ssh-keygen, PuTTYgen, AsyncSSH and sshpk accept blank lines in and after the body. \
               ssh-keygen, AsyncSSH and sshpk accept white space around the lines of the body; \
               PuTTYgen refuses it. Only sshpk accepts indented markers; if the end marker is \
               indented, PuTTYgen loops forever. None of them accepts a file that is indented as a \
               whole.",
    },
    Flag {
        name: "Rfc4716NotAscii",
        what: "A header with characters beyond ASCII. In the RFC, values are in UTF-8; the real \
               service was seen to accept only ASCII.",
        effect: "A file that contains its owner's name is refused.",
        seen: "ssh-keygen, PuTTYgen, AsyncSSH and sshpk accept a comment in UTF-8; ssh-keygen and \
               AsyncSSH also accept a tag. The real service refused other material beyond ASCII in \
               2026.",
    },
    Flag {
        name: "Rfc4716Header",
        what: "Headers as the RFC allows them.",
        effect: "A program that knows only a few headers, or that searches for words instead of \
                 lines, refuses a valid file.",
        seen: "PuTTYgen knows Comment, Subject and tags that start with x-, in exactly this \
               spelling, and refuses all others. ssh-keygen's import treats a comment with the \
               word END as the end marker. AsyncSSH and sshpk accept all of them.",
    },
    Flag {
        name: "Rfc4716HeaderForm",
        what: "A header that violates the RFC's form but is not a line of base64 either.",
        effect: "A reader that reads the header as the body refuses the key, or reads another one.",
        seen: "AsyncSSH accepts all of them. ssh-keygen requires a colon and a space, and treats \
               other lines as base64. PuTTYgen and sshpk accept the values with unusual characters \
               and the repeated headers, and refuse most others.",
    },
    Flag {
        name: "Rfc4716HeaderTag",
        what: "A header with an empty tag before its colon.",
        effect: "A reader that reads the header as the body refuses the key, or reads another one.",
        seen: "AsyncSSH reads it as a header. ssh-keygen does so if text follows the colon, and \
               sshpk if no text follows; PuTTYgen refuses the file.",
    },
    Flag {
        name: "Rfc4716HeaderInBody",
        what: "A header or a remark after the first line of the body, or a remark that becomes the \
               first line of the body.",
        effect: "A reader that skips it and a reader that decodes its letters read two different \
                 keys.",
        seen: "ssh-keygen skips a line with a colon and a space wherever it is. PuTTYgen decodes \
               the letters as base64: if the line is inside the body, it reads a wrong key without \
               a warning; if the line is after the body, it reads the right one. AsyncSSH and \
               sshpk refuse them, but sshpk accepts an empty line before the header.",
    },
    Flag {
        name: "Rfc4716Continuation",
        what: "A header that continues after a backslash, or appears to. The backslash counts if \
               it is the last character of a header line.",
        effect: "A line of the header is read as the key, or a line of the key as the header.",
        seen: "ssh-keygen, AsyncSSH and Erlang support continuations; PuTTYgen and sshpk do not, \
               and PuTTYgen reads a wrong key from a continuation that looks like base64. \
               ssh-keygen loses a line of the body if the continuation looks like a header or a \
               marker, and it lets lines of the body continue. AsyncSSH ignores a space after the \
               backslash. Only Erlang accepts a continuation that looks like the end marker. \
               PuTTYgen loops forever on a continuation after which the file ends.",
    },
    Flag {
        name: "Rfc4716CarriageReturn",
        what: "Lines that end with only a CR. RFC 4716 section 3.1 says SHOULD.",
        effect: "A file from an old Macintosh is refused.",
        seen: "ssh-keygen and sshpk accept it, sshpk only without a continuation. PuTTYgen and \
               AsyncSSH refuse it.",
    },
    Flag {
        name: "Rfc4716WriterLimits",
        what: "A line, a tag, a value or a file that exceeds the RFC's limits. The limits apply to \
               programs that write files.",
        effect: "A program refuses a file that another program wrote, or the file overflows its \
                 buffer.",
        seen: "PuTTYgen, AsyncSSH and sshpk accept lines of any length. ssh-keygen accepts a line \
               of 1,003 bytes and refuses one of 1,033. The real service accepted a body on one \
               line of 372 characters in 2026.",
    },
    Flag {
        name: "Rfc4716Body",
        what: "A body that is not the base64 of an ssh-rsa blob.",
        effect: "A reader that searches the body for a key accepts a file that no other reader \
                 accepts.",
        seen: "PuTTYgen skips a key type before the base64 and accepts a whole OpenSSH line; \
               ssh-keygen finds that line too, but not in its import. PuTTYgen and sshpk ignore \
               text after the padding. AsyncSSH and sshpk skip a zero byte. OpenSSL and \
               cryptography find DER or PEM inside. ssh-keygen's import accepts markers inside \
               markers.",
    },
    Flag {
        name: "Rfc4716TwoKeys",
        what: "A file that contains another key in addition to the one between the markers.",
        effect: "Two programs read two different keys: one program checks the first key, and the \
                 other grants access to the second.",
        seen: "From a file whose continuation contains the base64 of a decoy, ssh-keygen's import \
               and AsyncSSH read the key, and PuTTYgen reads the decoy or a mixture of both. \
               ssh-keygen's other commands read an OpenSSH line wherever it is, even in a comment. \
               Of two bodies, PuTTYgen reads the first; after padding, AsyncSSH and sshpk do too. \
               After a backslash and a space, PuTTYgen reads the first and AsyncSSH the second. \
               From two files, all except sshpk read the first. OpenSSL and Node read base64 DER \
               beside the file, and OpenSSL and cryptography read PEM there.",
    },
];
