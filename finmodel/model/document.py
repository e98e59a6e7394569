"""From a plain document (a parsed JSON file, a workbook's cells) to a plan, and back; all problems at once."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from finmodel.errors import InputError, Issue, Param, Severity, Where, has_errors
from finmodel.model.addressed import nearest, pointer
from finmodel.model.check import check_plan
from finmodel.model.emission_enums import EmissionPerspective
from finmodel.model.migrate import migrate
from finmodel.model.overlay_document import overlay_rows
from finmodel.model.plan import TABLES, Plan
from finmodel.model.row import Row
from finmodel.model.scenarios import ScenarioChange
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Unit

__all__ = [
    "FurtherCheck",
    "RawRow",
    "assemble",
    "from_json",
    "parse_json",
    "pointer",
    "read_document",
    "to_document",
    "to_json",
    "validated",
]

FurtherCheck = Callable[[Plan], Iterable[Issue]]
"""A question asked of a whole plan; its issues are placed as the model's own are."""

MAX_JSON_BYTES = 50_000_000
MAX_SHOWN = 64

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was read, and a way to say where each of its fields stands.

    Attributes
    ----------
    data
        Values by field name.
    locate
        From field and year (either may be None) to the place that the user sees.
    unreadable
        Fields whose value could not be read and is reported already: their absence is no second problem.
    """

    data: Mapping[str, Any]
    locate: Callable[[str | None, int | None], Where]
    unreadable: frozenset[str] = frozenset()


def read_document(
    document: object, *, overlays: Iterable[tuple[str, object]] = (), further: FurtherCheck | None = None
) -> tuple[Plan, tuple[Issue, ...]]:
    """Build a plan from a plain document.

    Parameters
    ----------
    document
        What ``json.loads`` gives: settings and tables.
    overlays
        Scenarios in documents of their own, each with its file's name.
    further
        As for :func:`assemble`.

    Returns
    -------
    plan, issues
        The plan, and the warnings that were found.

    Raises
    ------
    InputError
        With every problem: codes ``FM-J1xx`` and ``FM-M1xx``, each with its JSON pointer.
    """
    if not isinstance(document, dict):
        raise InputError([Issue("FM-J102", where=Where(pointer=""), params={"found": type(document).__name__})])
    current = migrate(document)
    issues: list[Issue] = []
    allowed = {"schema_version", "settings", *TABLES}
    for key in sorted(set(current) - allowed):
        where = Where(field=key[:60], pointer=pointer(key[:60]))
        issues.append(Issue("FM-M102", where=where, params={"value": key[:60], "nearest": nearest(key, allowed)}))
    settings = current.get("settings")
    if not isinstance(settings, dict):
        where = Where(table="settings", pointer="/settings")
        code = "FM-M101" if settings is None else "FM-J103"
        issues.append(Issue(code, where=where, params={"found": type(settings).__name__}))
        settings = None
    rows: dict[str, list[RawRow]] = {}
    for table in TABLES:
        rows[table] = []
        content = current.get(table, [])
        if not isinstance(content, list):
            where = Where(table=table, pointer=pointer(table))
            issues.append(Issue("FM-J104", where=where, params={"found": type(content).__name__}))
            continue
        for index, data in enumerate(content):
            locate = _locator(table, index)
            if isinstance(data, dict):
                rows[table].append(RawRow(data, locate))
            else:
                issues.append(Issue("FM-J103", where=locate(None, None), params={"found": type(data).__name__}))
    raw_settings = None if settings is None else RawRow(settings, _locator("settings", None))
    for name, overlay in overlays:
        for table, found in overlay_rows(name, overlay, issues).items():
            rows[table] += [RawRow(data, locate) for data, locate in found]
    return assemble(raw_settings, rows, issues, further=further)


def _locator(table: str, index: int | None) -> Callable[[str | None, int | None], Where]:
    def locate(field: str | None, year: int | None) -> Where:
        return Where(table=table, field=field, year=year, pointer=pointer(table, index, field))

    return locate


def assemble(
    settings: RawRow | None,
    rows: Mapping[str, Iterable[RawRow]],
    found: Iterable[Issue] = (),
    *,
    further: FurtherCheck | None = None,
) -> tuple[Plan, tuple[Issue, ...]]:
    """Build a plan from raw rows, with all problems at once.

    Parameters
    ----------
    settings
        None where there are none to be read (then an issue is already in ``found``).
    rows
        Raw rows by table.
    found
        Issues that the reader found before.
    further
        What else is asked of a plan that fits together, for example whether its scenarios do.

    Returns
    -------
    plan, issues
        The plan with warnings and infos.

    Raises
    ------
    InputError
        With everything that was found, where any of it is an error.
    """
    issues = list(found)
    rows = {table: _in_order(table, rows.get(table, ())) for table in TABLES}
    valid_settings = None if settings is None else validated(Settings, settings, issues)
    tables: dict[str, list[Row]] = {table: [] for table in TABLES}
    known = {table: {name for raw in rows.get(table, ()) if (name := _id(raw))} for table in TABLES}
    places: dict[tuple[str | None, str | None], RawRow] = {}
    incomplete: set[str] = set()
    unread: list[tuple[str, str]] = []
    for table, model in TABLES.items():
        issues += _duplicates(table, rows.get(table, ()))
        for raw in rows.get(table, ()):
            row = validated(model, raw, issues)
            if row is None or raw.unreadable:
                # What depends on a row that is not whole is not judged: that would be a second complaint.
                incomplete |= {str(raw.data.get("action", "")).strip(), _id(raw) or ""}
                if table == "emissions":
                    unread.append(_measure(raw))
            if row is None:
                issues += _references(model, raw, known)
            else:
                tables[table].append(row)
                places.setdefault((table, _id(raw)), raw)
    if settings is not None:
        places["settings", None] = settings
    for issue in check_plan(valid_settings, tables, known=known, incomplete=incomplete, unread=unread):
        if issue.code != "FM-M110":  # found above, among the raw rows
            issues.append(_placed(issue, places.get((issue.where.table, issue.where.row))))
    if has_errors(issues) or valid_settings is None:
        raise InputError(issues)
    # Every field and every reference is checked above: building the plan need not check it all again.
    fields: dict[str, Any] = {"settings": valid_settings, **{table: tuple(found) for table, found in tables.items()}}
    plan = Plan.model_construct(**fields)
    if further is not None:
        issues += [_placed(issue, places.get((issue.where.table, issue.where.row))) for issue in further(plan)]
        if has_errors(issues):
            raise InputError(issues)
    return plan, tuple(issues)


def _measure(raw: RawRow) -> tuple[str, str]:
    """Return perspective and gas of a row of inventory that could not be read whole, as they stand there."""
    whose, gas = (
        "" if field in raw.unreadable else str(raw.data.get(field, default)).strip()
        for field, default in (("perspective", EmissionPerspective.TERRITORIAL), ("gas", ""))
    )
    return whose, gas


def _in_order(table: str, rows: Iterable[RawRow]) -> list[RawRow]:
    """Return changes of scenarios with their order stated: without one a change comes after the row above it."""
    if table != ScenarioChange.table:
        return list(rows)
    last: dict[Any, int] = {}
    found = []
    for raw in rows:
        scenario = str(raw.data.get("scenario"))
        position = raw.data.get("position")
        if position is None and "position" not in raw.unreadable:
            position = last.get(scenario, 0) + 1
            raw = replace(raw, data={**raw.data, "position": position})  # noqa: PLW2901 - the same row, with its place
        if isinstance(position, int):
            last[scenario] = position
        found.append(raw)
    return found


def _id(raw: RawRow) -> str | None:
    """Return the row's id, as far as it has one."""
    value = raw.data.get("id")
    return unicodedata.normalize("NFC", value.strip())[:MAX_SHOWN] if isinstance(value, str) and value.strip() else None


