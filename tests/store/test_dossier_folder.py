"""The kept dossier: it only grows, two writers never lose each other's steps, and what is torn or changed is told."""

from __future__ import annotations

import gzip
import json
import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.atomic import SaveError
from finmodel.errors import InputError, Issue, Severity
from finmodel.store.dossier.folder import DossierFolder, Entry, Event
from finmodel.store.dossier.imports import import_name, is_import_name
from finmodel.store.dossier.journal import JOURNAL_FORMAT, journal_of
from finmodel.store.dossier.journal_file import JournalFile
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.dossier.lock import locked
from finmodel.store.dossier.parsing import json_text
from finmodel.tagging.decisions import DecisionLog
from finmodel.tagging.dossier import Dossier, import_version
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.versions import Basis, Version
from tests.store.dossiers import WHEN, codes, further, tiny_dossier, version

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEPT = tiny_dossier()
OWNER_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")


@pytest.fixture
def kept_in(tmp_path: Path) -> DossierFolder:
    folder = DossierFolder(tmp_path / "tagging")
    folder.save(KEPT, now=NOW)
    return folder


def told(act: Callable[[], object]) -> list[str]:
    with pytest.raises((InputError, SaveError)) as caught:
        act()
    assert isinstance(caught.value, InputError | SaveError)
    return codes(caught.value.issues)


def opened(folder: DossierFolder) -> KeptDossier:
    found = folder.read()
    assert found is not None
    return found


def rechained(folder: DossierFolder, change: Callable[[list[dict[str, object]]], None]) -> None:
    """Rewrite the journal as somebody would who knows how it is chained."""
    import hashlib

    path = folder.folder / "journal.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(rows)
    before = ""
    for number, row in enumerate(rows, 1):
        row |= {"n": number, "before": before, "part": 1, "of": 1}
        del row["hash"]
        row["hash"] = before = hashlib.sha256(json_text(row).encode()).hexdigest()
    path.write_text("".join(json_text(row) + "\n" for row in rows), "utf-8")
    (folder.folder / "head.json").unlink()


def crashed(folder: DossierFolder, save: Callable[[], None]) -> None:
    """Save, and leave the head as it was before: it is written after the journal."""
    head = (folder.folder / "head.json").read_bytes()
    save()
    (folder.folder / "head.json").write_bytes(head)


def test_what_is_saved_is_read_and_saving_it_again_writes_nothing(kept_in: DossierFolder) -> None:
    found = opened(kept_in)
    assert (found.dossier, found.choices, found.issues) == (KEPT.dossier, KEPT.choices, ())
    before = {path: path.stat().st_mtime_ns for path in kept_in.folder.rglob("*") if path.name != ".lock"}
    kept_in.save(found)
    assert {path: path.stat().st_mtime_ns for path in kept_in.folder.rglob("*") if path.name != ".lock"} == before


def test_nothing_is_there_before_anything_is_saved(tmp_path: Path) -> None:
    folder = DossierFolder(tmp_path / "x")
    assert (folder.read(), folder.history(), folder.set_aside(), folder.earlier()) == (None, (), None, ())
    assert not folder.folder.exists()


def test_only_what_is_new_is_appended(kept_in: DossierFolder) -> None:
    before = (kept_in.folder / "journal.jsonl").read_bytes()
    more = further(opened(kept_in))
    kept_in.save(more, now=NOW)
    after = (kept_in.folder / "journal.jsonl").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == before.count(b"\n") + 1
    assert opened(kept_in).dossier == more.dossier
    other = replace(more, choices=replace(more.choices, profile="gv50"))
    kept_in.save(other, now=NOW)
    assert opened(kept_in).choices.profile == "gv50"
    assert [entry.event for entry in kept_in.history()[-2:]] == [Event.DECISION, Event.CHOICES]


def test_the_history_tells_in_which_order_things_happened(kept_in: DossierFolder) -> None:
    events = [entry.event for entry in kept_in.history()]
    first, second = (place for place, event in enumerate(events) if event is Event.VERSION)
    assert events[:3] == [Event.OPENED, Event.CHOICES, Event.VERSION]
    assert KEPT.dossier.versions[1].seen == (4, 1, 1)
    assert events[first + 1 : second] == [*[Event.DECISION] * 4, Event.SPLIT, Event.LINKS]
    last = kept_in.history()[second]
    assert (last.key, last.who, last.saved) == ("2026 / våren", "Eva", NOW)


