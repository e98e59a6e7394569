"""Why a line has its tag: its text with the words that rules found, and every rule that matches it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.line_rules import is_particular, marked, matching_rules
from app.components.budget.review_words import axis_heading, sentence, standing_words
from app.components.inert import one_line
from app.components.plain import plain
from app.components.tables import Column, show_texts
from finmodel.i18n import t
from finmodel.i18n.tagging import category_name, standing_text
from finmodel.i18n.tagging_notes import note_of
from finmodel.tagging.decisions import Standing

if TYPE_CHECKING:
    from app.components.budget.line_rules import Matching
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget
    from finmodel.tagging.tagger import Evidence
    from finmodel.tagging.verdicts import AxisTag

__all__ = ["show_why"]


def show_why(item: TaggedLine, budget: TaggedBudget, page: Page) -> None:
    """Show the text, the tag on each axis with its reason, and the rules."""
    formats, tagger = page.formats, budget.tagger
    matching = matching_rules(item, tagger)
    evidence = tagger.evidence(item.line, [one.rule.id for one in matching])
    _text(item, matching, evidence, formats)
    if item.waits:
        st.warning(formats.text("budget_review.waits_why"), icon=":material/hourglass_top:")
    _axes(item, budget, formats)
    plain(formats.text("budget_review.rules_matching"), name="budget-rules", is_strong=True)
    if not matching:
        st.text(formats.text("budget_review.no_rules"))
        return
    scheme = budget.scheme
    rows = [
        {
            "rule": one_line(one.rule.id),
            **{axis: _says(one, axis, budget, formats) for axis in scheme.axis_ids},
            "found": _found(one, evidence, formats),
            "priority": str(one.rule.priority),
            "sure": t(f"tag_confidence.{one.rule.confidence}", page.lang),
            "note": one_line(note_of(one.rule, page.lang)),
        }
        for one in matching
    ]
    names = {axis: axis_heading(scheme, axis, page.lang) for axis in scheme.axis_ids}
    columns = [Column(name, names.get(name) or formats.text(f"budget_review.rule_{name}")) for name in rows[0]]
    alt = formats.text("budget_review.rules_matching")
    show_texts(rows, columns, formats, key=f"budget_rules.{page.lang}", alt=alt)


def _text(item: TaggedLine, matching: tuple[Matching, ...], evidence: tuple[Evidence, ...], formats: Formats) -> None:
    """Show the text with the words marked of the rules that decided; whatever it says, it is only text."""
    deciding = {one.rule.id for one in matching if one.decided}
    words = [one.found for one in evidence if one.field == "text" and one.rule in deciding]
    pieces = "".join(
        f"<mark>{escape(piece)}</mark>" if is_found else escape(piece)
        for piece, is_found in marked(item.line.text, words)
    )
    head = escape(formats.text("budget_review.text_of_line"))
    st.html(f"<p><strong>{head}:</strong> {pieces or escape(formats.text('budget_review.no_text'))}</p>")


def _axes(item: TaggedLine, budget: TaggedBudget, formats: Formats) -> None:
    lang, scheme = formats.lang, budget.scheme
    rows = []
    for place, (axis, tag) in enumerate(zip(scheme.axes, item.verdict.tags, strict=True)):
        is_decided = item.standings[place] is not Standing.RULE
        decided = budget.dossier.log.deciding(item.key, axis.id) if is_decided else None
        rows.append(
            {
                "axis": axis_heading(scheme, axis.id, lang),
                "now": sentence(category_name(scheme, item.categories[place], lang)),
                "proposal": sentence(category_name(scheme, tag.category, lang)),
                "reason": _reason(tag, budget, formats),
                "sure": sentence(t(f"tag_confidence.{tag.confidence}", lang)),
                "review": t(f"choice.flag.{'yes' if tag.review else 'no'}", lang),
                "standing": standing_text(item, place, lang),
                "decided": "" if decided is None else one_line(decided[0].reason),
            }
        )
    columns = [
        Column(name, formats.text(f"budget_review.axis_{name}"))
        for name in rows[0]
        if name != "decided" or any(row[name] for row in rows)
    ]
    alt = formats.text("budget_review.axes_alt")
    show_texts(rows, columns, formats, key=f"budget_axes.{lang}", alt=alt)
    plain(
        formats.text("budget_review.standing_of", standing=standing_words(item, scheme, budget.dossier.log, formats)),
        name="budget-standing",
    )


def _reason(tag: AxisTag, budget: TaggedBudget, formats: Formats) -> str:
    """Return why the rules propose a tag; a rule that fits every line of a kind has not recognised this one."""
    rules = [budget.tagger.rule_set.by_id[name] for name in tag.rules]
    if rules and not any(is_particular(rule) for rule in rules):
        return formats.text("budget_review.not_recognised")
    return sentence(t(f"tag_reason.{tag.reason}", formats.lang))


def _says(one: Matching, axis: str, budget: TaggedBudget, formats: Formats) -> str:
    """Return what a rule says on an axis, and whether that counted."""
    if axis not in one.rule.categories:
        return formats.text("budget_review.rule_silent")
    category = category_name(budget.scheme, one.rule.categories[axis], formats.lang)
    if axis in one.decided:
        return formats.text("budget_review.rule_decided", category=sentence(category))
    why, by = one.no_say[axis]
    return formats.text(f"budget_review.rule_no_say_{why}", category=sentence(category), by=", ".join(by) or "–")


def _found(one: Matching, evidence: tuple[Evidence, ...], formats: Formats) -> str:
    """Return the words and codes that made a rule match."""
    parts = [
        formats.text(
            "budget_review.found", found=one_line(each.found), field=t(f"tag_field.{each.field}", formats.lang)
        )
        for each in evidence
        if each.rule == one.rule.id
    ]
    return "; ".join(parts) or formats.text("budget_review.found_kind")
