"""Records written behind the screen: none is lost, and the end comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.plans import Plan
from data.store.profile import Profile
from tests.data.keeping import never, scratch
from tui.jobs import Saver


@pytest.fixture
def profile() -> Iterator[Profile]:
    with scratch() as root:
        yield Profile("test", root=root, report=never)


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    yield
    assert threads() == []


def threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "saver"]


def plan(number: int, name: str = "") -> Plan:
    return Plan(str(number), name)


def put(saver: Saver, *plans: Plan) -> None:
    for each in plans:
        saver.put(each)


def obstruct(profile: Profile) -> Path:
    """Put a folder where the library should be, so that no write succeeds."""
    stone = profile.folder / "library.json"
    stone.mkdir(parents=True)
    return stone


class Gate:
    """Hears of errors; holds the saver at the first one until the test lets it go."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.reached = threading.Event()
        self.open = threading.Event()

    def __call__(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self.reached.set()
        assert self.open.wait(30)


def test_finish_writes_everything_and_leaves_no_thread(profile: Profile) -> None:
    saver = Saver(profile, never)
    plans = [plan(number) for number in range(20)]
    put(saver, *plans)
    saver.finish()
    assert threads() == []
    assert set(profile.library.contents().plans) == set(plans)


def test_what_is_put_is_written_without_finish(profile: Profile) -> None:
    """The thread reports the damage that it finds: that is how the test knows that it wrote."""
    profile.library.save(plan(1))
    profile.library.save(plan(2))
    (profile.folder / "library.json").write_bytes(b"damaged")
    reported = threading.Event()
    profile.report = lambda sentence: reported.set()
    saver = Saver(profile, never)
    put(saver, plan(3))
    assert reported.wait(30)
    saver.finish()
    assert plan(3) in profile.library.contents().plans


def test_only_the_last_state_counts(profile: Profile) -> None:
    saver = Saver(profile, never)
    with profile.writing("library"):
        put(saver, *(plan(1, f"state {number}") for number in range(200)))
    saver.finish()
    assert profile.library.contents().plans == (plan(1, "state 199"),)


def test_it_may_be_used_again_after_the_end(profile: Profile) -> None:
    saver = Saver(profile, never)
    saver.finish()
    for number in range(3):
        put(saver, plan(number))
        saver.finish()
        saver.finish()
        assert len(profile.library.contents().plans) == number + 1


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.none() | st.text(max_size=3), st.booleans())),
)
def test_the_order_of_one_plans_changes_is_kept(steps: list[tuple[int, str | None, bool]]) -> None:
    expected: dict[str, Plan] = {}
    with scratch() as root:
        profile = Profile(root=root, report=never)
        saver = Saver(profile, never)
        for number, name, pause in steps:
            changed = None if name is None else plan(number, name)
            if changed:
                saver.put(changed)
            else:
                saver.remove(plan(number))
            expected.pop(str(number), None)
            if changed:
                expected[changed.id] = changed
            if pause:
                saver.finish()
        saver.finish()
        assert {each.id: each for each in profile.library.contents().plans} == expected


# Failures


def test_a_failure_is_reported_and_tried_again_at_the_end(profile: Profile) -> None:
    stone = obstruct(profile)
    sentences: list[str] = []
    saver = Saver(profile, sentences.append)
    put(saver, plan(1), plan(2))
    saver.finish()
    assert sentences
    assert all(each.startswith("Not saved: Cannot read") for each in sentences)
    assert all("library.json" in each for each in sentences)
    stone.rmdir()
    before = len(sentences)
    saver.finish()
    assert profile.library.contents().plans == (plan(1), plan(2))
    assert len(sentences) == before


def test_a_failure_is_tried_again_with_the_next_plan(profile: Profile) -> None:
    stone = obstruct(profile)
    gate = Gate()
    saver = Saver(profile, gate)
    put(saver, plan(1))
    assert gate.reached.wait(30)
    stone.rmdir()
    gate.open.set()
    put(saver, plan(2))
    saver.finish()
    assert profile.library.contents().plans == (plan(1), plan(2))
    assert len(gate.sentences) == 1


def test_a_failed_state_does_not_replace_a_newer_one(profile: Profile) -> None:
    stone = obstruct(profile)
    gate = Gate()
    saver = Saver(profile, gate)
    put(saver, plan(1, "old"), plan(2, "old"))
    assert gate.reached.wait(30)
    put(saver, plan(1, "new"))
    saver.remove(plan(2))
    stone.rmdir()
    gate.open.set()
    saver.finish()
    assert profile.library.contents().plans == (plan(1, "new"),)


