"""Results of Resource Graph queries, kept while a client pages through them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

_KEPT = 16


@dataclass(frozen=True)
class Result:
    """The rows of a query, before they are cut into pages."""

    rows: list[dict[str, Any]]
    columns: tuple[str, ...]


@dataclass
class Results:
    """The results that were asked for last."""

    _by_query: OrderedDict[str, Result] = field(default_factory=OrderedDict)

    def get(self, key: str) -> Result | None:
        """Return a result that is still kept."""
        return self._by_query.get(key)

    def keep(self, key: str, result: Result) -> None:
        """Keep a result, and drop the one that was kept longest."""
        self._by_query[key] = result
        self._by_query.move_to_end(key)
        while len(self._by_query) > _KEPT:
            self._by_query.popitem(last=False)
