# Python's cryptography, put to the test by: keyproof run --exec 'python3 tests/adapters/python-cryptography.py'
#
# What version 38 does otherwise than EC2's document says, and is the library's own fault:
# - Of lines, only two words are looked at, so that a second key is passed over (import/openssh/second-key). Among their
#   base64 anything is skipped, and what follows the padding (nul-inside, padding-long, unused-bits-two). Numbers may
#   have zeros in front (modulus-with-two-leading-zeros). A certificate passes for its key (certificate-rsa-2048).
# - BER is read for DER (import/base64-der/indefinite-length-outer-sequence), with anything behind it (trailing-octet),
#   any parameters (parameters-integer), and as PKCS#1 too (pkcs1-public-key). Numbers that no key has are taken
#   (modulus-zero), unused bits cleared: exponent 65536 (unused-bits-1). A key for PSS passes for any (rsa-pss-2048).
# - Private keys: octets behind, unknown versions, a negative modulus, another label (private-key/pkcs1-octet-behind).
# base64's: validate=True takes padding that isn't needed, and unused bits (import/base64-der/padding-unneeded). Outside
# of what it promises: any length is taken (import/openssh/bits-3072). The greeting says which formats it reads.
import base64
import hashlib
import json
import sys

import cryptography.hazmat.backends.openssl
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class Refused(Exception):
    """Nothing but this is a refusal: what else is raised ends the adapter, and counts as a crash."""


def public_key(file):
    try:
        if file.startswith(b"ssh-"):
            key = s.load_ssh_public_key(file)
        else:
            key = s.load_der_public_key(base64.b64decode(b"".join(file.splitlines()), validate=True))
    except (ValueError, UnsupportedAlgorithm) as error:  # Which is what they are documented to raise.
        raise Refused(str(error))
    if not isinstance(key, rsa.RSAPublicKey):
        raise Refused("not an RSA key")
    return key


def private_key(file):
    load = s.load_ssh_private_key if b"BEGIN OPENSSH" in file else s.load_pem_private_key
    try:
        key = load(file, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # TypeError: it is encrypted.
        raise Refused(str(error))
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Refused("not an RSA key")
    return key


def imported(key):
    return hashlib.md5(key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)).digest().hex(":")


def facts(key):
    der = key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())
    line = key.public_key().public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH).decode()
    return {"openssh": line, "created": hashlib.sha1(der).digest().hex(":"), "imported": imported(key.public_key())}


def act(name, given):
    file = base64.b64decode(given.get("material_base64") or given.get("private_key_base64") or "")
    if name == "InspectPublicKey":
        key = public_key(file)
        return {"ok": {"fingerprint": imported(key), "bits": key.key_size}}
    if name == "InspectPrivateKey" and given["mode"] == "0400":  # A file's mode is nothing that the library sees.
        return {"ok": facts(private_key(file))}
    if name == "VerifyFingerprint":
        return {"ok": {"matches": given["fingerprint"] in facts(private_key(file)).values()}}
    if name == "Decrypt":
        key, ciphertext = private_key(file), base64.b64decode(given["ciphertext_base64"])
        try:
            plaintext = key.decrypt(ciphertext, padding.PKCS1v15())
        except ValueError as error:
            raise Refused(str(error))
        return {"ok": {"plaintext_base64": base64.b64encode(plaintext).decode()}}
    return {"unsupported": True}


def answer(request):
    if request["op"] == "start":
        version = f"{cryptography.__version__}, {cryptography.hazmat.backends.openssl.backend.openssl_version_text()}"
        formats = ["openssh", "base64-der", "pkcs1", "pkcs8", "openssh-private"]
        return {"ok": dict(name="cryptography", version=version, language="Python", capabilities=["codec"], formats=formats)}
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
