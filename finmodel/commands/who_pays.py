"""``finmodel who-pays``: who pays and who benefits, as tables or JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, get_args

from finmodel.analysis.by_organisation import NET, Basis
from finmodel.analysis.who_pays import split_incentives
from finmodel.analysis.who_pays import who_pays as asked
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.wording import Wording, terminal_width
from finmodel.engine.undefined import Reason
from finmodel.i18n.catalogue import t
from finmodel.model.identity import plan_hash
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.who_pays import Matrix, MatrixRow, SplitIncentive, Stake, WhoPays
    from finmodel.commands.console import Console

__all__ = ["who_pays"]


def who_pays(console: Console, plan: str, basis: str, scenario: str | None, json_target: str | None) -> int:
    """Show who pays and who benefits.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    basis
        ``society`` or ``financial``.
    scenario
        Id of the scenario to apply first; None for the plan itself.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.

    Returns
    -------
    int
        Exit code.
    """
    chosen: Basis | None = next((name for name in get_args(Basis) if name == basis), None)
    if chosen is None:
        raise UsageError("basis", value=basis, known=", ".join(get_args(Basis)))
    loaded = opened(console, plan, json_target)
    if loaded is None:
        return EXIT_INPUT
    overlay = applied(loaded.plan, scenario)
    found, split = asked(overlay.plan, chosen), split_incentives(overlay.plan)
    financial = found if chosen == "financial" else asked(overlay.plan, "financial")
    has_rate = Reason.NO_RATE.key not in financial.present_values.total.undefined.values()
    fingerprint = plan_hash(overlay.plan)
    if json_target is not None:
        head = {"method_version": METHOD_VERSION, "plan_hash": fingerprint}
        incentives = {"split_incentives": [item.to_dict() for item in split]}
        shown = scenario_document(loaded.plan, overlay)
        write_json(console, json_target, head | found.to_dict() | incentives | shown)
    if json_target != STANDARD_OUTPUT:
        wording, width = Wording(overlay.plan, console), terminal_width()
        for line in (*scenario_lines(loaded.plan, overlay, console), *_lines(found, wording, width)):
            console.out(line)
        for line in _split_lines(split, wording, has_rate=has_rate):
            for part in textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False):
                console.out(part)
        console.out(console.text("plan_hash", value=fingerprint))
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def _lines(found: WhoPays, wording: Wording, width: int) -> Iterator[str]:
    text = wording.console.text
    is_society = found.basis == "society"
    yield wording.title
    yield text("who_society" if is_society else "who_financial")
    yield ""
    yield from _matrix_lines(found, wording, width)
    yield ""
    for note in _notes(found, wording):
        yield from textwrap.wrap(note, width, subsequent_indent="  ", break_long_words=False)


def _matrix_lines(found: WhoPays, wording: Wording, width: int) -> Iterator[str]:
    """Return the present values with the undiscounted net beside; without a rate the sums in their place."""
    text, language = wording.console.text, wording.language
    is_valued = Reason.NO_RATE.key not in found.present_values.total.undefined.values()
    matrix = found.present_values if is_valued else found.sums
    if is_valued:
        is_society = found.basis == "society"
        rate, basis = wording.rate(is_social=is_society), wording.prices(is_real=is_society)
        yield text("who_values", rate=rate, base_year=found.base_year, basis=basis)
    else:
        yield text("who_sums", basis=wording.prices(is_real=True))
    places = [place for place, row in enumerate(found.sums.rows) if _takes_part(row)]

    def column(of: Matrix, line: str, head: str) -> Column:
        cells = [wording.money(of.rows[place][line]) for place in places]
        return Column(head, wording.money_label, cells, wording.money(of.total[line]))

    # The net comes first: whoever has a narrow window sees it beside the names.
    columns = [column(matrix, NET, t(f"line.{NET}.label", language))]
    if is_valued:
        columns.append(column(found.sums, NET, text("who_net_sum")))
    used = [line for line in found.lines if any(row[line] != 0 for row in (*found.sums.rows, found.sums.total))]
    columns += [column(matrix, line, t(f"line.{line}.label", language)) for line in used]
    names = [_name(matrix.rows[place], wording) for place in places]
    yield from grid_lines(text("column_organisation"), names, text("who_total"), columns, width)


def _takes_part(row: MatrixRow) -> bool:
    return any(amount != 0 for amount in row.values.values())


def _notes(found: WhoPays, wording: Wording) -> Iterator[str]:
    text = wording.console.text
    yield text("costed", n=found.costed.n, of=found.costed.of)
    if Reason.NO_RATE.key not in found.present_values.total.undefined.values():
        yield text("who_sums", basis=wording.prices(is_real=True))
    apart = [_name(row, wording) for row in found.sums.rows if not _takes_part(row)]
    if apart:
        yield text("who_apart", names=", ".join(apart))
    reasons = {reason for row in found.present_values.rows for reason in row.undefined.values()}
    for reason in sorted(reasons):
        yield f"– {t(f'reason.{reason}.text', wording.language)}"
    pairs: dict[tuple[str, str], list[float | None]] = {}
    for item in found.transfers:
        pairs.setdefault((item.payer, item.receiver), []).append(item.present_value)
    if pairs:
        yield text("who_transfers")
    for (payer, receiver), values in pairs.items():
        amount = None if None in values else sum(value or 0.0 for value in values)
        money = wording.money(amount, with_unit=True)
        yield text("who_transfer", payer=wording.names[payer], receiver=wording.names[receiver], amount=money)


def _name(row: MatrixRow, wording: Wording) -> str:
    return row.name or wording.console.text("who_nobody")


def _split_lines(split: Sequence[SplitIncentive], wording: Wording, *, has_rate: bool) -> Iterator[str]:
    text = wording.console.text
    if not has_rate:
        yield text("who_split_no_rate")
    elif not split:
        yield text("who_split_none")
    else:
        yield text("who_split", rate=wording.rate(is_social=False))

    def stakes(items: Sequence[Stake]) -> str:
        return ", ".join(f"{item.name} ({wording.money(item.npv, with_unit=True)})" for item in items)

    for item in split:
        yield text(
            "who_split_action",
            action=f"{item.action} {item.name}",
            investors=stakes(item.investors),
            gainers=stakes(item.gainers),
            size=wording.money(item.size, with_unit=True),
            society=wording.money(item.society_npv, with_unit=True),
        )
        if item.co_benefits:
            who = ", ".join(
                f"{each.name} ({wording.money(each.present_value, with_unit=True)})" for each in item.co_benefits
            )
            yield text("who_split_co_benefits", who=who)
