"""YAML and JSON as a tree of values that know their lines.

Both are read to the same tree, so that one reader tells what is wrong in either. A plan needs no
YAML tags, anchors or aliases, and with these a small file can stand for a huge one: they are
refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from data.clean import clean
from data.errors import PlainError

_LARGEST = 1_000_000
"""Bytes; a plan of a thousand authorizations has a third of that."""
_DEEPEST = 20
_LONGEST_SENTENCE = 500
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(
    f"{_TAG}{each}" for each in ("str", "int", "float", "bool", "timestamp", "value", "merge")
)


class PlanFileError(PlainError):
    """A file holds no plan that can be read."""

    def __init__(self, sentence: str) -> None:
        """Take the sentence, which may quote the file."""
        super().__init__(clean(sentence[:_LONGEST_SENTENCE]))


@dataclass(frozen=True)
class Item:
    """A value and where it stands."""

    value: dict[str, Item] | list[Item] | str | int | float | None
    """Of YAML, every value that is no list or mapping as the text that is there."""
    line: int = 0
    """Counted from 1; 0 where nobody knows, as in JSON."""

    @property
    def at(self) -> str:
        """The line, as a sentence begins with it."""
        return f"Line {self.line}: " if self.line else ""


def parse(content: bytes) -> Item:
    """Read a file's content: JSON if it begins with a brace, otherwise YAML.

    Raises:
        PlanFileError: It is neither, or more than a plan can be.
    """
    if len(content) > _LARGEST:
        raise PlanFileError(f"A plan has at most {_LARGEST:,} bytes; this is no plan.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PlanFileError(
            f"Line {line}: this is no text in UTF-8. Save the file as UTF-8."
        ) from error
    return _json(text) if text.lstrip()[:1] == "{" else _yaml(text)


def _json(text: str) -> Item:
    try:
        return _item(json.loads(text, object_pairs_hook=_unique))
    except json.JSONDecodeError as error:
        there = text[error.pos : error.pos + 1] or "the end of the file"
        raise PlanFileError(
            f"Line {error.lineno}, column {error.colno}: the JSON cannot go on with {there!r}. "
            f"{error.msg}."
        ) from error
    except RecursionError as error:
        raise PlanFileError("The JSON is nested deeper than any plan.") from error
    except ValueError as error:
        raise PlanFileError("The JSON holds a number that is longer than any in a plan.") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise PlanFileError(f'The key "{key}" is there twice. Keep one of them.')
        found[key] = value
    return found


def _item(value: Any) -> Item:
    if isinstance(value, dict):
        return Item({key: _item(each) for key, each in value.items()})
    if isinstance(value, list):
        return Item([_item(each) for each in value])
    return Item(value)


def _yaml(text: str) -> Item:
    import yaml  # not needed by the dashboard, and it takes its time to load

    try:
        _refuse_tricks(yaml.parse(text, Loader=yaml.SafeLoader))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"Line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problem = (error.problem or "it cannot be read").removeprefix("but ")
        raise PlanFileError(f"{where}this is no YAML: {problem}.") from error
    except yaml.YAMLError as error:
        raise PlanFileError("The file holds characters that YAML does not allow.") from error
    return Item(None, 1) if node is None else _from_node(node)


def _refuse_tricks(events: Iterator[Any]) -> None:
    """Look at each event before anything is built of it."""
    import yaml

    depth = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse(line, "anchors and aliases (& and *) are not read. Write the values out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            _refuse(line, "this is nested deeper than any plan")


def _from_node(node: Any) -> Item:
    import yaml

    line: int = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
        found: dict[str, Item] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                _refuse(line, "a key must be a word")
            if key.value in found:
                _refuse(key.start_mark.line + 1, f'the key "{key.value}" is there twice')
            found[key.value] = _from_node(value)
        return Item(found, line)
    if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
        return Item([_from_node(each) for each in node.value], line)
    if node.tag == f"{_TAG}null":
        return Item(None, line)
    if node.tag not in _PLAIN_TAGS or not isinstance(node, yaml.ScalarNode):
        _refuse(line, "tags (!) are not read. Write the value alone")
    return Item(node.value, line)


def _refuse(line: int, why: str) -> NoReturn:
    raise PlanFileError(f"Line {line}: {why}.")
