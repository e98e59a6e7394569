"""Versions as plain data and back, strictly; a line is a row of cells, so that 200,000 of them are read quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from finmodel.tagging.lines import Amounts, BudgetLine, LineKind
from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.plain_values import LONGEST_KEY, MAX_TEXT, amounts_of_cell
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.versions import Basis, Provenance, Version

__all__ = ["LINE_FIELDS", "read_version", "version_to_row"]

LINE_FIELDS: Final = (
    *("key", "kind", "text", "amounts", "activity", "account", "counterparty"),
    *("organisation", "responsibility", "project", "place", "supplier"),
)
"""What stands in the cells of a line, in this order."""

_NEEDED: Final = ("id", "basis", "fields", "lines")
_OPTIONAL: Final = ("others", "names", "controls", "source", "seen")
_SOURCE_TEXTS: Final = ("file", "sha256", "format", "encoding", "chart", "mapping", "who", "when")
_SOURCE: Final = (*_SOURCE_TEXTS, "n_left_out", "is_illustrative", "masking")
_MAX_ID: Final = 200
_KINDS: Final = {str(kind): kind for kind in LineKind}
_CODES: Final = ("activity", "account", "counterparty", "organisation", "responsibility", "project")


def version_to_row(version: Version) -> dict[str, Any]:
    """Return plain data, the same for the same version; amounts are ``[[year, öre], …]``."""
    source = version.source
    return {
        "id": version.id,
        "basis": str(version.basis),
        "source": {
            **{name: getattr(source, name) for name in _SOURCE_TEXTS},
            "n_left_out": dict(sorted(source.n_left_out.items())),
            "is_illustrative": source.is_illustrative,
            "masking": list(source.masking),
        },
        "seen": list(version.seen),
        "controls": [
            [str(basis), str(kind), year, ore] for (basis, kind, year), ore in sorted(version.controls.items())
        ],
        "names": {field: dict(sorted(names.items())) for field, names in sorted(version.names.items())},
        "fields": list(LINE_FIELDS),
        "lines": [_cells(line) for line in version.lines],
        "others": {str(basis): list(amounts) for basis, amounts in sorted(version.others.items())},
    }


def _cells(line: BudgetLine) -> tuple[object, ...]:
    return (
        *(line.key, line.kind.value, line.text, line.amounts, line.activity, line.account, line.counterparty),
        *(line.organisation, line.responsibility, line.project, line.place, line.supplier),
    )


def read_version(row: object, pointer: str, problems: RowProblems) -> Version | None:
    """Return the version at a place of a document, None (and told) where it cannot be read.

    Parameters
    ----------
    row, pointer
        What stands there, and where.
    problems
        Gets FM-T201 an unknown key, FM-T202 a value of the wrong kind, FM-T203 a key is missing, FM-T205 an unknown
        kind or basis, FM-T213 a line's key that is none or stands twice, FM-T215 another number of amounts than of
        lines.
    """
    fields = fields_of(row, pointer, problems, _NEEDED, _OPTIONAL)
    if fields is None:
        return None
    if fields.data.get("fields", list(LINE_FIELDS)) != list(LINE_FIELDS):
        fields.wrong("fields", "plain_line_fields")
        return None
    lines = _lines(fields)
    return Version(
        id=fields.text("id", is_needed=True, longest=_MAX_ID),
        lines=lines,
        basis=fields.choice("basis", Basis, Basis.BUDGET),
        others=_others(fields, len(lines)),
        names=_names(fields),
        controls=_controls(fields),
        source=_source(fields),
        seen=_seen(fields),
    )


def _lines(fields: Fields) -> tuple[BudgetLine, ...]:
    """Return the lines; the cells are looked at one by one only where a row is not as it should be."""
    same: dict[str, str] = {}
    found: list[BudgetLine] = []
    for item, at in fields.items("lines"):
        line = _line(item, same)
        if line is None:
            _tell_line(item, at, fields.problems)
        else:
            found.append(line)
    counts = Counter(line.key for line in found)
    for key, n in counts.items():
        if n > 1 or not _is_key(key):
            fields.problems.add("FM-T213", fields.at("lines"), value=shown_value(key), n=n)
    return tuple(found)


def _line(item: object, same: dict[str, str]) -> BudgetLine | None:
    """Return a line of its cells, None where any of them is wrong; codes that are alike are kept once."""
    if not isinstance(item, list | tuple) or len(item) != len(LINE_FIELDS):
        return None
    key, kind, text, cell, activity, account, counterparty, organisation, responsibility, project, place, supplier = (
        item
    )
    amounts = amounts_of_cell(cell)
    try:
        of_kind = _KINDS[kind]
        together = "".join(
            (key, text, activity, account, counterparty, organisation, responsibility, project, place, supplier)
        )
        together.encode()
    except (KeyError, TypeError, UnicodeEncodeError):
        return None
    if amounts is None or len(together) > MAX_TEXT:
        return None
    once = same.setdefault
    return BudgetLine(
        of_kind,
        once(text, text),
        amounts,
        once(activity, activity),
        once(account, account),
        once(counterparty, counterparty),
        once(organisation, organisation),
        once(responsibility, responsibility),
        once(project, project),
        key,
        place,
        once(supplier, supplier),
    )


def _tell_line(item: object, at: str, problems: RowProblems) -> None:
    if not isinstance(item, list | tuple) or len(item) != len(LINE_FIELDS):
        problems.add("FM-T202", at, value=shown_value(item), expected="plain_line")
        return
    fields = Fields(dict(zip(LINE_FIELDS, item, strict=True)), at, problems)
    fields.choice("kind", LineKind, LineKind.OPERATING)
    if fields.amounts("amounts") is None and item[LINE_FIELDS.index("amounts")] is None:
        fields.wrong("amounts", "plain_amounts")
    n_characters = sum(len(fields.text(name)) for name in LINE_FIELDS if name not in ("kind", "amounts"))
    if n_characters > MAX_TEXT:
        fields.wrong("text", "plain_text")


def _is_key(key: str) -> bool:
    return bool(key.strip()) and "." not in key and len(key) <= LONGEST_KEY


def _others(fields: Fields, n_lines: int) -> Mapping[Basis, tuple[Amounts, ...]]:
    of = fields.data.get("others", {})
    if not isinstance(of, dict):
        fields.wrong("others", "plain_mapping")
        return MappingProxyType({})
    inner = fields_of(of, fields.at("others"), fields.problems, (), tuple(Basis))
    found: dict[Basis, tuple[Amounts, ...]] = {}
    for basis in Basis:
        if inner is None or str(basis) not in of:
            continue
        cells = [(amounts_of_cell(item), at) for item, at in inner.items(str(basis))]
        for amounts, at in cells:
            if amounts is None:
                fields.problems.add("FM-T202", at, value="[…]", expected="plain_amounts")
        if len(cells) != n_lines or str(basis) == fields.data.get("basis"):
            fields.problems.add("FM-T215", inner.at(str(basis)), value=len(cells), expected=n_lines)
        found[basis] = tuple(amounts or () for amounts, _ in cells)
    return MappingProxyType(found)


def _names(fields: Fields) -> Mapping[str, Mapping[str, str]]:
    inner = fields.inner("names", (), _CODES)
    if inner is None:
        return MappingProxyType({})
    return MappingProxyType({name: MappingProxyType(inner.texts(name)) for name in _CODES if name in inner.data})


def _controls(fields: Fields) -> Mapping[tuple[Basis, LineKind, int], int]:
    found: dict[tuple[Basis, LineKind, int], int] = {}
    for item, at in fields.items("controls"):
        if isinstance(item, list | tuple) and len(item) == 4 and amounts_of_cell([item[2:]]) is not None:
            inner = Fields({"basis": item[0], "kind": item[1]}, at, fields.problems)
            basis = inner.choice("basis", Basis, Basis.BUDGET)
            found[basis, inner.choice("kind", LineKind, LineKind.OPERATING), item[2]] = item[3]
        else:
            fields.problems.add("FM-T202", at, value=shown_value(item), expected="plain_control")
    return MappingProxyType(found)


def _source(fields: Fields) -> Provenance:
    inner = fields.inner("source", ("file",), _SOURCE)
    if inner is None:
        return Provenance(file="")
    left_out = inner.data.get("n_left_out", {})
    counts: dict[str, int] = {}
    if isinstance(left_out, dict):
        of = Fields(left_out, inner.at("n_left_out"), fields.problems)
        counts = {reason: of.whole(reason) for reason in left_out}
    else:
        inner.wrong("n_left_out", "plain_mapping")
    masking = list(inner.items("masking"))
    masked = Fields({str(place): item for place, (item, _) in enumerate(masking)}, inner.at("masking"), fields.problems)
    if len(masking) not in (0, 2):
        inner.wrong("masking", "plain_list")
    return Provenance(
        file=inner.text("file"),
        sha256=inner.text("sha256"),
        format=inner.text("format"),
        encoding=inner.text("encoding"),
        chart=inner.text("chart") if "chart" in inner.data else Provenance(file="").chart,
        mapping=inner.text("mapping", longest=10 * MAX_TEXT),
        who=inner.text("who"),
        when=inner.moment("when"),
        n_left_out=MappingProxyType(counts),
        is_illustrative=inner.flag("is_illustrative", default=False),
        masking=(masked.text("0"), masked.text("1")) if masking else Provenance(file="").masking,
    )


def _seen(fields: Fields) -> tuple[int, int, int]:
    seen = [item for item, _ in fields.items("seen")] or [0, 0, 0]
    numbers = [item for item in seen if type(item) is int and item >= 0]
    if len(seen) != 3 or len(numbers) != 3:
        fields.wrong("seen", "plain_list")
        return 0, 0, 0
    decisions, splits, links = numbers
    return decisions, splits, links
