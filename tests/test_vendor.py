"""What others wrote and we ship is exactly what its manifest says."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_file_is_the_one_that_the_manifest_names():
    wrong = [
        entry["file"] for entry in MANIFEST if digest(VENDOR / entry["file"]) != entry["sha256"]
    ]

    assert wrong == []


def test_every_file_is_in_the_manifest():
    known = {entry["file"] for entry in MANIFEST} | {entry["licence_file"] for entry in MANIFEST}
    found = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()}

    assert found - {"MANIFEST.json"} == known


def test_every_entry_says_where_it_came_from_and_under_which_licence():
    for entry in MANIFEST:
        assert all(entry[key] for key in ("name", "version", "source", "licence"))
