//! Flags of SubjectPublicKeyInfo DER and of base64 DER files.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "BerLength",
        what: "A length that BER allows and DER doesn't: indefinite, or longer than it needs.",
        effect: "One key has several encodings: a digest over the bytes received differs from the \
              fingerprint, and a list of known keys is passed by.",
        seen: "OpenSSL and Node take indefinite lengths, and definite ones with leading zeros up to \
              five octets. Java takes them too, but no long definite length outside. cryptography 48 takes none; 38 does as \
              OpenSSL does.",
    },
    Flag {
        name: "BerLengthZeros",
        what: "A length field of nothing but zeros, or with so many in front that it takes eight octets: BER \
              allows it and DER doesn't.",
        effect: "One key has several encodings: a digest over the bytes received differs from the \
              fingerprint, and a list of known keys is passed by.",
        seen: "OpenSSL's command refuses them up to 3.0.20, and takes them in 3.0.22, where cryptography 38, which \
              reads by it, does so too; OpenSSL's library takes them from memory. Java takes the one in the parameters.",
    },
    Flag {
        name: "LyingLength",
        what: "A length field that says more or less than is there.",
        effect: "Memory is read beyond the input, gigabytes are reserved for a few bytes, or an \
              element ends where another begins.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them.",
    },
    Flag {
        name: "DerTruncated",
        what: "The beginning of a right file.",
        effect: "A key that was cut short on its way is taken for another key, or read beyond its \
              end.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them.",
    },
    Flag {
        name: "DerTrailingData",
        what: "Something behind an element where the structure ends.",
        effect: "Anything can be smuggled in behind the key, and one key has any number of files.",
        seen: "OpenSSL, Java and Node ignore what follows the outer SEQUENCE; OpenSSL and Node also \
              what follows the RSAPublicKey inside the BIT STRING. Elsewhere all refuse it, and \
              cryptography 48 everywhere; 38 does as OpenSSL does.",
    },
    Flag {
        name: "DerTag",
        what: "An element of another type than the structure has, or with its identifier in another \
              form.",
        effect: "A reader that skips identifiers takes whatever stands there for a number.",
        seen: "OpenSSL, cryptography 38 and Node take an identifier in the form for numbers above 30. \
              OpenSSL, cryptography, Java and Node refuse all other cases.",
    },
    Flag {
        name: "DerInteger",
        what: "An INTEGER that is empty, negative, longer than it needs, or no modulus.",
        effect: "What one reader calls negative another reads as a large positive number: two keys \
              from one file. A modulus of zero or one crashes arithmetic.",
        seen: "OpenSSL, Java and Node take a modulus that lost its leading zero for the right one, \
              one that starts with ff for 2056 bits, and the exponent -65537 for 16711679. OpenSSL \
              and Node also take an empty exponent for 0, and a modulus that is empty, zero or \
              one. cryptography 48 refuses all; 38 does as OpenSSL does.",
    },
    Flag {
        name: "DerBitString",
        what: "A BIT STRING that doesn't hold whole octets, or is built of segments.",
        effect: "Who clears the bits that are called unused reads another exponent.",
        seen: "With one to seven unused bits, OpenSSL, Java and Node clear them and read the \
              exponent 65536. OpenSSL and Node take a constructed BIT STRING of one segment. \
              cryptography 48 refuses all; 38 does as OpenSSL does.",
    },
    Flag {
        name: "DerArrangement",
        what: "Right elements that are missing, or not in their order.",
        effect: "The exponent is taken for the modulus: a key of 17 bits.",
        seen: "With modulus and exponent swapped, OpenSSL, cryptography 38 and Node read a modulus of \
              17 bits; cryptography 48 and Java refuse it. All refuse all other cases.",
    },
    Flag {
        name: "AlgorithmParameters",
        what: "rsaEncryption with other parameters than NULL. RFC 3279 section 2.3.1 says MUST.",
        effect: "One key has several encodings, and a digest over the bytes received differs from the \
              fingerprint.",
        seen: "OpenSSL, cryptography, Java and Node take parameters that are left out. OpenSSL, \
              cryptography 38, Java and Node take a number, an object identifier or a SEQUENCE; Java also two zero \
              octets and a constructed NULL. All refuse a NULL with content.",
    },
    Flag {
        name: "AlgorithmIdentifier",
        what: "An object identifier that isn't rsaEncryption's, or isn't written as one.",
        effect: "A key that its owner bound to one scheme is used for another, or an identifier of no \
              key for a key.",
        seen: "OpenSSL, cryptography 38, Java and Node take X.500's rsa. Java takes the identifiers of signatures \
              and of the arc above. OpenSSL, cryptography, Java and Node refuse all other cases.",
    },
    Flag {
        name: "OtherStructure",
        what: "Another structure that holds a key.",
        effect: "What is taken here is refused elsewhere; of a certificate, the names and dates are \
              lost.",
        seen: "OpenSSL and cryptography read PKCS#1's public key, and ssh-keygen's import reads an \
              SSH blob without its type before it. OpenSSL, cryptography, Java and Node read no \
              public key from certificates, requests and PKCS#7. The real service refused PKCS#1 \
              in 2026.",
    },
    Flag {
        name: "DerWrapping",
        what: "DER that holds a key inside something else, or no key at all.",
        effect: "A reader that looks for a key inside takes what its owner didn't offer. One that \
              calls itself for each level runs out of stack.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them.",
    },
    Flag {
        name: "TwoKeysInBase64Der",
        what: "A key, and another one behind it.",
        effect: "Two programs read two keys: who checks the one lets the other in.",
        seen: "OpenSSL, Java and Node read the first of two in one text, and Java and Node the \
              first whatever follows it. At padding, Python's lenient decoder and Node stop, and \
              read the first; OpenSSL and Java refuse. ssh-keygen and AsyncSSH read an OpenSSH \
              line behind the base64, AsyncSSH an RFC 4716 file.",
    },
    Flag {
        name: "EncodedTwice",
        what: "Base64 of something that was text already.",
        effect: "A program that decodes until nothing is left takes what no other takes.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them, and so does the real \
              service by report.",
    },
    Flag {
        name: "Base64Layout",
        what: "Line endings, blank lines and blanks around lines where real tools put none.",
        effect: "A file is refused in one place and taken in another; the key is the same.",
        seen: "OpenSSL takes any width, indentation and blank lines, though no CR, no blank inside \
              a line and no other control character. Python's and Java's lenient decoders and Node \
              skip whatever isn't base64. Java's strict one takes one line without an ending, and \
              nothing else.",
    },
    Flag {
        name: "BlankInsideBase64",
        what: "A blank, a tab or another white character inside a line of base64.",
        effect: "It may be a `+` that was lost in a web form, and then the key isn't the one that was \
              meant.",
        seen: "In an RFC 4716 file ssh-keygen, AsyncSSH and sshpk skip it, and PuTTYgen refuses it. In \
              base64 DER the lenient decoders of Python, Java and Node skip it; OpenSSL and strict \
              decoders refuse it.",
    },
    Flag {
        name: "TextBesideBase64",
        what: "Text beside the base64, or an encoding of characters that isn't ASCII's.",
        effect: "A decoder that skips what it doesn't know also skips what was meant: letters of a \
              name become bytes of a key.",
        seen: "Python's and Java's lenient decoders and Node skip quotes, commas, zero bytes, \
              UTF-16's halves and anything beyond ASCII. OpenSSL skips lines before the base64, \
              and ignores a name behind it; so do Java and Node with its bytes. Nothing takes a \
              data: URI, an assignment or percent-encoding.",
    },
    Flag {
        name: "PemArmour",
        what: "The right base64 in PEM's armour, or in a broken one.",
        effect: "A file that other programs take is refused by the service, which wants the base64 \
              alone.",
        seen: "OpenSSL, cryptography, AsyncSSH and sshpk read PEM. `openssl base64 -d` skips lines \
              with dashes whatever they say; Java's and Python's lenient decoders skip the dashes \
              alone, and take the letters of the labels for base64. The real service refused PEM \
              in 2026.",
    },
    Flag {
        name: "NotBase64",
        what: "DER that isn't encoded in base64.",
        effect: "A file that other programs take is refused by the service.",
        seen: "OpenSSL and AsyncSSH read binary DER. Nothing reads hexadecimal. The real service \
              refused binary DER in 2026.",
    },
];
