"""Driving the app in tests: opening pages, reading what stands on them, and plans to upload."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from finmodel.excel.writer import write_workbook
from finmodel.i18n import Language, t
from finmodel.model.document import read_document, to_document, to_json
from finmodel.model.plan import Plan
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan

MAIN = Path(__file__).resolve().parents[2] / "app" / "main.py"
PAGES = (
    "overview",
    "actions",
    "cost_curve",
    "who_pays",
    "funding",
    "accounts",
    "gap",
    "priorities",
    "sensitivity",
    "assumptions",
    "scenarios",
    "compare",
    "find_mix",
    "workbook",
)
"""Pages of the plan."""

BUDGET_PAGES = ("budget_report", "budget_review", "budget_import")
"""Pages of the ordinary budget, which mark their own figures."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOSTILE = "<img src=x onerror=alert(1)> **B** [l](http://e.x) :red[r] $x^2$ `c` :material/face: ![i](http://e.x/i.png)"


def open_plan(plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every new session open on a plan."""
    path = folder / "plan.json"
    path.write_text(to_json(plan), encoding="utf-8")
    monkeypatch.setenv("FINMODEL_PLAN", str(path))


def open_page(page: str = "overview", lang: Language = "sv", **address: str) -> AppTest:
    """Return a page as a new session sees it that comes straight to it; ``address`` is what else its address says."""
    at = AppTest.from_file(str(MAIN), default_timeout=60)
    for name, value in {"lang": lang, **address}.items():
        at.query_params[name] = value
    if page != "overview":
        at.switch_page(f"views/{page}.py")
    return healthy(at.run())


def healthy(at: AppTest) -> AppTest:
    """Assert that the page was shown: neither Streamlit nor the app itself tells of a fault."""
    assert not at.exception, [item.message for item in at.exception]
    failed = {t("app.failed", lang) for lang in ("sv", "en")}
    assert not [item.value for item in at.error if item.value in failed]
    return at


def metric(at: AppTest, label: str) -> str:
    """Return the value of a key figure by its label."""
    found = [item.value for item in at.metric if item.label.replace("\\", "") == label]
    assert len(found) == 1, (label, [item.label for item in at.metric])
    return str(found[0])


def words(at: AppTest) -> str:
    """Return everything that the page says in Markdown, captions, headings and plain text."""
    places = (at.markdown, at.caption, at.title, at.header, at.subheader, at.text, at.info, at.success, at.error)
    texts = [str(item.value) for place in places for item in place]
    labels = [str(item.label) for item in (*at.metric, *at.expander, *at.button, *at.selectbox, *at.radio, *at.tabs)]
    cells = [str(cell) for item in at.dataframe for cell in item.value.astype(str).to_numpy().ravel()]
    cells += [str(cell) for rows in tables(at) for cell in rows.to_numpy().ravel()]
    return "\n".join((*texts, *labels, *cells))


def tables(at: AppTest) -> list[pd.DataFrame]:
    """Return the tables of text as a reader sees them."""
    return [_seen(item.value) for item in at.table]


def _seen(frame: pd.DataFrame) -> pd.DataFrame:
    def plain(text: object) -> str:
        return str(text).replace("\\", "").replace("\N{WORD JOINER}", "")

    return frame.rename(columns=plain).map(plain)


def sample() -> Plan:
    """Return the sample plan."""
    return load_plan(sample_plan_path("helsingborg")).plan


def changed(plan: Plan, **changes: Any) -> Plan:
    """Return the plan with changes: ``actions__7__opex_change=1000.0`` sets a field of the row with id 7."""
    document = json.loads(json.dumps(to_document(plan)))
    for address, value in changes.items():
        table, row, field = address.split("__", 2)
        target = document["settings"] if table == "settings" else _row(document[table], row)
        target[field] = value
    return read_document(document)[0]


def _row(rows: list[dict[str, Any]], identity: str) -> dict[str, Any]:
    return next(row for row in rows if row["id"] == identity)


def workbook(plan: Plan, language: Language = "sv") -> bytes:
    """Return a plan as a workbook."""
    buffer = io.BytesIO()
    write_workbook(plan, buffer, language=language)
    return buffer.getvalue()


def upload(at: AppTest, name: str, data: bytes) -> AppTest:
    """Upload a file on the workbook page."""
    at.file_uploader[0].set_value((name, data, XLSX)).run()
    return healthy(at)


def grids(at: AppTest, *columns: str) -> list[pd.DataFrame]:
    """Return the grids that have columns of these keys, in the order of the page."""
    found = [item.value for item in at.dataframe if set(columns) <= set(item.value.columns)]
    assert found, (columns, [list(item.value.columns) for item in at.dataframe])
    return found


def grid(at: AppTest, *columns: str) -> pd.DataFrame:
    """Return the first grid that has columns of these keys."""
    return grids(at, *columns)[0]


def grids_with(at: AppTest, label: str) -> list[Any]:
    """Return the grids that have a row of this name, their rows by name: frames, but their cells are of any type."""
    named = [item.value for item in at.dataframe if "name" in item.value.columns]
    found = [rows.set_index("name") for rows in named if label in set(rows["name"])]
    assert found, (label, [rows["name"].tolist() for rows in named])
    return found


def htmls(at: AppTest) -> list[str]:
    """Return the pieces of HTML on the page: definitions behind their buttons."""
    return [str(item.proto.body) for item in at.get("html")]


def html_table(at: AppTest, *heads: str) -> pd.DataFrame:
    """Return the first table of figures whose headings begin with these words: its rows by name, as they are read."""
    for body in htmls(at):
        found = [unescape(text) for text in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', body)]
        if all(any(text.startswith(head) for text in found) for head in heads):
            lines = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', body)
            cells = [[unescape(text) for text in re.findall(r"<td[^>]*>(.*?)</td>", line)] for _, line in lines]
            return pd.DataFrame(cells, index=[unescape(name) for name, _ in lines], columns=found[1:])
    raise AssertionError(heads)


def number(text: str) -> float:
    """Return a number as it is written in Swedish."""
    return float(re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-").replace(",", "."))


def button(at: AppTest, key: str) -> Any:
    """Return a button by its key."""
    return next(item for item in at.button if item.key == key)
