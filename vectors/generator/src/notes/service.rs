//! Flags of service behaviour that the documents do not define.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "MaterialLineBreaks",
        what: "Line breaks in the base64 of `PublicKeyMaterial`.",
        effect: "Clients whose encoder breaks lines cannot import any key.",
        seen: "fog-aws 3.15 for Ruby and VM::EC2 1.28 for Perl always send them. Both are released \
               and made for the real service.",
    },
    Flag {
        name: "CreatedKeySize",
        what: "The length of a key that the service creates: 1024 bits in the text of the \
               document, 2048 bits in its example and in the API reference of the same version.",
        effect: "A key of another length may be refused where the documented lengths are accepted, \
                 in particular when its public half is imported.",
        seen: "The real service creates keys of 2048 bits; no created key of 1024 bits was found.",
    },
    Flag {
        name: "NameCharacters",
        what: "A name with punctuation, which the document does not mention.",
        effect: "A name that is not escaped in XML or in a form is returned as another name, or \
                 makes the whole response malformed.",
        seen: "Documents up to 2013 allow letters, digits, spaces, dashes and underscores; later \
               documents allow any ASCII character. Real key pairs have names with #, @, + and \
               dots.",
    },
    Flag {
        name: "LongName",
        what: "A name of 255 characters, the maximum in later documents.",
        effect: "A truncated name is another name, which may already exist.",
        seen: "The real service states 255 as its limit when it refuses a longer name.",
    },
    Flag {
        name: "TooLongName",
        what: "A name of 256 characters, which the document of 2014 does not forbid.",
        effect: "A database with its own limit truncates the name or fails.",
        seen: "The real service refuses names of more than 255 characters with \
               InvalidParameterValue.",
    },
    Flag {
        name: "OuterSpace",
        what: "A name that starts or ends with a space.",
        effect: "A trimmed name is another name. In an authorized_keys entry the space is \
                 invisible.",
        seen: "The real service refuses a space before the name with InvalidParameterValue. \
               Documents from 2022 on forbid it on both sides.",
    },
    Flag {
        name: "NameNotAscii",
        what: "A name with letters beyond ASCII.",
        effect: "If the encoding is not preserved, another name is returned.",
        seen: "The real service refuses it with InvalidParameterValue.",
    },
    Flag {
        name: "NameControl",
        what: "A name with a control character.",
        effect: "A line break in a name splits the authorized_keys entry into two lines, and the \
                 caller chooses the content of the second.",
        seen: "The real service refuses a line break inside a name with InvalidParameterValue.",
    },
    Flag {
        name: "HarmlessMode",
        what: "An authorized_keys file whose mode or group differs from the document's example, \
               but which no other user can write.",
        effect: "A reader who takes the document literally expects that the login fails, but it \
                 succeeds.",
        seen: "OpenSSH's server accepts it. With StrictModes it requires that only the owner and \
               root can write to the file and the directories above it.",
    },
    Flag {
        name: "RepeatedStateChange",
        what: "A stop of an instance that is already stopped, or a start of one that is running.",
        effect: "A script that repeats a step fails with one service and succeeds with another.",
        seen: "The console of the document's time disables Stop for a stopped instance. The API \
               returns the current state.",
    },
];
