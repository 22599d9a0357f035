"""Imports point downwards; no reviewer should have to remember it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["segments_app.common", "contacts", "campaigns", "interactions", "segments_app"]
PUBLIC = {"models", "services", "criteria"}  # what another package may import
# What every layer may import of a lower one besides: the bottom layer is shared whole.
SHARED = "segments_app.common"
# The root URLconf and the command that fills a demo stand above the packages.
ASSEMBLY = {"segments_app/urls.py", "segments_app/apps.py"}
PACKAGES = ("contacts", "campaigns", "interactions", "segments_app")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def layer(module):
    inside = [name for name in LAYERS if f"{module}.".startswith(f"{name}.")]
    return max(inside, key=len, default=None)


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path):
    """Yield every module that the file imports, and every name that could be one."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, (start, node.module)))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def upward(path):
    here = LAYERS.index(layer(module_name(path)))
    for module in imports(path):
        there = layer(module)
        if there is not None and LAYERS.index(there) > here:
            yield module


def private(path):
    here = layer(module_name(path))
    for module in imports(path):
        there = layer(module)
        if there not in (None, here, SHARED) and not PUBLIC & set(module.split(".")[1:2]):
            yield module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path):
    assert list(upward(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_of_another_package_only_models_services_and_criteria_are_imported(path):
    assert str(path.relative_to(ROOT)) in ASSEMBLY or list(private(path)) == []


def test_models_do_not_import_services():
    wrong = [
        f"{module_name(path)} imports {module}"
        for path in FILES
        if "models" in module_name(path).split(".")
        for module in imports(path)
        if layer(module) and "services" in module.split(".")
    ]
    assert wrong == []


def test_an_import_that_points_up_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    for name, source in {
        "contacts/models.py": "from interactions.models import Interaction",
        "segments_app/common/sql.py": "import campaigns.models",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(source)
        assert list(upward(path))
