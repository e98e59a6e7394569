"""A tagged budget as plain data for JSON: kronor exact to the öre, shares as fractions, null where undefined."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from finmodel.commands.problems import issues_document
from finmodel.commands.tag.document_kinds import kind_document
from finmodel.commands.tag.document_shares import combined, distribution, kronor, weighted
from finmodel.commands.tag.words import THINGS_SAID
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import said
from finmodel.i18n.tagging_notes import note_of
from finmodel.tagging.report import method_facts
from finmodel.version import METHOD_VERSION, __version__

if TYPE_CHECKING:
    from finmodel.commands.tag.input import TagInput
    from finmodel.commands.tag.report import TagReport
    from finmodel.i18n.catalogue import Language
    from finmodel.tagging.reconciliation import Balance, Reconciliation
    from finmodel.tagging.schemes import Scheme

__all__ = ["reconciliation_document", "tag_document"]


def tag_document(report: TagReport, language: Language) -> dict[str, Any]:
    """Return a report as plain data.

    Parameters
    ----------
    report
        Of a balanced budget.
    language
        Of names and sentences; no number depends on it.

    Returns
    -------
    dict
        As docs/json.md says, but for ``lines``: there may be hundreds of thousands of them
        (:func:`~finmodel.commands.tag.document_lines.line_documents`).
    """
    kind, scheme = report.kind, report.shown_scheme
    shown = report.shown(kind)
    figures = report.reports[kind].totals if shown is None else shown.totals
    profile = report.profile(scheme)
    budget, version = report.budget, report.budget.version
    return {
        **reconciliation_document(report.found, language),
        "kind": str(kind),
        "years": list(report.reports[kind].years),
        "basis": str(budget.basis),
        "unit": report.found.unit,
        "illustrative": version.source.is_illustrative,
        "scheme": _scheme(scheme, language),
        "tagged_in": _scheme(report.scheme, language),
        "crosswalk": None
        if report.crosswalk is None
        else {
            "from": report.crosswalk.from_scheme,
            "to": report.crosswalk.to_scheme,
            "note": said(report.crosswalk.note, language),
            "harm_lost": kronor(shown.harm_lost if shown else 0),
        },
        "distribution": distribution(figures),
        "weighted": {} if profile is None else weighted(figures, profile),
        "combined": None
        if profile is None
        else {"profile": profile.id, "version": profile.version, **combined(figures.combined(profile))},
        "by_kind": {str(each): kind_document(report, each, language) for each in report.reports},
        "unmapped": None
        if budget.unmapped is None
        else {
            "kronor": kronor(budget.unmapped.total),
            "by_code": {code: kronor(ore) for code, ore in budget.unmapped.by_code.items()},
        },
        "method": {
            **asdict(method_facts(budget)),
            "rules_are_proposed": report.call.rules is None,
            "masking": {
                "suppliers": str(report.masking.suppliers),
                "texts": str(report.masking.texts),
                "n_names": len(report.masking.names),
            },
            "n_left_out": dict(version.source.n_left_out),
            "format": version.source.format,
            "encoding": version.source.encoding,
            "chart": version.source.chart,
            "mapping": version.source.mapping,
            "said": {name: t(f"tag_cli.said.{name}", language) for name in THINGS_SAID},
        },
    }


def reconciliation_document(found: TagInput, language: Language) -> dict[str, Any]:
    """Return whether every öre is accounted for, and all issues: what there is of a budget that is not balanced too."""
    reconciliation, rules = found.budget.reconciliation, found.budget.tagger.rule_set.by_id
    issues = issues_document((*reconciliation.issues, *found.issues), language)
    return {
        "finmodel": __version__,
        "method_version": METHOD_VERSION,
        "valid": issues["valid"],
        "is_balanced": reconciliation.is_balanced,
        "difference": kronor(_difference(reconciliation)),
        "reconciliation": [_balance(item) for item in reconciliation.balances],
        "outside_reasons": {
            name: note_of(rules[name], language) if name in rules else ""
            for name in sorted({name for item in reconciliation.balances for name in item.outside})
        },
        **{name: issues[name] for name in ("errors", "warnings", "issues")},
    }


def _difference(reconciliation: Reconciliation) -> int:
    """Return the size of all differences together [öre]: none hides another."""
    return sum(abs(item.difference) + abs(item.control_difference or 0) for item in reconciliation.balances)


def _balance(item: Balance) -> dict[str, Any]:
    return {
        "kind": str(item.kind),
        "year": item.year,
        "imported": kronor(item.imported),
        "base": kronor(item.base),
        "outside": {name: kronor(ore) for name, ore in item.outside.items()},
        "difference": kronor(item.difference),
        "control": None if item.control is None else kronor(item.control),
        "control_difference": None if item.control_difference is None else kronor(item.control_difference),
        "ore": {"imported": item.imported, "base": item.base, "outside": dict(item.outside), "control": item.control},
    }


def _scheme(scheme: Scheme, language: Language) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "version": scheme.version,
        "name": said(scheme.name, language),
        "source": said(scheme.source, language),
        "axes": {axis.id: said(axis.name, language) for axis in scheme.axes},
        "categories": {
            item.id: {"name": said(item.name, language), "role": str(item.role)} for item in scheme.categories
        },
        "profiles": {
            item.id: {
                "version": item.version,
                "name": said(item.name, language),
                "source": said(item.source, language),
                "weights": {name: float(weight) for name, weight in item.weights.items()},
            }
            for item in scheme.profiles
        },
    }
