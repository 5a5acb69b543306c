"""A sign-in outlives the program only where the system keeps it encrypted.

The encrypted store is tried in a session of its own, with the keyring of GNOME, where that and
its bindings are installed: ``uv run pytest -m keyring -n 0``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from azure.identity import AuthenticationRecord

from data.azure import token_store
from data.azure.sync import Source, sync
from data.emulator.serve import Running
from data.emulator.world import World
from data.profile_settings import SignIn
from data.store.profile import Profile
from tests.data.azure.signing_in import Somebody, few_customers

RECORD = AuthenticationRecord("tenant", "client", "localhost:1", "home.tenant", "ada@example.com")


@pytest.fixture
def world() -> World:
    """A few customers."""
    return few_customers()


def test_a_record_comes_back_and_rubbish_is_none(tmp_path: Path) -> None:
    path = tmp_path / "profile" / "sign_in.json"
    assert token_store.read_record(path) is None
    token_store.keep_record(path, RECORD)
    found = token_store.read_record(path)
    assert found is not None
    assert found.serialize() == RECORD.serialize()
    assert path.stat().st_mode & 0o777 == 0o600
    for content in (b"", b"{", b"{}", b"[]", b"7", b"\xff", b'{"version": "9"}'):
        path.write_bytes(content)
        assert token_store.read_record(path) is None


def test_a_record_of_another_place_asks_somebody(
    azure: Running, profile: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "sign_in.json"
    token_store.keep_record(path, RECORD)
    source = Source(
        azure.url, str(azure.ca), tenant=azure.tenant, method=SignIn.DEVICE_CODE, record=path
    )
    somebody = Somebody(azure)
    assert sync(profile, source, somebody.watch()).customers
    assert [each.code for each in somebody.seen if each]


@pytest.mark.keyring
@pytest.mark.filterwarnings("default")  # the bindings of GNOME warn of themselves
def test_the_next_start_needs_nobody(azure: Running, profile: Profile, tmp_path: Path) -> None:
    assert token_store.encrypted(), "this session has no keyring that can be used"

    def source() -> Source:
        return Source(
            azure.url,
            str(azure.ca),
            tenant=azure.tenant,
            method=SignIn.DEVICE_CODE,
            record=tmp_path / "sign_in.json",
        )

    somebody = Somebody(azure)
    sync(profile, source(), somebody.watch())
    assert [each.is_kept for each in somebody.seen if each] == [True]
    sync(profile, source(), somebody.watch())  # with nobody in memory, as after a new start
    assert len(somebody.seen) == 2
    tokens = [each.encode() for each in azure.service.sessions.refresh]
    for file in (each for each in tmp_path.rglob("*") if each.is_file()):
        assert not [each for each in tokens if each in file.read_bytes()], file
    azure.service.sessions.end()
    azure.service.tokens.revoke()
    assert sync(profile, source(), somebody.watch()).customers
    assert len(somebody.seen) == 4, "a sign-in that was ended is asked for again"
