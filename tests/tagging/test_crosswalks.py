"""Tags in another scheme: which axis they come of, who stands for them there, and what harm is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finmodel.tagging.crosswalks import CrossedTag, crossed, crossed_lines
from finmodel.tagging.decisions import Standing
from finmodel.tagging.tagged import tagged
from finmodel.tagging.totals import Joint
from tests.tagging.swedish import crosswalks, line, schemes, swedish, tagger

BOTH = ("mitigation", "adaptation")
RULE, REVIEWED, APPROVED = Standing.RULE, Standing.REVIEWED, Standing.APPROVED


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("MG", "GV"), CrossedTag("100", ("mitigation",), BOTH)),
        (("GV", "GV"), CrossedTag("40", BOTH, BOTH)),
        (("OG", "GV"), CrossedTag("40", ("adaptation",), BOTH)),
        # None is favourable: it says that none of the axes is better.
        (("NE", "NE"), CrossedTag("0", (), BOTH)),
        (("NE", "EP"), CrossedTag("?", (), BOTH)),
        # Harm on one axis is not made unknown by the other.
        (("OG", "EP"), CrossedTag("0", (), ("mitigation",))),
        (("OU", "OG"), CrossedTag("0", (), ("adaptation",))),
        (("UT", "UT"), CrossedTag("UT", BOTH)),
    ],
)
def test_two_axes_become_one(tags: tuple[str, str], expected: CrossedTag) -> None:
    walk = crosswalks()["se_to_eu"]
    assert walk.tags(dict(zip(BOTH, tags, strict=True)), swedish(), schemes()["eu"]) == (expected,)


def test_an_axis_without_a_road_has_its_category_for_no_rule() -> None:
    goal = schemes()["fr_state"]
    found = crosswalks()["se_to_fr_state"].tags(dict(zip(BOTH, ("MG", "OG"), strict=True)), swedish(), goal)
    assert found[goal.axis_ids.index("biodiversity")] == CrossedTag("?", ())
    assert {tag.category for tag in found} == {"3", "-1", "?"}


@pytest.mark.parametrize(
    ("tags", "standings", "expected"),
    [
        (("MG", "NE"), (APPROVED, RULE), ("100", APPROVED)),
        (("MG", "GV"), (RULE, APPROVED), ("100", RULE)),
        (("GV", "GV"), (RULE, REVIEWED), ("40", REVIEWED)),
        (("NE", "NE"), (APPROVED, REVIEWED), ("0", REVIEWED)),
        (("OG", "EP"), (APPROVED, RULE), ("0", APPROVED)),
    ],
)
def test_a_tag_has_the_standing_of_what_it_comes_of(
    tags: tuple[str, str], standings: tuple[Standing, Standing], expected: tuple[str, Standing]
) -> None:
    lines = [line("Möbler", key="a"), line("Möbler", key="b")]
    items = tagged(lines, tagger().verdicts(lines), swedish())
    said = [replace(item, categories=tags, standings=standings) for item in items]
    other = replace(items[0], categories=("UT", "UT"), standings=(RULE, RULE))
    found = crossed_lines([*said, other], swedish(), schemes()["eu"], crosswalks()["se_to_eu"])
    assert [(item.key, item.categories, item.standings) for item in found] == [
        *((key, expected[:1], expected[1:]) for key in "ab"),
        ("a", ("UT",), (RULE,)),
    ]


def test_nobody_stands_for_an_axis_that_no_road_leads_to() -> None:
    lines = [line("Möbler", key="a")]
    (item,) = tagged(lines, tagger().verdicts(lines), swedish())
    said = replace(item, categories=("MG", "MG"), standings=(APPROVED, APPROVED))
    (found,) = crossed_lines([said], swedish(), schemes()["fr_state"], crosswalks()["se_to_fr_state"])
    assert dict(zip(found.categories, found.standings, strict=True)) == {"3": APPROVED, "?": RULE}


def test_all_harm_that_is_lost_is_counted() -> None:
    joint: Joint = {("OG", "EP"): 5, ("OG", "GV"): 7, ("MG", "EP"): 11, ("NE", "OG"): 13}
    found = crossed(joint, swedish(), schemes()["eu"], crosswalks()["se_to_eu"])
    assert (found.joint, found.harm_lost) == ({("0",): 18, ("40",): 7, ("100",): 11}, 25)
    assert crossed(joint, swedish(), schemes()["i4ce"], crosswalks()["se_to_i4ce"]).harm_lost == 0