@OWNER_ONLY
def test_only_the_owner_may_read_it(kept_in: DossierFolder) -> None:
    for path in [kept_in.folder, *kept_in.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_tab_that_does_not_know_the_latest_step_is_refused(kept_in: DossierFolder) -> None:
    first, second = opened(kept_in), opened(kept_in)
    kept_in.save(further(first, who="Bo"))
    assert told(lambda: kept_in.save(further(second, who="Eva"))) == ["FM-T235"]
    assert told(lambda: kept_in.save(second)) == ["FM-T235"]
    assert opened(kept_in).dossier == further(first, who="Bo").dossier
    kept_in.save(further(further(first, who="Bo"), 7, "Eva"))


def test_a_tab_that_does_not_know_the_latest_choice_is_refused_where_it_says_what_it_builds_on(
    kept_in: DossierFolder,
) -> None:
    found, head = opened(kept_in), kept_in.head()
    other = replace(found, choices=replace(found.choices, profile="gv50"))
    kept_in.save(other, after=head)
    with pytest.raises(SaveError) as caught:
        kept_in.save(further(found), after=head)
    (issue,) = caught.value.issues
    assert (issue.code, issue.params["n"]) == ("FM-T235", 1)
    assert opened(kept_in).choices.profile == "gv50"
    kept_in.save(further(other), after=kept_in.head())
    assert DossierFolder(kept_in.folder / "none").head() == ""


def test_who_changed_the_choices_and_why_is_kept_and_read_again(kept_in: DossierFolder) -> None:
    (first,) = opened(kept_in).choice_steps
    assert (first.choices, first.who, first.when) == (KEPT.choices, "", NOW.isoformat())
    other = replace(KEPT.choices, profile="gv50")
    # In the session that began it nothing is known of the first step but what was chosen.
    here = KEPT.with_choices(other, who="Eva", when=WHEN.format(7), reason="nämndens beslut")
    kept_in.save(here)
    found = opened(kept_in)
    assert [(step.choices, step.who, step.reason) for step in found.choice_steps] == [
        (KEPT.choices, "", ""),
        (other, "Eva", "nämndens beslut"),
    ]
    assert (kept_in.history()[-1].who, kept_in.history()[-1].when) == ("Eva", WHEN.format(7))
    kept_in.save(here)
    kept_in.save(found.with_choices(KEPT.choices, who="Bo", when=WHEN.format(8), reason="åter"))
    assert [step.who for step in opened(kept_in).choice_steps] == ["", "Eva", "Bo"]
    # A tab that does not know Bo's choice would undo it.
    assert told(lambda: kept_in.save(further(found))) == ["FM-T235"]


def test_choices_that_are_out_of_order_or_signed_by_nobody_are_not_kept(tmp_path: Path) -> None:
    folder = DossierFolder(tmp_path)
    other = replace(KEPT.choices, profile="gv50")
    here = KEPT.with_choices(other, who="Eva", when=WHEN.format(7))
    for choice, code in (
        ({"when": WHEN.format(6)}, "FM-T177"),
        ({"when": "i går"}, "FM-T224"),
        ({"who": "Ev\N{CYRILLIC SMALL LETTER A}"}, "FM-T176"),
    ):
        wrong = here.with_choices(KEPT.choices, **choice)
        assert code in told(partial(folder.save, wrong, now=NOW))
        assert folder.read() is None
    # Both steps are saved at once, after the second was made: the first was not made later than it.
    folder.save(here, now=NOW)
    assert [step.when for step in opened(folder).choice_steps] == [WHEN.format(7)] * 2
    folder.save(opened(folder).with_choices(KEPT.choices, when=WHEN.format(7)), now=NOW)
    assert len(opened(folder).choice_steps) == 3


def test_what_was_set_aside_is_taken_back_and_the_open_one_set_aside(kept_in: DossierFolder) -> None:
    more = further(opened(kept_in))
    kept_in.save(more)
    kept_in.set_aside(now=NOW)
    other = KeptDossier(Dossier("se"), KEPT.choices)
    kept_in.save(other)
    (earlier,) = kept_in.earlier()
    assert earlier.set_aside_at() == NOW
    kept_in.take_back(earlier)
    assert opened(kept_in).dossier == more.dossier
    (earlier,) = kept_in.earlier()
    assert opened(earlier).dossier == other.dossier
    (earlier.folder / "journal.jsonl").write_bytes(b"{}\n")
    assert told(lambda: kept_in.take_back(earlier)) == ["FM-T231"]
    assert told(lambda: kept_in.take_back(DossierFolder(kept_in.folder.parent))) == ["FM-F103"]
    assert opened(kept_in).dossier == more.dossier


def test_another_history_another_import_or_another_scheme_is_refused(kept_in: DossierFolder) -> None:
    dossier = KEPT.dossier
    fewer = replace(dossier, log=DecisionLog(dossier.log.decisions[1:]))
    changed = replace(dossier.versions[0], source=replace(dossier.versions[0].source, who="Bo"))
    late, _ = import_version(replace(dossier, log=DecisionLog(dossier.log.decisions[:5])), version("3", "a"))
    late = replace(late, log=dossier.log)
    for other in (
        fewer,
        replace(dossier, links=()),
        replace(dossier, versions=(changed, dossier.versions[1])),
        replace(dossier, versions=dossier.versions[:1]),
        late,
    ):
        assert told(lambda other=other: kept_in.save(replace(KEPT, dossier=other))) == ["FM-T235"]  # type: ignore[misc]
    assert told(lambda: kept_in.save(replace(KEPT, dossier=replace(dossier, scheme="eu")))) == ["FM-T210"]
    assert told(lambda: kept_in.save(replace(KEPT, dossier=replace(dossier, scheme="x")))) == ["FM-T208"]


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    folder = DossierFolder(tmp_path)
    first = replace(KEPT.dossier.log.decisions[0], reason="")
    bad = replace(KEPT.dossier, log=DecisionLog((first, *KEPT.dossier.log.decisions[1:])))
    assert told(lambda: folder.save(replace(KEPT, dossier=bad))) == ["FM-T160"]
    twice = Version("v", (BudgetLine(LineKind.OPERATING, "a", key="k"),) * 2)
    assert told(lambda: folder.save(replace(KEPT, dossier=Dossier("se", (twice,))))) == ["FM-T213"]
    torn = Version("v", (BudgetLine(LineKind.OPERATING, "\ud800", key="k"),))
    assert told(lambda: folder.save(replace(KEPT, dossier=Dossier("se", (torn,))))) == ["FM-T202"]
    assert folder.read() is None


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_torn_end_is_set_aside_told_once_and_saved_again(kept_in: DossierFolder, cut: int) -> None:
    whole = opened(kept_in)
    crashed(kept_in, lambda: kept_in.save(further(whole)))
    journal = kept_in.folder / "journal.jsonl"
    data = journal.read_bytes()
    journal.write_bytes(data[:-cut])
    found = opened(kept_in)
    assert found.dossier == whole.dossier
    assert codes(found.issues) == ["FM-T230"]
    (warning,) = found.issues
    assert (warning.severity, warning.params["n"]) == (Severity.WARNING, 1)
    torn = kept_in.folder / str(warning.params["kept"])
    assert torn.read_bytes() == data[:-cut][len(journal.read_bytes()) :]
    assert len(torn.read_bytes()) > 0
    assert opened(kept_in).issues == ()
    kept_in.save(further(found))
    assert opened(kept_in).dossier == further(whole).dossier


def test_an_import_of_which_a_part_was_saved_is_not_there_at_all(kept_in: DossierFolder) -> None:
    whole = opened(kept_in)
    dossier, _ = import_version(whole.dossier, version("2027", "GC-väg Norra stråket!", ore=3_000_000))
    crashed(kept_in, lambda: kept_in.save(replace(whole, dossier=dossier)))
    assert kept_in.history()[-1].of > 1
    journal = kept_in.folder / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]))
    found = opened(kept_in)
    assert (found.dossier, codes(found.issues)) == (whole.dossier, ["FM-T230"])
    kept_in.save(replace(whole, dossier=dossier))
    assert opened(kept_in).dossier == dossier


