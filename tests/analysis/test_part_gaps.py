"""A year part by part, and wedges put together and stacked: identities on the samples."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap, emissions_gap
from finmodel.analysis.part_gaps import missing_share, part_gaps
from finmodel.analysis.wedge_groups import WedgeGrouping, bands, largest_groups, wedge_groups
from finmodel.analysis.wedges import Wedges, wedges
from finmodel.model.plan import Plan
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan


def plan_of(name: str) -> Plan:
    return load_plan(sample_plan_path(name)).plan


def whole_of(gap: EmissionsGap, gas: str) -> EmissionCell:
    cell = gap.cell("territorial", gas)
    assert cell is not None
    return cell


def wedges_of(plan: Plan, gas: str) -> Wedges:
    gap = emissions_gap(plan)
    return wedges(gap, whole_of(gap, gas))


@pytest.mark.parametrize(("name", "gas"), [("helsingborg", "co2e"), ("vaxjo", "co2e"), ("goteborg", "co2e")])
def test_sectors_and_the_rest_are_the_whole(name: str, gas: str) -> None:
    gap = emissions_gap(plan_of(name))
    *parts, whole = part_gaps(gap, whole_of(gap, gas), 2030)
    for column in ("baseline", "reductions", "residual"):
        found = [getattr(part, column).value for part in parts if part.cell.is_measured]
        assert sum(found) == pytest.approx(getattr(whole, column).value)
    assert whole.gap.value is not None
    assert whole.target.value is not None
    assert whole.residual.value is not None
    assert whole.removals.value is not None
    assert whole.gap.value == pytest.approx(whole.residual.value - whole.removals.value - whole.target.value)


def test_a_missing_base_is_a_reason_and_a_met_target_leaves_no_share() -> None:
    gap = emissions_gap(plan_of("helsingborg"))
    *parts, whole = part_gaps(gap, whole_of(gap, "co2e"), 2030)
    energy = next(part for part in parts if part.cell.sector == "energi")
    assert (energy.base_year, energy.target.value, energy.target.reason) == (1990, None, "no_base_inventory")
    assert whole.gap.value is not None
    assert whole.gap.value <= 0
    assert missing_share(whole).reason == "no_gap"
    assert missing_share(energy).reason == "no_base_inventory"


def test_the_missing_share_is_of_the_cut_that_the_target_asks_for() -> None:
    gap = emissions_gap(plan_of("trollhattan"))
    whole = part_gaps(gap, whole_of(gap, "co2"), 2030)[-1]
    values = whole.gap.value, whole.baseline.value, whole.target.value
    missing, baseline, target = (value for value in values if value is not None)
    assert missing_share(whole).value == pytest.approx(missing / (baseline - target))
    after = part_gaps(gap, whole_of(gap, "co2"), 2100)[-1]
    assert after.gap.value is None
    assert missing_share(after).reason is not None


@pytest.mark.parametrize("by", WedgeGrouping)
@pytest.mark.parametrize("name", ["helsingborg", "trollhattan"])
def test_bands_reach_from_the_reference_path_to_the_planned_path(name: str, by: WedgeGrouping) -> None:
    plan = plan_of(name)
    found = wedges_of(plan, "co2e" if name == "helsingborg" else "co2")
    groups = wedge_groups(found, plan, by)
    cell = found.cell
    for at_most in (2, 20):
        drawn = bands(largest_groups(groups, at_most), cell.baseline.values)
        lowered = sum((band.upper - band.lower) * np.where(band.tonnes < 0, -1.0, 1.0) for band in drawn)
        known = ~np.isnan(cell.baseline.values)
        assert len(drawn) == min(at_most, len(groups))
        assert (cell.baseline.values - lowered)[known] == pytest.approx(cell.planned.values[known])


def test_groups_do_not_depend_on_the_order_of_the_rows() -> None:
    plan = plan_of("helsingborg")
    turned = plan.model_copy(update={"actions": plan.actions[::-1], "sectors": plan.sectors[::-1]})
    first, second = (wedge_groups(wedges_of(each, "co2e"), each, WedgeGrouping.SECTOR) for each in (plan, turned))
    assert [item.id for item in first] == [item.id for item in second]
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.adjusted, other.adjusted)


def test_small_groups_are_put_together_behind_the_largest() -> None:
    plan = plan_of("helsingborg")
    groups = wedge_groups(wedges_of(plan, "co2e"), plan, WedgeGrouping.SECTOR)
    found = largest_groups(groups, 3)
    sizes = [float(np.abs(item.adjusted).sum()) for _, item in found[:2]]
    assert sizes == sorted(sizes, reverse=True)
    assert found[2][0] is None
    total = sum(item.adjusted for item in groups)
    assert sum(item.adjusted for _, item in found) == pytest.approx(total)
