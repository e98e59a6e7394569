"""Sources, mixes, frames, rents, ordinary budget and adopted plan for a generated plan: valid, and of every sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from finmodel.model.enums import OrganisationKind, Status
from finmodel.model.funding_enums import (
    AccountLevel,
    CapitalCostMethod,
    Certainty,
    Covers,
    GrantAccounting,
    LoanForm,
    MoneyClass,
    RentBasis,
    SourceKind,
)
from tests.drawn import (
    LONG_TEXTS,
    NOTHING,
    TEXTS,
    Document,
    among,
    amount,
    by_year,
    carbon_prices,
    decimal,
    either,
    maybe,
    money,
    names,
    path,
    perhaps_path,
)

__all__ = ["fractions", "fund", "fund_in_words", "mix_rows", "one_finance_unit"]

GROUP: Final = ("committee", "finance_unit", "company")
FRACTIONS: Final = (0.0, 0.1, 0.25, 0.333333333333333, 0.5, 0.7, 0.999999, 1.0)
_NUMBERED_FORMS: Final = ("number", "number", "both", "years")


@dataclass(frozen=True)
class _Plan:
    """What funding may refer to."""

    years: range
    kinds: dict[str, str]
    sectors: Sequence[str]
    actions: Sequence[str]
    categories: Sequence[str]

    @property
    def organisations(self) -> list[str]:
        return list(self.kinds)

    @property
    def has_finance_unit(self) -> bool:
        return "finance_unit" in self.kinds.values()


def one_finance_unit(kinds: Sequence[OrganisationKind]) -> list[OrganisationKind]:
    """Return the kinds with companies in place of a second finance unit: loans would not know whose they are."""
    seen = False
    found = []
    for kind in kinds:
        is_second = kind is OrganisationKind.FINANCE_UNIT and seen
        seen = seen or kind is OrganisationKind.FINANCE_UNIT
        found.append(OrganisationKind.COMPANY if is_second else kind)
    return found


@cache
def fractions() -> SearchStrategy[float]:
    """A share from nothing to all."""
    return either(among(*FRACTIONS), st.integers(0, 1000).map(lambda digits: decimal(digits, -3)))


@cache
def loan_rates() -> SearchStrategy[float]:
    """Interest on a loan: none, usual and dear."""
    return either(among(0.0, 0.02, 0.035, 0.25, 1.0), st.integers(0, 99).map(lambda n: decimal(n, -3)))


def fund(draw: DrawFn, document: Document, years: range) -> None:
    """Give a document that has everything else its funding and accounts."""
    found = _known(document, years)
    for row in document["actions"]:
        row.setdefault("sector", draw(among(None, *found.sectors)))
        row.setdefault("status", str(draw(among(*Status))))
        row.update(_accounted(draw, row["id"], document["investments"], years))
    document["settings"] |= _settings(draw, found)
    kinds = draw(st.lists(among(*SourceKind), max_size=5))
    used = _numbered(draw, [_source(draw, found, kind) for kind in kinds])
    document["funding"] = _numbered(draw, _entries(draw, found, used)) if used else []
    document["sources"] = [*used, *_bare(draw, {row["id"] for row in used})]
    document["frames"] = _numbered(draw, _frames(draw, found, used))
    document["internal_rents"] = _numbered(draw, _rents(draw, found))
    document["ordinary_budget"] = _numbered(draw, _ordinary(draw, years))
    document["adopted_plan"] = _numbered(draw, _adopted(draw, found))


def mix_rows(draw: DrawFn, document: Document, years: range) -> list[Document]:
    """Return mixes from the sources of a document that :func:`fund` has filled, without ids."""
    used = [row for row in document["sources"] if "certainty" in row]
    return _entries(draw, _known(document, years), used)


def _known(document: Document, years: range) -> _Plan:
    return _Plan(
        years,
        {row["id"]: row["kind"] for row in document["organisations"]},
        [row["id"] for row in document["sectors"]],
        [row["id"] for row in document["actions"]],
        [row["id"] for row in document["price_categories"]],
    )


def fund_in_words(draw: DrawFn, document: Document) -> None:
    """Give the rows of :func:`fund` their texts."""
    word, long = among("", *TEXTS), among("", *LONG_TEXTS)
    fields = {
        "sources": ("programme", "terms_source"),
        "funding": (),
        "frames": ("name", "reference"),
        "internal_rents": ("reference",),
        "ordinary_budget": ("reference",),
        "adopted_plan": ("project_number", "name", "reference"),
    }
    for table, texts in fields.items():
        for row in document[table]:
            row |= {field: draw(word) for field in texts}
            row |= {"illustrative": draw(st.booleans()), "notes": draw(long)}
    for row in document["sources"]:
        row["name"] = draw(among(*[text for text in TEXTS if text.strip()]))


def _numbered(draw: DrawFn, rows: list[Document]) -> list[Document]:
    return [{"id": name, **row} for name, row in zip(names(draw, len(rows)), rows, strict=True)]


def _settings(draw: DrawFn, found: _Plan) -> Document:
    has_committee = "committee" in found.kinds.values()
    is_possible = found.has_finance_unit or not has_committee
    interest = perhaps_path(draw, found.years, found.years, loan_rates(), "ffffpnu" if is_possible else "nu")
    method = str(draw(among(*CapitalCostMethod)))
    return {"capital_cost_method": method} | ({} if interest is None else {"internal_interest": interest})


def _accounted(draw: DrawFn, action: str, investments: Sequence[Document], years: range) -> Document:
    planned = [years.start]
    for row in investments:
        if row["action"] == action and row["kind"] == "capex":
            planned += [int(year) for year in row.get("by_year", {})]
            planned += [row[field] for field in ("start_year", "end_year") if field in row]
    has_investment = any(row["action"] == action and row["kind"] == "capex" for row in investments)
    start = max(planned) + draw(st.integers(0, 3))
    return {
        "fund_running_cost": draw(st.booleans()),
        "activation": draw(among("", "", f"{start}", f"{start}-01", f"{start}-07", f"{start}-12")),
        # What is replaced is written off when the new asset is activated: there has to be one.
        "replaced_book_value": draw(st.one_of(st.just(0), st.just(0), money())) if has_investment else 0,
    }


def _source(draw: DrawFn, found: _Plan, kind: SourceKind) -> Document:
    """A source with all that a mix needs to use it."""
    of_class = kind.money_class or draw(among(*MoneyClass))
    is_stated = kind.money_class is None or draw(st.booleans())
    certainty = draw(among(*Certainty))
    first = draw(st.one_of(st.none(), st.none(), st.integers(found.years.start - 2, found.years.stop)))
    row: Document = {
        "name": "Källa",
        "kind": str(kind),
        "money_class": str(of_class) if is_stated else None,
        "provider": draw(among(*found.organisations)),
        "certainty": str(certainty),
        "probability": draw(_probability(certainty)),
        "covers": draw(among(None, None, *map(str, Covers))),
        "first_year": first,
        "last_year": draw(st.one_of(st.none(), st.integers(0, 12).map(lambda n: (first or found.years.start) + n))),
        "eligible_sectors": draw(_some(found.sectors)),
        "eligible_owner_kinds": draw(_some([str(kind) for kind in OrganisationKind])),
        "minimum_kg_per_krona": draw(among(None, None, None, 0, 0.001, 0.25)),
        "cap_per_action": maybe(draw, money()),
        "cap_per_year": draw(st.one_of(st.none(), st.just(0))) if draw(st.booleans()) else _limit(draw, found.years),
        "cap_total": maybe(draw, money()),
    }
    if of_class is not MoneyClass.EXTERNAL and draw(st.booleans()):
        row["provider"] = None
    if of_class is MoneyClass.EXTERNAL:
        row |= {
            "paid_during": draw(fractions()),
            "payment_lag_years": draw(st.integers(0, 4)),
            "grant_accounting": str(draw(among(*GrantAccounting))),
        }
    if kind.is_grant:
        row |= _grant(draw)
    if kind is SourceKind.RESULTS_BASED:
        row["payment_per_tonne"] = path(draw, found.years, found.years, carbon_prices())
    return row | (_loan(draw, found) if of_class is MoneyClass.BORROWED else {})


def _some(known: Sequence[str]) -> SearchStrategy[list[str]]:
    """Mostly nothing, which is all."""
    few = st.lists(among(*known), max_size=3, unique=True) if known else st.just([])
    return st.one_of(st.just([]), st.just([]), few)


@cache
def _probability(certainty: Certainty) -> SearchStrategy[float | None]:
    if certainty is Certainty.SECURED:
        return among(None, None, 1.0)
    return either(NOTHING, fractions())


def _limit(draw: DrawFn, years: range) -> Any:
    """A yearly amount that is known."""
    found = amount(draw, years, money(), _NUMBERED_FORMS)
    return 0 if found == {"value": None, "by_year": {}} else found


def _grant(draw: DrawFn) -> Document:
    numbers = [maybe(draw, fractions()) for _ in range(2)]
    if None not in numbers:
        numbers.sort()
    return {
        "share": numbers[0],
        "aid_intensity": numbers[1],
        "eligible_share": draw(among(1, 1, 0.8, 0.333333333333333, 0)),
        "less_reference": draw(st.booleans()),
    }


def _loan(draw: DrawFn, found: _Plan) -> Document:
    term = draw(either(st.integers(1, 10), among(25, 100)))
    fee = path(draw, found.years, found.years, loan_rates()) if draw(st.integers(0, 3)) == 0 else None
    return {
        "loan_form": draw(among(None, *map(str, LoanForm))),
        "term_years": term,
        "grace_years": draw(among(0, 0, min(2, term - 1), term - 1)),
        "interest_rate": path(draw, found.years, found.years, loan_rates()),
        "fee_share": draw(among(0, 0, 0.005, 0.02)),
        "guarantee_fee": fee if found.has_finance_unit else None,
    }


def _bare(draw: DrawFn, taken: set[str]) -> list[Document]:
    """A source that nothing uses yet: what it lacks is not asked for."""
    if draw(st.integers(0, 3)):
        return []
    name = next(name for name in ("outnyttjad", "x") if name not in taken)
    return [{"id": name, "name": "Källa", "kind": str(draw(among(*SourceKind)))}]


def _entries(draw: DrawFn, found: _Plan, sources: list[Document]) -> list[Document]:
    """The mixes of some actions, and defaults for the others; at most as many rows as there are ids."""
    places: list[Document] = [{"action": action} for action in found.actions if draw(st.booleans())]
    places += [{"sector": sector} for sector in found.sectors if draw(st.integers(0, 2)) == 0]
    places += [{"owner": found.organisations[0]}] if draw(st.integers(0, 2)) == 0 else []
    places += [{"status": str(draw(among(*Status)))}] if draw(st.integers(0, 2)) == 0 else []
    places += [{}] if draw(st.integers(0, 1)) == 0 else []
    rows = [row | place for place in places[:10] for row in _mix(draw, found, sources, is_action="action" in place)]
    order = draw(st.integers(0, max(len(rows) - 1, 0)))
    return rows[order:] + rows[:order]


def _mix(draw: DrawFn, found: _Plan, sources: list[Document], *, is_action: bool) -> list[Document]:
    positions = draw(st.lists(st.integers(1, 999), min_size=1, max_size=3, unique=True))
    thousandths, has_rest = 1000, False
    rows: list[Document] = []
    for position in positions:
        source = draw(st.sampled_from(sources))
        if source["kind"] == "results_based" and any(row["source"] == source["id"] for row in rows):
            continue  # a tonne is sold once
        how, taken = _how_much(draw, found, source, thousandths, is_action=is_action, has_rest=has_rest)
        thousandths -= taken
        has_rest = has_rest or bool(how.get("rest"))
        certainty = draw(among(None, None, None, *map(str, Certainty)))
        rows.append(
            {
                "source": source["id"],
                "position": position,
                "certainty": certainty,
                "probability": draw(_probability(Certainty(certainty or source["certainty"]))),
                **how,
            }
        )
    return rows


def _how_much(
    draw: DrawFn, found: _Plan, source: Document, thousandths: int, *, is_action: bool, has_rest: bool
) -> tuple[Document, int]:
    """What an entry asks for, and how many thousandths of the cost that are shares it takes."""
    kind = SourceKind(source["kind"])
    if kind is SourceKind.RESULTS_BASED:
        return ({"share": draw(fractions())} if draw(st.booleans()) else {}), 0
    own: float | None = source.get("share")
    forms = ["share"] * 3 + ([] if has_rest else ["rest", "rest"])
    of_source = ceil(1000 * own) if kind.is_grant and own is not None else None
    if of_source is not None and of_source <= thousandths:
        forms += ["blank"] * 3
    open_years = [
        year
        for year in found.years
        if (source["first_year"] or year) <= year <= (source["last_year"] or year)
    ]  # fmt: skip
    if is_action:
        forms += ["amount"] + (["by_year"] if open_years else [])
    form = draw(among(*forms))
    if form == "blank":
        return {}, of_source or 0
    if form == "rest":
        return {"rest": True}, 0
    if form == "amount":
        return {"amount": draw(money())}, 0
    if form == "by_year":
        chosen = draw(st.lists(among(*open_years), min_size=1, max_size=3, unique=True))
        return {"by_year": {str(year): draw(money()) for year in chosen}}, 0
    ceilings = [number for number in (own, source.get("aid_intensity")) if kind.is_grant and number is not None]
    most = min([thousandths, *(int(1000 * number) for number in ceilings)])
    share = draw(either(among(most, most // 2), st.integers(0, most)))
    return {"share": decimal(share, -3)}, share


def _frames(draw: DrawFn, found: _Plan, sources: list[Document]) -> list[Document]:
    own = [
        row["id"]
        for row in sources
        if (SourceKind(row["kind"]).money_class or row.get("money_class")) in (MoneyClass.OWN, "own")
    ]
    pairs = [(source, organisation) for source in own for organisation in (None, *found.organisations)]
    chosen = draw(st.lists(among(*pairs), max_size=3, unique=True)) if pairs else []
    return [
        {"source": source, "organisation": organisation, "by_year": by_year(draw, found.years, money(), 6)}
        for source, organisation in chosen
    ]


def _rents(draw: DrawFn, found: _Plan) -> list[Document]:
    """Rents from earlier organisations to later ones, so that none goes round."""
    if len(found.organisations) < 2 or not found.actions:
        return []
    rows = []
    for _ in range(draw(among(0, 0, 1, 2))):
        payer = draw(st.integers(0, len(found.organisations) - 2))
        receiver = draw(st.integers(payer + 1, len(found.organisations) - 1))
        row: Document = {
            "action": draw(among(*found.actions)),
            "payer": found.organisations[payer],
            "receiver": found.organisations[receiver],
            "basis": str(RentBasis.CAPITAL_COST),
        }
        if found.kinds[row["receiver"]] in GROUP and draw(st.booleans()):
            row["share"] = draw(among(1, 0.5, 1.1))
        else:
            row |= {
                "basis": str(RentBasis.AMOUNT),
                "amount": _limit(draw, found.years),
                "price_category": draw(among(None, *found.categories)),
            }
        rows.append(row)
    return rows


def _ordinary(draw: DrawFn, years: range) -> list[Document]:
    place = st.tuples(among(*AccountLevel), among(*years))
    fields = {
        "result": money(signed=True),
        "depreciation": money(),
        "net_investment": money(signed=True),
        "loan_debt": money(),
        "taxes_and_grants": money(),
        "population": st.integers(1, 2_000_000),
        "result_target": among(0.0, 0.01, 0.02, -0.01),
        "self_financing_target": among(0.0, 0.5, 1.0, 2.5),
        "debt_ceiling": money(),
        "debt_per_inhabitant_ceiling": money(),
        "investment_frame": money(),
    }
    return [
        {"level": str(level), "year": year, **{field: maybe(draw, numbers) for field, numbers in fields.items()}}
        for level, year in draw(st.lists(place, max_size=3, unique=True))
    ]


def _adopted(draw: DrawFn, found: _Plan) -> list[Document]:
    return [
        {
            "organisation": draw(among(None, *found.organisations)),
            "action": draw(among(None, *found.actions)),
            "by_year": by_year(draw, found.years, money()),
        }
        for _ in range(draw(among(0, 1, 2)))
    ]
