from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path

import pytest

from finmodel.atomic import SaveError, replace_file, save_issue
from finmodel.errors import InputError
from finmodel.model.document import read_document
from finmodel.model.identity import plan_hash
from finmodel.model.plan import Plan
from finmodel.store import workspace as module
from finmodel.store.versions import checksum
from finmodel.store.workspace import N_KEPT, Workspace, default_folder
from tests.store.tiny import tiny_document

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def plan(title: str = "Provplan") -> Plan:
    return read_document(tiny_document(title=title))[0]


def save(workspace: Workspace, *titles: str) -> list[str]:
    """Save plans a minute apart and return the ids of their versions."""
    return [
        workspace.save(plan(title), f"{title}.xlsx", now=START + timedelta(minutes=minute)).id
        for minute, title in enumerate(titles)
    ]


def title(opened: Plan | None) -> str | None:
    return None if opened is None else opened.settings.title


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home" / "finmodel")


def stored(workspace: Workspace, identity: str) -> Path:
    return workspace.folder / "versions" / f"{identity}.json"


def damaged(workspace: Workspace) -> list[bytes]:
    return [path.read_bytes() for path in (workspace.folder / "damaged").glob("*")]


def test_nothing_is_open_at_first_and_nothing_is_made(workspace: Workspace) -> None:
    opened = workspace.read()
    assert (opened.plan, opened.version, opened.issues, workspace.history()) == (None, None, (), ())
    assert not workspace.folder.exists()
    workspace.forget()


def test_the_saved_plan_is_opened_again(workspace: Workspace) -> None:
    version = workspace.save(plan(), "min plan.xlsx", now=START)
    opened = Workspace(workspace.folder).read()
    assert opened.plan == plan()
    assert opened.version == version
    assert opened.issues == ()
    assert (version.saved, version.origin, version.is_open) == (START, "min plan.xlsx", True)
    assert version.plan_hash == plan_hash(plan())
    assert workspace.open_plan() == plan()


def test_the_time_is_kept_in_utc_and_must_have_a_zone(workspace: Workspace) -> None:
    stockholm = timezone(timedelta(hours=1))
    version = workspace.save(plan(), "", now=datetime(2026, 11, 21, 13, 0, tzinfo=stockholm))
    assert version.saved == START
    assert version.id.startswith("20261121T120000")
    with pytest.raises(ValueError, match="zone"):
        workspace.save(plan("B"), "", now=datetime(2026, 11, 21))  # noqa: DTZ001 - that is the fault


def test_the_same_plan_again_makes_no_version(workspace: Workspace) -> None:
    first = save(workspace, "A", "A", "A")
    assert len(set(first)) == 1
    assert len(workspace.history()) == 1


def test_the_history_is_newest_first_and_twenty_are_kept_beside_the_open_one(workspace: Workspace) -> None:
    ids = save(workspace, *(f"P{number}" for number in range(N_KEPT + 5)))
    history = workspace.history()
    assert [version.id for version in history] == ids[::-1][: N_KEPT + 1]
    assert [version.is_open for version in history] == [True] + [False] * N_KEPT
    assert history[1].origin == f"P{N_KEPT + 3}.xlsx"


def test_an_earlier_version_is_restored_and_nothing_is_lost(workspace: Workspace) -> None:
    ids = save(workspace, "A", "B", "C")
    assert title(workspace.restore(ids[0])) == "A"
    assert title(workspace.open_plan()) == "A"
    assert {version.id: version.is_open for version in workspace.history()} == dict(
        zip(ids, (True, False, False), strict=True)
    )


def test_the_version_that_was_open_before_is_kept_however_old(workspace: Workspace) -> None:
    ids = save(workspace, *(f"P{number}" for number in range(N_KEPT + 1)))
    workspace.restore(ids[0])
    later = START + timedelta(days=1)
    workspace.save(plan("B"), "", now=later)
    assert title(workspace.restore(ids[0])) == "P0"
    assert len(workspace.history()) == N_KEPT + 1


@pytest.mark.parametrize("identity", ["none", "", "../open", "..", "/etc/passwd"])
def test_only_a_version_of_the_history_is_restored(workspace: Workspace, identity: str) -> None:
    save(workspace, "A")
    with pytest.raises(InputError) as caught:
        workspace.restore(identity)
    assert [issue.code for issue in caught.value.issues] == ["FM-F133"]


def test_forgetting_leaves_nothing_of_the_plan(workspace: Workspace) -> None:
    ids = save(workspace, "A", "B")
    stored(workspace, ids[1]).write_bytes(b"broken")
    workspace.read()
    (workspace.folder / "other.txt").write_text("not ours")
    workspace.forget()
    assert [path.name for path in workspace.folder.rglob("*")] == ["other.txt"]
    assert workspace.open_plan() is None


BROKEN = [b"", b"{", b"[]", b"{}", b"\xff\xfe\x00", b'{"saved": 1, "origin": "a", "plan_hash": "b"}', b"[" * 100_000]


