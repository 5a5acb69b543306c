"""The board beside what was noted: who was told, who accepted, who follows which standard."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import structs

from data.board import new_entry, taken_back, told_today
from data.board_groups import By, groups, spread_bar
from data.board_listings import UPDATES, rollout, since
from data.known import Stale
from data.ledger import (
    CustomerNote,
    LibraryContents,
    RecordedVersion,
    RolloutEntry,
    TemplateLink,
    with_records,
)
from data.models import Definition
from data.pending import pending
from data.plans import Plan
from data.query import parse
from data.rollout import Stage
from data.rows import Shown
from data.snapshot import Snapshot, newly_accepted
from data.templates import standard_key
from data.update_row import UpdateRow
from data.updates import LIBRARY
from tests.data.records import (
    GOLD,
    NOW,
    OPS_CHANGES,
    OPS_READS,
    asked,
    customers,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    published,
    subscription,
)

TODAY = date(2026, 11, 22)
PROD, MAIN, LAB = (
    subscription("Prod", "fabrikam"),
    subscription("Main", "litware"),
    subscription("Lab", "adatum"),
)
FAB, ADATUM = guid("fabrikam"), guid("adatum")
STANDARD = Plan("std", "Standard", version="2.0.0", authorizations=(OPS_READS, OPS_CHANGES))
LINK = TemplateLink(ADATUM, "", "std")


def snapshot(*library: object, fab: str = "1.9.0", template: Definition | None = None) -> Snapshot:
    held = [
        definition(PROD, gold(fab)),
        definition(MAIN, gold("1.10.0")),
        template or definition(LAB),
    ]
    return Snapshot(
        known(
            [PROD, MAIN, LAB],
            held,
            map(delegation, held),
            plan_versions=published("1.9.0", "1.10.0"),
            plans=(asked(),),
            customers=customers(fabrikam="Fabrikam", litware="Litware", adatum="Adatum"),
        ),
        with_records(LibraryContents(), *library),  # type: ignore[arg-type]
        today=TODAY,
    )


def row(of: Snapshot, tenant: str = FAB) -> UpdateRow:
    (found,) = [each for each in of.update_board.rows if each.tenant_id == tenant]
    return found


def stage(of: Snapshot, tenant: str = FAB) -> Stage | None:
    progress = row(of, tenant).progress
    return progress.stage if progress else None


def told(days_ago: int, **fields: object) -> RolloutEntry:
    entry = RolloutEntry(FAB, GOLD, "1.10.0", TODAY - timedelta(days_ago))
    return structs.replace(entry, **fields)


# Who was told


def test_who_is_behind_and_was_not_told_is_said() -> None:
    assert stage(snapshot()) is Stage.NOT_TOLD
    assert rollout(row(snapshot())) == "not told"
    assert stage(snapshot(), guid("litware")) is None
    assert rollout(row(snapshot(), guid("litware"))) == ""


def test_told_reminded_overdue() -> None:
    assert stage(snapshot(told(3))) is Stage.TOLD
    assert rollout(row(snapshot(told(3)))) == f"told {TODAY - timedelta(3)}"
    assert stage(snapshot(told(30, reminded_on=(TODAY,)))) is Stage.REMINDED
    assert stage(snapshot(told(30))) is Stage.OVERDUE
    due = snapshot(told(14)).on_day(TODAY + timedelta(1))
    assert stage(due) is Stage.OVERDUE
    assert rollout(row(due)) == f"overdue {TODAY + timedelta(1)}"


def test_who_was_told_of_an_older_version_was_not_told_of_this_one() -> None:
    assert stage(snapshot(told(3, version="1.9.5"))) is Stage.NOT_TOLD


def test_to_tell_is_noted_on_the_version_that_waits() -> None:
    entry = told_today(row(snapshot()), TODAY)
    assert entry == RolloutEntry(FAB, GOLD, "1.10.0", TODAY)
    again = told_today(row(snapshot(told(30))), TODAY)
    assert again
    assert (again.told_on, again.reminded_on) == (TODAY - timedelta(30), (TODAY,))
    assert new_entry(row(snapshot(), ADATUM)) is None, "no version of anything waits there"


def test_to_tell_is_taken_back() -> None:
    assert taken_back(row(snapshot()), TODAY) is None
    assert taken_back(row(snapshot(told(3))), TODAY) is None
    assert taken_back(row(snapshot(told(0))), TODAY) == told(0, told_on=None)
    reminded = told(30, reminded_on=(TODAY,))
    assert taken_back(row(snapshot(reminded)), TODAY) == told(30)


def test_the_board_is_filtered_and_sorted_by_it() -> None:
    board = snapshot(told(30, remark="asked for time")).update_board

    def kept(text: str) -> set[str]:
        return {board.rows[at].tenant_id for at in board.select(parse(text))}

    assert kept("told:overdue") == kept('"asked for time"') == {FAB}
    assert kept("told:reminded") == set()
    record = UPDATES.record(board.rows[board.index[row(snapshot()).key]])
    assert record["rollout"] == "overdue"
    assert record["told_on"] == (TODAY - timedelta(30)).isoformat()
    assert record["remark"] == "asked for time"


def test_an_acceptance_is_found_by_the_sync_and_stays_noted() -> None:
    waiting, done = snapshot(told(3)), snapshot(told(3), fab="1.10.0")
    assert newly_accepted(waiting) == []
    (entry,) = newly_accepted(done)
    assert entry == told(3, accepted_on=date.fromisoformat(NOW[:10]))
    noted = snapshot(entry, fab="1.10.0")
    assert newly_accepted(noted) == []
    assert (row(noted).shown, stage(noted)) == (Shown.CURRENT, Stage.ACCEPTED)
    assert stage(snapshot(entry)) is Stage.FELL_BACK
    assert newly_accepted(Snapshot(library=done.library)) == [], "there was no sync"


# Templates


def test_a_template_that_differs_from_its_standard_is_behind() -> None:
    found = snapshot(STANDARD, LINK)
    adatum = row(found, ADATUM)
    assert (adatum.shown, adatum.is_behind, adatum.offer) == (
        Shown.DIFFERS,
        True,
        "template: Standard",
    )
    assert (adatum.latest, adatum.source, adatum.subject) == (
        "2.0.0",
        LIBRARY,
        standard_key(STANDARD),
    )
    assert stage(found, ADATUM) is Stage.NOT_TOLD
    (change,) = pending(found, adatum)
    assert (change.before.title, change.after.title) == ("Managed operations", "Standard 2.0.0")
    board = found.update_board
    assert board.index[adatum.key] in board.select(parse("state:behind"))
    assert {each.name: each.behind for each in groups(board.rows, By.PLAN).rows} == {
        "All plans": 2,
        "managed-ops/gold": 1,
        "template: Standard": 1,
    }


def test_a_template_as_its_standard_wants_it_is_not() -> None:
    same = definition(LAB, authorizations=STANDARD.authorizations)
    found = snapshot(STANDARD, LINK, template=same)
    adatum = row(found, ADATUM)
    assert (adatum.shown, adatum.is_behind, adatum.progress) == (Shown.STANDARD, False, None)
    assert pending(found, adatum) == []


def test_a_template_is_told_and_found_to_have_followed() -> None:
    adatum = row(snapshot(STANDARD, LINK), ADATUM)
    entry = told_today(adatum, TODAY)
    assert entry
    assert newly_accepted(snapshot(STANDARD, LINK, entry)) == []
    same = definition(LAB, authorizations=STANDARD.authorizations)
    (accepted,) = newly_accepted(snapshot(STANDARD, LINK, entry, template=same))
    assert accepted.accepted_on


def test_two_standards_of_one_customer_have_a_row_each() -> None:
    first, second = definition(LAB), definition(LAB, name="second")
    other = structs.replace(STANDARD, id="other", name="Other")
    links = (LINK, TemplateLink(ADATUM, second.key, "other"))
    held = known(
        [LAB], [first, second], [delegation(first), delegation(second, "rg", name="second")]
    )
    library = with_records(LibraryContents(), STANDARD, other, *links)
    offers = {each.offer for each in Snapshot(held, library).update_board.rows}
    assert offers == {"template: Standard", "template: Other"}


# What else the board knows


def test_what_was_never_read_has_a_row() -> None:
    lost = Stale(guid("lost"), "Azure refuses us this.")
    held = definition(PROD, gold("1.10.0"))
    found = Snapshot(
        known(
            [PROD, subscription("lost", "fabrikam")],
            [held],
            [delegation(held)],
            told=meta(stale=(lost,)),
            plan_versions=published("1.10.0"),
            plans=(asked(),),
        ),
        today=TODAY,
    ).update_board
    assert {(each.offer, each.shown) for each in found.rows} == {
        ("managed-ops/gold", Shown.CURRENT),
        ("not read", Shown.STALE),
    }
    (unread,) = [found.rows[at] for at in found.select(parse("state:stale"))]
    assert (unread.is_behind, unread.latest, unread.progress) == (False, "", None)
    assert {each.name for each in groups(found.rows, By.PLAN).rows} > {"not read"}


def test_since_when_is_the_day_of_a_version_recorded_by_hand() -> None:
    day = date(2026, 5, 5)
    found = row(snapshot(RecordedVersion(GOLD, "2.0.0", day), fab="1.10.0"))
    assert (found.behind, since(found)) == (1, "2026-05-05")
    silent = row(snapshot(RecordedVersion(GOLD, "2.0.0"), fab="1.10.0"))
    assert since(silent) == ""


def test_the_note_and_azures_name_are_on_the_row() -> None:
    found = snapshot(CustomerNote(FAB, "late payer", "calls on Mondays"))
    assert (row(found).customer, row(found).azure_name) == ("late payer", "Fabrikam")
    board = found.update_board
    for text in ("note:mondays", "mondays", "fabrikam", "payer"):
        assert [board.rows[at].tenant_id for at in board.select(parse(text))] == [FAB]


def test_the_bar_is_dark_where_nobody_is_behind() -> None:
    def bar(fab: str) -> str:
        of = groups(snapshot(fab=fab).update_board.rows, By.CUSTOMER)
        return spread_bar(of.rows[of.index[FAB]])

    assert bar("1.10.0") == "█" * 12
    assert bar("1.9.0") == "▓" * 12
