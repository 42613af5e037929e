//! Files that contain no key.

use super::super::keys;
use super::Upload;
use keyproof::encoding::base64;

pub(super) fn uploads() -> Vec<Upload> {
    [nothing(), about_a_key(), documents(), bytes()].concat()
}

fn nothing() -> Vec<Upload> {
    vec![
        Upload::new("empty", "The file is empty.", ""),
        Upload::new(
            "one-newline",
            "The file contains only a line feed, as after its text was deleted in an editor.",
            "\n",
        ),
        Upload::new(
            "white-space",
            "The file contains only spaces, tabs and line endings.",
            " \t\r\n \n\t",
        ),
        Upload::new(
            "comments-alone",
            "The file contains only comments and an empty line, which sshd skips in \
             authorized_keys.",
            "# none yet\n\n# later\n",
        ),
        Upload::new(
            "null",
            "Programs send this word for a missing value; it is valid base64 of three octets.",
            "null",
        ),
        Upload::new("undefined", "Programs also send this word for a missing value.", "undefined"),
    ]
}

/// Texts that refer to a key but do not contain it.
fn about_a_key() -> Vec<Upload> {
    let imported = keys::key("2048").imported;
    let sha256 = keys::digest("2048", "sha256-of-ssh-blob").value;
    vec![
        Upload::new("key-pair-name", "The input is the name of a key pair.", "my-key-pair\n"),
        Upload::new(
            "fingerprint",
            "The input is the fingerprint of the key.",
            format!("{imported}\n"),
        ),
        Upload::new(
            "ssh-fingerprint",
            "The input is the fingerprint of the key as ssh-keygen -l prints it.",
            format!("2048 {sha256} keyproof (RSA)\n"),
        ),
        Upload::new(
            "file-name",
            "The input is the path of the key file, not its content.",
            "~/.ssh/id_rsa.pub\n",
        ),
        Upload::new(
            "file-url",
            "The input is the path as the command line expects it, because the file was not read.",
            "file:///home/keyproof/.ssh/id_rsa.pub\n",
        ),
        Upload::new(
            "web-url",
            "The input is the URL of the key.",
            "https://forge.example/keyproof.keys\n",
        ),
        Upload::new(
            "missing-file-message",
            "The input is the error message of a shell command that should have printed the key.",
            "cat: /root/.ssh/id_rsa.pub: No such file or directory\n",
        ),
    ]
}

fn documents() -> Vec<Upload> {
    vec![
        Upload::new(
            "prose",
            "The input is a sentence about keys.",
            "Please add my public key to the build server. Thanks!\n",
        ),
        Upload::new(
            "prose-in-base64",
            "The base64 is valid, but it does not decode to DER.",
            base64::encode(b"Please add my public key to the build server. Thanks!"),
        ),
        Upload::new(
            "html-page",
            "The input is the web page that a server returns for a missing file.",
            "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not \
             Found</h1></body></html>\n",
        ),
        Upload::new(
            "xml-error",
            "The input is an error response of the API to another request.",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>\
             InvalidKeyPair.NotFound</Code><Message>The key pair does not exist</Message></Error>\
             </Errors></Response>\n",
        ),
        Upload::new(
            "json-error",
            "The input is an error response of an API in JSON.",
            "{\"message\": \"Not Found\", \"status\": 404}\n",
        ),
        Upload::new(
            "shell-commands",
            "The input is a shell script that creates a key.",
            "#!/bin/sh\nssh-keygen -t rsa -b 2048 -N '' -f key\n",
        ),
    ]
}

/// Bytes that are not text, and a file that is far too long.
fn bytes() -> Vec<Upload> {
    // The bytes of a modulus look random, and they are the same at every run.
    let random = keys::key("2048").modulus();
    let gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], random.as_slice()].concat();
    vec![
        Upload::new("random-bytes", "The file is 256 bytes without any structure.", random),
        Upload::new(
            "gzip-header",
            "The file has the header of a compressed file, followed by random bytes.",
            gzip,
        ),
        Upload::new("nuls", "The file contains only zero bytes.", [0; 64]),
        Upload::new(
            "one-letter-a-hundred-thousand-times",
            "The file is valid base64 but far too long.",
            vec![b'A'; 100_000],
        )
        .flag("FarTooLong"),
    ]
}
