"""What was asked of ``finmodel tag``, checked before any file is read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from finmodel.commands.console import UsageError
from finmodel.commands.opening import check_json_target
from finmodel.commands.problems import STANDARD_OUTPUT
from finmodel.commands.tag.sie import OUTTURNS, sie_dimensions, sie_level
from finmodel.commands.targets import check_target
from finmodel.i18n.catalogue import Language
from finmodel.i18n.units import UNIT_FACTORS, find_money_unit
from finmodel.intake.budget_money import MoneyError, money_of_text
from finmodel.intake.budget_privacy import Masking, MaskingOf
from finmodel.intake.sie_levels import Level
from finmodel.intake.sie_options import OutturnFrom
from finmodel.intake.tagging_templates import schemes
from finmodel.tagging.lines import LineKind
from finmodel.tagging.problems import nearest
from finmodel.tagging.versions import Basis

__all__ = ["UNITS", "TagCall"]

UNITS = ("kr", "tkr", "mnkr")

_KINDS: Mapping[str, LineKind] = MappingProxyType(
    {
        **dict.fromkeys(("i", "investment", "investering"), LineKind.INVESTMENT),
        **dict.fromkeys(("d", "operating", "drift"), LineKind.OPERATING),
    }
)
_BASES: Mapping[str, Basis] = MappingProxyType(
    {**{str(basis): basis for basis in Basis}, "prognos": Basis.FORECAST, "utfall": Basis.OUTTURN}
)
_MASKS: Mapping[str, Masking] = MappingProxyType(
    {
        "none": Masking(),
        "persons": Masking.persons(),
        "suppliers": Masking(suppliers=MaskingOf.ALL),
        "texts": Masking(texts=MaskingOf.ALL),
        "all": Masking(MaskingOf.ALL, MaskingOf.ALL),
    }
)
_CHOSEN = (
    "chosen_unit",
    "chosen_kind",
    "chosen_basis",
    "masking",
    "chosen_years",
    "chosen_level",
    "chosen_dimensions",
    "chosen_outturn",
)
_CONTROL = re.compile(r"([^\W\d_]+)\s*([0-9]{4})\s*=(.*)")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCall:
    """The command line of ``finmodel tag`` as it was typed.

    Attributes
    ----------
    budget, rules, decisions, activities, before, plan, mask_names
        Files to read.
    mappings
        Files that say what columns mean, one for each sheet, and how SIE is read.
    unit, scheme, profile, kind, years, basis, controls, mask, sie_level, sie_dimensions, sie_outturn
        Words and numbers as typed.
    group_companies_inside
        Whether payments to the municipality's own companies stay in the base.
    is_illustrative
        Whether the user says that the figures are from no source.
    out, rules_out, json_target
        Files to write.
    """

    budget: str | None = None
    rules: str | None = None
    mappings: tuple[str, ...] = ()
    unit: str | None = None
    decisions: str | None = None
    scheme: str | None = None
    profile: str | None = None
    kind: str | None = None
    years: tuple[str, ...] = ()
    basis: str | None = None
    controls: tuple[str, ...] = ()
    group_companies_inside: bool = False
    activities: str | None = None
    before: str | None = None
    plan: str | None = None
    mask: str = "none"
    mask_names: str | None = None
    sie_level: str | None = None
    sie_dimensions: tuple[str, ...] = ()
    sie_outturn: str | None = None
    is_illustrative: bool = False
    out: str | None = None
    rules_out: str | None = None
    json_target: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Files that are read."""
        named = (self.budget, self.rules, self.decisions, self.activities, self.before, self.plan, self.mask_names)
        return tuple(name for name in (*named, *self.mappings) if name is not None)

    @property
    def chosen_unit(self) -> str | None:
        """The unit of money, None where none was typed."""
        if self.unit is None:
            return None
        return _chosen("--unit", find_money_unit(self.unit) or self.unit, {name: name for name in UNITS})

    @property
    def chosen_kind(self) -> LineKind | None:
        """The kind of lines, None where none was typed."""
        return None if self.kind is None else _chosen("--kind", self.kind, _KINDS, ("I", "D"))

    @property
    def chosen_basis(self) -> Basis | None:
        """What the amounts are, None where nothing was typed."""
        return None if self.basis is None else _chosen("--basis", self.basis, _BASES, tuple(map(str, Basis)))

    @property
    def masking(self) -> Masking:
        """What is masked in all that is written, but for names in a file."""
        return _chosen("--mask", self.mask, _MASKS)

    @property
    def chosen_years(self) -> tuple[int, ...]:
        """The years, rising; none where none was typed."""
        UsageError.check_all(partial(_check_year, typed) for typed in self.years)
        return tuple(sorted({int(typed) for typed in self.years}))

    @property
    def chosen_level(self) -> Level | None:
        """The level of SIE files that is read, None where none was typed."""
        return None if self.sie_level is None else sie_level(self.sie_level)

    @property
    def chosen_dimensions(self) -> tuple[tuple[str, str], ...]:
        """What dimensions of SIE files are of: number and field, "" for none."""
        return sie_dimensions(self.sie_dimensions)

    @property
    def chosen_outturn(self) -> OutturnFrom | None:
        """What outturn of SIE files is read from, None where nothing was typed."""
        typed = self.sie_outturn
        return None if typed is None else _chosen("--sie-outturn", typed, OUTTURNS, tuple(map(str, OutturnFrom)))

    def stated_totals(self, unit: str, language: Language) -> Mapping[tuple[LineKind, int], int]:
        """Return the control totals by kind and year [öre].

        Parameters
        ----------
        unit
            Of amounts that do not name theirs.
        language
            Whose decimal sign three decimals have.

        Raises
        ------
        UsageError
            Some are no such totals, have parts of an öre, or say another thing than one before: exit code 2.
        """
        found: dict[tuple[LineKind, int], int] = {}

        def read(typed: str) -> None:
            match = _CONTROL.fullmatch(typed.strip())
            kind = _KINDS.get(match[1].casefold()) if match else None
            if match is None or kind is None:
                raise UsageError("tag_control", value=typed)
            try:
                money = money_of_text(match[3], UNIT_FACTORS[unit], language)
            except MoneyError:
                money = None
            if money is None or money.lost:
                raise UsageError("tag_control", value=typed)
            if found.setdefault((kind, int(match[2])), money.ore) != money.ore:
                raise UsageError("tag_control_twice", value=f"{kind}{match[2]}")

        UsageError.check_all(partial(read, typed) for typed in self.controls)
        return found

    def check(self, language: Language) -> None:
        """Check all that can be before a file is read.

        Raises
        ------
        UsageError
            Choices are none, files are not there, or may not be written, all told together: exit code 2.
        """
        if self.budget is None and self.rules_out is None:
            raise UsageError("missing", value="BUDGET")
        UsageError.check_all(
            (
                *(partial(getattr, self, name) for name in _CHOSEN),
                self._check_scheme,
                partial(self._check_controls, language),
                *(partial(_check_source, source) for source in dict.fromkeys(self.sources)),
                *self._target_checks(),
            )
        )

    def _check_scheme(self) -> None:
        if self.scheme is not None and self.scheme not in schemes():
            known = tuple(schemes())
            near = nearest(self.scheme, known)
            name = "tag_scheme_near" if near else "tag_scheme"
            raise UsageError(name, value=self.scheme, near=near or "", known=", ".join(known))

    def _check_controls(self, language: Language) -> None:
        # The file's unit is still to be read; a wrong one has been told.
        unit = find_money_unit(self.unit) if self.unit else None
        self.stated_totals(unit if unit in UNITS else UNITS[-1], language)

    def _target_checks(self) -> Iterator[Callable[[], None]]:
        books = {name: target for name, target in (("--out", self.out), ("--rules-out", self.rules_out)) if target}
        for target in (self.out, self.rules_out):
            if target is not None:
                yield partial(check_target, target, kinds=("xlsx",))
        yield partial(check_json_target, self.json_target, not_over=None)
        json = {} if self.json_target in (None, STANDARD_OUTPUT) else {"--json": str(self.json_target)}
        yield partial(self._check_apart, books | json)

    def _check_apart(self, targets: Mapping[str, str]) -> None:
        """No file may be written twice, and none that is read."""
        seen: dict[str, str] = {}
        sources = {_real(source) for source in self.sources}
        for option, target in targets.items():
            if _real(target) in sources:
                raise UsageError("target_is_input", file=target)
            if (first := seen.setdefault(_real(target), option)) != option:
                raise UsageError("tag_target_twice", file=target, first=first, second=option)


def _real(path: str) -> str:
    return os.path.realpath(path.replace("\0", ""))


def _check_source(path: str) -> None:
    if not os.path.lexists(path.replace("\0", "")):
        raise UsageError("no_file", file=path)


def _check_year(typed: str) -> None:
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise UsageError("tag_choice", option="--year", value=typed, known="2026, 2027 …")


def _chosen(option: str, typed: str, choices: Mapping[str, V], shown: tuple[str, ...] = ()) -> V:
    found = choices.get(typed.strip().casefold())
    if found is None:
        raise UsageError("tag_choice", option=option, value=typed, known=", ".join(shown or choices))
    return found
