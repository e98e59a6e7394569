"""Decisions from plain data, strictly."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.plain_rows import fields_of
from finmodel.tagging.plain_values import LONGEST_KEY
from finmodel.tagging.row_problems import RowProblems

__all__ = ["STEP_WORDS", "read_decision"]

STEP_WORDS: Final = MappingProxyType(
    {
        "föreslagen": Step.PROPOSED,
        "granskad": Step.REVIEWED,
        "godkänd": Step.APPROVED,
        "återtagen": Step.WITHDRAWN,
    }
)
"""The Swedish words for the steps, which are understood beside the English."""

_NEEDED: Final = ("key", "step", "categories", "reason", "who", "when")
_OPTIONAL: Final = ("evidence", "text", "amounts", "scheme", "origin")


def read_decision(row: object, pointer: str, problems: RowProblems) -> Decision | None:
    """Return the decision at a place of a document, None (and told) where it cannot be read.

    Parameters
    ----------
    row, pointer
        What stands there, and where.
    problems
        Gets FM-T201 an unknown key, FM-T202 a value of the wrong kind, FM-T203 a key is missing, FM-T205 an unknown
        step, FM-T218 a text that is too long, FM-T224 a moment that is none. What the history refuses
        (:func:`~finmodel.tagging.decisions.logged`) is not asked here.
    """
    fields = fields_of(row, pointer, problems, _NEEDED, _OPTIONAL)
    if fields is None:
        return None
    return Decision(
        key=fields.text("key", is_needed=True, longest=LONGEST_KEY),
        step=fields.choice("step", Step, Step.PROPOSED, STEP_WORDS, "tag_step"),
        categories=MappingProxyType(fields.texts("categories")),
        **{name: fields.text(name) for name in ("reason", "evidence", "who", "text", "scheme")},
        when=fields.moment("when"),
        origin=fields.text("origin", longest=LONGEST_KEY),
        amounts=fields.amounts("amounts") or (),
    )
