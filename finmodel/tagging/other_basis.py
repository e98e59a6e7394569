"""What was said in amounts of the usual basis, said of another: the same proportions of each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from finmodel.errors import InputError
from finmodel.tagging.amounts import parts_of
from finmodel.tagging.line_links import ActionLink
from finmodel.tagging.lines import BudgetLine
from finmodel.tagging.splits import Split, SplitPart, divided, fitted

__all__ = ["links_on_basis", "splits_on_basis"]


def splits_on_basis(splits: Iterable[Split], usual: Mapping[str, BudgetLine]) -> Iterator[Split]:
    """Yield splits in shares: each part has of every other amount what it has of the line on the usual basis.

    Parameters
    ----------
    splits
        As they were made, on amounts of the usual basis.
    usual
        Lines by key, with the amounts of the usual basis. A split that does not fit its line stays as it is, and so is
        told by what uses it; of a line without money there every part has its equal share, the rest included.
    """
    for split in splits:
        line = usual[split.key]
        if all(part.amounts is None for part in split.parts):
            yield split
            continue
        try:
            parts = [part.amount() for part in divided(line, fitted(line, split))]
        except InputError:
            yield split
            continue
        whole = sum(map(abs, parts))
        shares = [Fraction(abs(ore), whole) if whole else Fraction(1, len(parts)) for ore in parts]
        yield replace(
            split, parts=tuple(SplitPart(part.text, share) for part, share in zip(split.parts, shares, strict=True))
        )


def links_on_basis(
    links: Iterable[ActionLink], usual: Mapping[str, BudgetLine], other: Mapping[str, BudgetLine]
) -> Iterator[ActionLink]:
    """Yield links whose stated amounts are taken to the amounts of another basis in the same proportion.

    Parameters
    ----------
    links
        Of lines and parts.
    usual, other
        Lines and parts by key, on the two bases.
    """
    for link in links:
        if link.amounts is None or link.key not in usual or link.key not in other:
            yield link
            continue
        whole = usual[link.key].amount()
        linked = sum(ore for _, ore in link.amounts)
        share = min(max(Fraction(linked, whole), Fraction(0)), Fraction(1)) if whole else Fraction(0)
        amounts = tuple((year, parts_of(ore, (share, 1 - share))[0]) for year, ore in other[link.key].amounts)
        yield replace(link, amounts=amounts)
