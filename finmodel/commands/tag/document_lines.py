"""The lines of a tagged budget as plain data: each with its tags, and why it has them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from finmodel.commands.tag.document_shares import kronor
from finmodel.i18n.tagging import reason_codes, standing_code
from finmodel.i18n.tagging_reasons import Reasons
from finmodel.tagging.decisions import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.commands.tag.report import TagReport
    from finmodel.i18n.catalogue import Language
    from finmodel.tagging.line_links import ActionLink
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["brief_line", "line_documents"]

_CODES = ("organisation", "responsibility", "account", "activity", "project", "counterparty")


def line_documents(report: TagReport, language: Language) -> Iterator[dict[str, Any]]:
    """Yield every line and part in the file's order, those outside too."""
    links: defaultdict[str, list[ActionLink]] = defaultdict(list)
    for link in report.budget.links:
        links[link.key].append(link)
    sentences = Reasons(report.budget.tagger, language)
    for item, there in zip(report.budget.lines, report.crossed_lines, strict=True):
        yield _line(report, item, there.categories, links.get(item.key, []), sentences)


def brief_line(report: TagReport, item: TaggedLine, years: tuple[int, ...] | None) -> dict[str, Any]:
    """Return a line in a list of the largest."""
    ore = item.line.amount(years)
    return {"key": item.key, "text": item.line.text, "place": item.line.place, "kronor": kronor(ore), "ore": ore}


def _line(
    report: TagReport,
    item: TaggedLine,
    tags: tuple[str, ...],
    links: list[ActionLink],
    sentences: Reasons,
) -> dict[str, Any]:
    line, axes = item.line, report.scheme.axis_ids
    tagged_in = {} if report.crosswalk is None else {"tagged": dict(zip(axes, item.categories, strict=True))}
    return {
        "key": line.key,
        "part_of": line.line_key if "." in line.key else None,
        "place": line.place,
        "kind": str(line.kind),
        "text": line.text,
        **{name: getattr(line, name) for name in _CODES},
        "supplier": line.supplier,
        "amounts": {str(year): kronor(ore) for year, ore in line.amounts},
        "ore": {str(year): ore for year, ore in line.amounts},
        "tags": dict(zip(report.shown_scheme.axis_ids, tags, strict=True)),
        **tagged_in,
        "rules": list(item.verdict.rules),
        "reason": report.masks.any(sentences.of(item)),
        "reasons": dict(reason_codes(item)),
        "sure": {tag.axis: str(tag.confidence) for tag in item.verdict.tags},
        "standing": {axis: standing_code(item, place) for place, axis in enumerate(axes)},
        "decided": _decided(report, item),
        "review": _is_to_review(item),
        "look_again": list(report.budget.look_again.get(line.key, ())),
        "links": [
            {
                "action": link.action,
                "kind": str(link.kind),
                "amounts": {
                    str(year): kronor(ore) for year, ore in (line.amounts if link.amounts is None else link.amounts)
                },
            }
            for link in links
        ],
    }


def _decided(report: TagReport, item: TaggedLine) -> dict[str, Any]:
    """Return who decided the tag of each axis that somebody has; a reason stays, or an audit has nothing to read."""
    found = {}
    for axis, standing in zip(report.scheme.axis_ids, item.standings, strict=True):
        one = None if standing is Standing.RULE else report.budget.dossier.log.deciding(item.key, axis)
        if one is not None:
            decision = one[0]
            found[axis] = {
                "who": report.masks.any(decision.who),
                "when": decision.when,
                "reason": report.masks.reason(decision.reason),
                "evidence": report.masks.reason(decision.evidence),
            }
    return found


def _is_to_review(item: TaggedLine) -> bool:
    """Return whether a person should look: on an axis that nobody has decided, or at a line that has changed."""
    open_axes = (tag.review for tag, of in zip(item.verdict.tags, item.standings, strict=True) if of is Standing.RULE)
    return item.look_again or any(open_axes)
