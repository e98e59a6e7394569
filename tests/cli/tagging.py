"""Small budgets for ``finmodel tag``, and short ways of asking about them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

HEADINGS = "Typ;Verksamhet;Konto;Motpart;Text;Budget 2026"
WORKED = (
    "I;800;403;87;Solceller;4000",
    "I;440;403;87;Ny skola med solceller;120000",
    "I;249;403;87;Förbifart;60000",
    "I;249;403;87;GC-väg;10000",
    "I;865;403;87;Skyfallsled;16000",
    "I;800;403;87;Energieffektivisering;20000",
    "I;800;403;87;Trädplantering;2000",
    "I;510;402;87;Möbler;8000",
)
"""The worked example of the method, in tkr, before the school is split."""

OPERATING = ("D;510;691;87;Diesel tjänstebilar;500,5", "D;510;601;;Internhyra särskilt boende;1 234,5")
WHO = {"reason": "Enligt kalkylen", "who": "Anna", "when": "2026-01-10T10:00:00+01:00"}


def write(
    folder: Path,
    rows: Sequence[str] = WORKED,
    headings: str = HEADINGS,
    name: str = "budget.csv",
    encoding: str = "utf-8",
) -> Path:
    """Write a table and return where it is."""
    path = folder / name
    path.write_bytes(("\r\n".join((headings, *rows)) + "\r\n").encode(encoding))
    return path


def document(run: Run, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
    """Return what a call writes as JSON."""
    done = run("tag", *arguments, "--json", "-")
    assert done.exit_code == code, done.stderr
    found: dict[str, Any] = json.loads(done.stdout, parse_constant=lambda text: text + " is no number")
    return found


def key_of(found: dict[str, Any], text: str) -> str:
    """Return the key of the line with a text."""
    (key,) = (line["key"] for line in found["lines"] if line["text"] == text)
    return str(key)


def tags_of(found: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the tags of every line by its text."""
    return {line["text"]: tuple(line["tags"].values()) for line in found["lines"]}


def decisions(folder: Path, name: str = "decisions.json", **parts: list[dict[str, Any]]) -> Path:
    """Write a file of decisions, splits and links and return where it is."""
    path = folder / name
    whole = {"format": "tagging-decisions/1", "scheme": "se", "decisions": [], "splits": [], "links": []} | parts
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def school_split(key: str) -> dict[str, Any]:
    """Return the split of the worked example's school."""
    parts = [
        {"text": "solceller", "share": None, "amounts": [[2026, 6_000 * 100_000]]},
        {"text": "Ny skola", "share": None, "amounts": None},
    ]
    return {"key": key, "parts": parts, "numbers": [1, 2], **WHO}


def decision(key: str, step: str = "reviewed", **changed: Any) -> dict[str, Any]:
    """Return one step on a line."""
    categories = {"mitigation": "NE", "adaptation": "NE"}
    return {"key": key, "step": step, "categories": categories, "evidence": "", "scheme": "se", **WHO} | changed
