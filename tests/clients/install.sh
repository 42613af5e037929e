#!/usr/bin/env bash
# Installs the clients and services of PyPI and npm into a folder, whose `bin` the tests then find on the PATH:
#
#   tests/clients/install.sh FOLDER
#
# It needs python3 with venv, and npm for the AWS SDK for JavaScript, which is left out without it. A folder that already
# has everything is left as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)

[ -x "$folder/bin/pip" ] || /usr/bin/python3 -m venv "$folder"
pip=("$folder/bin/pip" --quiet --disable-pip-version-check)
"${pip[@]}" install -r "$here/requirements.txt"

# A few files of these packages are enough: Ansible's collections for EC2, and the tests of OpenStack and moto.
ansible=12.3.0 tempest=1.7.0
moto=$(sed -n 's/^moto\[.*==//p' "$here/requirements.txt")
stamp=$folder/parts-$ansible-$tempest-$moto
if [ ! -e "$stamp" ]; then
    parts=$(mktemp -d)
    trap 'rm -rf "$parts"' EXIT
    download=("${pip[@]}" download --no-deps --dest "$parts")
    "${download[@]}" --only-binary :all: "ansible==$ansible" "ec2api-tempest-plugin==$tempest"
    # The tests are in the source alone.
    "${download[@]}" --no-binary moto "moto==$moto"
    "$folder/bin/python3" - "$parts" "$folder" <<'END'
import pathlib, sys, sysconfig, tarfile, zipfile

parts, folder = map(pathlib.Path, sys.argv[1:])
site = sysconfig.get_path("purelib")
wanted = {
    "ansible-*.whl": ("ansible_collections/amazon/aws/", "ansible_collections/community/aws/"),
    "ec2api_tempest_plugin-*.whl": ("ec2api_tempest_plugin",),
}
for pattern, beginnings in wanted.items():
    [path] = parts.glob(pattern)
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(site, [name for name in wheel.namelist() if name.startswith(beginnings)])
[path] = parts.glob("moto-*.tar.gz")
tests = pathlib.Path(site, "moto_tests")
tests.mkdir(exist_ok=True)
(tests / "__init__.py").touch()
with tarfile.open(path) as archive:
    for name in ("helpers.py", "test_key_pairs.py"):
        file = archive.extractfile(f"{path.name.removesuffix('.tar.gz')}/tests/test_ec2/{name}")
        (tests / name).write_bytes(file.read())
END
    touch "$stamp"
fi

command -v npm > /dev/null || exit 0
# npm writes the hidden file last.
lock=package-lock.json
if [ ! -e "$folder/node_modules/.$lock" ] || ! cmp -s "$here/$lock" "$folder/$lock"; then
    cp "$here/package.json" "$here/$lock" "$folder"
    npm ci --silent --prefix "$folder" --ignore-scripts --no-audit --no-fund
fi
