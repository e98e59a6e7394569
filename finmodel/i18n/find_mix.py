"""Find the mix in words: what was asked, the answer, and what is to be known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame_results import FrameChoice
from finmodel.analysis.find_grant_results import GrantShare
from finmodel.analysis.find_loan_results import LoanFactor, LoanReason
from finmodel.analysis.find_years import NO_FRAME, NO_ROW
from finmodel.i18n.catalogue import t, t_n
from finmodel.i18n.comparison import perspective_label
from finmodel.i18n.formats import format_money_per_inhabitant, format_percent, format_tonnes
from finmodel.model.values import MAX_LONG_TEXT, MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from finmodel.analysis.find_scenarios import Found
    from finmodel.analysis.find_years import UntestedYear
    from finmodel.i18n.catalogue import Language
    from finmodel.model.funding import FundingEntry
    from finmodel.model.plan import Plan

__all__ = ["FoundWords"]

_NOTHING = 0.5
"""Kronor and kilograms below which a difference is not worth a sentence."""


class FoundWords:
    """Answers in a language; names of the plan stand in the sentences as the plan has them.

    Parameters
    ----------
    plan
        That the question was asked of.
    lang
        Language.
    money
        Writes an amount [whole currency units] with its unit.
    spans
        Writes years: ``2026–2028, 2030``.
    """

    def __init__(
        self, plan: Plan, lang: Language, money: Callable[[float], str], spans: Callable[[Iterable[int]], str]
    ) -> None:
        self.plan, self.lang, self.money, self.spans = plan, lang, money, spans
        self._sources = {row.id: row.name for row in plan.sources}
        self._actions = {row.id: row.name for row in plan.actions}
        self._organisations = {row.id: row.name for row in plan.organisations}

    def _text(self, key: str, /, **params: str | int) -> str:
        return t(f"find_mix.{key}", self.lang, **params)

    def source(self, identity: str | None) -> str:
        """Return a source's name."""
        return self._sources.get(identity or "") or identity or ""

    def action(self, identity: str) -> str:
        """Return an action's id and name."""
        name = self._actions.get(identity)
        return self._text("named", id=identity, name=name) if name else identity

    def holder(self, identity: str | None) -> str:
        """Return whose frame it is."""
        return self._text("frame.of_all") if identity is None else self._organisations.get(identity, identity)

    def level(self, level: str) -> str:
        """Return what a level of the ordinary budget is called."""
        return t(f"choice.account_level.{level}", self.lang)

    def percent(self, share: float) -> str:
        """Return a share as percent."""
        return format_percent(share, self.lang)

    def of_ceiling(self, found: LoanFactor, amount: float) -> str:
        """Return an amount in the unit of a ceiling."""
        if found.ceiling is TestName.DEBT_PER_INHABITANT:
            return format_money_per_inhabitant(amount, self.lang, currency=self.plan.settings.currency)
        return self.money(amount)

    def title(self, found: Found) -> str:
        """Return what was asked."""
        match found:
            case GrantShare():
                perspective = perspective_label(self.plan, found.perspective, self.lang)
                key = "grant.title_whole" if found.source is None else "grant.title"
                action, source = self.action(found.action), self.source(found.source)
                return self._text(key, action=action, source=source, perspective=perspective)
            case LoanFactor():
                return self._text("loan.title", source=self.source(found.source), level=self.level(found.level))
            case FrameChoice() if found.level is not None:
                return self._text("frame.title_level", level=self.level(found.level))
            case FrameChoice():
                return self._text("frame.title", source=self.source(found.source))

    def scenario_row(self, found: Found, identity: str, name: str = "") -> dict[str, Any]:
        """Return the scenario's own row for an answer.

        It is marked illustrative where the answer rests on illustrative inputs, and where it is a grant: nobody has
        promised that.
        """
        is_grant, unsourced = isinstance(found, GrantShare), self._unsourced(found)
        key = "scenario.description_grant" if is_grant else "scenario.description"
        said = self._text(key, text=self.lines(found)[0])
        return {
            "id": identity,
            "name": (name or self.scenario_name(found))[:MAX_TEXT],
            "illustrative": is_grant or bool(unsourced),
            "description": " ".join((said, *unsourced))[:MAX_LONG_TEXT],
        }

    def scenario_name(self, found: Found) -> str:
        """Return a name for the answer as a scenario."""
        match found:
            case GrantShare():
                return self._text("scenario.grant", action=self.action(found.action))
            case LoanFactor():
                return self._text("scenario.loan", source=self.source(found.source))
            case FrameChoice() if found.level is not None:
                return self._text("scenario.level", level=self.level(found.level))
            case FrameChoice():
                return self._text("scenario.frame", source=self.source(found.source))

    def lines(self, found: Found) -> list[str]:
        """Return the answer as sentences, the answer itself first, and last what in it is illustrative."""
        match found:
            case GrantShare():
                said = self._grant(found)
            case LoanFactor():
                said = self._loan(found)
            case FrameChoice():
                said = self._frame(found)
        return [*said, *self._unsourced(found)]

    def _unsourced(self, found: Found) -> list[str]:
        parts = "; ".join(self._illustrative(found))
        return [self._text("illustrative", parts=parts)] if parts else []

    def _illustrative(self, found: Found) -> Iterator[str]:
        """Say which of the inputs that the answer rests on most are from no source."""
        plan, source = self.plan, self.source(found.source)
        if isinstance(found, FrameChoice):
            if any(row.source == found.source and row.illustrative for row in plan.frames):
                yield self._text("illustrative_frames", source=source)
        elif any(row.id == found.source and row.illustrative for row in plan.sources):
            yield self._text("illustrative_terms", source=source)
        if isinstance(found, LoanFactor) and any(
            row.source == found.source and row.illustrative for row in plan.funding
        ):
            yield self._text("illustrative_mix", source=source)
        if not isinstance(found, GrantShare):
            rows = [row for row in plan.ordinary_budget if row.level is found.level and row.illustrative]
            if rows:
                yield self._text("illustrative_budget", years=self.spans(row.year for row in rows))

    def how_much(self, entry: FundingEntry) -> str:
        """Return how much an entry of a mix pays."""
        if entry.rest:
            return self._text("rest")
        if entry.share is not None:
            is_grant = any(row.id == entry.source and row.kind.is_grant for row in self.plan.sources)
            return self._text("share_eligible" if is_grant else "share", share=self.percent(entry.share))
        if entry.amount is not None:
            return self.money(entry.amount)
        if entry.by_year:
            years = self.spans(entry.by_year)
            return self._text("by_year", amount=self.money(sum(entry.by_year.values())), years=years)
        return self._text("share_own")

    def _no_answer(self, kind: str, reason: str) -> str:
        return self._text("no_answer", reason=t(f"find.{kind}.{reason}", self.lang))

    def _grant(self, found: GrantShare) -> Iterator[str]:
        before, after = found.npv_before or 0.0, found.npv_after or 0.0
        if found.share is None:
            yield self._no_answer("grant", str(found.reason))
            yield from self._tried(found)
        elif found.share == 0:
            yield self._text("grant.not_needed", npv=self.money(before))
        else:
            key = "grant.answer_whole" if found.source is None else "grant.answer"
            yield self._text(
                key,
                source=self.source(found.source),
                share=self.percent(found.share),
                amount=self.money(found.amount or 0.0),
                before=self.money(before),
                # What rounding leaves of zero is zero, also with a minus before it.
                after=self.money(after if abs(after) >= _NOTHING else 0.0),
            )
            if after >= _NOTHING:
                yield self._text("grant.jumps")
        if found.gave_way:
            yield self._text("grant.gave_way", entries="; ".join(self._gave_way(found)))
        if found.cuts:
            yield self._text("grant.cuts", limits="; ".join(self._cuts(found)))
        if found.problems:
            yield self._text("grant.problems", codes=", ".join(found.problems))

    def _tried(self, found: GrantShare) -> Iterator[str]:
        if found.npv_before is None:
            return
        before = self.money(found.npv_before)
        if found.npv_at_largest is None or found.largest_share is None:
            yield self._text("grant.before", before=before)
        else:
            share, npv = self.percent(found.largest_share), self.money(found.npv_at_largest)
            yield self._text("grant.largest", before=before, share=share, npv=npv)

    def _gave_way(self, found: GrantShare) -> Iterator[str]:
        for row in found.gave_way:
            before, after = self.percent(row.before), self.percent(row.after)
            yield self._text("grant.gave_way_entry", source=self.source(row.source), before=before, after=after)

    def _cuts(self, found: GrantShare) -> Iterator[str]:
        years: dict[str, list[int]] = {}
        for cut in found.cuts:
            years.setdefault(str(cut.limit), []).append(cut.year)
        for limit, mine in years.items():
            yield self._text("grant.cut", limit=t(f"limit.{limit}", self.lang), years=self.spans(mine))

    def _loan(self, found: LoanFactor) -> Iterator[str]:
        before, after = self.money(found.loan_before or 0.0), self.money(found.loan_after or 0.0)
        year, headroom = str(found.binding_year), found.headroom or 0.0
        if found.factor is None:
            yield self._no_answer("loan", str(found.reason))
            if found.reason is LoanReason.NOT_REACHABLE:
                yield self._text("loan.lacking", amount=self.of_ceiling(found, -headroom), year=year)
        elif not found.entries:
            yield self._text("loan.all", loan=before, year=year, headroom=self.of_ceiling(found, headroom))
        elif found.factor == 0:
            yield self._text("loan.nothing", before=before, year=year)
        else:
            factor = self.percent(found.factor)
            yield self._text("loan.part", factor=factor, after=after, before=before, year=year)
        if found.first_failing_year is not None:
            yield self._text("loan.first", year=str(found.first_failing_year))
        if found.factor is not None and found.entries:
            rise = found.gap_rise or 0.0
            yield self._text("loan.gap", amount=self.money(rise)) if rise >= _NOTHING else self._text("loan.no_gap")
        yield from self._untested(found.not_tested)

    def _frame(self, found: FrameChoice) -> Iterator[str]:
        if found.reason is not None:
            yield self._no_answer("frame", str(found.reason))
            return
        left_out = found.left_out
        if left_out:
            names = ", ".join(self.action(name) for name in left_out)
            yield t_n("find_mix.frame.left_out", len(left_out), self.lang, actions=names)
            yield from self._lost(found)
        elif not found.broken_before:
            yield self._text("frame.fits")
        if found.broken_before:
            yield self._text("frame.broken", years=self.spans(found.broken_before))
        if found.not_costed:
            yield self._text("frame.not_costed", actions=", ".join(self.action(name) for name in found.not_costed))
        yield from self._untested(found.not_tested)

    def _lost(self, found: FrameChoice) -> Iterator[str]:
        if found.npv_lost is not None and abs(found.npv_lost) >= _NOTHING:
            key = "frame.npv_lower" if found.npv_lost > 0 else "frame.npv_higher"
            yield self._text(key, amount=self.money(abs(found.npv_lost)))
        if found.tonnes_lost is not None and abs(found.tonnes_lost) >= _NOTHING / 1000:
            key = "frame.tonnes_fewer" if found.tonnes_lost > 0 else "frame.tonnes_more"
            yield self._text(key, tonnes=format_tonnes(abs(found.tonnes_lost), self.lang))
        for name, reason in found.undefined.items():
            label, why = t(f"figure.{name}.label", self.lang), t(f"reason.{reason}.label", self.lang)
            yield self._text("frame.undefined", figure=label, reason=why)

    def _untested(self, rows: Iterable[UntestedYear]) -> Iterator[str]:
        years: dict[str, list[int]] = {}
        for row in rows:
            years.setdefault(", ".join(self._absent(name) for name in row.absent), []).append(row.year)
        if years:
            parts = (self._text("untested_years", years=self.spans(mine), absent=why) for why, mine in years.items())
            yield self._text("untested", years="; ".join(parts))

    def _absent(self, name: str) -> str:
        if name == NO_ROW:
            return self._text("absent_row")
        if name == NO_FRAME:
            return self._text("absent_frame")
        table = "settings" if name == "internal_interest" else "ordinary_budget"
        return self._text("absent_field", field=t(f"field.{table}.{name}.label", self.lang).lower())
