"""Azure's limits on requests: the arithmetic, the headers, the refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.emulator.entities import Behaviour
from data.emulator.quota import SECOND, Bucket, Limit, Window
from data.emulator.replies import AzureError
from data.emulator.serve import Running, running
from data.emulator.throttle import DELETES, EVERYBODY, LIMITS, READS, WRITES, Throttle
from data.emulator.world import make_world
from tests.data.emulator.asking import MANAGED_SERVICES, Answer, Asker

GRAPH = "/providers/Microsoft.ResourceGraph/resources"
THROTTLED = Behaviour(throttle=True)
COUNT = "ResourceContainers | count"
limits = st.builds(Limit, st.integers(1, 20), st.integers(1, 50))
# Mostly pauses that are shorter than it takes a token to come back.
pauses = st.lists(
    st.one_of(st.just(0), st.integers(0, SECOND // 5), st.integers(0, 20 * SECOND)), max_size=200
)


@dataclass
class Clock:
    """A clock that a test moves, in nanoseconds."""

    now: int = 123

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(clock: Clock) -> Iterator[Running]:
    with running(make_world(4, 2)) as azure:
        azure.service.throttle.clock = clock
        azure.world.behaviour.throttle = True
        yield azure


@pytest.fixture
def throttled(served: Running) -> Asker:
    return Asker(served)


# The arithmetic


@given(limits, pauses)
def test_a_bucket_holds_what_was_not_taken_and_what_came_back(
    limit: Limit, waits: list[int]
) -> None:
    now, level = 0, Fraction(limit.size)
    bucket = Bucket(limit, now)
    for wait in waits:
        now += wait
        level = min(Fraction(limit.size), level + Fraction(wait * limit.per_second, SECOND))
        assert bucket.left(now) == level // 1
        assert (bucket.wait(now) == 0) == (level >= 1)
        if level >= 1:
            bucket.take(now)
            level -= 1


@given(limits, pauses)
def test_a_bucket_never_gives_more_than_its_size_and_what_came_back(
    limit: Limit, waits: list[int]
) -> None:
    now, taken = 0, list[int]()
    bucket = Bucket(limit, now)
    for wait in waits[:30]:
        now += wait
        while not bucket.wait(now):
            bucket.take(now)
            taken.append(now)
    for first, began in enumerate(taken):
        for many, ended in enumerate(taken[first:], 1):
            assert (many - limit.size) * SECOND <= (ended - began) * limit.per_second


@given(limits, st.integers(0, SECOND))
def test_after_the_wait_there_is_a_token_and_a_second_earlier_there_is_none(
    limit: Limit, later: int
) -> None:
    bucket = Bucket(limit, 0)
    for _ in range(limit.size):
        bucket.take(0)
    if wait := bucket.wait(later):
        assert bucket.wait(later + (wait - 1) * SECOND) == 1
        assert bucket.wait(later + wait * SECOND) == 0
    else:
        assert later * limit.per_second >= SECOND


@given(st.integers(0, 20), pauses)
def test_a_window_gives_so_many_and_says_when_the_next_begins(limit: int, waits: list[int]) -> None:
    now, taken = 0, list[int]()
    window = Window(5 * SECOND, now)
    for wait in waits:
        now += wait
        left = window.left(limit, now)
        assert window.take(limit, now) == (left > 0)
        if left:
            taken.append(now)
        assert window.left(limit, now) == max(0, left - 1)
        assert 1 <= window.wait(now) <= 5
        assert window.left(limit, now + window.wait(now) * SECOND) == limit
    for began in taken:
        # Two windows can touch any span of their length.
        assert sum(began <= each < began + 5 * SECOND for each in taken) <= 2 * limit


def test_a_window_begins_anew_after_its_time() -> None:
    window = Window(5 * SECOND, 0)
    assert [window.take(2, 0) for _ in range(3)] == [True, True, False]
    assert window.wait(1) == 5
    assert window.wait(4 * SECOND) == 1
    assert not window.take(2, 5 * SECOND - 1)
    assert window.take(2, 5 * SECOND)


# Whose requests are counted together

requests = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob"]),
        st.sampled_from(["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"]),
        st.sampled_from(["/subscriptions/A/x", "/subscriptions/b", "/subscriptions", "/tenants"]),
        st.integers(0, SECOND // 4),
        st.integers(1, 120),
    ),
    max_size=40,
)


@given(requests)
def test_the_headers_say_what_is_left_and_a_refusal_how_long(
    asked: list[tuple[str, str, str, int, int]],
) -> None:
    clock = Clock()
    throttle = Throttle()
    throttle.clock = clock
    model: dict[tuple[str, str, str], Bucket] = {}
    for principal, method, path, pause, times in asked:
        clock.now += pause
        kind = {"GET": READS, "HEAD": READS, "DELETE": DELETES}.get(method, WRITES)
        scope = path.lower().removeprefix("/subscriptions").strip("/")[:1] * (path != "/tenants")
        level = "subscription" if scope else "tenant"
        name = f"x-ms-ratelimit-remaining-{level}-{kind}"
        bucket = model.setdefault((principal, scope, kind), Bucket(LIMITS[kind], clock.now))
        for _ in range(times):
            if wait := bucket.wait(clock.now):
                with pytest.raises(AzureError) as refused:
                    throttle.take(THROTTLED, principal, method, path)
                assert (refused.value.status, refused.value.code) == (429, "TooManyRequests")
                assert refused.value.headers["Retry-After"] == str(wait)
                assert refused.value.headers[name] == "0"
                clock.now += wait * SECOND
            bucket.take(clock.now)
            headers = throttle.take(THROTTLED, principal, method, path)
            assert headers[name] == str(bucket.left(clock.now))
            assert len(headers) == (2 if scope else 1)


def test_a_subscription_bears_fifteen_times_as_much_from_everybody(clock: Clock) -> None:
    throttle = Throttle()
    throttle.clock = clock
    path = "/subscriptions/a/resourceGroups"
    for number in range(250 * EVERYBODY):
        left = throttle.take(THROTTLED, f"principal {number // 250}", "GET", path)
        assert left == {
            "x-ms-ratelimit-remaining-subscription-reads": str(249 - number % 250),
            "x-ms-ratelimit-remaining-subscription-global-reads": str(250 * EVERYBODY - 1 - number),
        }
    with pytest.raises(AzureError) as refused:
        throttle.take(THROTTLED, "one more", "GET", path)
    assert refused.value.headers == {
        "Retry-After": "1",
        "x-ms-ratelimit-remaining-subscription-reads": "250",
        "x-ms-ratelimit-remaining-subscription-global-reads": "0",
    }
    assert throttle.take(THROTTLED, "one more", "PUT", path)
    assert throttle.take(THROTTLED, "one more", "GET", "/subscriptions/b")
    clock.now += SECOND
    assert throttle.take(THROTTLED, "one more", "GET", path)


# Over the wire


def listing(azure: Running, at: int = 0) -> str:
    held = [each for each in azure.world.subscriptions.values() if not each.refused][at]
    return f"{held.path}{MANAGED_SERVICES}/registrationDefinitions"


def test_reads_run_out_and_come_back(throttled: Asker, clock: Clock) -> None:
    path = listing(throttled.azure)
    name = "x-ms-ratelimit-remaining-subscription-reads"
    left = [throttled.get(path).headers[name] for _ in range(250)]
    assert left == [str(number) for number in range(249, -1, -1)]
    refused = throttled.get(path)
    assert (refused.status, refused.code) == (429, "TooManyRequests")
    assert (refused.headers["Retry-After"], refused.headers[name]) == ("1", "0")
    assert throttled.get(listing(throttled.azure, 1)).headers[name] == "249"
    missing = throttled.ask("DELETE", f"{path}/00000000-0000-0000-0000-000000000000")
    assert missing.headers["x-ms-ratelimit-remaining-subscription-deletes"] == "199"
    clock.now += SECOND
    assert throttled.get(path).headers[name] == "24"


def test_what_is_asked_of_no_subscription_has_a_limit_of_its_own(throttled: Asker) -> None:
    def left(answer: Answer) -> str:
        return str(answer.headers["x-ms-ratelimit-remaining-tenant-reads"])

    assert left(throttled.get("/tenants", "2022-12-01")) == "249"
    assert left(throttled.get("/subscriptions", "2022-12-01")) == "248"
    assert left(throttled.get("/nowhere")) == "247"
    assert "x-ms-ratelimit-remaining-tenant-writes" not in throttled.sign_in().headers
    unknown = throttled.send("GET", "/tenants?api-version=2022-12-01", None, {})
    assert unknown.status == 401
    assert left(throttled.get("/tenants", "2022-12-01")) == "246"


def test_fifteen_queries_in_five_seconds(throttled: Asker, clock: Clock) -> None:
    answers = [throttled.query(COUNT) for _ in range(15)]
    left = [answer.headers["x-ms-user-quota-remaining"] for answer in answers]
    assert left == [str(number) for number in range(14, -1, -1)]
    assert {answer.status for answer in answers} == {200}
    clock.now += 3 * SECOND + 1
    refused = throttled.query(COUNT)
    assert (refused.status, refused.code) == (429, "RateLimiting")
    assert refused.headers["Retry-After"] == "2"
    assert refused.headers["x-ms-user-quota-resets-after"] == "00:00:02"
    assert refused.headers["x-ms-user-quota-remaining"] == "0"
    clock.now += 2 * SECOND
    again = throttled.query(COUNT)
    assert again.headers["x-ms-user-quota-remaining"] == "14"
    assert again.headers["x-ms-user-quota-resets-after"] == "00:00:05"


def test_a_quota_of_ones_own_counts_with_and_without_the_throttle(throttled: Asker) -> None:
    behaviour = throttled.azure.world.behaviour
    behaviour.graph_quota = 1
    assert [throttled.query(COUNT).status for _ in range(2)] == [200, 429]
    behaviour.throttle = False
    assert throttled.query(COUNT).status == 429
    behaviour.graph_quota = None
    assert throttled.query(COUNT).status == 200


def test_without_the_throttle_nothing_runs_out(throttled: Asker) -> None:
    throttled.azure.world.behaviour.throttle = False
    path = listing(throttled.azure)
    for _ in range(2):
        headers = throttled.get(path).headers
        assert headers["x-ms-ratelimit-remaining-subscription-reads"] == "249"
        assert headers["x-ms-ratelimit-remaining-subscription-global-reads"] == "3749"
    answers = [throttled.query(COUNT) for _ in range(20)]
    assert {each.headers["x-ms-user-quota-remaining"] for each in answers} == {"14"}
