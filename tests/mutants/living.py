"""Puts a mutant into a process that has already imported its module, or is about to import it."""

import functools
import gc
import importlib.machinery
import sys
from collections import defaultdict
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType

HERE = Path(__file__).resolve().parents[2]
#: What other modules of the compiler make their tables of when they are imported.
KINDS = "segments_app/criteria/kinds.py"


class Living:
    """The functions of the modules that are mutated, as they are in this process."""

    def __init__(self, modules):
        files = {str(HERE / module) for module in modules}
        self.functions = defaultdict(list)
        self.caches = []
        for found in gc.get_objects():
            # Not isinstance: a lazy object would be made to find out what it is.
            if type(found) is FunctionType and found.__code__.co_filename in files:
                self.functions[found.__code__].append(found)
            elif type(found) is functools._lru_cache_wrapper:
                self.caches.append(found)

    def put(self, mutant):
        """Replace what the mutant changes; False where that is not (only) in living functions."""
        pairs = list(_differing(original(mutant.module), compiled(mutant)))
        pairs = [pair for pair in pairs if pair[0].co_name != "<module>"]
        found = [(one, new) for old, new in pairs for one in self.functions.get(old, ())]
        if not found:
            return False
        self.forget()
        try:
            for one, new in found:
                one.__code__ = new
        except ValueError:  # another number of variables from outside
            return False
        return True

    def renew(self, module, code=None):
        """Make again what a module makes when it is imported: tables, constants, defaults.

        What a test finds so is found. What no test finds so is tried in a process of its own, as
        something may hold on to what has been made before.
        """
        for one in dict.fromkeys([module, KINDS]):
            made = code if code and one == module else original(one)
            name = one.removesuffix(".py").replace("/", ".")
            old = vars(sys.modules[name])
            new = {key: old[key] for key in ("__name__", "__package__", "__file__", "__spec__")}
            exec(made, new)  # noqa: S102 - our own
            for key in old.keys() & new.keys() - {"__builtins__"}:
                if old[key] is not new[key]:
                    _renewed(key, old[key], new[key], name)
        self.forget()

    def forget(self):
        for cache in self.caches:
            cache.cache_clear()


def _renewed(key, old, new, name):
    """Let what has been made before become what is made now, for all who hold it."""
    if isinstance(old, FunctionType):
        _function(old, new)
    elif isinstance(old, type):
        if old.__module__ == name and not issubclass(old, Enum):  # whose members stay
            _class(old, new)
    elif isinstance(old, dict):
        _content(old, new)
    elif isinstance(getattr(old, "__dict__", None), dict):
        _content(old.__dict__, new.__dict__)
    elif type(old) is object or old != new:
        _names(key, old, new)


def _content(old, new):
    old.clear()
    old.update(new)


def _names(key, old, new):
    for module in list(sys.modules.values()):
        if getattr(module, "__dict__", {}).get(key) is old:
            setattr(module, key, new)


def _function(old, new):
    if old.__code__ != new.__code__:
        old.__code__ = new.__code__
    old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__


def _class(old, new):
    for key, value in list(vars(new).items()):
        before = vars(old).get(key)
        if isinstance(before, FunctionType):
            _function(before, value)
        elif isinstance(before, classmethod | staticmethod):
            _function(before.__func__, value.__func__)
        elif isinstance(before, property):
            _function(before.fget, value.fget)
        elif not key.startswith("__") and before != value:
            setattr(old, key, value)


@functools.cache
def original(module):
    file = HERE / module
    return compile(file.read_text("utf-8"), str(file), "exec", dont_inherit=True)


def compiled(mutant):
    return compile(mutant.tree, str(HERE / mutant.module), "exec", dont_inherit=True)


def _differing(old, new):
    """Yield the functions of two versions of a module that are not the same, with all inside."""
    if old == new:
        return
    yield old, new
    ours, theirs = (
        [one for one in code.co_consts if isinstance(one, CodeType)] for code in (old, new)
    )
    if [one.co_name for one in ours] == [one.co_name for one in theirs]:
        for one, other in zip(ours, theirs, strict=True):
            yield from _differing(one, other)


def import_mutant(mutant):
    """Let the import system load the mutant in the place of its module."""
    code, file = compiled(mutant), str(HERE / mutant.module)
    load = importlib.machinery.SourceFileLoader.get_code

    def get_code(self, name):
        return code if self.path == file else load(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
