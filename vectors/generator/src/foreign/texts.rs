//! What holds no key at all.

use super::super::keys;
use super::Upload;
use keyproof::encoding::base64;

pub(super) fn uploads() -> Vec<Upload> {
    [nothing(), about_a_key(), documents(), bytes()].concat()
}

fn nothing() -> Vec<Upload> {
    vec![
        Upload::new("empty", "A file without a byte.", ""),
        Upload::new("one-newline", "A file that a person emptied in an editor.", "\n"),
        Upload::new("white-space", "Blanks, tabs and line ends, and nothing else.", " \t\r\n \n\t"),
        Upload::new(
            "comments-alone",
            "Lines that authorized_keys skips.",
            "# none yet\n\n# later\n",
        ),
        Upload::new(
            "null",
            "The word that programs send for nothing; it is base64 of three octets.",
            "null",
        ),
        Upload::new("undefined", "Another word that programs send for nothing.", "undefined"),
    ]
}

/// What names a key and doesn't hold it.
fn about_a_key() -> Vec<Upload> {
    let imported = keys::key("2048").imported;
    let sha256 = keys::digest("2048", "sha256-of-ssh-blob").value;
    vec![
        Upload::new("key-pair-name", "The name of a pair.", "my-key-pair\n"),
        Upload::new("fingerprint", "The key's own fingerprint.", format!("{imported}\n")),
        Upload::new(
            "ssh-fingerprint",
            "The key's fingerprint as ssh-keygen -l prints it.",
            format!("2048 {sha256} keyproof (RSA)\n"),
        ),
        Upload::new("file-name", "The path to the key, and not the file.", "~/.ssh/id_rsa.pub\n"),
        Upload::new(
            "file-url",
            "The path as the command line takes it, which then forgot to read it.",
            "file:///home/keyproof/.ssh/id_rsa.pub\n",
        ),
        Upload::new(
            "web-url",
            "The address at which the key is found.",
            "https://forge.example/keyproof.keys\n",
        ),
        Upload::new(
            "missing-file-message",
            "What a shell wrote where the key should be.",
            "cat: /root/.ssh/id_rsa.pub: No such file or directory\n",
        ),
    ]
}

fn documents() -> Vec<Upload> {
    vec![
        Upload::new(
            "prose",
            "A sentence about keys.",
            "Please add my public key to the build server. Thanks!\n",
        ),
        Upload::new(
            "prose-in-base64",
            "Base64 that decodes, to no DER.",
            base64::encode(b"Please add my public key to the build server. Thanks!"),
        ),
        Upload::new(
            "html-page",
            "The page that a server sends when there is no such file.",
            "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not \
             Found</h1></body></html>\n",
        ),
        Upload::new(
            "xml-error",
            "The answer of the API to another request.",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>\
             InvalidKeyPair.NotFound</Code><Message>The key pair does not exist</Message></Error>\
             </Errors></Response>\n",
        ),
        Upload::new(
            "json-error",
            "An API's error.",
            "{\"message\": \"Not Found\", \"status\": 404}\n",
        ),
        Upload::new(
            "shell-commands",
            "The commands that make a key.",
            "#!/bin/sh\nssh-keygen -t rsa -b 2048 -N '' -f key\n",
        ),
    ]
}

/// Bytes that are no text, or far too many.
fn bytes() -> Vec<Upload> {
    // A modulus is as random as bytes can be.
    let random = keys::key("2048").modulus();
    let gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], random.as_slice()].concat();
    vec![
        Upload::new("random-bytes", "256 bytes without any structure.", random),
        Upload::new(
            "gzip-header",
            "The header of a compressed file, and no sensible contents.",
            gzip,
        ),
        Upload::new("nuls", "Zero bytes alone.", [0; 64]),
        Upload::new(
            "one-letter-a-hundred-thousand-times",
            "Far too long, and base64.",
            vec![b'A'; 100_000],
        )
        .flag("FarTooLong"),
    ]
}
