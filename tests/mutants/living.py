"""Puts a mutant into a process that has already imported its module, or is about to import it."""

import functools
import gc
import importlib.machinery
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType

HERE = Path(__file__).resolve().parents[2]


class Living:
    """The functions of the modules that are mutated, as they are in this process."""

    def __init__(self, modules):
        files = {str(HERE / module) for module in modules}
        self.functions = defaultdict(list)
        self.caches = []
        for found in gc.get_objects():
            if isinstance(found, FunctionType) and found.__code__.co_filename in files:
                self.functions[found.__code__].append(found)
            elif isinstance(found, functools._lru_cache_wrapper):
                self.caches.append(found)

    def put(self, original, mutant):
        """Replace what the mutant changes; False where that is not (only) in living functions."""
        pairs = list(_differing(original, compiled(mutant)))
        pairs = [pair for pair in pairs if pair[0].co_name != "<module>"]
        found = [(one, new) for old, new in pairs for one in self.functions.get(old, ())]
        if not found:
            return False
        for cache in self.caches:
            cache.cache_clear()
        try:
            for one, new in found:
                one.__code__ = new
        except ValueError:  # another number of variables from outside
            return False
        return True


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
