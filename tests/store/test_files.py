from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from finmodel import atomic
from finmodel.atomic import SaveError, replace_file
from finmodel.errors import InputError, Issue
from finmodel.i18n import LANGUAGES, Language, texts
from finmodel.i18n.issues import render
from finmodel.model.document import to_document, to_json
from finmodel.model.identity import plan_hash
from finmodel.store import files
from finmodel.store.files import file_kind, load_bytes, load_plan, new_plan_file, save_plan
from tests.store.tiny import tiny_document, tiny_plan

NOT_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do everything")


def codes(caught: pytest.ExceptionInfo[InputError] | pytest.ExceptionInfo[SaveError]) -> list[str]:
    return [issue.code for issue in caught.value.issues]


@pytest.mark.parametrize("kind", files.KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_plan_is_the_same_when_loaded(tmp_path: Path, kind: str, language: Language) -> None:
    path = tmp_path / f"plan.{kind.upper()}"
    save_plan(tiny_plan(), path, language)
    loaded = load_plan(path)
    assert loaded.kind == kind
    assert to_document(loaded.plan) == to_document(tiny_plan())
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["plan.json", "plan.xlsx", "plan", "plan.txt", ""])
@pytest.mark.parametrize("lead", ["", "\ufeff", " \r\n\t"])
def test_json_is_known_by_its_content_whatever_the_name(name: str, lead: str) -> None:
    data = (lead + to_json(tiny_plan())).encode()
    assert load_bytes(data, name).kind == "json"


def test_a_workbook_is_known_by_its_content_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    save_plan(tiny_plan(), path)
    assert load_bytes(path.read_bytes(), "plan.json").kind == "xlsx"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "plan.xlsx", "FM-F104"),
        (b"", "plan.json", "FM-F104"),
        (b"nothing", "plan.json", "FM-J101"),
        (b"{", "plan.xlsx", "FM-J101"),
        (b"[]", "plan.json", "FM-J102"),
        (b'{"a": 1, "a": 2}', "plan.json", "FM-J105"),
        (b"nothing", "plan.xlsx", "FM-G113"),
        (b"nothing;here\r\n1;2", "plan.csv", "FM-G113"),
        (b"%PDF-1.7", "plan.pdf", "FM-G115"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.xls", "FM-G121"),
    ],
)
def test_wrong_content_is_refused_with_its_reason(data: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        load_bytes(data, name)
    assert codes(caught) == [code]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "none.json", tmp_path / "file" / "below.json", "", "a\0b"):
        with pytest.raises(InputError) as caught:
            load_plan(path)
        assert codes(caught) == ["FM-F101"]


def test_a_folder_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_plan(tmp_path)
    assert codes(caught) == ["FM-F102"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.json")
    with pytest.raises(InputError) as caught:
        load_plan(tmp_path / "plan.json")
    assert codes(caught) == ["FM-F103"]


@NOT_ROOT
def test_a_file_without_right_to_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{}")
    path.chmod(0)
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert codes(caught) == ["FM-F103"]


def test_a_read_that_fails_is_an_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{}")

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert codes(caught) == ["FM-F103"]


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    path = tmp_path / "plan.json"
    path.write_bytes(b"{" * 11)
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert codes(caught) == ["FM-F105"]
    with pytest.raises(InputError) as caught:
        load_bytes(b"{" * 11, "plan.json")
    assert codes(caught) == ["FM-F105"]


@pytest.mark.parametrize(
    ("name", "kind"), [("a.xlsx", "xlsx"), ("a.XLSX", "xlsx"), ("a.b.json", "json"), ("a.xlsm", None), (".json", None)]
)
def test_the_kind_that_a_name_asks_for(name: str, kind: str | None) -> None:
    assert file_kind(name) == kind


@pytest.mark.parametrize("name", ["plan.csv", "plan", "plan.xlsm"])
def test_no_plan_is_saved_as_another_kind(tmp_path: Path, name: str) -> None:
    with pytest.raises(SaveError) as caught:
        save_plan(tiny_plan(), tmp_path / name)
    assert codes(caught) == ["FM-F123"]
    with pytest.raises(SaveError) as caught:
        new_plan_file(tmp_path / name, 2026)
    assert codes(caught) == ["FM-F123"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SaveError) as caught:
        save_plan(tiny_plan(), tmp_path / "none" / "plan.json")
    assert codes(caught) == ["FM-F124"]
    assert caught.value.issues[0].params["folder"] == "none"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(13, "locked"), "FM-F120"),
        (OSError(28, "full"), "FM-F121"),
        (OSError(5, "input/output"), "FM-F122"),
    ],
)
@pytest.mark.parametrize("step", ["_write_new", "_put_in_place"])
def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str, step: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(atomic, step, fail)
    with pytest.raises(SaveError) as caught:
        save_plan(tiny_plan(), path)
    assert codes(caught) == [code]
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_are_the_users_own(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        replace_file(tmp_path / "new", b"x")
        replace_file(tmp_path / "private", b"x", mode=0o600)
    finally:
        os.umask(old)
    kept = tmp_path / "kept"
    kept.write_text("old")
    kept.chmod(0o664)
    replace_file(kept, b"new")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"new": 0o640, "private": 0o600, "kept": 0o664}
    assert kept.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_followed_and_a_device_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    replace_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    (tmp_path / "null").symlink_to("/dev/null")
    replace_file(tmp_path / "null", b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_workbook_can_be_read(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "new.xlsx"
    new_plan_file(path, 2027, language)
    plan = load_plan(path).plan
    assert plan.actions == ()
    assert plan.settings.base_year == 2027


def test_names_of_files_are_shown_harmless() -> None:
    with pytest.raises(InputError) as caught:
        load_plan("no\x1b[31m\u202e\nsuch.json")
    shown = caught.value.issues[0].params["file"]
    assert shown == "no\ufffd[31m\ufffd\ufffdsuch.json"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_files_has_a_sentence(language: Language) -> None:
    params = dict.fromkeys(
        (
            "file",
            "size_mb",
            "limit_mb",
            "kinds",
            "folder",
            "reason",
            "kept",
            "saved",
            "origin",
            "version",
            "n",
            "limit",
        ),
        "X",
    )
    known = sorted({key.split(".")[1] for key in texts(language) if key.startswith("issue.FM-F")})
    assert known == [
        *("FM-F101", "FM-F102", "FM-F103", "FM-F104", "FM-F105", "FM-F106"),
        *("FM-F120", "FM-F121", "FM-F122", "FM-F123", "FM-F124"),
        *("FM-F130", "FM-F131", "FM-F132", "FM-F133"),
    ]
    for code in known:
        assert render(Issue(code, params=params), language).startswith(code)


def test_the_hash_is_the_same_in_both_kinds(tmp_path: Path) -> None:
    hashes = set()
    for kind in files.KINDS:
        save_plan(tiny_plan(), tmp_path / f"plan.{kind}")
        hashes.add(plan_hash(load_plan(tmp_path / f"plan.{kind}").plan))
    assert len(hashes) == 1


def test_json_on_disk_is_the_plans_own(tmp_path: Path) -> None:
    save_plan(tiny_plan(), tmp_path / "plan.json")
    stored = json.loads((tmp_path / "plan.json").read_bytes())
    assert stored["settings"]["municipality"] == tiny_document()["settings"]["municipality"]
