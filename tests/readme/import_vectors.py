import base64, json, pathlib, sys

for path in pathlib.Path(sys.argv[1], "import").glob("*.json"):
    for vector in json.loads(path.read_text("utf-8"))["vectors"]:
        if "material" in vector:
            material = vector["material"].encode()
        else:
            material = base64.b64decode(vector["material_base64"])
        # Import the material here. Then compare: it is accepted with this fingerprint, or refused.
        print(vector["id"], vector["result"], len(material), vector.get("fingerprint", "-"))
