"""What the migrations of the app do about the change log."""

from importlib import import_module
from pkgutil import iter_modules

from segments_app import migrations


def logged():
    """Return all operations, in the order of the migrations."""
    names = sorted(module.name for module in iter_modules(migrations.__path__))
    modules = [import_module(f"{migrations.__name__}.{name}") for name in names]
    return [operation for module in modules for operation in module.Migration.operations]