@pytest.mark.parametrize("left", [lambda data: data[:500], lambda data: b"\0" * 4096, lambda data: data[:-1]])
def test_a_first_save_that_was_torn_is_told_until_it_is_set_aside(
    kept_in: DossierFolder, left: Callable[[bytes], bytes]
) -> None:
    journal = kept_in.folder / "journal.jsonl"
    journal.write_bytes(left(journal.read_bytes()))
    (kept_in.folder / "head.json").unlink()
    for act in (kept_in.read, kept_in.history, lambda: kept_in.save(KEPT), kept_in.read):
        assert told(act) == ["FM-T230"]
    assert kept_in.set_aside() is not None
    assert kept_in.read() is None
    kept_in.save(KEPT)
    assert opened(kept_in).dossier == KEPT.dossier


@pytest.mark.parametrize("loss", [b"", b"\0" * 4096, None])
@pytest.mark.parametrize("beside", [{"head.json", "imports"}, {"head.json"}, {"imports"}])
def test_a_journal_that_is_gone_is_never_nothing(kept_in: DossierFolder, loss: bytes | None, beside: set[str]) -> None:
    journal = kept_in.folder / "journal.jsonl"
    journal.unlink() if loss is None else journal.write_bytes(loss)
    for name in {"head.json", "imports"} - beside:
        (kept_in.folder / name).rename(kept_in.folder / f"elsewhere-{name}")
    expected = "FM-T230" if loss and "head.json" not in beside else "FM-T232"
    assert told(kept_in.read) == told(kept_in.history) == told(lambda: kept_in.save(KEPT)) == [expected]
    kept_in.set_aside()
    assert kept_in.read() is None


