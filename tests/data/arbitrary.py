"""Arbitrary small records for Hypothesis."""

from __future__ import annotations

import types
from datetime import date
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

Record = TypeVar("Record", bound=msgspec.Struct)


def records(of: type[Record]) -> st.SearchStrategy[Record]:
    """Arbitrary small records of a type, by its annotations."""
    hints = get_type_hints(of)
    fields = {each.name: _values(hints[each.name]) for each in msgspec.structs.fields(of)}
    return st.builds(of, **fields)


def _values(hint: Any) -> st.SearchStrategy[Any]:
    if hint is type(None):
        return st.none()
    if hint is str:
        return st.text(max_size=6)
    if hint is bool:
        return st.booleans()
    if hint is date:
        return st.dates()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if get_origin(hint) is tuple:
        return st.lists(_values(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of([_values(each) for each in get_args(hint)])
    if hasattr(hint, "_fields"):
        return st.builds(hint, **{name: _values(of) for name, of in get_type_hints(hint).items()})
    found: st.SearchStrategy[Any] = records(hint)
    return found
