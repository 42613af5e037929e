# Lets cloud-init boot an instance: it reads the metadata, and writes authorized_keys.
#
# Input: `boot`. Output: `get PATH`, for each path that it reads. Input: `found HEX` or `missing`.
# Last output: `installed COUNT HEX`, the number of keys and the text in hexadecimal; or `failed WHY`.

import sys

from cloudinit import ssh_util
from cloudinit.sources import normalize_pubkey_data
from cloudinit.sources.helpers.ec2 import MetadataMaterializer

BASE = "/latest/meta-data/"


class Missing(Exception):
    pass


def get(path):
    print(f"get {path}", flush=True)
    word, _, text = sys.stdin.readline().strip().partition(" ")
    if word == "missing":
        raise Missing(path)
    return bytes.fromhex(text)


def boot():
    metadata = MetadataMaterializer(get(BASE), BASE, get).materialize()
    keys = normalize_pubkey_data(metadata.get("public-keys"))
    parser = ssh_util.AuthKeyLineParser()
    entries = [parser.parse(str(key)) for key in keys]
    return len(keys), ssh_util.update_authorized_keys([], entries)


for line in sys.stdin:
    try:
        count, text = boot()
        print(f"installed {count} {text.encode().hex()}", flush=True)
    except Missing as path:
        print(f"failed no {path} in the metadata", flush=True)
    except Exception as error:
        print("failed", ascii(error), flush=True)
