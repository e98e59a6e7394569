"""A whole dossier as one JSON document: to be kept elsewhere, sent to an auditor, opened again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from finmodel.errors import Severity
from finmodel.intake.tagging_templates import schemes
from finmodel.store.dossier.adding import with_decisions
from finmodel.store.dossier.decisions import (
    DOSSIER_FORMAT,
    DecisionFile,
    decisions_from_file,
    decisions_to_json,
    read_all,
)
from finmodel.store.dossier.history import checked_dossier
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.dossier.parsing import collection_paused, data_of_json, file_name, json_rows, json_text
from finmodel.tagging.choice_rows import RuleSets, choice_step_to_row, read_choice_step
from finmodel.tagging.choices import ChoiceStep, choice_step_problems
from finmodel.tagging.decision_rows import read_decision
from finmodel.tagging.link_rows import links_to_row, read_links
from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.problems import nearest, shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.split_rows import read_split, split_to_row
from finmodel.tagging.version_rows import read_version, version_to_row

if TYPE_CHECKING:
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.versions import Version

__all__ = [
    "DOSSIER_FORMAT",
    "DecisionFile",
    "decisions_from_file",
    "decisions_to_json",
    "dossier_from_json",
    "dossier_to_json",
    "with_decisions",
]

_KEYS = ("format", "scheme", "choices", "earlier_choices", "versions", "decisions", "splits", "links")


def dossier_to_json(kept: KeptDossier) -> str:
    """Return a dossier as JSON, one line of the file for each line of the budget and each step.

    Parameters
    ----------
    kept
        With its versions and their lines: personal data that was not masked on import is in it.

    Returns
    -------
    str
        The same for the same dossier; the issues of its reading are no part of it.
    """
    dossier = kept.dossier
    scheme = schemes()[dossier.scheme]
    steps = kept.choice_steps
    if not steps or steps[-1].choices != kept.choices:
        steps = (*steps, ChoiceStep(choices=kept.choices))
    *earlier, last = (_choices_text(choice_step_to_row(step, scheme)) for step in steps)
    parts = {
        "format": json_text(DOSSIER_FORMAT),
        "scheme": json_text(dossier.scheme),
        "choices": last,
        **({"earlier_choices": "[" + ",".join(earlier) + "]"} if earlier else {}),
        "versions": "[" + ",".join(_version_text(version) for version in dossier.versions) + "]",
        "decisions": json_rows(item.to_row() for item in dossier.log.decisions),
        "splits": json_rows(map(split_to_row, dossier.splits)),
        "links": json_rows(map(links_to_row, dossier.links)),
    }
    return _object_text(parts)


def dossier_from_json(data: bytes, name: str) -> KeptDossier:
    """Return the dossier of a file that :func:`dossier_to_json` wrote.

    Parameters
    ----------
    data
        The whole file; nothing in it is trusted.
    name
        The file's name, for the issues.

    Returns
    -------
    KeptDossier
        Its history checked step by step.

    Raises
    ------
    InputError
        All problems at once: FM-T200 to FM-T216 the document, FM-T191 and FM-T214 its versions, FM-T101 to FM-T116 its
        rules, FM-T150 to FM-T167 its steps, as when they are made, FM-T176 and FM-T177 those of its choices too.
    """
    problems = RowProblems(file_name(name))
    document = data_of_json(data, problems)
    fields = fields_of(document, "", problems, ("format", "scheme", "choices", "versions"), _KEYS)
    if fields is None:
        problems.stop_if_errors()
    assert fields is not None  # noqa: S101 - stopped otherwise
    if fields.data.get("format") != DOSSIER_FORMAT:
        problems.add("FM-T207", "/format", value=shown_value(fields.data.get("format")), expected=(DOSSIER_FORMAT,))
        problems.stop_if_errors()
    scheme = _scheme(fields)
    with collection_paused():
        versions = read_all(fields, "versions", read_version)
    decisions = read_all(fields, "decisions", read_decision)
    splits = read_all(fields, "splits", read_split)
    links = read_all(fields, "links", read_links)
    last: ChoiceStep | None = None
    earlier: tuple[ChoiceStep, ...] = ()
    if scheme is not None and "choices" in fields.data:
        last, earlier = _choices(fields, scheme)
    if scheme is None or last is None:
        problems.stop_if_errors()
    assert scheme is not None  # noqa: S101 - stopped otherwise
    assert last is not None  # noqa: S101
    dossier = checked_dossier(scheme, versions, decisions, splits, links, problems)
    problems.stop_if_errors()
    is_known = bool(earlier or last.who or last.when or last.reason)
    return KeptDossier(dossier, last.choices, problems.all(), (*earlier, last) if is_known else ())


def _choices(fields: Fields, scheme: Scheme) -> tuple[ChoiceStep | None, tuple[ChoiceStep, ...]]:
    """Return the choices, None (and told) where they cannot be read, and the steps before them."""
    rule_sets: RuleSets = {}
    last = read_choice_step(fields.data["choices"], fields.at("choices"), fields.problems, scheme, rule_sets)
    apart = RowProblems(fields.problems.source)
    found = [read_choice_step(item, at, apart, scheme, rule_sets) for item, at in fields.items("earlier_choices")]
    for issue in apart.all():
        if issue.severity is Severity.ERROR:  # what is to be noted of rules that are no longer used is of no use
            fields.problems.keep(issue)
    earlier = tuple(step for step in found if step is not None)
    for issue in choice_step_problems(earlier if last is None else (*earlier, last)):
        fields.problems.keep(issue)
    return last, earlier


def _scheme(fields: Fields) -> Scheme | None:
    known = schemes()
    name = fields.text("scheme")
    if name not in known:
        if "scheme" in fields.data:
            text = shown_value(name)
            fields.problems.add(
                "FM-T208", fields.at("scheme"), value=text, known=tuple(known), nearest=nearest(text, known)
            )
        return None
    return known[name]


def _choices_text(row: dict[str, Any]) -> str:
    rules = {name: json_text(value) for name, value in row["rules"].items()}
    rules["rows"] = json_rows(row["rules"]["rows"], "  ")
    return _object_text({name: json_text(value) for name, value in row.items()} | {"rules": _object_text(rules, " ")})


def _version_text(version: Version) -> str:
    row = version_to_row(version)
    parts = {name: json_text(value) for name, value in row.items()}
    parts["lines"] = json_rows(row["lines"], "  ")
    parts["others"] = _object_text({name: json_rows(value, "   ") for name, value in row["others"].items()}, "  ")
    return _object_text(parts, " ")


def _object_text(parts: dict[str, str], indent: str = "") -> str:
    lines = [f"{indent} {json.dumps(name)}: {text}" for name, text in parts.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}" + ("" if indent else "\n") if lines else "{}"
