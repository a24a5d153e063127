"""Every package that an installed Wane runs on, as CycloneDX 1.6: `make sbom` writes out/sbom.json (SE-6).

Names and versions come from a lock file, which holds the digests too, dependencies from its notes of what asked for
what, licences from the packages that are installed here.
"""

import argparse
import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

ENTRY: Final = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==(?P<version>[^\s;]+)")
ASKED_BY: Final = re.compile(r"^ +#(?: +via)? +([a-z0-9][a-z0-9._-]*)(?: \(pyproject\.toml\))?$", re.MULTILINE)
LICENCE: Final = re.compile(r"^License :: (?:OSI Approved :: )?(.+)$")


def bill(lock: Path) -> dict[str, object]:
    """The whole document."""
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")) if ENTRY.match(entry)]
    names = [_named(entry)[0] for entry in entries]
    references = {name: f"pkg:pypi/{name}@{_named(entry)[1]}" for name, entry in zip(names, entries, strict=True)}
    asked_by = {name: ASKED_BY.findall(entry) for name, entry in zip(names, entries, strict=True)}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "wane", "name": "wane", "version": _version()}},
        "components": [_component(entry, references) for entry in entries],
        "dependencies": [
            {
                "ref": references.get(asker, asker),
                "dependsOn": [references[name] for name in names if asker in asked_by[name]],
            }
            for asker in ["wane", *names]
        ],
    }


def _component(entry: str, references: dict[str, str]) -> dict[str, object]:
    name, version = _named(entry)
    found: dict[str, object] = {"type": "library", "bom-ref": references[name], "name": name, "version": version}
    found |= {"purl": references[name], "licenses": [{"license": {"name": one}} for one in _licences(name)]}
    return found


def _named(entry: str) -> tuple[str, str]:
    found = ENTRY.match(entry)
    assert found is not None
    return found["name"], found["version"]


def _licences(name: str) -> list[str]:
    """As the installed package states them; nothing where it is not installed here."""
    try:
        told = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return []
    if "license_expression" in told:
        return [str(told["license_expression"])]
    classified = [found[1] for line in told.get("classifier", ()) if (found := LICENCE.match(line))]
    return classified or str(told.get("license", "")).splitlines()[:1]


def _version() -> str:
    from wane import __version__

    return __version__


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", type=Path)
    json.dump(bill(parser.parse_args().lock), sys.stdout, indent=1, sort_keys=True)
    print()
