"""The small changes that turn a module into its mutants; each has a name to be explained by.

A mutant is a copy of the syntax tree with one node replaced. Texts, annotations, decorators and
the names of types are left alone: nothing follows from them that a test of behaviour could see.
"""

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

COMPARE: dict[type[ast.cmpop], list[Any]] = {
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.Lt: [ast.LtE, ast.GtE], ast.GtE: [ast.Gt, ast.Lt],
    ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE],
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], Any] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Pow: ast.Mult,
}  # fmt: skip
NAMES = {"and_": "or_", "or_": "and_", "any": "all", "all": "any", "min": "max", "max": "min"}
#: Calls that return their argument, or their object, somewhat tidied.
TIDYING = {"fold", "sorted", "reversed", "tuple", "simplified", "numeric"}
TIDYING_METHODS = {"strip", "upper", "lower", "order_by", "casefold", "removesuffix", "normalize"}
TRANSLATED = {"_", "_lazy", "ngettext"}
UNREACHABLE = {"AssertionError", "NotImplementedError"}
SKIPPED = {"annotation", "returns", "decorator_list", "type_comment", "ctx", "bases", "pattern"}


@dataclass(frozen=True)
class Mutant:
    """One change of a module."""

    module: str  # its path
    name: str  # the function and what becomes of what; unique within the module
    lines: tuple[int, int]  # of the statement that holds it
    is_late: bool  # in the body of a function: after the module has been imported
    tree: ast.Module = field(repr=False, compare=False)

    def is_in(self, lines):
        """Return whether one of these lines is of the statement that holds it."""
        first, last = self.lines
        return any(first <= line <= last for line in lines)


@dataclass
class _Place:
    """Where the walk has come to."""

    scope: tuple[str, ...] = ()
    is_late: bool = False
    lines: tuple[int, int] = (0, 0)


def mutants(module: str, source: str):
    """Yield every mutant of a module. Its tree is only good until the next one is asked for."""
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    for place, change in _edits(tree, _Place()):
        name = f"{'.'.join(place.scope) or 'module'}: {change}"
        seen[name] += 1
        number = f" #{seen[name]}" if seen[name] > 1 else ""
        yield Mutant(module, name + number, place.lines, place.is_late, tree)


def _short(node: Any, old: Any = None) -> str:
    """Return a node in few letters; of one that lost an element only which one."""
    if old is not None and (lost := _lost(old, node)) is not None:
        return f"without {_short(lost)}"
    if isinstance(node, ast.If):
        return f"if {_short(node.test)}"
    if isinstance(node, ast.Match):
        return f"match {_short(node.subject)}"
    if isinstance(node, ast.match_case):
        guard = f" if {_short(node.guard)}" if node.guard else ""
        return f"case {_short(node.pattern)}{guard}"
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:50]} … {text[-17:]}"


def _lost(old: Any, new: Any) -> Any:
    """Return what the old node has and the new one has not."""
    for name in ("elts", "keys", "keywords", "values", "cases"):
        before, after = getattr(old, name, None), getattr(new, name, None)
        if type(old) is type(new) and before and after is not None and len(after) < len(before):
            index = next(i for i in range(len(before)) if before[i : i + 1] != after[i : i + 1])
            return before[index] or old.values[index]  # {**more} has no key
    return None


def _edits(node: Any, place: _Place):
    for name, value in ast.iter_fields(node):
        if name in SKIPPED:
            continue
        inner = _inside(node, name, place)
        children = list(value) if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            here = _at(child, inner)
            is_small = isinstance(child, ast.Constant | ast.Name) and isinstance(node, ast.expr)
            before = _short(node if is_small else child)
            for new in _replacements(child):
                _put(node, name, index, new)
                ast.fix_missing_locations(ast.copy_location(new, child))
                after = _short(node) if is_small else _short(new, child)
                yield here, f"{before} → {after}"
            _put(node, name, index, child)
            yield from _edits(child, here)


def _put(node: Any, name: str, index: int, child: Any) -> None:
    if isinstance(getattr(node, name), list):
        getattr(node, name)[index] = child
    else:
        setattr(node, name, child)


def _inside(node: Any, name: str, place: _Place) -> _Place:
    """Return the place of a field of a node: the body of a function is run later."""
    if isinstance(node, ast.Lambda) and name == "body":
        return _Place(place.scope, is_late=True, lines=place.lines)
    if isinstance(node, ast.FunctionDef) and name == "body":
        return _Place((*place.scope, node.name), is_late=True)
    if isinstance(node, ast.ClassDef):
        return _Place((*place.scope, node.name), is_late=place.is_late)
    return place


