"""Templates that were changed at random: an answer or the declared error, and soon."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from data.formats.arm import NoParametersError, read_template
from data.formats.imported import Imported
from data.formats.json_text import NotJsonError
from tests.conftest import SHARED
from tests.data.formats.making import (
    ON_CALL,
    OPS_READS,
    assignment,
    definition,
    escaped,
    given,
    nested,
    policy,
    template,
)

SEED = 20_261_122
SLOW = 1.0
VALUES: list[Any] = [
    None,
    True,
    -1,
    800,
    10**30,
    1.5,
    "",
    "[",
    "[]",
    "[[x]",
    [],
    {},
    [[]],
    "[parameters('offer')]",
    "[parameters('entries')]",
    "[variables('grow')]",
    "[variables('self')]",
    "[copyIndex()]",
    "[resourceId('a', 'b')]",
    "[subscription()]",
    "[range(0, 10000)]",
    "[createObject('a', variables('grow'))]",
    "[concat(variables('grow'), variables('grow'))]",
    "[union(variables('grow'), variables('grow'))]",
    "[string(variables('grow'))]",
    "Microsoft.Resources/deployments",
    {"name": "loop", "count": 800},
    {"name": "loop", "count": "[length(parameters('entries'))]"},
    {"copy": [{"name": "a", "count": 800, "input": "[copyIndex('a')]"}]},
    "\x1b[2J\u202e\ud800",
]
BYTES = b"{}[]\",:/*\\'\n\x00\xff\xfe0-eE[("


def own() -> list[Any]:
    """Templates of our own, of each kind."""
    variables = {
        f"g{n}": f"[concat(variables('g{n - 1}'), variables('g{n - 1}'))]" for n in range(1, 30)
    }
    variables |= {
        "g0": "[createArray('a')]",
        "grow": "[variables('g29')]",
        "self": "[variables('self')]",
    }
    loop = {"name": "loop", "count": 3}
    wrapped = {
        "type": "Microsoft.Authorization/policyDefinitions",
        "name": "delegate",
        "properties": escaped(policy(definition(), assignment())),
    }
    return [
        template(definition(), assignment(), variables=variables),
        template(definition(plan={"publisher": "p", "name": "n", "version": "1.0.0"}), wrapped),
        template(
            definition(copy=loop),
            nested(
                nested(assignment(copy=loop)), scope="inner", parameters={"offer": "x"}, copy=loop
            ),
            variables=variables,
        ),
        template(resources={"a": definition(), "b": nested(assignment(), resourceGroup="g")}),
        policy(definition(), assignment()),
        given(),
        [OPS_READS, ON_CALL],
        {"id": "/subscriptions/s/providers/Microsoft.ManagedServices/registrationDefinitions/d"}
        | {"properties": {"authorizations": [OPS_READS], "eligibleAuthorizations": [ON_CALL]}},
    ]


def published() -> list[Any]:
    """Those of others, where they are."""
    found = []
    for path in sorted(SHARED.glob("templates/**/*.json")):
        try:
            found.append(json.loads(path.read_bytes()))
        except json.JSONDecodeError:
            found.append(path.read_bytes().decode())
    return found


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member and item: what holds it, and its name or number."""
    keys = range(len(value)) if isinstance(value, list) else list(value)
    for key in keys:
        yield value, key
        if isinstance(value[key], (list, dict)):
            yield from places(value[key])


def changed(document: Any, chance: random.Random) -> bytes:
    """Return a document with some places changed, and maybe some bytes."""
    document = copy.deepcopy(document)
    if not isinstance(document, str):
        for _ in range(chance.randint(1, 4)):
            if all_places := list(places(document)):
                holder, key = chance.choice(all_places)
                chance.choice(CHANGES)(holder, key, chance)
    content = (document if isinstance(document, str) else json.dumps(document)).encode()
    if chance.random() < 0.3:
        at = chance.randrange(len(content) + 1)
        cut = chance.choice((0, 1, 1, len(content)))
        content = (
            content[:at]
            + bytes(chance.choices(BYTES, k=chance.randint(0, 3)))
            + content[at + cut :]
        )
    return content


def put(holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = copy.deepcopy(chance.choice(VALUES))


def drop(holder: Any, key: Any, chance: random.Random) -> None:
    del holder[key]


def nest(holder: Any, key: Any, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 60))):
        holder[key] = [holder[key]] if chance.random() < 0.5 else {"value": holder[key]}


def repeat(holder: Any, key: Any, chance: random.Random) -> None:
    if isinstance(holder, list):
        holder.extend([holder[key]] * chance.choice((1, 20)))
    else:
        holder[str(key).upper()] = holder[key]


def cut(holder: Any, key: Any, chance: random.Random) -> None:
    if isinstance(holder[key], str) and holder[key]:
        at = chance.randrange(len(holder[key]))
        holder[key] = holder[key][:at] + chance.choice("[]()',. 0") + holder[key][at + 1 :]


def add(holder: Any, key: Any, chance: random.Random) -> None:
    if isinstance(holder, dict):
        name = chance.choice(["copy", "condition", "type", "properties", "scope", "resourceGroup"])
        holder[name] = copy.deepcopy(chance.choice(VALUES))


CHANGES: list[Callable[[Any, Any, random.Random], None]] = [put, drop, nest, repeat, cut, add]


def fuzz(count: int) -> tuple[int, float]:
    """Read changed templates; return how many were answered, and the longest time."""
    chance = random.Random(SEED)
    documents = own() + published()
    files = [None, json.dumps(given()).encode()]
    answered, slowest = 0, 0.0
    for _ in range(count):
        content = changed(chance.choice(documents), chance)
        parameters = chance.choice(files) if chance.random() < 0.8 else changed(given(), chance)
        started = time.thread_time()
        try:
            answered += isinstance(read_template(content, parameters), Imported)
        except (NotJsonError, NoParametersError) as error:
            answered += not str(error)
        slowest = max(slowest, time.thread_time() - started)
    return answered, slowest


def test_changed_templates_are_read_or_refused() -> None:
    answered, _ = fuzz(200)
    assert answered > 100


@pytest.mark.large
@pytest.mark.timeout(1200)
def test_20000_changed_templates() -> None:
    answered, slowest = fuzz(20_000)
    assert answered > 10_000
    assert slowest < SLOW
    print(f"{answered} of 20,000 answered, the slowest in {slowest:.2f} s")  # noqa: T201


def test_loops_within_loops_end_soon() -> None:
    loop = {"name": "loop", "count": 800}
    inner = nested(nested(definition(copy=loop), copy=loop), copy=loop)
    found = read_template(json.dumps(template(inner)).encode(), json.dumps(given()).encode())
    assert any("more work" in each.why for each in found.unresolved)
