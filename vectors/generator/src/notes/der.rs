//! Flags of SubjectPublicKeyInfo DER and of base64 DER files.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[
    Flag {
        name: "BerLength",
        what: "A length that BER allows and DER forbids: an indefinite length, or one with more \
               octets than necessary.",
        effect: "One key has several encodings. A digest of the received bytes differs from the \
                 fingerprint, and a list of known keys can be bypassed.",
        seen: "OpenSSL and Node accept indefinite lengths, and definite lengths with leading zeros \
               up to five octets. Java accepts them too, except a long definite length in the \
               outer SEQUENCE. cryptography 48 accepts none; 38 behaves like OpenSSL.",
    },
    Flag {
        name: "BerLengthZeros",
        what: "A length field that contains only zeros, or that has so many leading zeros that it \
               has eight octets. BER allows it and DER forbids it.",
        effect: "One key has several encodings. A digest of the received bytes differs from the \
                 fingerprint, and a list of known keys can be bypassed.",
        seen: "OpenSSL's command refuses them up to 3.0.20 and accepts them in 3.0.22. With \
               3.0.22, cryptography 38 accepts them too, because it uses OpenSSL to read keys. \
               OpenSSL's library accepts them from memory. Java accepts the one in the parameters.",
    },
    Flag {
        name: "LyingLength",
        what: "A length field that gives more or fewer octets than the element has.",
        effect: "A reader accesses memory beyond the input, allocates gigabytes for a few bytes, \
                 or ends an element where another one begins.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them.",
    },
    Flag {
        name: "DerTruncated",
        what: "The beginning of a valid file, without the rest.",
        effect: "A key that was cut off in transit is read as another key, or the reader accesses \
                 memory beyond its end.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them.",
    },
    Flag {
        name: "DerTrailingData",
        what: "Data after an element, where the structure must end.",
        effect: "Any data can be hidden after the key, and one key has an unlimited number of \
                 files.",
        seen: "OpenSSL, Java and Node ignore data after the outer SEQUENCE. OpenSSL and Node also \
               ignore data after the RSAPublicKey inside the BIT STRING. All of them refuse it in \
               other places. cryptography 48 refuses it everywhere; 38 behaves like OpenSSL.",
    },
    Flag {
        name: "DerTag",
        what: "An element with another type than the structure requires, or with its identifier \
               octets in another form.",
        effect: "A reader that skips identifier octets reads any element as a number.",
        seen: "OpenSSL, cryptography 38 and Node accept an identifier in the form for tag numbers \
               above 30. OpenSSL, cryptography, Java and Node refuse all other cases.",
    },
    Flag {
        name: "DerInteger",
        what: "An INTEGER that is empty, negative, longer than necessary, or not usable as a \
               modulus.",
        effect: "One reader sees a negative number where another sees a large positive one, so one \
                 file gives two keys. A modulus of zero or one crashes the arithmetic.",
        seen: "OpenSSL, Java and Node read a modulus without its leading zero octet as the valid \
               one. They read a modulus that starts with ff as a number of 2056 bits, and the \
               exponent -65537 as 16711679. OpenSSL and Node also read an empty exponent as 0, and \
               accept a modulus that is empty, zero or one. cryptography 48 refuses all; 38 \
               behaves like OpenSSL.",
    },
    Flag {
        name: "DerBitString",
        what: "A BIT STRING that does not contain whole octets, or that consists of segments.",
        effect: "A reader that clears the unused bits reads another exponent.",
        seen: "With one to seven unused bits, OpenSSL, Java and Node clear them and read the \
               exponent 65536. OpenSSL and Node accept a constructed BIT STRING with one segment. \
               cryptography 48 refuses all; 38 behaves like OpenSSL.",
    },
    Flag {
        name: "DerArrangement",
        what: "Valid elements, but one is missing or the order is wrong.",
        effect: "A reader reads the exponent as the modulus and gets a key of 17 bits.",
        seen: "With modulus and exponent swapped, OpenSSL, cryptography 38 and Node read a modulus \
               of 17 bits; cryptography 48 and Java refuse it. All of them refuse all other cases.",
    },
    Flag {
        name: "AlgorithmParameters",
        what: "The algorithm rsaEncryption with parameters other than NULL. RFC 3279 section 2.3.1 \
               says MUST.",
        effect: "One key has several encodings, and a digest of the received bytes differs from \
                 the fingerprint.",
        seen: "OpenSSL, cryptography, Java and Node accept absent parameters. OpenSSL, \
               cryptography 38, Java and Node accept a number, an object identifier or a SEQUENCE. \
               Java also accepts two zero octets and a constructed NULL. All refuse a NULL with \
               content.",
    },
    Flag {
        name: "AlgorithmIdentifier",
        what: "An object identifier that is not rsaEncryption, or that is not encoded as an object \
               identifier.",
        effect: "A key that its owner restricted to one scheme is used for another, or an \
                 identifier of something else is accepted for a key.",
        seen: "OpenSSL, cryptography 38, Java and Node accept the object identifier rsa of X.500. \
               Java accepts the identifiers of RSA signatures and of the parent arc. OpenSSL, \
               cryptography, Java and Node refuse all other cases.",
    },
    Flag {
        name: "OtherStructure",
        what: "Another structure that contains a key.",
        effect: "One implementation accepts the file and another refuses it. When the structure is \
                 a certificate, its names and dates are lost.",
        seen: "OpenSSL and cryptography read a PKCS#1 public key. ssh-keygen's import reads an SSH \
               blob without the key type before it. OpenSSL, cryptography, Java and Node read no \
               public key from certificates, certification requests and PKCS#7. The real service \
               refused PKCS#1 in 2026.",
    },
    Flag {
        name: "DerWrapping",
        what: "DER that contains a key inside another element, or contains no key.",
        effect: "A reader that searches for a key inside accepts a key that the owner did not \
                 present as one. A reader that recurses at each level exhausts its stack.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them.",
    },
    Flag {
        name: "TwoKeysInBase64Der",
        what: "A key that is followed by another key.",
        effect: "Two programs read two different keys: one program checks the first key, and the \
                 other grants access to the second.",
        seen: "OpenSSL, Java and Node read the first of two keys in one text. Java and Node read \
               the first key whatever follows it. At the padding, Python's lenient decoder and \
               Node stop and read the first key; OpenSSL and Java refuse the file. ssh-keygen and \
               AsyncSSH read an OpenSSH line after the base64, and AsyncSSH reads an RFC 4716 file \
               there.",
    },
    Flag {
        name: "EncodedTwice",
        what: "Base64 of data that was already encoded as text.",
        effect: "A program that decodes repeatedly accepts a file that no other program accepts.",
        seen: "OpenSSL, cryptography, Java and Node refuse all of them. According to reports, the \
               real service refuses them too.",
    },
    Flag {
        name: "Base64Layout",
        what: "Line endings, blank lines and white space around lines in places where real tools \
               write none.",
        effect: "One implementation refuses the file and another accepts it. The key is the same.",
        seen: "OpenSSL accepts any line width, indentation and blank lines. It refuses a CR, white \
               space inside a line and other control characters. The lenient decoders of Python \
               and Java and Node skip every character that is not base64. Java's strict decoder \
               accepts only a single line without a line ending.",
    },
    Flag {
        name: "BlankInsideBase64",
        what: "A space, a tab or another white-space character inside a line of base64.",
        effect: "The character may be a `+` that a web form replaced by a space. The key is then \
                 not the intended one.",
        seen: "In an RFC 4716 file, ssh-keygen, AsyncSSH and sshpk skip it, and PuTTYgen refuses \
               it. In base64 DER, the lenient decoders of Python, Java and Node skip it; OpenSSL \
               and strict decoders refuse it.",
    },
    Flag {
        name: "TextBesideBase64",
        what: "Text before, after or between the base64, or a character encoding that is not \
               ASCII.",
        effect: "A decoder that skips unknown characters may still decode the letters in that \
                 text: the letters of a name become bytes of the key.",
        seen: "The lenient decoders of Python and Java and Node skip quotes, commas, zero bytes, \
               the zero bytes of UTF-16 and all characters beyond ASCII. OpenSSL skips lines \
               before the base64 and ignores a name after it. Java and Node decode such a name and \
               ignore its bytes. No tool accepts a data: URI, an assignment or percent-encoding.",
    },
    Flag {
        name: "PemArmour",
        what: "The valid base64 between PEM markers, or between malformed ones.",
        effect: "Other programs accept the file, but the service refuses it, because it expects \
                 the base64 alone.",
        seen: "OpenSSL, cryptography, AsyncSSH and sshpk read PEM. `openssl base64 -d` skips every \
               line with dashes, whatever its label is. The lenient decoders of Java and Python \
               skip only the dashes and decode the letters of the labels as base64. The real \
               service refused PEM in 2026.",
    },
    Flag {
        name: "NotBase64",
        what: "DER that is not encoded in base64.",
        effect: "Other programs accept the file, but the service refuses it.",
        seen: "OpenSSL and AsyncSSH read binary DER. No tool reads hexadecimal. The real service \
               refused binary DER in 2026.",
    },
];
