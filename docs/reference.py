"""Writes ``docs/reference.md`` from the program itself: fields, choices, figures, reasons and error codes.

Run by ``make docs``; a test says when the page is older than the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from finmodel.analysis.indicators import FIGURES, INDICATORS
from finmodel.engine.undefined import Reason
from finmodel.excel.texts import field_label
from finmodel.i18n.catalogue import t, texts
from finmodel.model.plan import TABLES
from finmodel.model.row import Row
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec

PAGE = Path(__file__).with_name("reference.md")


def page() -> str:
    """Return the whole reference page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Generated from the program by `make docs`; do not edit. The Swedish word is the workbook's and the app's."
    yield ""
    yield "## Fields"
    models: dict[str, type[Row]] = {Settings.table: Settings, **TABLES}
    for table, model in models.items():
        yield ""
        yield f"### `{table}` ({t(f'table.{table}.title', 'sv')})"
        yield ""
        yield "| field | på svenska | unit | bounds | blank | meaning |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for field, spec in model.specs.items():
            cells = (
                f"`{field}`",
                field_label(table, field, "sv"),
                _unit(spec),
                _bounds(spec),
                _blank(model, field),
                spec.meaning,
            )
            yield "| " + " | ".join(_cell(text) for text in cells) + " |"
    yield ""
    yield "## Figures and indicators"
    yield ""
    yield "| name | på svenska | meaning | formula |"
    yield "| --- | --- | --- | --- |"
    for figure in (*FIGURES, *INDICATORS):
        key = f"figure.{figure.name}"
        words = (f"`{figure.name}`", t(f"{key}.label", "sv"), t(f"{key}.definition", "en"), t(f"{key}.formula", "en"))
        yield "| " + " | ".join(_cell(word) for word in words) + " |"
    yield ""
    yield "## Why a figure is undefined"
    yield ""
    yield "| reason | på svenska | meaning |"
    yield "| --- | --- | --- |"
    for reason in Reason:
        if reason is not Reason.DEFINED:
            label, text = t(f"reason.{reason.key}.label", "sv"), t(f"reason.{reason.key}.text", "en")
            yield f"| `{reason.key}` | {_cell(label)} | {_cell(text)} |"
    yield ""
    yield "## Codes of problems"
    yield ""
    yield "| code | what is wrong | how to mend it |"
    yield "| --- | --- | --- |"
    catalogue = texts("en")
    for code in sorted({match[1] for key in catalogue if (match := re.match(r"issue\.(FM-[A-Z]\d{3})\.", key))}):
        yield f"| `{code}` | {_cell(catalogue[f'issue.{code}.what'])} | {_cell(catalogue[f'issue.{code}.how'])} |"


def _unit(spec: Spec) -> str:
    words = [] if spec.unit.value == "none" else [spec.unit.value.replace("_", " ")]
    if spec.yearly:
        words.append("one number or by year")
    if spec.table:
        words.append(f"{'id' if spec.kind is Kind.REFERENCE else 'ids'} in `{spec.table}`")
    if spec.choices:
        several = "several of " if spec.kind is Kind.CHOICES else ""
        words.append(several + ", ".join(f"`{choice.value}`" for choice in spec.choices))
    return "; ".join(words) or spec.kind.value.replace("_", " ")


def _bounds(spec: Spec) -> str:
    bounds = []
    if spec.above is not None:
        bounds.append(f"> {spec.above:g}")
    if spec.minimum is not None:
        bounds.append(f"≥ {spec.minimum:g}")
    if spec.maximum is not None:
        bounds.append(f"≤ {spec.maximum:g}")
    return ", ".join(bounds)


def _blank(model: type[Row], field: str) -> str:
    if model.is_required(field):
        return "base year + 30" if field == "last_year" else "must be given"
    default = model.default(field)
    if default is None or default in ("", ()) or (hasattr(default, "__len__") and len(default) == 0):
        return ""
    return {True: "yes", False: "no"}.get(default, str(default)) if isinstance(default, bool) else f"{default}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
