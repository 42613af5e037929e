# moto's own tests of key pairs, sent to an endpoint instead of moto. Each test becomes one line of output, if standard
# input has a line.
#
#   moto-tests.py ENDPOINT
import os
import sys
from importlib.metadata import version
from pathlib import Path

import moto
import pytest

# The decorator that would answer the requests in this process.
moto.mock_aws = lambda test: test


class Lines:
    def pytest_runtest_logreport(self, report):
        name = report.nodeid.split("::")[-1]
        if report.failed:
            print(f"{name}: failed: {report.longrepr.reprcrash.message.splitlines()[0]}")
        elif report.when == "call":
            print(f"{name}: passed")


def run():
    os.environ["AWS_ENDPOINT_URL_EC2"] = sys.argv[1]
    import moto_tests

    [folder] = moto_tests.__path__
    quiet = ["-p", "no:cacheprovider", "-p", "no:terminal", "--override-ini=markers=requires_clean_slate"]
    pytest.main([*quiet, str(Path(folder, "test_key_pairs.py"))], plugins=[Lines()])


print(version("moto"))
if sys.stdin.readline():
    run()
