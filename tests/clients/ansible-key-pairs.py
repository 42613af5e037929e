# Runs the steps with the modules of Ansible's collections for EC2, as one playbook that continues after a failure. The
# module for instances asks for networks first, so commands of `aws` launch and terminate the instance.
#
#   ansible-key-pairs.py ENDPOINT
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version

FOLDER = os.path.dirname(sys.executable)


def aws(*arguments):
    environment = {"AWS_ENDPOINT_URL_EC2": sys.argv[1]}
    argv = [f"{FOLDER}/aws", "ec2", *arguments, "--output", "text", "--query"]
    return lambda query: {"ansible.builtin.command": {"argv": [*argv, query]}, "environment": environment}


def key(**parameters):
    return {"amazon.aws.ec2_key": parameters}


def info(**parameters):
    return {"amazon.aws.ec2_key_info": parameters}


def names(done):
    return ", ".join(pair["key_name"] for pair in done["keypairs"])


def pairs(done):
    return ", ".join(f"{pair['key_name']} {pair['key_fingerprint']}" for pair in done["keypairs"])


def fingerprint(done):
    return done["key"]["fingerprint"] + ("" if done["changed"] else " (unchanged)")


def deleted(done):
    return "deleted" if done["changed"] else done["msg"]


def words(done):
    return done["stdout"].replace("\t", " ")


def states(done):
    return ", ".join(f"{one['instance_id']} {one['key_name']} {one['state']['name']}" for one in done["instances"])


INSTANCE = "{{ LAUNCH.stdout.split()[0] }}"

# The task of each step, and what is shown of its result.
STEPS = {
    "create": lambda name, file=None: (key(name=name, **({"file_name": file} if file else {})), fingerprint),
    "import": lambda name, file: (key(name=name, key_material=f"{{{{ lookup('file', '{file}') }}}}"), fingerprint),
    "list": lambda region="us-east-1": (info(region=region), names),
    "find": lambda *names: (info(names=names), pairs),
    "filter": lambda name, *values: (info(filters={name: values}), names),
    "delete": lambda name: (key(name=name, state="absent"), deleted),
    "launch": lambda image, name: (
        aws("run-instances", "--image-id", image, "--key-name", name)("Instances[0].[InstanceId,KeyName]"),
        words,
    ),
    "instances": lambda: ({"amazon.aws.ec2_instance_info": {}}, states),
    "password": lambda file: (
        {"community.aws.ec2_win_password": {"instance_id": INSTANCE, "key_file": file}},
        lambda done: done["win_password"],
    ),
    "terminate": lambda: (
        aws("terminate-instances", "--instance-ids", INSTANCE)("TerminatingInstances[0].CurrentState.Name"),
        words,
    ),
}


def playbook(tasks):
    """Returns a playbook that puts the results of the tasks into a file."""
    launch, numbered = None, []
    for number, (task, _) in enumerate(tasks):
        result = f"result_{number}"
        numbered.append(json.loads(json.dumps(task).replace("LAUNCH", f"{launch}")))
        numbered[-1] |= {"register": result, "ignore_errors": True}
        launch = result if "run-instances" in json.dumps(task) else launch
    results = ", ".join(task["register"] for task in numbered)
    keep = {"ansible.builtin.copy": {"dest": "results.json", "content": f"{{{{ [{results}] | to_json }}}}"}}
    defaults = {"group/aws": {"endpoint_url": sys.argv[1], "region": "us-east-1"}}
    variables = {"ansible_python_interpreter": sys.executable}
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    return [play | {"module_defaults": defaults, "vars": variables, "tasks": [*numbered, keep]}]


def shown(done, show):
    if not done.get("failed"):
        return show(done)
    text = json.dumps(done)
    code = re.search(r"An error occurred \((.*?)\)", text)
    return f"refused: {code[1]}" if code else f"failed: {done['msg'].splitlines()[0]}"


def main():
    print(f"{version('ansible-core')}, amazon.aws {collection('amazon')}, community.aws {collection('community')}")
    steps = [json.loads(line) for line in sys.stdin]
    if not steps:
        return
    offered = [STEPS[step](*given) for step, *given in steps if step in STEPS]
    with open("playbook.json", "w") as file:
        json.dump(playbook(offered), file)
    environment = os.environ | {"PATH": f"{FOLDER}:{os.environ['PATH']}", "ANSIBLE_PIPELINING": "True"}
    command = [f"{FOLDER}/ansible-playbook", "--inventory", "localhost,", "playbook.json"]
    played = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    try:
        with open("results.json") as file:
            results = iter(zip(json.load(file), (show for _, show in offered), strict=True))
    except FileNotFoundError:
        sys.exit(played.stdout + played.stderr)
    for step, *_ in steps:
        print(shown(*next(results)) if step in STEPS else "not offered")


def collection(namespace):
    import ansible_collections

    [root, *_] = ansible_collections.__path__
    with open(f"{root}/{namespace}/aws/MANIFEST.json") as file:
        return json.load(file)["collection_info"]["version"]


main()
