"""Whether sources, mixes and frames fit together. What a source lacks is asked for when a mix uses it, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import issue_of, missing_years
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import Certainty, Covers, MoneyClass, SourceKind
from finmodel.model.mixes import Mixes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.action import Action
    from finmodel.model.funding import Frame, FundingEntry, Source
    from finmodel.model.settings import Settings
    from finmodel.model.values import Yearly

__all__ = ["check_funding"]

SHARE_TOLERANCE = 1e-9


def check_funding(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield what is wrong with the sources of money and with the mixes that use them."""
    sources: dict[str, Source] = {row.id: row for row in tables.get("sources", ())}
    entries: Sequence[FundingEntry] = tables.get("funding", ())
    used = {entry.source for entry in entries}
    has_finance_unit = any(row.kind is OrganisationKind.FINANCE_UNIT for row in tables.get("organisations", ()))
    for source in sources.values():
        yield from _contradictions(source)
        if source.id in used:
            yield from _lacking(source, settings, has_finance_unit=has_finance_unit)
    actions: dict[str, Action] = {row.id: row for row in tables.get("actions", ())}
    kinds = {row.id: row.kind for row in tables.get("organisations", ())}
    for entry in entries:
        found = sources.get(entry.source)
        yield from _scope(entry)
        if found is not None:
            yield from _entry(entry, found)
            yield from _certainty(entry, found)
            if entry.action in actions:
                yield from _eligible(entry, found, actions[entry.action], kinds)
    for mix in Mixes(entries).entries.values():
        yield from _mix(mix, sources)
    frames: Sequence[Frame] = tables.get("frames", ())
    for frame in frames:
        holder = sources.get(frame.source)
        if holder is not None and holder.of_class not in (MoneyClass.OWN, None):
            yield issue_of("FM-M193", frame, "source", value=frame.source)


def _contradictions(source: Source) -> Iterator[Issue]:
    """Yield what cannot be true of a source, used or not."""
    given, own = source.money_class, source.kind.money_class
    if given is not None and own is not None and given is not own:
        yield issue_of("FM-M171", source, "money_class", value=str(given), kind=str(source.kind), expected=str(own))
    if source.certainty is Certainty.SECURED and source.probability is not None and source.probability < 1:
        yield issue_of("FM-M177", source, "probability", value=source.probability)
    if source.share is not None and source.aid_intensity is not None and source.share > source.aid_intensity:
        yield issue_of("FM-M179", source, "share", value=source.share, ceiling=source.aid_intensity)
    if source.first_year is not None and source.last_year is not None and source.last_year < source.first_year:
        yield issue_of("FM-M181", source, "last_year", value=source.last_year, first=source.first_year)
    if source.term_years is not None and source.grace_years >= source.term_years:
        yield issue_of("FM-M175", source, "grace_years", value=source.grace_years, term=source.term_years)


def _lacking(source: Source, settings: Settings | None, *, has_finance_unit: bool) -> Iterator[Issue]:
    """Yield what must be known of a source before a mix can use it."""
    is_borrowed = source.of_class is MoneyClass.BORROWED
    has_guarantee = is_borrowed and source.guarantee_fee is not None
    pays_by_tonne = source.kind is SourceKind.RESULTS_BASED
    for code, field, is_lacking in (
        ("FM-M172", "provider", source.of_class is MoneyClass.EXTERNAL and source.provider is None),
        ("FM-M182", "payment_per_tonne", pays_by_tonne and _is_blank(source.payment_per_tonne)),
        ("FM-M174", "term_years", is_borrowed and source.term_years is None),
        ("FM-M173", "interest_rate", is_borrowed and _is_blank(source.interest_rate)),
        ("FM-M194", "guarantee_fee", has_guarantee and not has_finance_unit),
        ("FM-M211", "guarantee_fee", has_guarantee and _is_blank(source.guarantee_fee)),
        ("FM-M208", "cap_per_year", source.cap_per_year is not None and source.cap_per_year.is_unknown),
    ):
        if is_lacking:
            yield issue_of(code, source, field, name=source.name)
    if source.of_class is None:
        yield issue_of("FM-M170", source, "money_class", kind=str(source.kind))
    if settings is not None:
        yield from _paths(source, settings)


def _is_blank(path: Yearly | None) -> bool:
    return path is None or path.is_unknown


def _paths(source: Source, settings: Settings) -> Iterator[Issue]:
    """Yield rates and prices that are missing in a year in which the source may be used, or its debt be owed."""
    first = max(settings.first_year, source.first_year or 0)
    for field in ("interest_rate", "guarantee_fee", "payment_per_tonne"):
        path: Yearly | None = getattr(source, field)
        if path is None or path.is_unknown:
            continue
        last = settings.last_year
        if field == "payment_per_tonne":
            last = min(last, source.last_year or last)
        if missing := missing_years(path, range(first, last + 1)):
            yield issue_of("FM-M176", source, field, years=missing, name=source.name)


def _scope(entry: FundingEntry) -> Iterator[Issue]:
    """Yield entries that say two things about whose mix they belong to, or a default that fixes kronor."""
    fields = [name for name in ("action", "sector", "owner", "status") if getattr(entry, name) is not None]
    if len(fields) > 1:
        yield issue_of("FM-M187", entry, fields[1], first=fields[0], second=fields[1])
    if entry.action is None and (entry.amount is not None or entry.by_year):
        yield issue_of("FM-M186", entry, "amount" if entry.amount is not None else "by_year")