@pytest.mark.parametrize("content", BROKEN)
def test_a_damaged_version_is_set_aside_and_the_one_before_is_opened(workspace: Workspace, content: bytes) -> None:
    ids = save(workspace, "A", "B")
    stored(workspace, ids[1]).write_bytes(content)
    opened = workspace.read()
    assert title(opened.plan) == "A"
    assert [issue.code for issue in opened.issues] == ["FM-F130", "FM-F132"]
    assert opened.issues[1].params == {"saved": "2026-11-21 12:00 UTC", "origin": "A.xlsx"}
    assert damaged(workspace) == [content]
    again = workspace.read()
    assert (title(again.plan), again.issues) == ("A", ())


def test_a_number_changed_on_the_disk_is_damage(workspace: Workspace) -> None:
    (identity,) = save(workspace, "A")
    path = stored(workspace, identity)
    path.write_text(path.read_text(encoding="utf-8").replace("1000000.0", "9000000.0"), encoding="utf-8")
    opened = workspace.read()
    assert opened.plan is None
    assert [issue.code for issue in opened.issues] == ["FM-F130"]
    assert len(damaged(workspace)) == 1


@pytest.mark.parametrize("content", [*BROKEN[:5], b'{"open": 1}', b'{"open": "../x"}', b'{"open": ""}'])
def test_a_damaged_pointer_is_set_aside_and_the_newest_version_is_opened(workspace: Workspace, content: bytes) -> None:
    save(workspace, "A", "B")
    (workspace.folder / "open.json").write_bytes(content)
    opened = workspace.read()
    assert title(opened.plan) == "B"
    assert [issue.code for issue in opened.issues] == ["FM-F130", "FM-F132"]
    assert damaged(workspace) == [content]
    assert workspace.read().issues == ()


def test_a_version_that_is_gone_is_told(workspace: Workspace) -> None:
    ids = save(workspace, "A", "B")
    stored(workspace, ids[1]).unlink()
    opened = workspace.read()
    assert title(opened.plan) == "A"
    assert [issue.code for issue in opened.issues] == ["FM-F131", "FM-F132"]


def test_a_damaged_version_is_not_restored(workspace: Workspace) -> None:
    ids = save(workspace, "A", "B")
    stored(workspace, ids[0]).write_bytes(b"{")
    with pytest.raises(InputError) as caught:
        workspace.restore(ids[0])
    assert [issue.code for issue in caught.value.issues] == ["FM-F130"]
    assert title(workspace.open_plan()) == "B"


def test_a_plan_from_a_newer_finmodel_stays_where_it_is(workspace: Workspace) -> None:
    ids = save(workspace, "A", "B")
    path = stored(workspace, ids[1])
    content = json.loads(path.read_bytes())
    content["plan"]["schema_version"] = 999
    content["checksum"] = checksum(content["plan"])
    path.write_text(json.dumps(content))
    opened = workspace.read()
    assert opened.plan is None
    assert [issue.code for issue in opened.issues] == ["FM-M140"]
    assert path.exists()
    assert damaged(workspace) == []


def test_a_save_after_damage_works(workspace: Workspace) -> None:
    (identity,) = save(workspace, "A")
    stored(workspace, identity).write_bytes(b"{")
    (workspace.folder / "open.json").write_bytes(b"{")
    workspace.save(plan("B"), "b", now=START + timedelta(hours=1))
    assert title(workspace.open_plan()) == "B"


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_failed_save_leaves_what_was_open(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    save(workspace, "A")
    n_calls = 0

    def fail(path: Path, data: bytes, *, mode: int | None = None) -> None:
        nonlocal n_calls
        n_calls += 1
        if n_calls == fails_at:
            raise SaveError(save_issue(OSError(28, "full"), path))
        replace_file(path, data, mode=mode)

    monkeypatch.setattr(module, "replace_file", fail)
    with pytest.raises(SaveError) as caught:
        workspace.save(plan("B"), "b", now=START + timedelta(hours=1))
    assert [issue.code for issue in caught.value.issues] == ["FM-F121"]
    assert title(workspace.open_plan()) == "A"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    workspace = Workspace(tmp_path / "file" / "home")
    assert workspace.read().plan is None
    with pytest.raises(SaveError):
        workspace.save(plan(), "", now=START)


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_plan_is_the_users_own(workspace: Workspace) -> None:
    (identity,) = save(workspace, "A")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (workspace.folder, stored(workspace, identity))]
    assert modes == [0o700, 0o600]


def test_an_origin_is_kept_harmless(workspace: Workspace) -> None:
    assert workspace.save(plan(), "a\x1b[2J\n\u202eb", now=START).origin == "a\ufffd[2J\ufffd\ufffdb"


def write_many(folder: str, name: str) -> None:
    workspace = Workspace(Path(folder))
    for number in range(8):
        workspace.save(plan(f"{name}{number}"), name, now=START + timedelta(seconds=number))
        assert workspace.read().plan is not None


def test_two_processes_that_save_at_once_do_no_harm(workspace: Workspace) -> None:
    context = get_context("spawn")
    processes = [context.Process(target=write_many, args=(str(workspace.folder), name)) for name in "AB"]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0]
    opened = workspace.read()
    assert title(opened.plan) in ("A7", "B7")
    assert opened.issues == ()
    assert len(workspace.history()) == 16
    assert not list(workspace.folder.rglob("*.tmp"))
    assert not (workspace.folder / "damaged").exists()


def test_the_usual_folder_is_the_users_and_named_after_the_product() -> None:
    assert default_folder().name == "finmodel"
    assert default_folder().is_absolute()
