"""Reads every vector file by the types that datamodel-codegen generates from the schemas.

Arguments: the vectors, a directory with a module for each kind. Prints the number of vectors of each kind.
"""

import collections
import importlib
import json
import pathlib
import sys

import pydantic

vectors, modules = map(pathlib.Path, sys.argv[1:])
sys.path.insert(0, str(modules))
counts = collections.Counter()
for path in sorted(vectors.rglob("*.json")):
    file = json.loads(path.read_text("utf-8"))
    if not isinstance(file, dict) or "kind" not in file:
        continue
    words = file["kind"].split("-")
    module = importlib.import_module("_".join(words))
    File = getattr(module, "".join(word.capitalize() for word in words) + "File")
    read = File.model_validate_json(path.read_bytes())
    counts[file["kind"]] += len(read.vectors)
    # The types are as strict as the schema about fields that it doesn't have.
    file["vectors"][0]["colour"] = "red"
    try:
        File.model_validate(file)
        sys.exit(f"{path}: the types accept a field that no vector has")
    except pydantic.ValidationError:
        pass
for kind, count in sorted(counts.items()):
    print(kind, count)
