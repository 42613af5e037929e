# Tests Python's cryptography: keyproof run --exec 'python3 tests/adapters/python-cryptography.py'
# Where version 38 differs from EC2's document by its own fault:
# - From lines, it reads only two words, and ignores a second key (import/openssh/second-key). Its base64 decoder
#   ignores other characters (nul-inside, padding-long, unused-bits-two). It accepts leading zeros
#   (modulus-with-two-leading-zeros) and certificates (certificate-rsa-2048).
# - It reads BER as DER (import/base64-der/indefinite-length-outer-sequence), and accepts octets after it
#   (trailing-octet), any parameters (parameters-integer), PKCS#1 (pkcs1-public-key), numbers that no key has
#   (modulus-zero), keys for PSS only (rsa-pss-2048). It clears unused bits: exponent 65536 (unused-bits-1).
# - In private keys, it accepts octets after the key (private-key/pkcs1-octet-behind), unknown versions, a negative
#   modulus, and another label.
# base64 with validate=True accepts surplus padding and unused bits (import/base64-der/padding-unneeded). The library
# accepts any length, which breaks no promise (import/openssh/bits-3072). The greeting lists the formats.
import base64
import hashlib
import json
import sys

import cryptography.hazmat.backends.openssl
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class Refused(Exception):
    """Only this is a refusal. Any other exception ends the adapter, and counts as a crash."""


def public_key(file):
    try:
        if file.startswith(b"ssh-"):
            key = s.load_ssh_public_key(file)
        else:
            key = s.load_der_public_key(base64.b64decode(b"".join(file.splitlines()), validate=True))
    except (ValueError, UnsupportedAlgorithm) as error:  # They are documented to raise these.
        raise Refused(str(error))
    if not isinstance(key, rsa.RSAPublicKey):
        raise Refused("not an RSA key")
    return key


def private_key(file):
    load = s.load_ssh_private_key if b"BEGIN OPENSSH" in file else s.load_pem_private_key
    try:
        key = load(file, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # TypeError: the key is encrypted.
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
    if name == "InspectPrivateKey" and given["mode"] == "0400":  # The library doesn't see a file's mode.
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
