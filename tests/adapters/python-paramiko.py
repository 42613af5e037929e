# Tests Python's paramiko: keyproof run --exec 'python3 tests/adapters/python-paramiko.py'
#
# Where version 2.12 differs from EC2's document by its own fault:
# - RSAKey(data=…) is documented to raise SSHException, but raises ValueError for numbers that no key has, which ends
#   this adapter (import/openssh/exponent-even, modulus-zero). So does from_private_key for numbers that don't match
#   each other (private-key/openssh-prime-of-another-key) and for a DSA key in OpenSSH's format (openssh-dsa).
# - It fills the missing octets of a blob with zeros, so it reads half a key as another key, one that nobody has
#   (import/openssh/half-lost, truncated-in-modulus, line-broken-at-64). It ignores octets after the key
#   (trailing-byte-after-modulus), a wrong length (modulus-length-2-31), and leading zeros that a number doesn't need
#   (modulus-with-two-leading-zeros).
# - Its base64 decoder ignores other characters, and characters after the padding (import/openssh/nul-inside,
#   padding-long, unused-bits-two). From the URL-safe alphabet it reads another key (alphabet-url-safe).
# - It reads only the first two words of a file: it ignores a second key (import/openssh/second-key), and accepts any
#   white space between the words (separator-no-break-space).
# - It accepts a certificate as the key that it certifies (import/openssh/certificate-rsa-2048).
# - It accepts private keys with octets after the key, unknown versions, a missing or different last line, another
#   public key in front, or no padding (private-key/pkcs1-octet-behind, end-cut-off,
#   openssh-public-half-of-another-key).
# Where it breaks no promise: it accepts keys of any length (import/openssh/bits-3072). It reads neither base64 DER nor
# RFC 4716, and of private keys neither PKCS#8 nor PuTTY's format. Its greeting says so in "formats".
import base64
import hashlib
import io
import json
import sys

import cryptography.hazmat.backends.openssl
import paramiko
from cryptography.hazmat.primitives import serialization as s
from paramiko.pkey import PublicBlob


class Refused(Exception):
    """Only this is a refusal. Any other exception ends the adapter, and counts as a crash."""


def text(file_base64):
    try:
        return base64.b64decode(file_base64).decode()
    except UnicodeDecodeError as error:  # The library reads only text.
        raise Refused(str(error))


def public_key(line):
    try:
        blob = PublicBlob.from_string(line).key_blob
    except ValueError as error:  # No exception is documented. The library itself raises this one.
        raise Refused(str(error))
    try:
        return paramiko.RSAKey(data=blob)
    except paramiko.SSHException as error:  # It is documented to raise this.
        raise Refused(str(error))


def private_key(file):
    try:
        return paramiko.RSAKey.from_private_key(io.StringIO(file))
    except paramiko.SSHException as error:
        raise Refused(str(error))


def imported(key):
    der = key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.md5(der).digest().hex(":")


def act(name, given):
    if name == "InspectPublicKey":
        key = public_key(text(given["material_base64"]))
        return {"ok": {"fingerprint": imported(key.key), "bits": key.get_bits()}}
    if name == "InspectPrivateKey" and given["mode"] == "0400":  # The library gets a text, which has no mode.
        key = private_key(text(given["material_base64"]))
        der = key.key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())
        return {"ok": {"openssh": f"{key.get_name()} {key.get_base64()}",
                       "created": hashlib.sha1(der).digest().hex(":"), "imported": imported(key.key.public_key())}}
    return {"unsupported": True}


def answer(request):
    if request["op"] == "start":
        openssl = cryptography.hazmat.backends.openssl.backend.openssl_version_text()
        version = f"{paramiko.__version__}, cryptography {cryptography.__version__}, {openssl}"
        formats = ["openssh", "pkcs1", "openssh-private"]
        about = {"name": "paramiko", "version": version, "language": "Python"}
        return {"ok": {**about, "capabilities": ["codec"], "formats": formats}}
    if request["op"] == "reset":
        return {"seq": request["seq"], "ok": {}}
    [(name, given)] = request["action"].items()
    try:
        return {"seq": request["seq"], **act(name, given)}
    except Refused as refusal:
        return {"seq": request["seq"], "error": {"message": str(refusal)}}


for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "stop":
        break
    print(json.dumps(answer(request)), flush=True)
