"""Every test has a workspace of its own and starts with empty caches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep plans under a folder of the test's own."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv("FINMODEL_HOME", str(folder))
    monkeypatch.delenv("FINMODEL_PLAN", raising=False)
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()