def _duplicates(table: str, rows: Iterable[RawRow]) -> Iterator[Issue]:
    """Find ids that stand twice; 1a and 1A are the same to anybody who reads them."""
    seen: dict[str, str] = {}
    for raw in rows:
        name = _id(raw)
        if name is None:
            continue
        if name.casefold() in seen:
            issue = Issue("FM-M110", params={"value": name, "first": seen[name.casefold()]})
            yield _placed(issue.at(table=table, row=name, field="id"), raw)
        seen.setdefault(name.casefold(), name)


def _references(model: type[Row], raw: RawRow, known: Mapping[str, Collection[str]]) -> Iterator[Issue]:
    """Check the references of a row that is wrong in itself, so that all its problems come at once."""
    for field, spec in model.specs.items():
        if spec.kind not in (Kind.REFERENCE, Kind.REFERENCES) or spec.table is None:
            continue
        value = raw.data.get(field)
        named = value if isinstance(value, list) else [value]
        for target in (unicodedata.normalize("NFC", item.strip()) for item in named if isinstance(item, str)):
            if not target or target in known[spec.table]:
                continue
            params = {"value": target[:MAX_SHOWN], "table": spec.table, "nearest": nearest(target, known[spec.table])}
            yield _placed(Issue("FM-M111", params=params).at(table=model.table, row=_id(raw), field=field), raw)


