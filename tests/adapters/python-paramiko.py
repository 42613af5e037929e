# Python's paramiko, put to the test by: keyproof run --exec 'python3 tests/adapters/python-paramiko.py'
#
# What version 2.12 does otherwise than EC2's document says, and is the library's own fault:
# - RSAKey(data=…) is documented to raise SSHException, and raises ValueError for numbers that no key has, which ends
#   this adapter (import/openssh/exponent-even, modulus-zero). So does from_private_key for numbers that don't belong
#   together (private-key/openssh-prime-of-another-key) and for a DSA key of that form (openssh-dsa).
# - What is missing from a blob is made up of zeros: half a key is taken, as another key that nobody has
#   (import/openssh/half-lost, truncated-in-modulus, line-broken-at-64). What is too much is passed over
#   (trailing-byte-after-modulus), and so are a length that is wrong (modulus-length-2-31) and zeros that numbers don't
#   need in front (modulus-with-two-leading-zeros).
# - Among the base64 anything is skipped, and what follows the padding (import/openssh/nul-inside, padding-long,
#   unused-bits-two); in the URL-safe alphabet that gives another key (alphabet-url-safe).
# - Of a file only the first two words are looked at: a second key is passed over (import/openssh/second-key), and any
#   blank separates them (separator-no-break-space).
# - A certificate passes for the key that it certifies (import/openssh/certificate-rsa-2048).
# - Private keys: octets behind, unknown versions, a missing or other last line, another public half in front, no
#   padding (private-key/pkcs1-octet-behind, end-cut-off, openssh-public-half-of-another-key).
# Outside of what the library promises: it takes keys of any length (import/openssh/bits-3072). It reads neither base64
# DER nor RFC 4716, and of private keys neither PKCS#8 nor PuTTY's form, which its greeting says: "formats".
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
    """Nothing but this is a refusal: what else is raised ends the adapter, and counts as a crash."""


def text(file_base64):
    try:
        return base64.b64decode(file_base64).decode()
    except UnicodeDecodeError as error:  # The library reads nothing but text.
        raise Refused(str(error))


def public_key(line):
    try:
        blob = PublicBlob.from_string(line).key_blob
    except ValueError as error:  # No exception is documented; this is the one that it raises itself.
        raise Refused(str(error))
    try:
        return paramiko.RSAKey(data=blob)
    except paramiko.SSHException as error:  # Which is what it is documented to raise.
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
    if name == "InspectPrivateKey" and given["mode"] == "0400":  # It is given a text, which has no mode.
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