def test_a_deletion_that_failed_is_tried_again(profile: Profile) -> None:
    profile.library.save(plan(1))
    path = profile.folder / "library.json"
    content = path.read_bytes()
    path.unlink()
    stone = obstruct(profile)
    sentences: list[str] = []
    saver = Saver(profile, sentences.append)
    saver.remove(plan(1))
    saver.finish()
    assert len(sentences) in (1, 2)
    stone.rmdir()
    path.write_bytes(content)
    saver.finish()
    assert profile.library.contents().plans == ()


def test_failing_for_ever_the_end_comes_and_nobody_is_flooded(profile: Profile) -> None:
    obstruct(profile)
    gate = Gate()
    saver = Saver(profile, gate)
    put(saver, plan(1))
    assert gate.reached.wait(30)
    put(saver, *(plan(1, f"state {number}") for number in range(100)))
    gate.open.set()
    saver.finish()
    assert threads() == []
    assert 2 <= len(gate.sentences) <= 3


def test_a_held_library_is_waited_for_once_not_for_each_plan(profile: Profile) -> None:
    sentences: list[str] = []
    saver = Saver(profile, sentences.append)
    plans = [plan(number) for number in range(10)]
    with profile.writing("library"):
        put(saver, *plans)
        saver.finish()
    assert 1 <= len(sentences) <= 2
    assert all("Another Lightkeeper" in each for each in sentences)
    saver.finish()
    assert set(profile.library.contents().plans) == set(plans)


def test_a_plan_that_cannot_be_written_does_not_stop_the_others(profile: Profile) -> None:
    sentences: list[str] = []
    saver = Saver(profile, sentences.append)
    put(saver, plan(1, "half a character \ud800"), plan(2))
    saver.finish()
    assert profile.library.contents().plans == (plan(2),)
    assert sentences
    assert all("is not valid Unicode" in each for each in sentences)
    put(saver, plan(1, "whole"))
    saver.finish()
    assert set(profile.library.contents().plans) == {plan(1, "whole"), plan(2)}


def refuse(sentence: str) -> None:
    raise RuntimeError(sentence)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("more", [(), (plan(3),)])
def test_a_thread_that_died_loses_nothing(profile: Profile, more: tuple[Plan, ...]) -> None:
    stone = obstruct(profile)
    saver = Saver(profile, refuse)
    put(saver, plan(1), plan(2))
    saver.finish()
    stone.rmdir()
    put(saver, *more)
    saver.finish()
    assert profile.library.contents().plans == (plan(1), plan(2), *more)


# Earlier states


def states(profile: Profile, number: int) -> list[tuple[str, str]]:
    return [(each.plan.name, each.mark) for each in profile.revisions.of(str(number))]


def test_each_plan_that_is_written_leaves_a_state(profile: Profile) -> None:
    saver = Saver(profile, never)
    for name in ("one", "one", "two"):
        put(saver, plan(1, name), plan(2, name))
        saver.finish()
    saver.remove(plan(1))
    saver.finish()
    assert states(profile, 1) == states(profile, 2) == [("one", ""), ("two", "")]


def test_the_state_that_is_there_comes_before_what_is_written_then(profile: Profile) -> None:
    saver = Saver(profile, never)
    with profile.writing("library"):
        put(saver, plan(1, "after"))
        saver.remember(plan(1, "before"), "opened")
    saver.finish()
    assert ("before", "opened") in states(profile, 1)
    assert ("after", "") in states(profile, 1)


def test_a_state_is_marked(profile: Profile) -> None:
    saver = Saver(profile, never)
    put(saver, plan(1, "one"))
    saver.finish()
    saver.remember(plan(1, "one"), "published 1.0.0")
    saver.finish()
    assert states(profile, 1) == [("one", "published 1.0.0")]


def test_a_state_that_cannot_be_kept_loses_no_save(profile: Profile) -> None:
    """A file is where the folder of earlier states should be."""
    profile.library.save(plan(2))
    (profile.folder / "revisions").write_text("in the way")
    sentences: list[str] = []
    counts: list[int] = []
    saver = Saver(profile, sentences.append, counts.append)
    put(saver, plan(1, "saved"))
    saver.finish()
    assert set(profile.library.contents().plans) == {plan(1, "saved"), plan(2)}
    assert counts[-1] == 0
    assert len(sentences) == 1
    assert sentences[0].startswith("Not kept among the earlier states of the plan: Cannot ")