def _placed(issue: Issue, raw: RawRow | None) -> Issue:
    """Return the issue with the place that the user sees."""
    if raw is None:
        return issue
    place = raw.locate(issue.where.field, issue.where.year)
    return issue.at(sheet=place.sheet, cell=place.cell, pointer=place.pointer)


def validated(model: type[R], raw: RawRow, issues: list[Issue]) -> R | None:
    """Return the row that raw data stands for; None where it is wrong, and then why is added to the issues."""
    try:
        return model.model_validate(dict(raw.data))
    except ValidationError as error:
        issues += [
            _translated(model, each, raw, _id(raw))
            for detail in error.errors(include_url=False)
            for each in _by_year(dict(detail))
            if not (detail["loc"] and detail["loc"][0] in raw.unreadable) or _has_year(each)
        ]
        return None


def _by_year(detail: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an error once for each year that it holds for: every year's cell is a problem of its own."""
    yield detail
    context: dict[str, Any] = detail.get("ctx") or {}
    for year, value in context.get("others", ()):
        yield {**detail, "ctx": {**context, "year": year, "value": value}}


def _has_year(detail: dict[str, Any]) -> bool:
    """Whether it is about one year of a field, of which another year's cell may be what could not be read."""
    return isinstance((detail.get("ctx") or {}).get("year"), int)


def _translated(model: type[Row], detail: Any, raw: RawRow, row: str | None) -> Issue:
    """Turn one of pydantic's errors into an issue of ours."""
    location = detail["loc"]
    field = str(location[0])[:60] if location else None
    context: dict[str, Any] = detail.get("ctx") or {}
    year = context.get("year") if isinstance(context.get("year"), int) else None
    place = raw.locate(field, year)
    place = Where(
        table=model.table,
        row=row,
        field=field,
        year=year,
        sheet=place.sheet,
        cell=place.cell,
        pointer=place.pointer,
    )
    code, params = _reason(model, field, detail, context)
    return Issue(code, Severity.ERROR, place, params)


def _reason(  # noqa: PLR0911 - one return for each kind of fault reads best
    model: type[Row], field: str | None, detail: Any, context: dict[str, Any]
) -> tuple[str, dict[str, Param]]:
    kind = detail["type"]
    shown = _shown(detail.get("input"))
    if kind in ("missing", "too_short"):
        return "FM-M101", {}
    if kind == "extra_forbidden":
        unknown = str(detail["loc"][-1])[:60]
        return "FM-M102", {"value": unknown, "nearest": nearest(unknown, set(model.specs))}
    if kind == "enum":
        spec = model.specs[field or ""]
        choices = tuple(str(choice) for choice in spec.choices or ())
        return "FM-M105", {"value": shown, "choices": choices, "nearest": nearest(shown, choices)}
    if kind == "finmodel_bounds":
        bounds: dict[str, Param] = {name: context.get(name) for name in ("minimum", "maximum", "above")}
        if "value" in context and model.specs[field or ""].unit is Unit.FRACTION:
            bounds["unit"] = str(Unit.FRACTION)  # shown as people write it, in percent
        return "FM-M104", {"value": context.get("value", shown), **bounds}
    if kind == "finmodel_shares":
        return "FM-M108", {"total": context["total"]}
    simple: dict[str, tuple[str, tuple[str, ...]]] = {
        "finmodel_id": ("FM-M106", ()),
        "finmodel_date": ("FM-M107", ()),
        "finmodel_characters": ("FM-M109", ("characters",)),
        "finmodel_too_long": ("FM-M132", ("length", "limit")),
        "finmodel_year": ("FM-M133", ("year",)),
        "string_pattern_mismatch": ("FM-M134", ()),
    }
    if kind in simple:
        code, names = simple[kind]
        # Of a list the item that is wrong, not the whole.
        return code, {"value": _shown(context.get("value", shown)), **{name: context[name] for name in names}}
    expected = context.get("expected") if kind == "finmodel_type" else _expected(model, field)
    return "FM-M103", {"value": shown, "expected": str(expected)}


def _expected(model: type[Row], field: str | None) -> str:
    spec = model.specs.get(field or "")
    return "text" if spec is None else str(spec.kind)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return _shown("; ".join(map(_shown, value[:MAX_SHOWN])))
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def to_document(plan: Plan) -> dict[str, Any]:
    """Return the plan as a plain document; blanks (None, "", empty) are left out, they mean the same."""

    def filled(row: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in row.items() if value is not None and value not in ("", {}, [])}

    dumped = plan.model_dump(mode="json")
    document: dict[str, Any] = {
        "schema_version": dumped["schema_version"],
        "settings": filled(dumped["settings"]),
    }
    for table in TABLES:
        document[table] = [filled(row) for row in dumped[table]]
    return document


def to_json(plan: Plan) -> str:
    """Return the plan as JSON text, readable and the same for the same plan."""
    return json.dumps(to_document(plan), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def from_json(
    text: str | bytes, *, overlays: Iterable[tuple[str, str | bytes]] = (), further: FurtherCheck | None = None
) -> tuple[Plan, tuple[Issue, ...]]:
    """Read a plan from JSON text.

    Parameters
    ----------
    text
        The plan.
    overlays
        Scenarios that lie in files of their own: name and text of each; see :mod:`finmodel.model.overlay_document`.
    further
        As for :func:`assemble`.

    Raises
    ------
    InputError
        ``FM-J101`` it is no JSON, ``FM-J105`` a key stands twice in one object, ``FM-J106`` it is too large, and
        everything that :func:`read_document` finds.
    """
    return read_document(
        parse_json(text), overlays=[(name, parse_json(content, name)) for name, content in overlays], further=further
    )


def parse_json(text: str | bytes, name: str = "") -> Any:
    """Return what JSON text holds; a file's name stands before the pointers of its problems.

    Raises
    ------
    InputError
        ``FM-J101``, ``FM-J105``, ``FM-J106`` as :func:`from_json`.
    """
    where = Where(pointer=name and f"{name}#")
    if len(text) > MAX_JSON_BYTES:
        raise InputError([Issue("FM-J106", where=where, params={"size": len(text), "limit": MAX_JSON_BYTES})])
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in pairs:
            if key in result:
                repeated.append(key[:60])
            result[key] = value
        return result

    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        document = json.loads(decoded, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError([Issue("FM-J101", where=where, params={"line": line})]) from None
    if repeated:
        raise InputError([Issue("FM-J105", where=where, params={"keys": tuple(repeated)})])
    return document
