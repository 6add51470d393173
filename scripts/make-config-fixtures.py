#!/usr/bin/env python3
"""Makes Tests/Fixtures/configs/defaults.json: what transformers' configuration classes say where a file says nothing, and
others.json: the keys that they know besides, and other names of keys.

Run it with a Python that has transformers, from the repository's root: 4.57 for the types that it knows and 5.24 for later ones,
whose entries are added to those that are there. With --check it also looks at every key that
a class knows, those without default among them, and prints the ones that stand in no source file of Sources/Transformers:
each belongs into a parser, or into a family's immaterial keys or ImmaterialKeys.swift.
"""
import inspect, json, pathlib, re, sys

from transformers import CONFIG_MAPPING

sources = pathlib.Path("Sources/Transformers")
families = "\n".join(path.read_text() for path in (sources / "Families").glob("*.swift"))
known = "\n".join(path.read_text() for path in sources.rglob("*.swift"))
words = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", " ".join(re.findall(r'"([^"\n]*)"', known))))
words |= set(re.findall(r"^    ([a-z_0-9 ]+)$", (sources / "Configuration/ImmaterialKeys.swift").read_text(), re.M).__str__()
             .replace("'", " ").replace(",", " ").replace("[", " ").replace("]", " ").split())

defaults, others, missing = {}, {}, {}
for kind in sorted(CONFIG_MAPPING.keys()):
    if f'"{kind}":' not in families:
        continue
    cls = CONFIG_MAPPING[kind]
    fields = cls().to_dict()
    defaults[kind] = json.loads(cls().to_json_string(use_diff=False))
    parameters = set(inspect.signature(cls.__init__).parameters) - {"self", "kwargs"}
    keys = set(fields) | parameters | set(cls.attribute_map)
    others[kind] = {"aliases": cls.attribute_map,
                    "keys": sorted(k for k in keys if defaults[kind].get(k) is None and k not in cls.attribute_map)}
    missing[kind] = sorted(k for k in keys if k not in words)

path = pathlib.Path("Tests/Fixtures/configs/defaults.json")
path.parent.mkdir(exist_ok=True)
for name, found in [("defaults.json", defaults), ("others.json", others)]:
    file = path.parent / name
    there = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(found | there, indent=1, sort_keys=True) + "\n")
if "--check" in sys.argv:
    for kind, keys in missing.items():
        if keys:
            print(kind, *keys)
    sys.exit(any(missing.values()))
