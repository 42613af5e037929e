# An adapter for boto3 that speaks keyproof's protocol (vectors/README.md). Each action becomes a request of boto3 to
# an EC2 endpoint, and boto3's result becomes the answer.
#
#   boto3-client.py ENDPOINT ACCESS_KEY SECRET_KEY [SECONDS]
#
# SECONDS is the number of seconds that the clock is ahead. boto3 neither validates parameters nor repeats requests,
# so each answer is the endpoint's. Its waiters wait for operations that take time in EC2, and its paginators read
# lists.
import base64
import datetime
import functools
import json
import sys

import boto3
import botocore.auth
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, ACCESS_KEY, SECRET_KEY = sys.argv[1:4]
AHEAD = datetime.timedelta(seconds=int(sys.argv[4]) if len(sys.argv) > 4 else 0)

# The images of `keyproof serve`, by their distinguishing feature.
IMAGES = {
    "windows": "ami-0a1d0e5f",
    "instance-store": "ami-1c57a4ce",
    "marketplace": "ami-3a4be7c0",
    "classic": "ami-c1a551c0",
}

WAIT = {"Delay": 1, "MaxAttempts": 30}

now = botocore.auth.get_current_datetime
botocore.auth.get_current_datetime = lambda *arguments, **named: now(*arguments, **named) + AHEAD


class Unsupported(Exception):
    """boto3 can't send this request."""


@functools.cache
def client(region, signature):
    how = {"parameter_validation": False, "retries": {"total_max_attempts": 1}}
    if signature == "missing":
        how["signature_version"] = UNSIGNED
    return boto3.client(
        "ec2",
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key="wrong" if signature == "wrong_secret" else SECRET_KEY,
        config=Config(**how),
    )


def given(**parameters):
    return {name: value for name, value in parameters.items() if value not in (None, [])}


class Service:
    """The operations of one region, called by a client with one kind of signature."""

    # The created resources of each region. A reset deletes them, and lists of instances contain no others.
    made = {}

    def __init__(self, region, signature="valid", dry_run=False):
        self.client = client(region, signature)
        self.also = {"DryRun": True} if dry_run else {}
        self.own = Service.made.setdefault(region, {"images": {}, "addresses": {}})

    def ask(self, method, **parameters):
        return getattr(self.client, method)(**given(**parameters), **self.also)

    def wait(self, state, **which):
        self.client.get_waiter(state).wait(WaiterConfig=WAIT, **which)

    def pages(self, method, **parameters):
        return self.client.get_paginator(method).paginate(**given(**parameters), **self.also)

    # Key pairs.

    def CreateKeyPair(self, key_name=None):
        return [pair(self.ask("create_key_pair", KeyName=key_name))]

    def ImportKeyPair(self, key_name=None, public_key_material=None):
        if public_key_material is not None:
            # boto3 expects the file, and encodes it.
            public_key_material = plain(public_key_material)
        return [pair(self.ask("import_key_pair", KeyName=key_name, PublicKeyMaterial=public_key_material))]

    def DescribeKeyPairs(self, key_names=None, filters=()):
        filters = [{"Name": one["name"], "Values": one["values"]} for one in filters]
        return [pair(one) for one in self.ask("describe_key_pairs", KeyNames=key_names, Filters=filters)["KeyPairs"]]

    def Unknown(self, action):
        raise Unsupported  # A client offers only the operations that it knows.

    def DeleteKeyPair(self, key_name=None):
        self.ask("delete_key_pair", KeyName=key_name)

    # Instances.

    def RunInstances(self, image, key_name=None, network="vpc", availability_zone=None):
        zone = availability_zone and {"AvailabilityZone": self.client.meta.region_name + availability_zone}
        launched = self.ask(
            "run_instances", ImageId=image_id(image, network), MinCount=1, MaxCount=1, KeyName=key_name, Placement=zone
        )
        [instance] = launched["Instances"]
        self.own["images"][instance["InstanceId"]] = image["id"]
        return self.settled("instance_running", instance["InstanceId"])

    def DescribeInstances(self, instance_ids=()):
        pages = self.pages("describe_instances", InstanceIds=list(instance_ids))
        instances = [one for page in pages for reservation in page["Reservations"] for one in reservation["Instances"]]
        known = self.own["images"]
        return [self.instance(one) for one in instances if instance_ids or one["InstanceId"] in known]

    def StopInstances(self, instance_id):
        self.ask("stop_instances", InstanceIds=[instance_id])
        return self.settled("instance_stopped", instance_id)

    def StartInstances(self, instance_id):
        self.ask("start_instances", InstanceIds=[instance_id])
        return self.settled("instance_running", instance_id)

    def TerminateInstances(self, instance_id):
        self.ask("terminate_instances", InstanceIds=[instance_id])
        return self.settled("instance_terminated", instance_id)

    def GetPasswordData(self, instance_id):
        data = self.ask("get_password_data", InstanceId=instance_id)["PasswordData"]
        return [{"password_data": data} if data else {}]

    def settled(self, state, instance_id):
        self.wait(state, InstanceIds=[instance_id])
        return self.DescribeInstances([instance_id])

    def instance(self, found):
        volumes = {one["DeviceName"]: one["Ebs"]["VolumeId"] for one in found["BlockDeviceMappings"]}
        return given(
            instance_id=found["InstanceId"],
            image_id=self.own["images"].get(found["InstanceId"], found["ImageId"]),
            state=found["State"]["Name"],
            root_device_type=found["RootDeviceType"],
            root_volume_id=volumes.get(found["RootDeviceName"]),
            availability_zone=found["Placement"]["AvailabilityZone"],
            key_name=found.get("KeyName"),
            public_ip=found.get("PublicIpAddress"),
            product_code=product_code(found),
        )

    # Volumes.

    def DescribeVolumes(self, volume_ids=()):
        pages = self.pages("describe_volumes", VolumeIds=list(volume_ids))
        return [self.volume(one) for page in pages for one in page["Volumes"]]

    def AttachVolume(self, volume_id, instance_id, device):
        self.ask("attach_volume", VolumeId=volume_id, InstanceId=instance_id, Device=device)
        self.wait("volume_in_use", VolumeIds=[volume_id])
        return self.DescribeVolumes([volume_id])

    def DetachVolume(self, volume_id):
        self.ask("detach_volume", VolumeId=volume_id)
        self.wait("volume_available", VolumeIds=[volume_id])
        return self.DescribeVolumes([volume_id])

    def DeleteVolume(self, volume_id):
        self.ask("delete_volume", VolumeId=volume_id)
        self.wait("volume_deleted", VolumeIds=[volume_id])

    def volume(self, found):
        [attachment] = found["Attachments"] or [{}]
        codes = self.ask("describe_volume_attribute", VolumeId=found["VolumeId"], Attribute="productCodes")
        return given(
            volume_id=found["VolumeId"],
            state=found["State"],
            availability_zone=found["AvailabilityZone"],
            instance_id=attachment.get("InstanceId"),
            device=attachment.get("Device"),
            product_code=product_code(codes),
        )

    # Addresses.

    def AllocateAddress(self, network="vpc"):
        allocated = self.ask("allocate_address", Domain="standard" if network == "classic" else "vpc")
        self.own["addresses"][allocated["PublicIp"]] = allocated.get("AllocationId")
        return [{"public_ip": allocated["PublicIp"]}]

    def AssociateAddress(self, public_ip, instance_id):
        self.ask("associate_address", **self.address(public_ip), InstanceId=instance_id)
        return [{"public_ip": public_ip, "instance_id": instance_id}]

    def ReleaseAddress(self, public_ip):
        self.ask("release_address", **self.address(public_ip))
        self.own["addresses"].pop(public_ip, None)

    def address(self, public_ip):
        allocation = self.own["addresses"].get(public_ip)
        return {"AllocationId": allocation} if allocation else {"PublicIp": public_ip}

    def clear(self):
        for one in self.DescribeKeyPairs():
            self.DeleteKeyPair(one["key_name"])
        for one in self.DescribeInstances():
            self.TerminateInstances(one["instance_id"])
        for one in self.DescribeVolumes():
            self.DeleteVolume(one["volume_id"])
        for one in list(self.own["addresses"]):
            self.ReleaseAddress(one)
        self.own["images"].clear()


