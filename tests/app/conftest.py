"""Every test has a workspace of its own, and a server that has accepted no plan yet.

What the app has computed stays cached from test to test, as it does from session to session: it is known by the
content that it was computed from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import service


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep plans under a folder of the test's own."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv("FINMODEL_HOME", str(folder))
    monkeypatch.delenv("FINMODEL_PLAN", raising=False)
    service._server.clear()
    yield folder
    service._server.clear()
