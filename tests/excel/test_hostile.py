"""Whatever is uploaded, the answer is a plan or a list of problems: never a stack trace, never a hang."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.excel.reader import read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.issues import render
from finmodel.model.plan import Plan
from tests.excel.workbooks import energy_plan, funding_plan

DATA = workbook_bytes(energy_plan())
TOKENS = (
    b"1", b"-1", b"1e308", b"NaN", b"inf", b"TRUE", b"#REF!", b"=1+1", b"2026-01-01", b"", b"\xff", b"&lt;b&gt;",
    b"99999999999999999999", b"A1:XFD1048576", b"s", b"str", b"d", b"b", b"e", b"n", b"inlineStr",
)  # fmt: skip


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


PARTS = parts_of(DATA)
EVERY_PARTS = (PARTS, parts_of(workbook_bytes(funding_plan())))


def check_answer(data: bytes) -> None:
    try:
        answer: object = read_workbook_with_issues(data)[0]
    except InputError as error:
        answer = error
    if isinstance(answer, InputError):
        assert [render(issue, "sv") for issue in answer.issues[:50]]
    else:
        assert isinstance(answer, Plan)


def mutated(seed: int) -> bytes:
    """Return the workbook after a few of its parts' values or bytes have been exchanged."""
    chance = random.Random(seed)
    parts = dict(chance.choice(EVERY_PARTS))
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(list(parts))
        content = bytearray(parts[name])
        if not content:
            continue
        if chance.random() < 0.6:
            # The value between two angle brackets or quotes: still well-formed, no longer what it was.
            begin = content.find(chance.choice([b">", b'"']), chance.randrange(len(content)))
            end = min((place for mark in (b"<", b'"') if (place := content.find(mark, begin + 1)) > 0), default=begin)
            content[begin + 1 : end] = chance.choice(TOKENS)
        else:
            for _ in range(chance.randint(1, 8)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        parts[name] = bytes(content)
    if chance.random() < 0.1:
        del parts[chance.choice(list(parts))]
    return packed(parts)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(min_value=0, max_value=10**9))
def test_a_spoilt_workbook_is_read_or_refused(seed: int) -> None:
    check_answer(mutated(seed))


@pytest.mark.soak
@settings(max_examples=5_000, derandomize=False, suppress_health_check=list(HealthCheck))
@given(st.integers(min_value=0, max_value=10**9))
def test_many_spoilt_workbooks(seed: int) -> None:
    check_answer(mutated(seed))


def sheet_with(old: bytes, new: bytes) -> bytes:
    return packed({name: content.replace(old, new, 1) for name, content in PARTS.items()})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: b"",
        lambda: b"PK\x03\x04" + b"\x00" * 50,
        lambda: DATA[: len(DATA) // 2],
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
        lambda: packed({"word/document.xml": b"<x/>"}),
        lambda: sheet_with(b"<sheetData>", b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        lambda: sheet_with(b'<?xml version="1.0"', b'<!DOCTYPE x [<!ENTITY a "b">]><?xml version="1.0"'),
        lambda: packed({**PARTS, "xl/bomb.xml": b" " * 150_000_000}),
    ],
    ids=["empty", "not a zip", "cut off", "encrypted", "a letter", "the last cell", "a DTD", "a bomb"],
)
def test_what_must_be_refused(spoil: Callable[[], bytes]) -> None:
    with pytest.raises(InputError) as caught:
        read_workbook_with_issues(spoil())
    assert {issue.code[:4] for issue in caught.value.issues} == {"FM-G"}