def pair(found):
    return given(key_name=found["KeyName"], fingerprint=found["KeyFingerprint"], private_key=found.get("KeyMaterial"))


def product_code(found):
    codes = [one["ProductCodeId"] for one in found.get("ProductCodes", [])]
    return codes[0] if codes else None


def image_id(image, network):
    if network == "classic":
        return IMAGES["classic"]
    kind = "marketplace" if image.get("product_code") else image.get("platform", "linux")
    if image.get("root_device_type") == "instance-store":
        kind = "instance-store"
    return IMAGES.get(kind, image["id"])


def plain(text):
    try:
        file = base64.b64decode(text, validate=True)
    except ValueError:
        file = None
    if file is None or base64.b64encode(file).decode() != text:
        raise Unsupported
    return file


def inspect(material):
    """Imports a public key file, deletes the pair, and returns the result."""
    service = Service("us-east-1")
    [imported] = service.ImportKeyPair("inspected", material)
    service.DeleteKeyPair("inspected")
    return {"fingerprint": imported["fingerprint"]}


def act(kind, action):
    if kind == "InspectPublicKey":
        return inspect(action["material_base64"])
    if kind != "Call":
        raise Unsupported
    operation, parameters = action["operation"]["name"], action["operation"]["parameters"]
    service = Service(action["region"], action["signature"], action["dry_run"])
    resources = getattr(service, operation)(**parameters)
    return {} if resources is None else {"resources": resources}


def answer(request):
    if request["op"] == "start":
        offered = ["codec", "pairs", "instances", "volumes", "auth"]
        return {"ok": {"name": "boto3", "version": boto3.__version__, "language": "Python", "capabilities": offered}}
    if request["op"] == "reset":
        for region in list(Service.made):
            Service(region).clear()
        return {"seq": request["seq"], "ok": {}}
    [(kind, action)] = request["action"].items()
    try:
        return {"seq": request["seq"], "ok": act(kind, action)}
    except Unsupported:
        return {"seq": request["seq"], "unsupported": True}
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        return {"seq": request["seq"], "error": {"code": code, "message": f"{status} {message}"}}


for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "stop":
        break
    print(json.dumps(answer(request)), flush=True)
