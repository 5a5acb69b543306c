"""The option api-version: on every route, in every form in which it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from data.emulator import routes
from data.emulator.ids import guid_of
from data.emulator.people import PUBLISHER
from data.emulator.roles import role_id
from data.emulator.routing import Route
from data.emulator.serve import Running, running
from data.emulator.world import make_world
from tests.data.emulator.asking import Answer, Asker

OPTIONAL = re.compile(r"\(\?:([^()]*)\)\?")
NAMED = re.compile(r"\(\?P<(\w+)>\[\^/\]\+\)")
VERSIONED = [each for each in routes.WITH_TOKEN if each.versions and each.method != "HEAD"]
"""Without those whose answers have no body to tell why."""
READ = [each for each in VERSIONED if each.method == "GET"]
AFTER_THE_VERSION = {
    "ResourceNotFound",
    "OperationNotFound",
    "DeploymentNotFound",
    "DeploymentOperationNotFound",
    "AuthorizationFailed",
    "BadRequest",
}
"""What a read may be refused with once its version is taken: the last two by activity logs."""


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    with running(make_world()) as azure:
        yield Asker(azure)


def paths(route: Route, azure: Running) -> Iterator[str]:
    """Yield paths that a route takes: with and without its optional parts."""
    held = azure.world.showing("newest")[0]
    (definition,) = held.definitions.values()
    samples = {
        "subscription": held.id,
        "group": held.groups[0],
        "name": definition.name,
        "namespace": "Microsoft.ManagedServices",
        "operation": "none",
        "identifier": f"{PUBLISHER}.managed-ops.gold",
        "role": role_id("Reader"),
    }
    todo = [NAMED.sub(lambda match: samples[match[1]], route.pattern)]
    while todo:
        pattern = todo.pop()
        if match := OPTIONAL.search(pattern):
            around = (pattern[: match.start()], pattern[match.end() :])
            todo += [match[1].join(around), "".join(around)]
        else:
            yield pattern


def ask(asker: Asker, route: Route, query: str) -> Iterator[tuple[str, Answer]]:
    for path in paths(route, asker.azure):
        yield path, asker.ask(route.method, f"{path}?{query}" if query else path, "")


def expected_code(path: str) -> str:
    """The provider's code for what stands below one, the resource manager's for all else."""
    below = re.search("/providers/[^/]+/", path) and not path.endswith("/register")
    return "NoRegisteredProviderFound" if below else "InvalidApiVersionParameter"


def test_routes_are_taken_apart_whole(asker: Asker) -> None:
    found = {path for route in VERSIONED for path in paths(route, asker.azure)}
    assert not [path for path in found if set("()?[]") & set(path)]
    assert len(found) > 25


@pytest.mark.parametrize("query", ["", "api-version=", "version=2022-10-01", "api-version"])
@pytest.mark.parametrize("route", VERSIONED, ids=lambda each: f"{each.method} {each.pattern}")
def test_without_a_version(asker: Asker, route: Route, query: str) -> None:
    for path, answer in ask(asker, route, query):
        assert (answer.status, answer.code) == (400, "MissingApiVersionParameter"), path


@pytest.mark.parametrize("route", VERSIONED, ids=lambda each: f"{each.method} {each.pattern}")
def test_versions_that_are_none(asker: Asker, route: Route) -> None:
    good = route.versions[-1]
    for odd in ("2001-01-01", "latest", f"{good}x", f" {good}", "0" * 2000, "2022-13-45", "é"):
        for path, answer in ask(asker, route, f"api-version={quote(odd)}"):
            assert (answer.status, answer.code) == (400, expected_code(path)), (path, odd)


@pytest.mark.parametrize("route", VERSIONED, ids=lambda each: f"{each.method} {each.pattern}")
def test_a_version_twice_is_none(asker: Asker, route: Route) -> None:
    good = route.versions[-1]
    for query in (f"api-version={good}&api-version={good}", f"api-version={good}&Api-Version=1"):
        for path, answer in ask(asker, route, query):
            assert (answer.status, answer.code) == (400, expected_code(path)), path


@pytest.mark.parametrize("route", READ, ids=lambda each: each.pattern)
def test_every_version_in_any_letter_case_is_taken(asker: Asker, route: Route) -> None:
    for version in route.versions:
        plain = list(ask(asker, route, f"api-version={version}"))
        for path, answer in plain:
            taken = answer.status == 200 or code_of(answer) in AFTER_THE_VERSION
            assert taken, (path, version)
        for query in (f"api-version={version.upper()}", f"API-VERSION={version}"):
            for (path, answer), (_, again) in zip(plain, ask(asker, route, query), strict=True):
                assert again.status == answer.status, (path, query)
                if "Microsoft.Insights" not in path:
                    assert again.body == answer.body, (path, query)


def code_of(answer: Answer) -> str:
    return str(answer.body["Code"]) if "Code" in answer.body else answer.code


def test_an_unknown_version_of_something_that_is_not_there(asker: Asker) -> None:
    path = f"/subscriptions/{guid_of('nobody')}/resourceGroups"
    assert asker.get(path, "2001-01-01").code == "InvalidApiVersionParameter"
    assert asker.get("/providers/Microsoft.Nothing/x", "2001-01-01").status == 404
