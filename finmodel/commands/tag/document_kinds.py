"""Investment or operating lines of a tagged budget as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from finmodel.commands.tag.document_lines import brief_line
from finmodel.commands.tag.document_shares import combined, distribution, kronor, share, weighted
from finmodel.tagging.links import MONEY
from finmodel.tagging.report import GROUPS, JUDGED
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from finmodel.commands.tag.report import TagReport
    from finmodel.i18n.catalogue import Language
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.totals import Totals

__all__ = ["MOST_LINES", "kind_document"]

MOST_LINES = 500
"""As many of the largest lines are listed; all lines stand under ``lines``."""


def kind_document(report: TagReport, kind: LineKind, language: Language) -> dict[str, Any]:
    """Return all figures of a kind in the scheme of the rules; ``shown`` has them in the one that was asked for."""
    of, scheme = report.reports[kind], report.scheme
    shown = report.shown(kind)
    return {
        "years": list(of.years),
        "n_lines": of.totals.n_lines,
        **_money(of.totals),
        "distribution": distribution(of.totals),
        "by_year": {
            str(year): {**_money(totals), "distribution": distribution(totals), **_weights(totals)}
            for year, totals in of.by_year.items()
        },
        **_weights(of.totals),
        "harmful": {axis: _harmful(report, of, axis) for axis in scheme.axis_ids},
        "unexamined": {axis: _unexamined(report, of, axis) for axis in scheme.axis_ids},
        "coverage": {axis: share(of.coverage(axis)) for axis in scheme.axis_ids},
        "approved": {axis: share(found) for axis, found in of.totals.approved_shares.items()},
        "look_again": _look_again(report, kind),
        "groups": {
            by: {
                code: {
                    "name": report.budget.version.name(by, code),
                    **_money(totals),
                    "distribution": distribution(totals),
                }
                for code, totals in of.groups(by).items()
            }
            for by in GROUPS
        },
        "shown": None
        if shown is None
        else {
            "scheme": shown.scheme.id,
            "harm_lost": kronor(shown.harm_lost),
            "distribution": distribution(shown.totals),
            "by_year": {str(year): {"distribution": distribution(totals)} for year, totals in shown.by_year.items()},
            **_weights(shown.totals),
        },
        "links": _links(report, kind),
        "comparison": _comparison(report, kind),
    }


def _money(totals: Totals) -> dict[str, Any]:
    return {"base": kronor(totals.base), "base_ore": totals.base, "outside": kronor(totals.outside)}


def _weights(totals: Totals) -> dict[str, Any]:
    """Return weighted and combined shares by profile."""
    profiles = totals.scheme.profiles
    return {
        "weighted": {profile.id: weighted(totals, profile) for profile in profiles},
        "combined": {
            profile.id: {"profile": profile.id, "version": profile.version, **combined(totals.combined(profile))}
            for profile in profiles
        },
    }


def _harmful(report: TagReport, of: KindReport, axis: str) -> dict[str, Any]:
    ore, part = of.totals.of_role(axis, Role.HARMFUL)
    lines = of.harmful(axis)
    return {"kronor": kronor(ore), "share": share(part), "n": len(lines), "lines": _brief(report, of, lines)}


def _unexamined(report: TagReport, of: KindReport, axis: str) -> dict[str, Any]:
    left = of.unexamined(axis)
    return {
        "kronor": kronor(sum(item.ore for item in left)),
        "n": len(left),
        "judged_share": float(JUDGED),
        "n_to_judge": of.n_to_judge(axis),
        "lines": [
            {**brief_line(report, item.item, of.years), "judged": share(item.judged)} for item in left[:MOST_LINES]
        ],
    }


def _brief(report: TagReport, of: KindReport, lines: tuple[TaggedLine, ...]) -> list[dict[str, Any]]:
    return [brief_line(report, item, of.years) for item in lines[:MOST_LINES]]


def _look_again(report: TagReport, kind: LineKind) -> dict[str, Any]:
    of, lines = report.reports[kind], report.look_again(kind)
    changed = report.budget.look_again
    return {
        "kronor": kronor(sum(item.line.amount(of.years) for item in lines)),
        "n": len(lines),
        "lines": [
            {**brief_line(report, item, of.years), "changed": list(changed.get(item.key, ()))}
            for item in lines[:MOST_LINES]
        ],
    }


def _links(report: TagReport, kind: LineKind) -> dict[str, Any] | None:
    found, plan = report.linked(kind), report.found.plan
    if found is None or plan is None:
        return None
    of = report.reports[kind]
    return {
        "actions": [
            {
                "action": row.action,
                "name": plan.actions.get(row.action, ""),
                "year": row.year,
                **{name: kronor(getattr(row, name)) for name in (*MONEY, "gap")},
            }
            for row in found.years
        ],
        "sums": {name: kronor(sum(getattr(row, name) for row in found.years)) for name in MONEY},
        "without_line": list(found.without_line),
        "favourable_without_action": _brief(report, of, found.favourable_without_action),
        "harmful_with_action": _brief(report, of, found.harmful_with_action),
    }


def _comparison(report: TagReport, kind: LineKind) -> dict[str, Any] | None:
    found = report.compared(kind)
    if found is None:
        return None
    before, now = found.years
    lines = found.comparison.lines
    gone = [line.before for line in lines if line.before is not None and line.after is None]
    new = [line.after for line in lines if line.after is not None and line.before is None]
    return {
        "years_before": list(before),
        "years": list(now),
        "changes": {
            axis: {
                name: {part: kronor(ore) for part, ore in asdict(change).items()} for name, change in changes.items()
            }
            for axis, changes in found.comparison.changes.items()
        },
        "other_years": dict(zip(("before", "after"), map(kronor, found.other_years), strict=True)),
        "n_new": len(new),
        "n_gone": len(gone),
        "retagged": [
            {
                **brief_line(report, line.after, now),
                "before": list(line.before.categories),
                "after": list(line.after.categories),
            }
            for line in lines
            if line.is_retagged and line.before is not None and line.after is not None
        ],
        "new": [brief_line(report, item, now) for item in _largest(new, now)],
        "gone": [brief_line(report, item, before) for item in _largest(gone, before)],
    }


def _largest(lines: list[TaggedLine], years: tuple[int, ...]) -> list[TaggedLine]:
    return sorted(lines, key=lambda item: (-abs(item.line.amount(years)), item.key))[:MOST_LINES]
