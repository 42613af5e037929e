#!/usr/bin/env bash
# Writes rsa.json, document-example.json, nested.json, digests.json and the values in
# tools.json:
# facts.sh [DIR]
#
# In tools.json, file, tool and command stay as make.sh wrote them. Every value
# is computed by OpenSSL and ssh-keygen from the files of DIR (this folder
# unless given), so the same files always give the same bytes.
# To check the committed ones: ./facts.sh && git diff --exit-code .
set -euo pipefail
export LC_ALL=C
exec python3 - "${1:-$(dirname "$0")}" <<'EOF_PYTHON'
import json, re, subprocess, sys, tempfile
from pathlib import Path

here = Path(sys.argv[1])


def run(command, data):
    return subprocess.run(command.split(), input=data, stdout=subprocess.PIPE, check=True).stdout


def digest(command, data):
    """The digest alone: OpenSSL writes `MD5(stdin)= ` before it."""
    return run(command, data).decode().split("= ")[-1].strip()


def ssh_keygen(command, data):
    """The answer, or None if ssh-keygen refuses the key. A pipe passes its check of file modes."""
    done = subprocess.run(f"ssh-keygen {command} -f /dev/stdin".split(), input=data, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def public_facts(spki):
    """bits, exponent and modulus of a SubjectPublicKeyInfo, and its MD5."""
    text = run("openssl rsa -pubin -inform DER -noout -text", spki).decode()
    bits = int(re.match(r"(?:RSA )?Public-Key: \((\d+) bit\)", text)[1])
    exponent = re.search(r"^Exponent:([^(]*)", text, re.M)[1]
    if ":" in exponent:  # above 64 bits it is written as octets
        exponent = int(re.sub(r"[:\s]", "", exponent), 16)
    modulus = run("openssl rsa -pubin -inform DER -noout -modulus", spki).decode()
    modulus = modulus.strip().removeprefix("Modulus=").lower()
    modulus = "0" * (len(modulus) % 2) + modulus  # whole octets
    assert int(modulus, 16).bit_length() == bits
    return {
        "bits": bits,
        "exponent": str(int(exponent)),
        "modulus": modulus,
        "modulus_sha256": digest("openssl sha256", bytes.fromhex(modulus)),
        "imported": digest("openssl md5 -c", spki),
    }


def rsa_key(path):
    pem = path.read_bytes()
    spki = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=pem, capture_output=True, check=True
    ).stdout
    pkcs8 = run("openssl pkcs8 -topk8 -nocrypt -outform DER", pem)
    openssh = ssh_keygen("-y", pem)
    facts = public_facts(spki)
    return {
        "name": path.stem,
        "file": f"rsa/{path.name}",
        "bits": facts["bits"],
        "exponent": facts["exponent"],
        "modulus": facts["modulus"],
        "modulus_sha256": facts["modulus_sha256"],
        "spki": run("openssl base64 -A", spki).decode(),
        "imported": facts["imported"],
        "created": digest("openssl sha1 -c", pkcs8),
        "openssh": openssh and openssh.decode().strip(),
    }


def reexported(name, text):
    """The SubjectPublicKeyInfo of a tool's file, written anew by ssh-keygen and OpenSSL."""
    if "-base64-der" in name:
        lines = re.findall(b".{1,64}", b"".join(text.split()))
        pem = b"\n".join([b"-----BEGIN PUBLIC KEY-----", *lines, b"-----END PUBLIC KEY-----", b""])
    else:
        line = ssh_keygen("-i -m RFC4716", text) if "-rfc4716" in name else text
        pem = ssh_keygen("-e -m PKCS8", line)
    return run("openssl pkey -pubin -outform DER", pem)


def tool_key(entry):
    path = here / entry["file"]
    facts = public_facts(reexported(path.name, path.read_bytes()))
    return {
        "file": entry["file"],
        "tool": entry["tool"],
        "command": entry["command"],
        "bits": facts["bits"],
        "exponent": facts["exponent"],
        "modulus_sha256": facts["modulus_sha256"],
        "imported": facts["imported"],
    }


