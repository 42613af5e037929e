# AsyncSSH's reader of public keys, put to the test by: keyproof run --exec 'python3 tests/adapters/python-asyncssh.py'
#
# Where version 2.10 differs from EC2's document, which is the library's own fault:
# - Only the first line that is a key is read (import/openssh/second-key). Characters outside of base64 are skipped
#   (import/openssh/nul-inside), and so is what follows the padding (import/openssh/text-after-padding). Numbers may have
#   zeros in front (import/openssh/modulus-with-two-leading-zeros).
# - Text around an RFC 4716 file is ignored, even a second key (import/rfc4716/openssh-line-after). A backslash followed
#   by a blank does not end a header (import/rfc4716/backslash-and-blank).
# - A PEM private key is read as a public key (import/other/bag-attributes-and-private-key).
# Outside of what the library promises: it reads keys of any length (import/openssh/bits-3072), and PEM
# (import/other/pem-public-key). The greeting says which formats it is asked for.
import base64
import json
import sys
import warnings
from _md5 import md5  # Python's own: hashlib's is OpenSSL's, whose results would then not be independent of OpenSSL.

warnings.simplefilter("ignore")  # About old algorithms; they would precede the first answer.
import asyncssh


def fingerprint(key):
    return md5(key.export_public_key("pkcs8-der")).digest().hex(":")  # AsyncSSH's own encoder.


def act(name, given):
    if name != "InspectPublicKey":
        return {"unsupported": True}
    try:
        key = asyncssh.import_public_key(base64.b64decode(given["material_base64"]))
    except (asyncssh.KeyImportError, ValueError, OverflowError) as error:
        return {"error": {"message": str(error)}}
    if key.get_algorithm() != "ssh-rsa":
        return {"error": {"message": f"not an RSA key: {key.get_algorithm()}"}}
    return {"ok": {"fingerprint": fingerprint(key), "bits": key._key.n.bit_length()}}


def answer(request):
    if request["op"] == "start":
        formats = ["openssh", "rfc4716"]
        return {"ok": dict(name="AsyncSSH", version=asyncssh.__version__, language="Python", capabilities=["codec"], formats=formats)}
    if request["op"] == "reset":
        return {"seq": request["seq"], "ok": {}}
    [(name, given)] = request["action"].items()
    return {"seq": request["seq"], **act(name, given)}


for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "stop":
        break
    print(json.dumps(answer(request)), flush=True)
