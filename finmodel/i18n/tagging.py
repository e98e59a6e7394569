"""Why a line has its tag, in words: which rules, which words or codes, and how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import Language, t
from finmodel.tagging.decisions import Standing

if TYPE_CHECKING:
    from finmodel.tagging.amounts import Quotient
    from finmodel.tagging.schemes import Scheme, Words
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagger import Evidence, Tagger
    from finmodel.tagging.verdicts import AxisTag

__all__ = [
    "LOOK_AGAIN",
    "WAITS",
    "axis_name",
    "category_name",
    "evidence_text",
    "proposal_text",
    "reason_codes",
    "reason_text",
    "said",
    "standing_code",
    "standing_text",
    "undefined_text",
]


WAITS = "part_waits"
"""The reason of a part that is unknown until a person has reviewed it (:attr:`TaggedLine.waits`)."""

LOOK_AGAIN = "look_again"
"""The standing of a decision on a text or an amount that has changed much: it counts as nobody's until it is seen."""


def said(words: Words, language: Language) -> str:
    """Return a name or sentence of a scheme in a language."""
    return words.sv if language == "sv" else words.en


def category_name(scheme: Scheme, category: str, language: Language) -> str:
    """Return a category in words."""
    return said(scheme.by_id[category].name, language)


def axis_name(scheme: Scheme, axis: str, language: Language) -> str:
    """Return an axis in words."""
    return next(said(item.name, language) for item in scheme.axes if item.id == axis)


def undefined_text(share: Quotient, language: Language) -> str:
    """Return why a share has no value, "" where it has one."""
    return t(f"tag_undefined.{share.reason}", language) if share.reason else ""


def evidence_text(found: Sequence[Evidence], language: Language) -> str:
    """Return the words and codes that made rules match: ``K01: ”solceller” i texten``."""
    return "; ".join(
        t(
            "tag_text.evidence",
            language,
            rule=item.rule,
            found=item.found,
            field=t(f"tag_field.{item.field}", language),
        )
        for item in found
    )


def proposal_text(tag: AxisTag, language: Language) -> str:
    """Return what the rules propose on one axis and how sure they are, without the words and codes."""
    reason = t(f"tag_reason.{tag.reason}", language)
    if not tag.rules:
        return reason
    sure = t(f"tag_confidence.{tag.confidence}", language)
    return t("tag_text.proposal", language, reason=reason, rules=", ".join(tag.rules), sure=sure)


def reason_text(item: TaggedLine, tagger: Tagger, language: Language) -> str:
    """Return one sentence for all axes: decided by whom, or which rules, words and codes.

    Parameters
    ----------
    item
        A line with its tags.
    tagger
        Rules that proposed them.
    language
        Of the sentence.
    """
    parts = []
    for place, (axis, tag) in enumerate(zip(tagger.scheme.axes, item.verdict.tags, strict=True)):
        is_rule = item.standings[place] is Standing.RULE
        why = proposal_text(tag, language) if is_rule else t(f"tag_standing.{standing_code(item, place)}", language)
        parts.append(t("tag_text.axis", language, axis=said(axis.name, language), why=why))
    unique = list(dict.fromkeys(parts))
    found = evidence_text(tagger.evidence(item.line, item.verdict.rules), language)
    waits = [t("tag_text.waits", language)] if item.waits else []
    return " · ".join([*unique, *waits, *([found] if found else [])])


def reason_codes(item: TaggedLine) -> Mapping[str, str]:
    """Return the reason of each axis' tag as a code: of the rules' proposal, or where a decision comes from."""
    return {
        tag.axis: WAITS
        if item.waits and standing is Standing.RULE and tag.category != category
        else str(tag.reason if standing is Standing.RULE else standing)
        for tag, category, standing in zip(item.verdict.tags, item.categories, item.standings, strict=True)
    }


def standing_code(item: TaggedLine, place: int) -> str:
    """Return where the tag in a place of the scheme's order comes from, :data:`LOOK_AGAIN` being a standing too."""
    standing = item.standings[place]
    return LOOK_AGAIN if item.look_again and standing is not Standing.RULE else str(standing)


def standing_text(item: TaggedLine, place: int, language: Language) -> str:
    """Return :func:`standing_code` in words; of a part that waits for a person, that it does."""
    if item.waits and reason_codes(item)[item.verdict.tags[place].axis] == WAITS:
        return t(f"tag_reason.{WAITS}", language)
    return t(f"tag_standing.{standing_code(item, place)}", language)
