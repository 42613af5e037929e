# Reads EC2's metadata at an address with cloud-init, and prints the result as one JSON object:
#
#   cloud-init-metadata.py ADDRESS DIRECTORY
#
# The helpers of cloud-init read two versions. Its data source then finds the service, reads it, and extracts the keys
# and the instance id. Files that cloud-init keeps for an instance go into the directory.
import json
import logging
import sys

from cloudinit import distros, helpers
from cloudinit.sources import DataSourceEc2
from cloudinit.sources.helpers import ec2

logging.disable(logging.CRITICAL)
ADDRESS, DIRECTORY = sys.argv[1:]


def read(version):
    # Without retries, an error is reported at once.
    return ec2.get_instance_metadata(version, ADDRESS, timeout=5, retries=0)


def source():
    configured = {"datasource": {"Ec2": {"metadata_urls": [ADDRESS], "max_wait": 1, "timeout": 5, "strict_id": False}}}
    paths = helpers.Paths({"cloud_dir": DIRECTORY, "run_dir": DIRECTORY})
    distro = distros.fetch("debian")("debian", {}, paths)
    found = DataSourceEc2.DataSourceEc2(configured, distro, paths)
    if not found.wait_for_metadata_service():
        return None
    crawled = found.crawl_metadata()
    found.metadata = crawled.get("meta-data", {})
    return {"instance-id": found.metadata.get("instance-id"), "keys": found.get_public_ssh_keys()}


print(json.dumps({"latest": read("latest"), "2009-04-04": read("2009-04-04"), "source": source()}))
