"""Why each of very many lines has its tag: the sentence of lines that are alike is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.i18n.tagging import reason_text

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagger import Tagger

__all__ = ["Reasons"]

_MOST = 50_000
"""Sentences that are remembered: in a ledger a few thousand texts come again and again."""


class Reasons:
    """The sentences of :func:`~finmodel.i18n.tagging.reason_text` for lines that are all kept while it is used.

    Parameters
    ----------
    tagger
        Rules that proposed the tags.
    language
        Of the sentences.
    """

    def __init__(self, tagger: Tagger, language: Language) -> None:
        self._tagger, self._language = tagger, language
        self._known: dict[tuple[Any, ...], str] = {}

    def of(self, item: TaggedLine) -> str:
        """Return why a line has its tags."""
        line, tagged_as = item.line, (id(item.verdict), item.categories, item.standings, item.waits, item.look_again)
        at = (*tagged_as, line.text, line.activity, line.account, line.counterparty)
        found = self._known.get(at)
        if found is None:
            found = reason_text(item, self._tagger, self._language)
            if len(self._known) < _MOST:
                self._known[at] = found
        return found
