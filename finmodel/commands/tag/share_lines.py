"""Shares of a tagged budget as lines for a terminal: by axis and year, weighted with ranges, in another scheme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.commands.grid import Column, grid_lines
from finmodel.i18n.tagging import axis_name, said, undefined_text
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.commands.tag.report import TagReport
    from finmodel.commands.tag.words import TagWords
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.schemes import WeightProfile
    from finmodel.tagging.totals import Range, Totals

__all__ = ["distribution_lines", "group_lines", "shown_lines", "weighted_lines"]

_FEWEST_GROUPS, _MOST_GROUPS = 2, 20

_RANGES: Mapping[str, Role] = MappingProxyType(
    {"conditional": Role.FAVOURABLE, "unknown": Role.UNKNOWN, "untested": Role.UNTESTED}
)
"""What each range is about."""


def distribution_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return kronor and percent of each category, axis by axis, in all and by year."""
    of = report.reports[kind]
    yield from _distribution(of.totals, of.by_year, words)


def group_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return the shares of each committee and company, the largest first; nothing where the file names at most one."""
    scheme, version = report.scheme, report.budget.version
    groups = sorted(report.reports[kind].groups("organisation").items(), key=lambda item: (-abs(item[1].base), item[0]))
    if len(groups) < _FEWEST_GROUPS:
        return
    shown = groups[:_MOST_GROUPS]
    names = [f"{code} {version.name('organisation', code)}".strip() or "–" for code, _ in shown]
    for axis in scheme.axis_ids:
        columns = [Column(words.text("base"), words.money_label, [words.money(of.base) for _, of in shown])]
        for category in shown[0][1].amounts(axis):
            cells = [words.percent(of.shares(axis)[category]) for _, of in shown]
            columns.append(Column(category, "", cells))
        title = axis_name(scheme, axis, words.language)
        yield from words.title("by_group", axis=title)
        yield from grid_lines(words.text("column_organisation"), names, "", columns, words.width)
    yield from words.note(words.text("groups_are"))


def weighted_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return the weighted shares with their ranges, the profile that was asked for first, and all axes in one."""
    of = report.reports[kind]
    yield from _weighted(of.totals, report.profile(report.scheme), words)


def shown_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return kronor and weighted shares in the scheme that was asked for, with what it cannot say.

    They come first, and then it is said in which scheme the rest is; nothing where no other scheme was asked for.
    """
    shown = report.shown(kind)
    if shown is None:
        return
    names = {"scheme": said(shown.scheme.name, words.language), "own": said(report.scheme.name, words.language)}
    yield from words.title("shown", **names)
    yield from words.note(said(shown.crosswalk.note, words.language))
    yield from words.note(words.text("harm_lost", amount=words.with_unit(shown.harm_lost)))
    yield from _distribution(shown.totals, shown.by_year, words)
    yield from _weighted(shown.totals, report.profile(shown.scheme), words)
    yield from words.title("own_scheme", scheme=names["own"])


def _distribution(totals: Totals, by_year: Mapping[int, Totals], words: TagWords) -> Iterator[str]:
    scheme = totals.scheme
    several = list(by_year.items()) if len(by_year) > 1 else []
    for axis in scheme.axis_ids:
        names = list(totals.amounts(axis))
        columns = []
        for head, of in ((words.text("all_years" if several else "amount"), totals), *several):
            columns.append(_amounts(str(head), of, axis, names, words))
            columns.append(_percents(of, axis, names, words))
        yield from words.title("axis", axis=axis_name(scheme, axis, words.language))
        labels = [words.category(scheme, name) for name in names]
        base = words.text("base")
        yield from grid_lines(words.text("column_category"), labels, base, columns, words.width, whole_names=True)
    reasons = dict.fromkeys(
        undefined_text(of.shares(scheme.axis_ids[0])[next(iter(of.amounts(scheme.axis_ids[0])))], words.language)
        for of in (totals, *by_year.values())
    )
    yield from words.note(*(words.text("undefined", reason=reason) for reason in reasons if reason))


def _amounts(head: str, of: Totals, axis: str, names: Sequence[str], words: TagWords) -> Column:
    amounts = of.amounts(axis)
    return Column(head, words.money_label, [words.money(amounts[name]) for name in names], words.money(of.base))


def _percents(of: Totals, axis: str, names: Sequence[str], words: TagWords) -> Column:
    shares = of.shares(axis)
    cells = [words.percent(shares[name]) for name in names]
    return Column("", "%", cells, is_joined=True)


def _range(totals: Totals, axis: str, name: str, found: Sequence[Range], words: TagWords) -> Column:
    """Return both ends for each profile; a dash where the axis has no such category."""
    of_role = totals.scheme.of_role(_RANGES[name], axis)
    has_any = len(of_role) > 1 if _RANGES[name] is Role.FAVOURABLE else bool(of_role)
    return Column(words.text(name), "", [words.between(item) if has_any else "–" for item in found])


def _weighted(totals: Totals, first: WeightProfile | None, words: TagWords) -> Iterator[str]:
    scheme = totals.scheme
    if first is None:
        yield from words.title("no_weights", scheme=said(scheme.name, words.language))
        return
    profiles = [first, *(item for item in scheme.profiles if item.id != first.id)]
    for axis in scheme.axis_ids:
        found = [totals.weighted(axis, profile) for profile in profiles]
        columns = [
            Column(words.text("share"), "", [words.percent(item.share) for item in found]),
            Column(words.text("weighted_amount"), words.money_label, [words.money(item.amount) for item in found]),
            *(_range(totals, axis, name, [getattr(item, name) for item in found], words) for name in _RANGES),
            Column(words.text("approved"), "", [words.percent(item.approved) for item in found]),
        ]
        yield from words.title("weighted", axis=axis_name(scheme, axis, words.language))
        names = [words.text("profile", id=item.id, version=item.version) for item in profiles]
        yield from grid_lines(words.text("column_profile"), names, "", columns, words.width, whole_names=True)
    yield from words.note(
        words.text(
            "profile_is",
            id=first.id,
            version=first.version,
            name=said(first.name, words.language),
            source=said(first.source, words.language),
        ),
        words.text("ranges_are"),
    )
    if len(scheme.axes) > 1:
        found_all = totals.combined(first)
        yield from words.note(
            words.text(
                "combined",
                share=words.percent(found_all.share, 2),
                amount=words.with_unit(found_all.amount),
                overlap=words.with_unit(found_all.overlap),
                **{
                    name: "–".join(words.percent(end) for end in (ends.low, ends.high))
                    for name, ends in (
                        ("conditional", found_all.conditional),
                        ("unknown", found_all.unknown),
                        ("untested", found_all.untested),
                    )
                },
                profile=words.text("profile", id=first.id, version=first.version),
            )
        )
