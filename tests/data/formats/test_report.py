"""Lists as CSV, JSON, Markdown, HTML: all of it is there, and all of it is only text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.clean import clean
from data.formats.report import Report, ReportFormat, as_json, file_content, written
from data.known import Failure, KnownMeta, Stale
from data.listings import count
from data.query import Field, Listed, Listing
from data.snapshot import Snapshot
from tests.data.records import NOW, guid, known, meta, subscription
from tests.hostile.payloads import PAYLOADS

Cells = tuple[str, str, str]
PAIRS: Listing[Cells] = Listing(
    name="pairs",
    key=lambda row: row[0],
    search=lambda row: row[0],
    record=lambda row: {"name": row[0], "many": [row[1], row[2]]},
    fields=(
        Field("name", "Name", lambda row: row[0]),
        Field("state", "State", lambda row: row[1]),
        Field("scopes", "", lambda row: row[2], number=count),
    ),
)
ROW = ("Contoso", "2 behind", "7")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
texts = st.one_of(st.sampled_from(list(PAYLOADS.values())), st.text(max_size=40))


def report(*rows: Cells, told: KnownMeta | None = None, **about: Any) -> Report[Cells]:
    redacted = about.pop("redacted", False)
    fields = {"title": "Pairs", "total": len(rows), **about}
    return Report(Listed(listing=PAIRS, rows=rows, **fields), told or meta(), redacted)


class Page(HTMLParser):
    """What a browser finds in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.texts: list[str] = []
        self._cell = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._cell:
            self.rows[-1][-1] += data

    def attributes(self, tag: str) -> list[Mapping[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(of: Report[Cells]) -> Page:
    return Page(written(of, ReportFormat.HTML))


# HTML


def test_a_page_tells_everybody_what_it_holds() -> None:
    found = page(report(ROW))
    assert found.attributes("html") == [{"lang": "en"}]
    scopes = [each["scope"] for each in found.attributes("th")]
    assert scopes == ["col", "col", "col", "row"]
    assert found.rows == [["Name", "State", "Scopes"], list(ROW)]
    assert "Pairs – Lightkeeper" in found.texts
    assert "Pairs: 1 row" in found.texts
    (region,), (caption,) = found.attributes("div")[-1:], found.attributes("caption")
    assert (region["role"], region["aria-labelledby"], region["tabindex"]) == (
        "region", caption["id"], "0",
    )  # fmt: skip


def test_a_page_needs_nothing_from_elsewhere() -> None:
    text = written(report(ROW), ReportFormat.HTML)
    names = {name for _, attributes in Page(text).tags for name in attributes}
    assert not names & {"src", "href", "style", "onclick"}
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


@given(texts, texts, texts, texts)
def test_whatever_a_page_shows_is_text(title: str, name: str, state: str, query: str) -> None:
    plain = [each for each, _ in page(report(ROW, title="Pairs", query="q")).tags]
    found = page(report((name, state, "7"), title=title, query=query or "q"))
    # An id among the names stands in an element of its own.
    assert [each for each, _ in found.tags if each != "code"] == plain
    assert found.rows[1] == [clean(name), clean(state), "7"]
    assert clean(query or "q") in [*found.texts, ""]


def test_an_empty_list_says_so() -> None:
    assert page(report()).rows[1:] == [["No rows."]]


# Markdown


@given(texts, texts)
def test_a_line_of_markdown_stays_a_line_with_its_cells(title: str, name: str) -> None:
    lines = written(report((name, "current", "7"), title=title), ReportFormat.MARKDOWN).split("\n")
    table = [each for each in lines if each.startswith("|")]
    assert [len(re.findall(r"(?<!\\)\|", each)) for each in table] == [4, 4, 4]
    assert sum(each.startswith("# ") for each in lines) == 1
    assert "<" not in re.sub(r"\\<", "", "\n".join(lines))


# CSV, JSON


@given(st.lists(st.tuples(texts, texts, texts), max_size=5))
def test_a_spreadsheet_reads_every_row_and_runs_none(rows: list[Cells]) -> None:
    text = written(report(*rows), ReportFormat.CSV)
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(found) == len(rows)
    assert not [cell for row in found for cell in row if cell.startswith(FORMULA)]


def test_excel_is_told_which_letters_these_are() -> None:
    assert file_content(report(("Älgarås", "", "")), ReportFormat.CSV).startswith(b"\xef\xbb\xbf")
    assert file_content(report(ROW), ReportFormat.CSV).startswith(b"name,")
    assert file_content(report(("Älgarås", "", "")), ReportFormat.JSON).startswith(b"{")


@given(st.lists(st.tuples(texts, texts, texts), max_size=5), texts, st.booleans())
def test_json_gives_everything_back(rows: list[Cells], query: str, only_ascii: bool) -> None:
    text = as_json(report(*rows, query=query, total=9), only_ascii=only_ascii)
    found = json.loads(text)
    assert text.isascii() or not only_ascii
    assert (found["list"], found["total"], found["filter"]) == ("pairs", 9, clean(query))
    assert [(each["name"], *each["many"]) for each in found["rows"]] == rows


# The head


@pytest.mark.parametrize("form", [ReportFormat.MARKDOWN, ReportFormat.HTML])
def test_the_head_says_what_is_shown_and_what_is_not_known(form: ReportFormat) -> None:
    unread = meta(
        stale=(Stale("s", "refused"), Stale("t", "refused")), failures=(Failure("w", "c", "r"),)
    )
    about = report(ROW, told=unread, total=61, query="state:behind", redacted=True)
    text = written(about, form).replace("\\", "")
    assert "1 of 61" in text
    assert "state:behind" in text
    assert "2026-11-22 08:00 UTC, reader arm" in text
    assert "2 subscriptions could not be read then" in text
    assert "1 thing failed" in text
    assert "redacted" in text
    assert "What Azure did not show us" in text
    text = re.sub("(?s)<style>.*</style>", "", written(report(ROW), form))
    assert not [each for each in ("Filter", "redacted", "failed", "1 of") if each in text]


@pytest.mark.parametrize("form", [ReportFormat.MARKDOWN, ReportFormat.HTML])
def test_without_a_sync_nobody_takes_it_for_what_azure_says(form: ReportFormat) -> None:
    text = written(report(ROW, told=Snapshot().meta), form)
    assert "Azure was never read" in text.replace("\\", "")
    assert "never" in text


def test_ids_of_a_list_stand_in_letters_of_one_width() -> None:
    rows = Snapshot(known([subscription("Prod", "fabrikam")])).customers
    shown = Report(Listed("Customers", rows.listing, rows.rows[1:], 1), meta(NOW))
    assert f"<code>{guid('fabrikam')}</code>" in written(shown, ReportFormat.HTML)