def test_the_last_line_of_several_saved_at_once_is_missed(kept_in: DossierFolder) -> None:
    whole = opened(kept_in)
    dossier, _ = import_version(whole.dossier, version("2027", "GC-väg Norra stråket!", ore=3_000_000))
    kept_in.save(replace(whole, dossier=dossier))
    journal, head = kept_in.folder / "journal.jsonl", (kept_in.folder / "head.json").read_bytes()
    lines = journal.read_bytes().splitlines(keepends=True)
    for end in (b"", lines[-1][:40]):
        journal.write_bytes(b"".join(lines[:-1]) + end)
        assert told(kept_in.read) == ["FM-T232"]
    assert (kept_in.folder / "head.json").read_bytes() == head
    assert not (kept_in.folder / "damaged").exists()


def test_a_first_save_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DossierFolder(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(JournalFile, "append", lambda *_: (_ for _ in ()).throw(SaveError(Issue("FM-F121"))))
        with pytest.raises(SaveError):
            folder.save(KEPT)
    assert folder.read() is None
    folder.save(KEPT)
    assert opened(folder).dossier == KEPT.dossier


def test_any_changed_line_of_the_journal_is_told_by_its_number(kept_in: DossierFolder) -> None:
    journal = kept_in.folder / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    for place, line in enumerate(lines):
        for change in (line.replace(b"Eva", b"Ulf").replace(b"se", b"es", 1), b"", line + line, b"{}\n", b"\xff\n"):
            if change == line or (change == b"" and place == len(lines) - 1):
                continue
            with pytest.raises(InputError) as caught:
                journal_of(b"".join([*lines[:place], change, *lines[place + 1 :]]), "journal.jsonl")
            (issue,) = caught.value.issues
            assert (issue.code, issue.params["line"]) == ("FM-T231", place + 2 if change == line + line else place + 1)
    journal.write_bytes(b"".join(lines[:3] + lines[4:]))
    assert told(kept_in.read) == told(kept_in.history) == told(lambda: kept_in.save(KEPT)) == ["FM-T231"]
    assert journal.read_bytes() == b"".join(lines[:3] + lines[4:])


def test_lines_taken_off_the_end_are_missed(kept_in: DossierFolder) -> None:
    kept_in.save(further(opened(kept_in)))
    journal = kept_in.folder / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(InputError) as caught:
        kept_in.read()
    (issue,) = caught.value.issues
    assert (issue.code, issue.params["n"], issue.params["expected"]) == ("FM-T232", len(lines) - 1, len(lines))


def test_a_journal_written_anew_is_told_by_its_head(kept_in: DossierFolder) -> None:
    head = (kept_in.folder / "head.json").read_bytes()
    rechained(kept_in, lambda rows: rows[-1]["data"].update(who="Ulf"))  # type: ignore[attr-defined]
    (kept_in.folder / "head.json").write_bytes(head)
    assert told(kept_in.read) == ["FM-T232"]


def test_a_chained_history_that_no_history_takes_is_refused_all_at_once(kept_in: DossierFolder) -> None:
    def change(rows: list[dict[str, object]]) -> None:
        for row in rows:
            if row["event"] == "decision" and row["data"]["step"] == "approved":  # type: ignore[index]
                row["data"] |= {"who": "Eva"}  # type: ignore[operator]
            if row["event"] == "split":
                row["data"] |= {"reason": "", "prats": 1}  # type: ignore[operator]

    rechained(kept_in, change)
    assert sorted(set(told(kept_in.read))) == ["FM-T157", "FM-T165", "FM-T201"]


def test_a_journal_of_a_later_finmodel_is_left_alone(kept_in: DossierFolder) -> None:
    rechained(kept_in, lambda rows: rows.append({**rows[-1], "event": "vote"}))
    assert told(kept_in.read) == ["FM-T237"]
    rechained_to = {"format": JOURNAL_FORMAT.replace("1", "2"), "scheme": "se"}
    (kept_in.folder / "head.json").touch()
    rechained(kept_in, lambda rows: rows[0].update(data=rechained_to))
    assert told(kept_in.read) == ["FM-T237"]


def test_damaged_and_missing_imports_are_told_by_name(kept_in: DossierFolder) -> None:
    first, second = sorted((kept_in.folder / "imports").iterdir())
    good = first.read_bytes()
    second.unlink()
    for bad in (b"", good[:-20], b"no gzip", gzip.compress(gzip.decompress(good).replace(b"Firman", b"Tirman"))):
        first.write_bytes(bad)
        with pytest.raises(InputError) as caught:
            kept_in.read()
        assert codes(caught.value) == ["FM-T233", "FM-T234"]
        assert [issue.params["file"] for issue in caught.value.issues] == [first.name, second.name]
    first.write_bytes(good)
    assert told(kept_in.read) == ["FM-T234"]


def test_an_import_is_looked_for_under_no_name_but_its_own(kept_in: DossierFolder) -> None:
    rechained(kept_in, lambda rows: rows[2]["data"].update(file="../../secret.json.gz"))  # type: ignore[attr-defined]
    assert told(kept_in.read) == ["FM-T233"]


@pytest.mark.parametrize(
    "name", ["budget_2026", "Budget 2026", "budget 2026", "../../x", "con", "lpt1", "å" * 300, "", "A", "a", ".", "-x"]
)
def test_every_id_gives_a_file_name_of_its_own(name: str) -> None:
    found = import_name(name)
    assert is_import_name(found)
    assert found.partition(".")[0] not in ("con", "lpt1")
    others = {
        import_name(other) for other in ("budget_2026", "Budget 2026", "budget 2026", "A", "a", "x") if other != name
    }
    assert found not in {each.lower() for each in others}


def test_a_dossier_set_aside_can_still_be_opened(kept_in: DossierFolder) -> None:
    target = kept_in.set_aside(now=NOW)
    assert target is not None
    assert target.parent == kept_in.folder / "earlier"
    assert target.name.startswith("20260301T120000")
    assert kept_in.read() is None
    other = replace(KEPT, dossier=import_version(Dossier("se"), version("2025", "Annat"))[0])
    kept_in.save(other)
    assert opened(kept_in).dossier == other.dossier
    (earlier,) = kept_in.earlier()
    assert opened(earlier).dossier == KEPT.dossier


def test_a_move_that_fails_leaves_everything_where_it_was(
    kept_in: DossierFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def stubborn(path: Path, target: Path) -> Path:
        if path.name == "journal.jsonl":
            raise PermissionError(13, "in use", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    assert told(kept_in.set_aside) == ["FM-F120"]
    monkeypatch.undo()
    assert opened(kept_in).dossier == KEPT.dossier


def test_imports_without_a_journal_are_never_written_over(kept_in: DossierFolder) -> None:
    (kept_in.folder / "journal.jsonl").rename(kept_in.folder / "elsewhere")
    old = (kept_in.folder / "imports" / "2025.json.gz").read_bytes()
    aside = kept_in.set_aside()
    assert aside is not None
    kept_in.save(replace(KEPT, dossier=import_version(Dossier("se"), version("2025", "Annat"))[0]))
    assert (aside / "imports" / "2025.json.gz").read_bytes() == old


def test_a_full_disk_leaves_the_journal_as_it_was(kept_in: DossierFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (kept_in.folder / "journal.jsonl").read_bytes()
    sync = os.fsync

    def full(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), (kept_in.folder / "journal.jsonl").stat()):
            raise OSError(28, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    assert told(lambda: kept_in.save(further(KEPT))) == ["FM-F121"]
    monkeypatch.undo()
    assert (kept_in.folder / "journal.jsonl").read_bytes() == before
    kept_in.save(further(KEPT))


def test_writers_wait_for_each_other_and_give_up_at_last(tmp_path: Path) -> None:
    with locked(tmp_path / ".lock"):
        with pytest.raises(SaveError) as caught, locked(tmp_path / ".lock", patience_seconds=0.05):
            pass
        assert codes(caught.value.issues) == ["FM-T236"]
    with locked(tmp_path / ".lock"):
        pass


def test_of_writers_at_the_same_moment_one_is_kept_and_the_others_are_told(kept_in: DossierFolder) -> None:
    found = opened(kept_in)
    outcomes: list[str] = []

    def save(who: str) -> None:
        try:
            kept_in.save(further(found, who=who))
            outcomes.append(who)
        except SaveError as error:
            outcomes.append(error.issues[0].code)

    threads = [threading.Thread(target=save, args=(f"Person {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[:3] == ["FM-T235"] * 3
    (winner,) = (name for name in outcomes if name.startswith("Person"))
    assert opened(kept_in).dossier.log.decisions[-1].who == winner


@OWNER_ONLY
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_read_all_the_same(kept_in: DossierFolder) -> None:
    kept_in.folder.chmod(0o500)
    try:
        assert opened(kept_in).dossier == KEPT.dossier
        assert told(lambda: kept_in.save(further(KEPT))) == ["FM-F120"]
    finally:
        kept_in.folder.chmod(0o700)


def test_a_ledger_of_many_lines_is_saved_once_and_quickly(tmp_path: Path) -> None:
    texts = [f"Faktura {number % 500} för något" for number in range(20_000)]
    lines = keyed(
        [
            BudgetLine(LineKind.OPERATING, text, ((2025, number),), f"{number % 90}", f"{number % 900:04}")
            for number, text in enumerate(texts)
        ]
    )
    ledger = Version("ledger", lines, others=MappingProxyType({Basis.OUTTURN: tuple(line.amounts for line in lines)}))
    kept = replace(KEPT, dossier=import_version(Dossier("se"), ledger)[0])
    folder = DossierFolder(tmp_path / "x")
    start = time.process_time()
    folder.save(kept)
    found = opened(folder)
    assert time.process_time() - start < 5  # a second on a computer of today
    assert found.dossier == kept.dossier
    start = time.process_time()
    folder.save(further(found))
    assert time.process_time() - start < 1  # the import is not written out again to see that it is the same


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_becomes_of_the_journal_no_step_is_ever_read_that_was_not_written(data: st.DataObject) -> None:
    journal = saved_journal()
    start = data.draw(st.integers(0, len(journal)))
    end = data.draw(st.integers(start, min(len(journal), start + 3000)))
    put = data.draw(st.sampled_from([b"", b"\n", b"{}\n", b"\0" * 9, journal[start:end] * 2, journal[:400]]))
    issues: tuple[Issue, ...] = ()
    read: tuple[Entry, ...] = ()
    try:
        read = journal_of(journal[:start] + put + journal[end:], "journal.jsonl").entries
    except InputError as error:
        issues = error.issues
    assert {issue.code for issue in issues} <= {"FM-T231"}
    assert read == journal_of(journal, "journal.jsonl").entries[: len(read)]


@cache
def saved_journal() -> bytes:
    with TemporaryDirectory() as name:
        folder = DossierFolder(Path(name))
        folder.save(KEPT, now=NOW)
        folder.save(further(KEPT), now=NOW)
        return (folder.folder / "journal.jsonl").read_bytes()
