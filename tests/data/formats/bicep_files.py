"""Reads Bicep by its published grammar, and holds it against Microsoft's type tables.

There is no compiler in the package registries; the grammar is that of tree-sitter. It does not know
the assignments of a parameter file, whose values are expressions as everywhere: they are read as
those of variables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_bicep.language()))
_ESCAPE = re.compile(r"\\(u\{([0-9a-f]+)\}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
_REQUIRED, _READ_ONLY = 1, 2


class Code(str):
    """An expression that is no literal, as it is written."""

    __slots__ = ()


def parsed(text: str) -> Node:
    """Return a file's tree.

    Raises:
        ValueError: The grammar does not take it.
    """
    root = _PARSER.parse(text.encode()).root_node
    if root.has_error:
        raise ValueError(f"no Bicep: {_first_error(root)}")
    return root


def parameters(text: str) -> dict[str, Any]:
    """The values in a parameter file."""
    using, rest = text.split("\n", 1)
    assert re.fullmatch(r"using '[^']+'", using)
    root = parsed(re.sub(r"(?m)^param (?=\w+ =)", "var ", rest))
    return {_name(each): _literal(each.children[-1]) for each in root.children if _is_var(each)}


def declared(text: str) -> dict[str, str]:
    """The parameters that a file declares, with their types."""
    found = (each for each in parsed(text).children if each.type == "parameter_declaration")
    return {_text(each.children[1]): _text(each.children[-1]) for each in found}


def blocks(text: str, kind: str) -> dict[str, tuple[str, Any]]:
    """The resources or modules of a file by name: their type or path, and what they hold."""
    found = (each for each in parsed(text).children if each.type == f"{kind}_declaration")
    return {
        _text(each.children[1]): (_literal(each.children[2]), _literal(_body(each.children[-1])))
        for each in found
    }


def variables(text: str) -> dict[str, Any]:
    """The variables of a file."""
    found = filter(_is_var, parsed(text).children)
    return {_name(each): _literal(each.children[-1]) for each in found}


def type_problems(folder: Path, resource: str, body: Any) -> list[str]:
    """What Microsoft's type table finds wrong with a resource; code fits everywhere."""
    name, _, version = resource.partition("@")
    space = name.partition("/")[0].lower()
    table = json.loads((folder / space / version / "types.json").read_bytes())
    (of,) = (each for each in table if each.get("name") == resource)
    return list(_problems(table, of["body"], body, ""))


def _problems(table: list[Any], ref: Any, value: Any, path: str) -> Iterator[str]:
    kind = table[int(ref["$ref"].rpartition("/")[2])]
    if isinstance(value, Code):
        return
    if kind["$type"] == "ObjectType":
        yield from _object_problems(table, kind, value, path)
    elif kind["$type"] == "ArrayType":
        rows = value if isinstance(value, list) else [None]
        for at, each in enumerate(rows):
            yield from _problems(table, kind["itemType"], each, f"{path}[{at}]")
    elif kind["$type"] == "UnionType":
        found = [list(_problems(table, each, value, path)) for each in kind["elements"]]
        if all(found):
            yield f"{path}: none of its types"
    elif not isinstance(value, str) or not re.search(kind.get("pattern", ""), value):
        yield f"{path}: no such text"
    elif value != kind.get("value", value):
        yield f"{path}: not {kind['value']}"


def _object_problems(table: list[Any], kind: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: no object"
        return
    for name, each in kind["properties"].items():
        required = each["flags"] & _REQUIRED and not each["flags"] & _READ_ONLY
        if required and name not in value:
            yield f"{path}.{name}: missing"
    for name, each in value.items():
        known = kind["properties"].get(name)
        if known is None or known["flags"] & _READ_ONLY:
            yield f"{path}.{name}: unknown"
        else:
            yield from _problems(table, known["type"], each, f"{path}.{name}")


def _body(node: Node) -> Node:
    """The object of a block, or of each turn of its loop."""
    if node.type == "for_statement":
        return next(each for each in node.children if each.type in ("object", "for_loop_body"))
    return node


def _is_var(node: Node) -> bool:
    return node.type == "variable_declaration"


def _name(node: Node) -> str:
    return _text(node.children[1])


def _literal(node: Node) -> Any:
    named = [each for each in node.named_children if each.type != "comment"]
    if node.type == "string" and not any(each.type == "interpolation" for each in named):
        return _ESCAPE.sub(_unescaped, _text(node)[1:-1])
    if node.type == "array":
        return [_literal(each) for each in named]
    if node.type == "object":
        return {_key(each.children[0]): _literal(each.children[2]) for each in named}
    return Code(_text(node))


def _key(node: Node) -> str:
    return str(_literal(node))


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return chr(int(match[2], 16))
    return _LETTERS.get(match[1], match[1])


def _text(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


def _first_error(node: Node) -> str:
    if node.type == "ERROR" or node.is_missing:
        return f"line {node.start_point[0] + 1}: {_text(node)}"
    return next((_first_error(each) for each in node.children if each.has_error), "")
