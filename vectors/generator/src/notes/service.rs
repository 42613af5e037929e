//! Flags of what the documents leave open about the service.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "MaterialLineBreaks",
        what: "Line breaks in the base64 of `PublicKeyMaterial`.",
        effect: "Clients whose encoder breaks lines can't import any key.",
        seen: "fog-aws 3.15 for Ruby and VM::EC2 1.28 for Perl always send them; both are made for the \
               real service and released.",
    },
    Flag {
        name: "CreatedKeySize",
        what: "The length of a key that the service makes: 1024 bits by the document's text, 2048 by \
               its example and by the API reference of the same version.",
        effect: "A key of another length may be refused where the documented ones are taken, by an \
                 import of its public half first of all.",
        seen: "The real service makes keys of 2048 bits; no created key of 1024 bits was found.",
    },
    Flag {
        name: "NameCharacters",
        what: "A name with punctuation in it, of which the document says nothing.",
        effect: "A name that isn't escaped in XML or in a form comes back as another name, or breaks \
                 the whole answer.",
        seen: "Documents up to 2013 allow letters, digits, spaces, dashes and underscores, those of \
               later years any ASCII character. Real pairs are called with #, @, + and dots.",
    },
    Flag {
        name: "LongName",
        what: "A name of 255 characters, the most that later documents allow.",
        effect: "A name that is cut short is another name, perhaps one that is taken.",
        seen: "The real service names 255 as its limit when it refuses a longer one.",
    },
    Flag {
        name: "TooLongName",
        what: "A name of 256 characters, which the document of 2014 does not forbid.",
        effect: "A store with a limit of its own cuts the name short or breaks down.",
        seen: "The real service refuses names of more than 255 characters with InvalidParameterValue.",
    },
    Flag {
        name: "OuterSpace",
        what: "A name that starts or ends with a space.",
        effect: "Trimmed, it is another name; in an authorized_keys entry nobody sees it.",
        seen: "The real service refuses a space before the name with InvalidParameterValue; documents \
               from 2022 on forbid it on both sides.",
    },
    Flag {
        name: "NameNotAscii",
        what: "A name with letters beyond ASCII.",
        effect: "Where the encoding isn't kept, it comes back as another name.",
        seen: "The real service refuses it with InvalidParameterValue.",
    },
    Flag {
        name: "NameControl",
        what: "A name with a control character in it.",
        effect: "A line end in a name makes two lines of the authorized_keys entry, the second of \
                 which is the caller's to choose.",
        seen: "The real service refuses a line end within a name with InvalidParameterValue.",
    },
    Flag {
        name: "HarmlessMode",
        what: "An authorized_keys file with another mode or group than in the document's example, which \
               lets nobody else write to it.",
        effect: "Who reads the document to the letter expects a failing login, and doesn't get one.",
        seen: "OpenSSH's server takes it: with StrictModes it asks that nobody but the owner and root \
               can write to the file and the directories above it.",
    },
    Flag {
        name: "RepeatedStateChange",
        what: "An instance is stopped that is stopped already, or started that runs.",
        effect: "A script that repeats a step fails in one place and not in another.",
        seen: "The console of the document's time has Stop disabled for a stopped instance. The API \
               answers with the state as it is.",
    },
];