def _at(child: Any, place: _Place) -> _Place:
    if isinstance(child, ast.match_case):
        lines = (child.pattern.lineno, child.body[0].lineno)
    elif isinstance(child, ast.stmt):
        body = getattr(child, "body", None) or getattr(child, "cases", None)
        end = child.end_lineno if not body else getattr(body[0], "lineno", child.lineno + 1) - 1
        lines = (child.lineno, max(child.lineno, end or 0))
    else:
        return place
    return _Place(place.scope, place.is_late, lines)


def _is_left_alone(node: Any) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):
            return True  # a docstring
        case ast.Call(func=ast.Name(id=name)):
            return name in TRANSLATED
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))):
            return name in UNREACHABLE
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in ("__all__", "widget", "example") or _is_type(name)
        case _:
            return False


def _is_type(name: str) -> bool:
    return name[0].isupper() and not name.isupper()


def _replacements(node):
    """Return what may stand in the place of a node."""
    for kind, found in KINDS.items():
        if isinstance(node, kind):
            return found(node)
    return _of_parts(node)


def _of_compare(node: Any) -> list[Any]:
    """Return a comparison with one of its signs another."""
    return [
        ast.Compare(
            node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators
        )
        for index, op in enumerate(node.ops)
        for other in COMPARE.get(type(op), [])
    ]


def _of_logic(node: ast.BoolOp) -> list[Any]:
    other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    fewer = _without(node, "values") if len(node.values) > 2 else node.values[::-1]
    return [ast.BoolOp(other, node.values), *fewer]


def _of_sign(node: ast.UnaryOp) -> list[Any]:
    return [node.operand]


def _of_name(node: ast.Name) -> list[Any]:
    return [ast.Name(NAMES[node.id], node.ctx)] if node.id in NAMES else []


def _of_arithmetic(node: ast.BinOp) -> list[Any]:
    new = ARITHMETIC.get(type(node.op))
    is_message = isinstance(node.left, ast.Call) and _is_left_alone(node.left)
    return [ast.BinOp(node.left, new(), node.right)] if new and not is_message else []


def _of_constant(node: ast.Constant) -> list[Any]:
    value = node.value
    if isinstance(value, bool):
        return [ast.Constant(not value)]
    if isinstance(value, int):
        return [ast.Constant(value + 1), *([ast.Constant(value - 1)] if value else [])]
    return []


def _of_call(node: ast.Call) -> list[Any]:
    found = _without(node, "keywords", least=0)
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in TIDYING and len(node.args) == 1:
        found.append(node.args[0])
    if isinstance(node.func, ast.Attribute) and node.func.attr in TIDYING_METHODS:
        found.append(node.func.value)
    return found


def _of_statement(node: Any) -> list[Any]:
    """Return branches turned round, and statements without effect."""
    match node:
        case ast.If() if isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
            return [ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)]
        case ast.Return(value=ast.AST()) if not isinstance(node.value, ast.Constant):
            return [ast.Return(ast.Constant(None))]
        case ast.Raise() | ast.AugAssign() | ast.Expr(value=ast.Call()):
            return [ast.Pass()]
        case ast.Match():
            return _without(node, "cases", kept=_is_unreachable)
        case _:
            return []


def _of_parts(node: Any) -> list[Any]:
    """Return displays with an element less, and conditions turned round or left out."""
    match node:
        case ast.List() | ast.Tuple() | ast.Set():
            is_target = isinstance(getattr(node, "ctx", None), ast.Store)
            return [] if is_target else _without(node, "elts")
        case ast.Dict():
            return [
                ast.Dict(_but(node.keys, index), _but(node.values, index))
                for index in range(len(node.keys))
            ]
        case ast.IfExp():
            return [ast.IfExp(node.test, node.orelse, node.body)]
        case ast.comprehension(ifs=[_, *_]):
            return [ast.comprehension(node.target, node.iter, [], node.is_async)]
        case ast.match_case(guard=ast.AST()) if ast.unparse(node.pattern) != "_":
            return [ast.match_case(node.pattern, None, node.body)]
        case _:
            return []


def _but(found: list[Any], index: int) -> list[Any]:
    return found[:index] + found[index + 1 :]


def _is_unreachable(case: Any) -> bool:
    return isinstance(case.body[0], ast.Raise) and _is_left_alone(case.body[0])


def _without(
    node: Any, name: str, least: int = 1, kept: Callable[[Any], bool] = lambda part: False
) -> list[Any]:
    """Return the node with each of its elements left out in turn, but for those kept."""
    found = getattr(node, name)
    fields = dict(ast.iter_fields(node))
    return [
        type(node)(**fields | {name: _but(found, index)})
        for index, part in enumerate(found)
        if len(found) > least and not kept(part)
    ]


KINDS: dict[type[ast.AST], Any] = {
    ast.Compare: _of_compare, ast.BoolOp: _of_logic, ast.BinOp: _of_arithmetic,
    ast.UnaryOp: _of_sign, ast.Constant: _of_constant, ast.Name: _of_name, ast.Call: _of_call,
    ast.stmt: _of_statement,
}  # fmt: skip
