"""Things that go wrong on purpose: as a client sees them, the same for a seed, and healing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from data.emulator.faults import LONGEST_BURST, Fault
from data.emulator.serve import Running, running
from data.emulator.world import make_world
from tests.data.emulator.asking import Asker
from tests.data.emulator.raw import SUBSCRIPTIONS, Got, Raw, lists

TRIES = LONGEST_BURST + 1


@pytest.fixture
def served() -> Iterator[Running]:
    """A world that is small enough to ask for everything."""
    with running(make_world(16, 2)) as azure:
        yield azure


@pytest.fixture
def raw(served: Running) -> Raw:
    return Raw(served)


def set_faults(azure: Running, *these: Fault) -> None:
    azure.world.behaviour.faults = these


def everywhere(raw: Raw) -> list[Got]:
    return [raw.get(path) for path in lists(raw.azure.world)]


# Deterministic, healing, combined, and gone when they are gone


def outcomes(azure: Running, *these: Fault) -> list[list[int | None]]:
    set_faults(azure, *these)
    raw = Raw(azure)
    return [[raw.get(path).status for _ in range(TRIES)] for path in lists(azure.world)]


def test_a_seed_gives_the_same_on_each_run_and_in_any_order(served: Running) -> None:
    seven = (Fault("storm", 0.3, 7), Fault("outage", 0.3, 7), Fault("drop", 0.3, 7))
    before = outcomes(served, *seven)
    assert any(status != 200 for each in before for status in each)
    assert all(200 in each for each in before)
    with running(make_world(16, 2)) as another:
        set_faults(another, *seven)
        raw = Raw(another)
        with ThreadPoolExecutor(8) as pool:
            # Each path's tries in their order, the paths in whatever order.
            found = pool.map(
                lambda path: [raw.get(path).status for _ in range(TRIES)], lists(another.world)
            )
            assert list(found) == before
    assert outcomes(served, *(replace(each, seed=8) for each in seven)) != before


def test_setting_faults_counts_from_the_start_and_none_is_none(served: Running) -> None:
    storm = Fault("storm", 0.5, 3)
    first = outcomes(served, storm)
    assert outcomes(served, storm) == first
    assert all(status == 200 for each in outcomes(served) for status in each)


@pytest.mark.parametrize(
    "kind", ["storm", "outage", "drop", "truncated", "garbage", "loop", "elsewhere"]
)
def test_it_heals_and_the_answer_is_the_right_one(served: Running, raw: Raw, kind: str) -> None:
    path = lists(served.world)[1]
    right = raw.get(path).json
    set_faults(served, Fault(kind, rate=1))
    tries = [raw.get(path) for _ in range(TRIES)]
    assert tries[-1].json == right
    assert tries[0].body != tries[-1].body or tries[0].status != 200
    set_faults(served, Fault(kind, rate=1, lasting=True))
    assert all(raw.get(path).body != tries[-1].body for _ in range(2 * TRIES))


# Each kind


def test_latency(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("latency", rate=1, lasting=True, seconds=0.2))
    began = time.monotonic()
    answers = [raw.get(path) for path in lists(served.world)[:12]]
    assert all(each.status == 200 for each in answers)
    # About half the longest wait each.
    assert time.monotonic() - began > 0.05 * len(answers)
    set_faults(served, Fault("latency", rate=1, lasting=True, seconds=600))
    with pytest.raises(TimeoutError):
        raw.get(SUBSCRIPTIONS, timeout=0.2)


def test_storm(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("storm", rate=1))
    answers = everywhere(raw)
    assert {(each.status, each.code) for each in answers} == {(429, "TooManyRequests")}
    assert {each.headers["Retry-After"] for each in answers} == {"1", "2", "3"}
    assert all(each.headers["x-ms-request-id"] for each in answers)
    set_faults(served, Fault("storm", rate=1, seconds=0))
    assert raw.get(SUBSCRIPTIONS).headers["Retry-After"] == "0"
    assert raw.query().status == 429


def test_outage(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("outage", rate=1))
    answers = everywhere(raw)
    assert {each.status for each in answers} == {500, 503}
    pages = [each for each in answers if each.headers.get_content_type() == "text/html"]
    others = [each for each in answers if each not in pages]
    assert pages
    assert all(f"<h1>{each.status} ".encode() in each.body for each in pages)
    assert {each.code for each in others} == {"InternalServerError", "ServiceUnavailable"}
    assert {"Retry-After" in each.headers for each in others} == {True, False}


def test_drop(served: Running, raw: Raw) -> None:
    whole = everywhere(raw)
    set_faults(served, Fault("drop", rate=1))
    answers = everywhere(raw)
    assert not any(each.complete for each in answers)
    begun = [(had, each) for had, each in zip(whole, answers, strict=True) if each.status]
    assert 0 < len(begun) < len(answers)
    for had, each in begun:
        assert int(each.headers["Content-Length"]) == len(had.body) > len(each.body)
        assert had.body.startswith(each.body)
        assert each.headers["x-ms-request-id"]


def test_truncated(served: Running, raw: Raw) -> None:
    whole = everywhere(raw)
    set_faults(served, Fault("truncated", rate=1))
    for had, each in zip(whole, everywhere(raw), strict=True):
        assert (each.status, each.complete) == (200, True)
        assert int(each.headers["Content-Length"]) == len(each.body) < len(had.body)
        assert had.body.startswith(each.body)
        with pytest.raises(json.JSONDecodeError):
            _ = each.json
    assert not raw.query().body.endswith(b"}")


def test_garbage(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("garbage", rate=1))
    answers = everywhere(raw)
    assert {each.status for each in answers} == {200}
    found = {each.body for each in answers}
    assert {b"", b"[]", b'{"value": null}', b"upstream connect error"} <= found
    assert any(each.startswith(b"<!DOCTYPE html>") for each in found)
    missing = "/subscriptions/00000000-0000-0000-0000-000000000000?api-version=2022-12-01"
    assert raw.get(missing).status == 404


def walk(raw: Raw, path: str, steps: int) -> tuple[list[str], list[Any]]:
    """Follow the links of a list; return the links and the rows of each page."""
    links: list[str] = []
    answer = raw.get(path)
    pages = [answer.json["value"]]
    for _ in range(steps):
        links.append(answer.json["nextLink"])
        answer = raw.follow(links[-1])
        pages.append(answer.json["value"])
    return links, pages


def test_loop(served: Running, raw: Raw) -> None:
    rows = raw.get(SUBSCRIPTIONS).json["value"]
    set_faults(served, Fault("loop", rate=1))
    different = set()
    for path in [SUBSCRIPTIONS, *lists(served.world)]:
        links, pages = walk(raw, path, 5)
        assert all(page == pages[0] for page in pages)
        assert all(link.startswith(f"{served.url}{path.partition('?')[0]}?") for link in links)
        different.add(len(set(links)))
    assert different == {1, 5}
    while "nextLink" in (answer := raw.get(SUBSCRIPTIONS).json):
        assert answer["value"] == rows


def test_loop_in_resource_graph(served: Running, raw: Raw) -> None:
    right = raw.query().json
    set_faults(served, Fault("loop", rate=1))
    different = set()
    for size in range(5, 25):
        tokens: list[str] = []
        data = raw.query(options={"$top": size}).json["data"]
        answer = raw.query(options={"$top": size, "$skipToken": "again-nonsense"})
        assert answer.status == 400
        answer = raw.query(options={"$top": size, "$skip": 0})
        for _ in range(4):
            assert answer.json["data"] == data
            tokens.append(answer.json["$skipToken"])
            answer = raw.query(options={"$top": size, "$skipToken": tokens[-1]})
        different.add(len(set(tokens)))
    assert different == {1, 4}
    set_faults(served)
    assert raw.query().json == right


def test_refused(served: Running, raw: Raw) -> None:
    home = served.world.home.id

    def refused(*these: Fault) -> set[str]:
        set_faults(served, *these)
        return {
            path for path in lists(served.world) for _ in range(2) if raw.get(path).status == 403
        }

    before = refused(Fault("refused", seed=7))
    assert 0.15 < len(before) / len(lists(served.world)) < 0.55
    assert raw.get(min(before)).code == "AuthorizationFailed"
    assert refused(Fault("refused", seed=7)) == before
    assert refused(Fault("refused", seed=8)) != before
    everybody = refused(Fault("refused", rate=1))
    for each in served.world.subscriptions.values():
        hit = any(path.startswith(each.path) for path in everybody)
        assert hit != (each.tenant == home) or each.refused or not each.registered
    assert len(raw.get(SUBSCRIPTIONS).json["value"]) == len(served.world.subscriptions)


def test_expired(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("expired", rate=0.2, seed=7))
    statuses = [raw.get(path).status for path in lists(served.world)]
    moment = statuses.index(401)
    assert statuses == [200] * moment + [401] * (len(statuses) - moment)
    refusal = raw.get(SUBSCRIPTIONS)
    assert (refusal.status, refusal.code) == (401, "ExpiredAuthenticationToken")
    assert refusal.headers["WWW-Authenticate"].startswith("Bearer ")
    raw.token = Asker(served).token
    assert {each.status for each in everywhere(raw)} == {200}
    set_faults(served, Fault("expired", rate=1, lasting=True))
    raw.token = Asker(served).token
    assert {each.status for each in everywhere(raw)} == {401}


def test_oversized(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("oversized", rate=1))
    lengths = set()
    for path in lists(served.world)[:8]:
        with raw.asked(path) as connection, connection.getresponse() as response:
            lengths.add(response.headers["Content-Length"])
            assert len(response.read(2_000_000)) == 2_000_000
    sized = next(int(each) for each in lengths if each)
    assert sized > 100_000_000
    assert lengths == {None, str(sized)}
    until(lambda: not served.service.held)


def test_an_oversized_answer_with_an_end_is_json(served: Running, raw: Raw) -> None:
    set_faults(served, Fault("oversized", rate=1, lasting=True))
    for path in lists(served.world):
        with raw.asked(path) as connection, connection.getresponse() as response:
            if not response.headers["Content-Length"]:
                continue
            opening, read = response.read(40), 0
            while chunk := response.read(1 << 20):
                read, closing = read + len(chunk), chunk[-8:]
            break
    assert opening.startswith(b'{"value": [\n{"id": ')
    assert closing.endswith(b"{}]}")
    assert 40 + read == int(response.headers["Content-Length"])


def test_stall(served: Running, raw: Raw) -> None:
    path = lists(served.world)[0]
    whole = raw.get(path)
    set_faults(served, Fault("stall", rate=1))
    with raw.asked(path) as connection, connection.getresponse() as response:
        connection.sock.settimeout(0.2)
        assert response.headers["Content-Length"] == str(len(whole.body))
        set_faults(served)
        assert raw.get(path).body == whole.body
        with pytest.raises(TimeoutError):
            response.read()
        assert len(served.service.held) == 1
    until(lambda: not served.service.held)


def test_elsewhere(served: Running, raw: Raw) -> None:
    served.world.behaviour.subscriptions_page_size = 5
    right = raw.get(SUBSCRIPTIONS).json["nextLink"]
    assert right.startswith(served.url)
    set_faults(served, Fault("elsewhere", rate=1))
    body = raw.get(SUBSCRIPTIONS).json
    assert body["nextLink"] == right.replace("localhost", "127.0.0.1")
    assert raw.get(lists(served.world)[0]).json["nextLink"].startswith("https://127.0.0.1:")
    assert "nextLink" not in raw.query().json
    assert served.requests[-1].host == served.url.removeprefix("https://")


def test_sign_in_is_struck_only_when_told_to(served: Running) -> None:
    asker = Asker(served)
    set_faults(served, Fault("storm", rate=1, lasting=True))
    assert asker.sign_in().status == 200
    set_faults(served, Fault("storm", rate=1, lasting=True, sign_in=True))
    refusal = asker.sign_in()
    assert (refusal.status, refusal.body["error"]) == (429, "temporarily_unavailable")
    set_faults(served, *(Fault(kind, rate=1, sign_in=True) for kind in ("expired", "loop")))
    assert asker.sign_in().status == 200


# The end of the server


def test_the_server_ends_at_once_whatever_goes_wrong() -> None:
    with running(make_world(4, 2)) as azure:
        raw = Raw(azure)
        opened = []
        for kind in ("stall", "oversized", "latency"):
            set_faults(azure, Fault(kind, rate=1, lasting=True, seconds=600))
            for path in lists(azure.world)[:4]:
                opened.append(raw.asked(path))
                opened[-1].__enter__()
        until(lambda: len(azure.service.held) == len(opened))
        began = time.monotonic()
    assert time.monotonic() - began < 2
    for each in opened:
        each.__exit__(None, None, None)


def until(condition: Any) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)
