# The part that the scripts of clients in Python share. It reads the steps of a scenario from standard input, one JSON
# array each, calls the method with the step's name, and prints the result as one line. The first line of output is the
# client's version. `tests/real_clients/key_pairs.rs` has the scenario.
import json
import sys


class Refused(Exception):
    """The service refused the request. The message is the error code that the client shows."""


def run(version, client):
    """Prints the version, and the result of each step. `client` returns the object with the methods."""
    print(version, flush=True)
    for line in sys.stdin:
        print(result(client(), *json.loads(line)), flush=True)


def result(client, step, *arguments):
    """Returns the result of a step. The method of `import`, a reserved word, is `import_`."""
    method = getattr(client, step, None) or getattr(client, f"{step}_", None)
    if method is None:
        return "not offered"
    try:
        return method(*arguments)
    except Refused as refused:
        return f"refused: {refused}"
    except Exception as error:
        [message, *_] = str(error).splitlines() or [""]
        return f"failed: {type(error).__name__}: {message}"
