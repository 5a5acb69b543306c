"""The file of profiles: read with its lines, changed without losing what people wrote."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import StoreError, WrongUseError
from data.store.profile_file import ProfileFile, Said
from tests.data.records import MSP, RIVAL

BY_HAND = f"""\
# Ours
[northwind]
tenant = "{MSP}"   # the managing one
"sign_in" = 'az'

[ "us gov" ]
""".replace('[ "us gov" ]', '[ "us-gov" ]\n  cloud="us-government"')


@pytest.fixture
def file(tmp_path: Path) -> ProfileFile:
    return ProfileFile(tmp_path / "settings" / "profiles.toml")


def written(file: ProfileFile, text: str) -> ProfileFile:
    file.path.parent.mkdir(exist_ok=True)
    file.path.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_there_is_no_profile(file: ProfileFile) -> None:
    assert file.profiles() == {}
    assert file.profile("northwind") == {}
    assert not file.path.exists()


def test_what_is_said_is_known_with_its_line(file: ProfileFile) -> None:
    assert written(file, BY_HAND).profiles() == {
        "northwind": {"tenant": Said(MSP, 3), "sign_in": Said("az", 4)},
        "us-gov": {"cloud": Said("us-government", 7)},
    }
    assert file.profile("us-gov") == {"cloud": "us-government"}


def test_several_ids_are_a_list(file: ProfileFile) -> None:
    written(file, f"[a]\nleave_out = [\n  '{MSP}',  # the first\n  '{RIVAL}',\n]\n")
    assert file.profile("a") == {"leave_out": f"{MSP} {RIVAL}"}
    file.add("b", {"leave_out": f"{MSP} {RIVAL}"})
    assert file.profile("b") == file.profile("a")
    assert f'leave_out = ["{MSP}", "{RIVAL}"]' in file.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[a]\ntennant = 'x'\n", 2, "Is tenant meant?"),
        ("[a]\ncloud = 'china'\n\n[b]\n\ncloud = 'moon'\n", 6, 'cloud is "moon"'),
        ("[a]\nleave_out = ['x']\n", 2, "x is none."),
        ("[a]\nreader = 3\n", 2, "reader is 3. Write a text, in quotes."),
        ("[a]\ncloud = 'china'\narm_url = 'https://x'\n", 1, "both say where Azure is"),
        ("tenant = 'x'\n", 1, '"tenant" stands outside of a [profile].'),
        ("\n['a/b']\n", 2, '"a/b" cannot name a profile'),
        ("[a]\ncloud = \n", 2, "is no TOML"),
        ("[a]\n[a]\n", 2, "is no TOML"),
    ],
)
def test_what_cannot_be_is_named_with_file_and_line(
    file: ProfileFile, text: str, line: int, said: str
) -> None:
    with pytest.raises(WrongUseError) as refused:
        written(file, text).profiles()
    sentence = str(refused.value)
    assert sentence.startswith(str(file.path))
    assert f"line {line}" in sentence
    assert said in sentence


def test_a_file_that_is_no_text_or_cannot_be_read(file: ProfileFile) -> None:
    written(file, "")
    file.path.write_bytes(b"[a]\ncloud = '\xff'\n")
    with pytest.raises(WrongUseError, match="UTF-8"):
        file.profiles()
    file.path.unlink()
    file.path.mkdir()
    with pytest.raises(StoreError):
        file.profiles()


def test_a_profile_is_added_and_removed_and_all_else_stays(file: ProfileFile) -> None:
    written(file, BY_HAND)
    file.add("contoso", {"cloud": "china", "reader": "arm"})
    text = file.path.read_text(encoding="utf-8")
    assert text.startswith(BY_HAND)
    assert file.profile("contoso") == {"cloud": "china", "reader": "arm"}
    with pytest.raises(WrongUseError, match="a profile contoso already"):
        file.add("contoso", {})
    file.remove("contoso")
    assert file.path.read_text(encoding="utf-8").rstrip() == BY_HAND.rstrip()
    with pytest.raises(WrongUseError, match="no profile contoso"):
        file.remove("contoso")


def test_the_first_profile_makes_the_file_for_its_owner_only(file: ProfileFile) -> None:
    file.add("northwind", {})
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert file.profiles() == {"northwind": {}}


@given(st.text(max_size=200))
def test_whatever_stands_there_is_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = ProfileFile(tmp_path_factory.mktemp("any") / "profiles.toml")
    file.path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert told(file).startswith(str(file.path))


def told(file: ProfileFile) -> str:
    """What it is refused with, or where it is when it is not."""
    try:
        file.profiles()
    except WrongUseError as error:
        return str(error)
    return str(file.path)
