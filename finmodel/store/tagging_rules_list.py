"""Rules as a list of mappings, in YAML or JSON."""

from __future__ import annotations

from typing import Any

from finmodel.store.dossier.parsing import data_of_json
from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.rule_rows import MAX_RULES
from finmodel.tagging.yaml_text import data_of_yaml

__all__ = ["rules_of_json", "rules_of_yaml"]

_MAX_BYTES = 20_000_000

RuleList = tuple[str, str, list[dict[str, str]]]
"""Name and scheme as the file states them ("" where it does not), and the rules: cell by heading."""


def rules_of_yaml(text: str, problems: RowProblems) -> RuleList:
    """Return the rules of a YAML document.

    Raises
    ------
    InputError
        FM-T137: it is none, FM-T228 empty.
    """
    return _rules(data_of_yaml(text.removeprefix("\ufeff"), problems.source), problems)


def rules_of_json(text: str, problems: RowProblems) -> RuleList:
    """Return the rules of a JSON document.

    Raises
    ------
    InputError
        FM-T200, FM-T206, FM-T211: it is none, FM-T228 empty.
    """
    return _rules(data_of_json(text.encode("utf-8", "replace"), problems, _MAX_BYTES), problems)


def _rules(data: Any, problems: RowProblems) -> RuleList:
    """Return the rules of plain data; FM-T241 where it is no list of rules, FM-T103 where it has none or too many."""
    name = scheme = ""
    if isinstance(data, dict):
        fields = fields_of(data, "", problems, ("rules",), ("name", "scheme", "note", "source"))
        assert fields is not None  # noqa: S101 - it is a mapping
        name, scheme = fields.text("name", longest=200), fields.text("scheme", longest=200)
        data = data.get("rules", [])
    if not isinstance(data, list):
        problems.add("FM-T241", "/rules", value=shown_value(data))
        return name, scheme, []
    if not 0 < len(data) <= MAX_RULES:
        problems.add("FM-T103", "/rules", value=len(data), maximum=MAX_RULES)
        return name, scheme, []
    return name, scheme, [_rule(item, f"/rules/{place}", problems) for place, item in enumerate(data)]


def _rule(item: object, pointer: str, problems: RowProblems) -> dict[str, str]:
    """Return the cells of a rule; what is wrong with them is told with its id."""
    apart = RowProblems(problems.source)
    cells = _cells(item, pointer, apart)
    for issue in apart.all():
        problems.keep(issue.at(row=shown_value(cells["id"]) if cells.get("id", "").strip() else None))
    return cells


def _cells(item: object, pointer: str, problems: RowProblems) -> dict[str, str]:
    if not isinstance(item, dict):
        problems.add("FM-T202", pointer, value=shown_value(item), expected="plain_mapping")
        return {}
    fields = Fields(item, pointer, problems)
    found: dict[str, str] = {}
    for key in item:
        heading = str(key).strip().casefold()
        if heading in found:
            problems.add("FM-T204", fields.at(str(key)), value=shown_value(key))
        found[heading] = _cell(fields, key)
    return found


def _cell(fields: Fields, key: str) -> str:
    """Return a value as a cell: whole numbers as they are written, a list of ids with blanks between."""
    value = fields.data[key]
    if value is None:
        return ""
    if type(value) is int and abs(value) < 10**18:
        return str(value)
    if isinstance(value, list) and key.strip().casefold() == "over" and all(isinstance(item, str) for item in value):
        return " ".join(value)
    if key.strip().casefold() == "prio" and not isinstance(value, str):
        fields.wrong(key, "plain_whole")
        return ""
    return fields.text(key)
