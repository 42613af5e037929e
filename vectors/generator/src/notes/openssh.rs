//! Flags of the OpenSSH line: what stands around the blob.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "Blanks",
        what: "Blanks and empty lines before, between or behind the fields, other than one space.",
        effect: "None for the key: sshd reads them all. Readers that split at the first space find \
                 an empty field.",
        seen: "All tools take blanks at the end. Blanks and empty lines at the start: ssh-keygen, \
               paramiko, AsyncSSH and sshpk take them, PuTTYgen, cryptography and ssh-key don't. \
               Tabs or several blanks between the fields: PuTTYgen and ssh-key don't take them, \
               the others do.",
    },
    Flag {
        name: "LineEnding",
        what: "A line that ends in something else than one line feed.",
        effect: "None for the key. A reader that knows line feeds only finds a CR in the comment, \
                 or in the blob if there is no comment.",
        seen: "ssh-keygen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key take every ending; \
               PuTTYgen refuses CR LF right behind the blob, and takes the others.",
    },
    Flag {
        name: "CommentLines",
        what: "Lines that start with `#`, which `authorized_keys` allows.",
        effect: "A reader that doesn't know them refuses the file, or takes a key that was \
                 commented out.",
        seen: "ssh-keygen and AsyncSSH pass over them. PuTTYgen, cryptography, paramiko, sshpk and \
               ssh-key refuse one before the key, and don't look at one behind it. Programs that \
               hand the file's second word to paramiko read the key that is commented out.",
    },
    Flag {
        name: "CommentOfWords",
        what: "A comment with blanks in it.",
        effect: "A reader that splits a line into three words refuses a sound key.",
        seen: "Erlang refuses them. ssh-keygen, PuTTYgen and AsyncSSH take them.",
    },
    Flag {
        name: "CommentNotAscii",
        what: "A comment with characters that aren't ASCII, in UTF-8 or in ISO 8859-1.",
        effect: "Readers that take the file for text in UTF-8 fail on a comment that can't change \
                 the key.",
        seen: "All tools take UTF-8. ISO 8859-1 is refused by ssh-key and by whatever decodes the \
               file as UTF-8 first. The real service was seen to refuse other material for \
               characters beyond ASCII.",
    },
    Flag {
        name: "CommentControl",
        what: "Control characters in the comment.",
        effect: "A terminal that shows the comment obeys it.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key take \
               them.",
    },
    Flag {
        name: "CommentLong",
        what: "A comment many times longer than the key.",
        effect: "A limit on the material refuses a sound key; no limit lets a region be filled \
                 with text.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key take it. \
               The real service is reported to refuse material of more than 2048 characters.",
    },
    Flag {
        name: "SeparatorNotBlank",
        what: "Something that looks like a blank between type and blob, and is neither space nor \
               tab.",
        effect: "To sshd the line has one field, and nobody gets in; to others it is a sound key.",
        seen: "AsyncSSH takes vertical tab and form feed; what splits the line with Python's \
               `split` for paramiko also takes the blanks of Unicode. ssh-keygen, PuTTYgen, \
               cryptography, sshpk and ssh-key refuse them all.",
    },
    Flag {
        name: "LabelMissing",
        what: "The base64 of the blob without the type before it.",
        effect: "As a line of `authorized_keys` it is no key, and nobody gets in.",
        seen: "`ssh-keygen -i` takes it for the body of an RFC 4716 file. PuTTYgen, cryptography, \
               paramiko, AsyncSSH, sshpk, ssh-key and `ssh-keygen -l` refuse it.",
    },
    Flag {
        name: "LabelIgnored",
        what: "The first word isn't `ssh-rsa`, and the blob behind it is that of an RSA key.",
        effect: "sshd doesn't take the line: whoever stores it as it is locks the user out.",
        seen: "Programs that never look at the first word take any: Go's x/crypto/ssh by its \
               source, and what hands the second word to paramiko. ssh-keygen takes \
               `rsa-sha2-256`; paramiko takes that, and a certificate's type. PuTTYgen, \
               cryptography, AsyncSSH, sshpk and ssh-key refuse them all.",
    },
    Flag {
        name: "LabelMismatch",
        what: "The line says `ssh-rsa`, and the blob is that of another kind of key.",
        effect: "A check of the first word lets every kind of key through.",
        seen: "paramiko takes the RSA key out of a certificate. ssh-keygen, PuTTYgen, \
               cryptography, AsyncSSH, sshpk and ssh-key refuse them; Go's x/crypto/ssh, by its \
               source, goes by the blob alone.",
    },
    Flag {
        name: "Options",
        what: "Options before the key type, as `authorized_keys` allows them.",
        effect: "Dropped, they no longer restrict what the key may do; a search for `ssh-rsa` may \
                 find a key that stands in an option's value.",
        seen: "`ssh-keygen -l` reads the key and drops the options, Go's x/crypto/ssh gives both. \
               `ssh-keygen -e`, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key \
               refuse the line, and the real service did.",
    },
    Flag {
        name: "KnownHosts",
        what: "A line of `known_hosts`: the key of a host, with its names or a marker before it.",
        effect: "A host's key lets the host in; a revoked one, whoever stole it.",
        seen: "`ssh-keygen -l` reads lines without a marker. Every other tool refuses them, and \
               lines with a marker are refused by all.",
    },
    Flag {
        name: "Enclosed",
        what: "The line with the quotes, brackets or words around it that it had elsewhere.",
        effect: "What a reader cuts off, and what it leaves in the comment, is anyone's guess.",
        seen: "`ssh-keygen -l` takes a dash or a prompt before the key for an option. What hands \
               the second word to paramiko takes quotes. PuTTYgen, cryptography, AsyncSSH, sshpk \
               and ssh-key refuse all.",
    },
    Flag {
        name: "SecondKey",
        what: "More than one key in the file.",
        effect: "One of them is stored and the others aren't, and nobody says which.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key take the \
               first and say nothing; `ssh-keygen -l` lists both. If the first is cut off, \
               ssh-keygen takes the second, and paramiko fills the first up with zeros.",
    },
    Flag {
        name: "SecondKeyInComment",
        what: "A second key's line in a comment: behind the key, because the line break between was \
               lost, or on a line that starts with #.",
        effect: "By the format it is a comment, and the second key is dropped without a word; who \
                 looks for a key anywhere takes that one.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key take the \
               first key of a line. cryptography 48 reads the other one where it stands in PEM, if \
               it is asked for a key in PEM. Of a key behind a #, ssh-keygen and AsyncSSH take the other; \
               what hands the file's second word to paramiko takes this one.",
    },
    Flag {
        name: "KeyRepeated",
        what: "The same key twice.",
        effect: "None for the key; a reader that wants one line sees two.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read it.",
    },
    Flag {
        name: "OtherText",
        what: "Lines before or behind the key that are neither keys nor comments.",
        effect: "sshd passes over them. A reader can't tell them from the rest of a key that was \
                 broken up.",
        seen: "Behind the key: all tools take them, save ssh-key right behind a line without \
               comment. Before it: ssh-keygen and AsyncSSH try line after line, and PuTTYgen, \
               cryptography, paramiko, sshpk and ssh-key refuse the file.",
    },
    Flag {
        name: "LineBroken",
        what: "A line that was broken into several, or whose blob was.",
        effect: "What stands on the first line is no whole key, and readers that make one of it \
                 make another.",
        seen: "sshpk joins the lines and reads the right key; paramiko fills the first line up \
               with zeros and reads another, a different one for each width. ssh-keygen, PuTTYgen, \
               cryptography, AsyncSSH and ssh-key refuse it. Broken right before the blob, \
               paramiko reads the right key, and so does AsyncSSH if the break is a CR.",
    },
];