def public_key(file):
    """A key of which nobody has a private half."""
    spki = reexported(file, (here / file).read_bytes())
    facts = public_facts(spki)
    pem = f"ssh-keygen -e -m PKCS8 -f keys/{file}"
    return {
        "file": file,
        "command": f"{pem} | openssl pkey -pubin -outform DER | openssl md5 -c",
        "bits": facts["bits"],
        "exponent": facts["exponent"],
        "modulus": facts["modulus"],
        "modulus_sha256": facts["modulus_sha256"],
        "spki": run("openssl base64 -A", spki).decode(),
        "imported": facts["imported"],
    }


# Digests that are not EC2's, of what people and programs take one of: name,
# and the command that computes it, with KEY for the private key file.
DIGESTS = {
    "md5-of-ssh-blob": "ssh-keygen -l -E md5 -f KEY",
    "sha256-of-ssh-blob": "ssh-keygen -l -f KEY",
    "sha1-of-ssh-blob": "ssh-keygen -y -f KEY | cut -d ' ' -f 2 | openssl base64 -d -A | openssl sha1 -c",
    "sha1-of-spki": "openssl rsa -in KEY -pubout -outform DER | openssl sha1 -c",
    "sha256-of-spki": "openssl rsa -in KEY -pubout -outform DER | openssl sha256 -c",
    "md5-of-spki-pem": "openssl rsa -in KEY -pubout | openssl md5 -c",
    "md5-of-pkcs1-public-key": "openssl rsa -in KEY -RSAPublicKey_out -outform DER | openssl md5 -c",
    "md5-of-modulus": "openssl rsa -in KEY -noout -modulus | openssl md5 -c",
    "md5-of-pkcs1": "openssl rsa -in KEY -traditional -outform DER | openssl md5 -c",
    "sha1-of-pkcs1": "openssl rsa -in KEY -traditional -outform DER | openssl sha1 -c",
    "md5-of-pkcs8": "openssl pkcs8 -in KEY -topk8 -nocrypt -outform DER | openssl md5 -c",
    "sha256-of-pkcs8": "openssl pkcs8 -in KEY -topk8 -nocrypt -outform DER | openssl sha256 -c",
    "sha1-of-pkcs8-pem": "openssl pkcs8 -in KEY -topk8 -nocrypt | openssl sha1 -c",
    "sha1-of-file": "openssl sha1 -c <KEY",
}


def shell(command):
    # A failure inside the pipe must not go unseen, and messages on the way must.
    argv = ["bash", "-o", "pipefail", "-c", command]
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()


def digests(name):
    """Of one key; ssh-keygen gets it under a mode that it takes."""
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key"
        key.write_bytes((here / "rsa" / f"{name}.pem").read_bytes())
        key.chmod(0o400)
        for digest, command in DIGESTS.items():
            text = shell(command.replace("KEY", str(key))).strip()
            value = text.split(" ")[1]  # behind `2048` or `MD5(stdin)=`
            yield {
                "key": name,
                "name": digest,
                "value": value.removeprefix("MD5:"),
                "command": command.replace("KEY", f"keys/rsa/{name}.pem"),
            }


def write(name, entries):
    text = json.dumps(entries, indent=2) + "\n"
    (here / name).write_bytes(text.encode("ascii"))


write("rsa.json", [rsa_key(path) for path in sorted((here / "rsa").glob("*.pem"), key=lambda p: p.stem)])
write("document-example.json", public_key("document-example.pub"))
write("nested.json", public_key("nested.pub"))
write("digests.json", [entry for name in ("1024", "2048") for entry in digests(name)])
write("tools.json", [tool_key(entry) for entry in json.loads((here / "tools.json").read_text())])
EOF_PYTHON
