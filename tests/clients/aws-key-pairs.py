# Runs the steps with the command `aws`, which is beside this Python. An environment variable names the endpoint.
#
#   aws-key-pairs.py ENDPOINT
import functools
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version

import steps

AWS = os.path.join(os.path.dirname(sys.executable), "aws")
os.environ |= {"AWS_ENDPOINT_URL_EC2": sys.argv[1], "AWS_MAX_ATTEMPTS": "1"}


def aws(command, *arguments):
    """Returns the command's output."""
    done = subprocess.run([AWS, "ec2", command, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    code = re.search(r"An error occurred \((.*?)\)", done.stderr)
    if code:
        raise steps.Refused(code[1])
    raise RuntimeError(done.stderr.strip().splitlines()[-1])


def text(*arguments, query):
    return aws(*arguments, "--output", "text", "--query", query).rstrip("\n")


def pairs(*arguments):
    return json.loads(aws("describe-key-pairs", *arguments))["KeyPairs"]


def names(*arguments):
    return ", ".join(pair["KeyName"] for pair in pairs(*arguments))


class Aws:
    def create(self, name, file=None):
        created = json.loads(aws("create-key-pair", "--key-name", name))
        if file:
            with open(file, "w") as private_key:
                private_key.write(created["KeyMaterial"])
        return created["KeyFingerprint"]

    def import_(self, name, file):
        material = f"fileb://{file}"
        return text("import-key-pair", "--key-name", name, "--public-key-material", material, query="KeyFingerprint")

    def list(self, region="us-east-1"):
        return names("--region", region)

    def find(self, *names):
        return ", ".join(f"{pair['KeyName']} {pair['KeyFingerprint']}" for pair in pairs("--key-names", *names))

    def filter(self, name, *values):
        return names("--filters", f"Name={name},Values={','.join(values)}")

    def delete(self, name):
        aws("delete-key-pair", "--key-name", name)
        return "deleted"

    def launch(self, image, name):
        options, query = ["--image-id", image, "--key-name", name], "Instances[0].[InstanceId,KeyName]"
        self.instance, key_name = text("run-instances", *options, query=query).split("\t")
        return f"{self.instance} {key_name}"

    def instances(self):
        query = "Reservations[].Instances[].[InstanceId,KeyName,State.Name]"
        return ", ".join(text("describe-instances", query=query).replace("\t", " ").splitlines())

    def password_data(self):
        return text("get-password-data", "--instance-id", self.instance, query="PasswordData")

    def password(self, file):
        key = ["--priv-launch-key", file]
        return text("get-password-data", "--instance-id", self.instance, *key, query="PasswordData")

    def terminate(self):
        query = "TerminatingInstances[0].CurrentState.Name"
        return text("terminate-instances", "--instance-ids", self.instance, query=query)


steps.run(version("awscli"), functools.cache(Aws))
