"""Files that are too large: what to do about it depends on what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from finmodel.errors import InputError
from finmodel.intake.budget_limits import TABLE_LIMITS
from finmodel.intake.budget_source import open_source
from finmodel.intake.regular_files import regular_bytes


@pytest.mark.parametrize(("data", "code"), [(b'{"decisions": []}', "FM-G106"), (b"PK\x03\x04 and more", "FM-G105")])
def test_a_text_that_is_too_large_is_not_asked_to_lose_its_pictures(tmp_path: Path, data: bytes, code: str) -> None:
    path, limits = tmp_path / "decisions.json", replace(TABLE_LIMITS, max_file_bytes=10)
    path.write_bytes(data)
    with pytest.raises(InputError) as small:
        regular_bytes(path, 10)
    with pytest.raises(InputError) as table:
        open_source(path, limits=limits)
    with pytest.raises(InputError) as uploaded:
        open_source(data, name="decisions.json", limits=limits)
    assert [caught.value.issues[0].code for caught in (small, table, uploaded)] == [code] * 3
