# Runs moto's own tests of key pairs against an endpoint instead of moto. If standard input has a line,
# each test becomes one line of output.
#
#   moto-tests.py ENDPOINT
import itertools
import os
import shutil
import sys
import uuid
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import moto
import pytest

# The decorator that would answer the requests in this process.
moto.mock_aws = lambda test: test
# The names of the pairs: the same each time, and in the order of their creation, which one of the tests expects.
numbers = itertools.count()
uuid.uuid4 = lambda: uuid.UUID(int=next(numbers) << 104)


class Lines:
    def pytest_runtest_logreport(self, report):
        name = report.nodeid.split("::")[-1]
        if report.failed:
            print(f"{name}: failed: {report.longrepr.reprcrash.message.splitlines()[0]}")
        elif report.when == "call":
            print(f"{name}: passed")


def run():
    os.environ["AWS_ENDPOINT_URL_EC2"] = sys.argv[1]
    [folder] = find_spec("moto_tests").submodule_search_locations
    shutil.copytree(folder, "moto_tests")
    path = Path("moto_tests/test_key_pairs.py")
    # One of its keys has a backslash within the base64.
    path.write_text(path.read_text().replace("SOeJgo\\\\8kwey", "SOeJgo8kwey"))
    quiet = ["-p", "no:cacheprovider", "-p", "no:terminal", "--override-ini=markers=requires_clean_slate"]
    pytest.main([*quiet, str(path)], plugins=[Lines()])


print(version("moto"))
if sys.stdin.readline():
    run()
