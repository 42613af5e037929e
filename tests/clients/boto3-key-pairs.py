# Runs the steps with the resources of boto3. (`boto3-client.py` calls its operations.)
#
#   boto3-key-pairs.py ENDPOINT
import functools
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import steps


def resource(region):
    retries = Config(retries={"total_max_attempts": 1})
    return boto3.resource("ec2", region_name=region, endpoint_url=sys.argv[1], config=retries)


def codes(method):
    @functools.wraps(method)
    def call(*arguments):
        try:
            return method(*arguments)
        except ClientError as error:
            raise steps.Refused(error.response["Error"]["Code"]) from error

    return call


class Boto3:
    def __init__(self):
        self.ec2 = resource("us-east-1")
        self.instance = None

    @codes
    def create(self, name, file=None):
        pair = self.ec2.create_key_pair(KeyName=name)
        if file:
            with open(file, "w") as private_key:
                private_key.write(pair.key_material)
        return pair.key_fingerprint

    @codes
    def import_(self, name, file):
        with open(file, "rb") as material:
            return self.ec2.import_key_pair(KeyName=name, PublicKeyMaterial=material.read()).key_fingerprint

    @codes
    def list(self, region="us-east-1"):
        return ", ".join(pair.name for pair in resource(region).key_pairs.all())

    @codes
    def find(self, *names):
        return ", ".join(f"{pair.name} {pair.key_fingerprint}" for pair in self.ec2.key_pairs.filter(KeyNames=names))

    @codes
    def filter(self, name, *values):
        return ", ".join(pair.name for pair in self.ec2.key_pairs.filter(Filters=[{"Name": name, "Values": values}]))

    @codes
    def delete(self, name):
        self.ec2.KeyPair(name).delete()
        return "deleted"

    @codes
    def launch(self, image, name):
        [self.instance] = self.ec2.create_instances(ImageId=image, MinCount=1, MaxCount=1, KeyName=name)
        self.instance.wait_until_running()
        return f"{self.instance.id} {self.instance.key_name}"

    @codes
    def instances(self):
        return ", ".join(f"{one.id} {one.key_name} {one.state['Name']}" for one in self.ec2.instances.all())

    @codes
    def password_data(self):
        return self.instance.password_data()["PasswordData"]

    @codes
    def terminate(self):
        self.instance.terminate()
        self.instance.wait_until_terminated()
        return self.instance.state["Name"]


steps.run(boto3.__version__, functools.cache(Boto3))
