# Runs the steps with Apache Libcloud, by methods that its drivers of all clouds have. It signs with version 2.
#
#   libcloud-key-pairs.py ENDPOINT
import functools
import os
import re
import sys
from urllib.parse import urlsplit

import libcloud
from libcloud.compute.base import NodeImage
from libcloud.compute.drivers.ec2 import EC2NodeDriver

import steps

KEYS = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]


def driver(region="us-east-1"):
    address = urlsplit(sys.argv[1])
    return EC2NodeDriver(*KEYS, secure=False, host=address.hostname, port=address.port, region=region)


def codes(method):
    @functools.wraps(method)
    def call(*arguments):
        try:
            return method(*arguments)
        except Exception as error:
            code = re.match(r"([A-Z][A-Za-z.]+): ", str(error))
            if code:
                raise steps.Refused(code[1]) from error
            raise

    return call


class Libcloud:
    def __init__(self):
        self.ec2 = driver()

    @codes
    def create(self, name, file=None):
        pair = self.ec2.create_key_pair(name)
        if file:
            with open(file, "w") as private_key:
                private_key.write(pair.private_key)
        return pair.fingerprint

    @codes
    def import_(self, name, file):
        return self.ec2.import_key_pair_from_file(name, file).fingerprint

    @codes
    def list(self, region="us-east-1"):
        return ", ".join(pair.name for pair in driver(region).list_key_pairs())

    @codes
    def find(self, *names):
        return ", ".join(f"{pair.name} {pair.fingerprint}" for pair in map(self.ec2.get_key_pair, names))

    @codes
    def delete(self, name):
        return "deleted" if self.ec2.delete_key_pair(self.ec2.get_key_pair(name)) else "not deleted"

    @codes
    def launch(self, image, name):
        size = next(size for size in self.ec2.list_sizes() if size.id == "m1.small")
        image = NodeImage(image, None, self.ec2)
        self.node = self.ec2.create_node(name="server", image=image, size=size, ex_keyname=name)
        return f"{self.node.id} {self.node.extra['key_name']}"

    @codes
    def instances(self):
        return ", ".join(f"{node.id} {node.extra['key_name']} {node.state}" for node in self.ec2.list_nodes())

    @codes
    def terminate(self):
        return "terminated" if self.ec2.destroy_node(self.node) else "not terminated"


steps.run(libcloud.__version__, functools.cache(Libcloud))
