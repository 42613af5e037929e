# Runs OpenStack's tests of key pairs, which are in the Tempest plugin of its EC2 API, with boto3. What they use of
# Tempest is replaced by a few lines, so Tempest needs no installation. If standard input has a line, each test becomes
# one line of output.
#
#   openstack-tests.py ENDPOINT
import sys
import types
import unittest
from importlib.metadata import version

import boto3
from botocore.exceptions import ClientError


class EC2TestCase(unittest.TestCase):
    def setUp(self):
        self.client = boto3.client("ec2", endpoint_url=sys.argv[1])
        self.cleanups = {}

    def tearDown(self):
        for function, named in self.cleanups.values():
            function(**named)

    def addResourceCleanUp(self, function, **named):
        self.cleanups[len(self.cleanups)] = (function, named)
        return len(self.cleanups) - 1

    def cancelResourceCleanUp(self, number):
        del self.cleanups[number]

    def assertRaises(self, code, function, rollback_fn=None, **named):
        with super().assertRaises(ClientError) as caught:
            function(**named)
        self.assertEqual(code, caught.exception.response["Error"]["Code"])


def unchanged(*arguments):
    return lambda test: test


def module(name, **content):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(content)
    return sys.modules[name]


# Those that Amazon passes and OpenStack doesn't are run too.
CONF = types.SimpleNamespace(aws=types.SimpleNamespace(run_incompatible_tests=True))
module("testtools", skipUnless=unchanged)
module("tempest")
module("tempest.lib", decorators=types.SimpleNamespace(idempotent_id=unchanged))
import ec2api_tempest_plugin

ec2api_tempest_plugin.base = module("ec2api_tempest_plugin.base", EC2TestCase=EC2TestCase)
ec2api_tempest_plugin.config = module("ec2api_tempest_plugin.config", CONF=CONF)
from ec2api_tempest_plugin.api import test_key_pairs


class Lines(unittest.TestResult):
    def addSuccess(self, test):
        print(f"{test._testMethodName}: passed")

    def addFailure(self, test, error):
        print(f"{test._testMethodName}: failed: {error[0].__name__}: {str(error[1]).splitlines()[0]}")

    addError = addFailure


print(version("ec2api-tempest-plugin"))
if sys.stdin.readline():
    unittest.defaultTestLoader.loadTestsFromModule(test_key_pairs).run(Lines())
