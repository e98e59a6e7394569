"""The pages are as new as the program, and point at what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.reference import PAGE, page

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_reference_page_is_generated_anew() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_the_readme_names_both_commands_and_the_windows_way() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in ("make app", "make test", "start.cmd", "requirements\\app.txt"):
        assert words in text