def _entry(entry: FundingEntry, source: Source) -> Iterator[Issue]:
    """Yield what is wrong with what an entry says about how much."""
    said = [
        name
        for name, is_said in (
            ("share", entry.share is not None),
            ("amount", entry.amount is not None),
            ("by_year", bool(entry.by_year)),
            ("rest", entry.rest),
        )
        if is_said
    ]
    if len(said) > 1:
        yield issue_of("FM-M183", entry, said[1], first=said[0], second=said[1])
    if source.kind is SourceKind.RESULTS_BASED:
        if said and said != ["share"]:
            yield issue_of("FM-M185", entry, said[0], name=source.name)
        return
    if not said and not source.kind.is_grant:
        yield issue_of("FM-M184", entry, "share", name=source.name)
    if not said and source.kind.is_grant and source.share is None:
        yield issue_of("FM-M180", entry, "share", name=source.name)
    if entry.share is not None and source.kind.is_grant:
        ceilings = [number for number in (source.share, source.aid_intensity) if number is not None]
        if ceilings and entry.share > min(ceilings):
            yield issue_of("FM-M179", entry, "share", value=entry.share, ceiling=min(ceilings))
    for year, amount in entry.by_year.items():
        too_early = source.first_year is not None and year < source.first_year
        too_late = source.last_year is not None and year > source.last_year
        if amount and (too_early or too_late):
            first, last = source.first_year, source.last_year
            yield issue_of("FM-M191", entry, "by_year", year=year, value=year, name=source.name, first=first, last=last)


def _certainty(entry: FundingEntry, source: Source) -> Iterator[Issue]:
    certainty = entry.certainty or source.certainty
    probability = entry.probability if entry.probability is not None else source.probability
    if certainty is Certainty.SECURED:
        if entry.probability is not None and entry.probability < 1:
            yield issue_of("FM-M177", entry, "probability", value=entry.probability)
    elif probability is None and source.is_capital:
        yield issue_of("FM-M178", entry, "probability", warn=True, name=source.name, certainty=str(certainty))


def _eligible(
    entry: FundingEntry, source: Source, action: Action, kinds: Mapping[str, OrganisationKind]
) -> Iterator[Issue]:
    """Yield entries that can give nothing: the action is not one that the source is for, or does not count."""
    if source.eligible_sectors and action.sector not in source.eligible_sectors:
        yield issue_of(
            "FM-M192", entry, "source", warn=True, name=source.name, action=action.name, why="sector",
            found=action.sector or "–",
        )  # fmt: skip
    kind = kinds.get(action.owner)
    if source.eligible_owner_kinds and kind is not None and kind not in source.eligible_owner_kinds:
        yield issue_of(
            "FM-M192", entry, "source", warn=True, name=source.name, action=action.name, why="organisation_kind",
            found=str(kind),
        )  # fmt: skip
    if not action.counts:
        yield issue_of("FM-M195", entry, "action", warn=True, action=action.name)


def _mix(mix: Sequence[FundingEntry], sources: Mapping[str, Source]) -> Iterator[Issue]:
    """Yield what is wrong between the entries of one mix."""
    positions: dict[int, FundingEntry] = {}
    rest: FundingEntry | None = None
    for entry in mix:
        first = positions.setdefault(entry.position, entry)
        if first is not entry:
            yield issue_of("FM-M190", entry, "position", value=entry.position, first=first.id)
        if entry.rest:
            if rest is not None:
                yield issue_of("FM-M189", entry, "rest", first=rest.id)
            rest = rest or entry
    shares = [(entry, sources[entry.source]) for entry in mix if entry.source in sources]
    # A tonne is sold once to a source, and a krona of cost is paid once: in each year, and of each sort of use.
    for source in sorted({row.id for _, row in shares if not row.is_capital}):
        yield from _whole([(entry, _share_of(entry, row)) for entry, row in shares if row.id == source])
    paying = [(entry, row) for entry, row in shares if row.is_capital]
    over: dict[str, Issue] = {}
    for year in sorted({row.first_year or 0 for _, row in paying}):
        for sort in (Covers.INVESTMENT, Covers.RUNNING_COST):
            used = [
                (entry, _share_of(entry, row))
                for entry, row in paying
                if row.pays_for in (sort, Covers.BOTH) and (row.first_year or 0) <= year <= (row.last_year or year)
            ]
            for issue in _whole(used):
                over.setdefault(issue.where.row or "", issue)
    yield from over.values()


def _share_of(entry: FundingEntry, source: Source) -> float:
    """Return the share of the cost that an entry asks for: of a grant its share of the eligible part."""
    says_nothing = entry.share is None and entry.amount is None and not entry.by_year and not entry.rest
    if source.kind.is_grant:
        share = source.share if says_nothing else entry.share
        return (share or 0.0) * source.eligible_share
    if says_nothing and not source.is_capital:
        return 1.0
    return entry.share or 0.0


def _whole(shares: Sequence[tuple[FundingEntry, float]]) -> Iterator[Issue]:
    """Yield the entry with which shares come to more than the whole."""
    total = 0.0
    for entry, share in shares:
        total += share
        if share and total > 1 + SHARE_TOLERANCE:
            yield issue_of("FM-M188", entry, "share", value=total)
            return
