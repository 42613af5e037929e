//! Flags of the OpenSSH line: the text around the blob.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "Blanks",
        what: "White space and empty lines before, between or after the fields, other than a \
               single space.",
        effect: "The key does not change: sshd reads them all. A reader that splits the line at \
                 the first space finds an empty field.",
        seen: "All tools accept white space at the end. White space and empty lines at the start: \
               ssh-keygen, paramiko, AsyncSSH and sshpk accept them; PuTTYgen, cryptography and \
               ssh-key do not. Tabs or several spaces between the fields: PuTTYgen and ssh-key do \
               not accept them; the others do.",
    },
    Flag {
        name: "LineEnding",
        what: "A line that ends with something other than one line feed.",
        effect: "The key does not change. A reader that knows only line feeds leaves a CR in the \
                 comment, or in the blob if there is no comment.",
        seen: "ssh-keygen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key accept every line \
               ending. PuTTYgen refuses CR LF directly after the blob and accepts the others.",
    },
    Flag {
        name: "CommentLines",
        what: "Lines that start with `#`, which `authorized_keys` allows.",
        effect: "A reader that does not know them refuses the file, or accepts a key that was \
                 commented out.",
        seen: "ssh-keygen and AsyncSSH skip them. PuTTYgen, cryptography, paramiko, sshpk and \
               ssh-key refuse such a line before the key and ignore it after the key. Programs \
               that pass the second word of the file to paramiko read the key that is commented \
               out.",
    },
    Flag {
        name: "CommentOfWords",
        what: "A comment that contains spaces.",
        effect: "A reader that splits a line into three words refuses a valid key.",
        seen: "Erlang refuses them. ssh-keygen, PuTTYgen and AsyncSSH accept them.",
    },
    Flag {
        name: "CommentNotAscii",
        what: "A comment with characters that are not ASCII, in UTF-8 or in ISO 8859-1.",
        effect: "A reader that decodes the file as UTF-8 fails because of a comment, although the \
                 comment does not affect the key.",
        seen: "All tools accept UTF-8. ssh-key refuses ISO 8859-1, and so does every program that \
               first decodes the file as UTF-8. The real service was seen to refuse other material \
               because of characters beyond ASCII.",
    },
    Flag {
        name: "CommentControl",
        what: "Control characters in the comment.",
        effect: "A terminal that displays the comment executes them.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key accept \
               them.",
    },
    Flag {
        name: "CommentLong",
        what: "A comment that is many times longer than the key.",
        effect: "A size limit on the material refuses a valid key. Without a limit, a region can \
                 be filled with text.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key accept \
               it. According to reports, the real service refuses material of more than 2048 \
               characters.",
    },
    Flag {
        name: "SeparatorNotBlank",
        what: "A character between type and blob that looks like white space but is neither a \
               space nor a tab.",
        effect: "sshd sees a single field, so nobody can log in. Other programs see a valid key.",
        seen: "AsyncSSH accepts vertical tab and form feed. Programs that split the line with \
               Python's `split` for paramiko also accept the white-space characters of Unicode. \
               ssh-keygen, PuTTYgen, cryptography, sshpk and ssh-key refuse them all.",
    },
    Flag {
        name: "LabelMissing",
        what: "The base64 of the blob without the key type before it.",
        effect: "As a line of `authorized_keys` it is not a key, so nobody can log in.",
        seen: "`ssh-keygen -i` treats it as the body of an RFC 4716 file. PuTTYgen, cryptography, \
               paramiko, AsyncSSH, sshpk, ssh-key and `ssh-keygen -l` refuse it.",
    },
    Flag {
        name: "LabelIgnored",
        what: "The first word is not `ssh-rsa`, but the blob after it contains an RSA key.",
        effect: "sshd does not accept the line. A service that stores the line unchanged locks the \
                 user out.",
        seen: "Programs that ignore the first word accept any word: Go's x/crypto/ssh, according \
               to its source, and programs that pass the second word to paramiko. ssh-keygen \
               accepts `rsa-sha2-256`. paramiko accepts it too, and also the type of a \
               certificate. PuTTYgen, cryptography, AsyncSSH, sshpk and ssh-key refuse them all.",
    },
    Flag {
        name: "LabelMismatch",
        what: "The line starts with `ssh-rsa`, but the blob contains another kind of key.",
        effect: "A check of only the first word accepts every kind of key.",
        seen: "paramiko reads the RSA key from a certificate. ssh-keygen, PuTTYgen, cryptography, \
               AsyncSSH, sshpk and ssh-key refuse them. Go's x/crypto/ssh, according to its \
               source, looks only at the blob.",
    },
    Flag {
        name: "Options",
        what: "Options before the key type, as `authorized_keys` allows them.",
        effect: "If the options are dropped, they no longer restrict the use of the key. A search \
                 for `ssh-rsa` may find a key inside the value of an option.",
        seen: "`ssh-keygen -l` reads the key and drops the options; Go's x/crypto/ssh returns \
               both. `ssh-keygen -e`, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and \
               ssh-key refuse the line. The real service refused it too.",
    },
    Flag {
        name: "KnownHosts",
        what: "A line of `known_hosts`: the key of a host, with host names or a marker before it.",
        effect: "If a host's key is imported, the host can log in. If the key was revoked, whoever \
                 stole it can log in.",
        seen: "`ssh-keygen -l` reads lines without a marker. Every other tool refuses them, and \
               all tools refuse lines with a marker.",
    },
    Flag {
        name: "Enclosed",
        what: "The line together with the quotes, brackets or words that surround it in another \
               text.",
        effect: "It is not defined which characters a reader removes and which it keeps in the \
                 comment.",
        seen: "`ssh-keygen -l` treats a dash or a prompt before the key as an option. Programs \
               that pass the second word to paramiko accept quotes. PuTTYgen, cryptography, \
               AsyncSSH, sshpk and ssh-key refuse all.",
    },
    Flag {
        name: "SecondKey",
        what: "More than one key in the file.",
        effect: "One key is stored and the others are not, and no message says which one.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key accept \
               the first key without a warning; `ssh-keygen -l` lists both. If the first key is \
               cut off, ssh-keygen reads the second one, and paramiko fills up the first one with \
               zeros.",
    },
    Flag {
        name: "SecondKeyInComment",
        what: "The line of a second key inside a comment: after the first key, because the line \
               break between them was lost, or on a line that starts with #.",
        effect: "According to the format it is a comment, so the second key is dropped without a \
                 warning. A reader that searches the whole text for a key accepts the second one.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read the \
               first key of a line. cryptography 48 reads the other key if that key is in PEM and \
               cryptography is asked for PEM. If a key follows a #, ssh-keygen and AsyncSSH read \
               the other key; programs that pass the second word of the file to paramiko read the \
               one after the #.",
    },
    Flag {
        name: "KeyRepeated",
        what: "The same key twice.",
        effect: "The key does not change. A reader that expects one line finds two.",
        seen: "ssh-keygen, PuTTYgen, cryptography, paramiko, AsyncSSH, sshpk and ssh-key read it.",
    },
    Flag {
        name: "OtherText",
        what: "Lines before or after the key that are neither keys nor comments.",
        effect: "sshd skips them. A reader cannot distinguish them from the rest of a key that was \
                 split into several lines.",
        seen: "After the key: all tools accept them, except ssh-key directly after a line without \
               a comment. Before the key: ssh-keygen and AsyncSSH try every line; PuTTYgen, \
               cryptography, paramiko, sshpk and ssh-key refuse the file.",
    },
    Flag {
        name: "LineBroken",
        what: "A line that was split into several lines, between its fields or inside the blob.",
        effect: "The first line does not contain the whole key. A reader that makes a key from it \
                 gets another key.",
        seen: "sshpk joins the lines and reads the right key. paramiko fills up the first line \
               with zeros and reads another key, a different one for each line width. ssh-keygen, \
               PuTTYgen, cryptography, AsyncSSH and ssh-key refuse it. If the break is directly \
               before the blob, paramiko reads the right key, and so does AsyncSSH if the break is \
               a CR.",
    },
];
