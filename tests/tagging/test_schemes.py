"""Schemes and crosswalks as data: those that come with finmodel, and documents that are wrong."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.tagging.crosswalks import crossed
from finmodel.tagging.scheme_documents import crosswalk_of, scheme_of
from finmodel.tagging.schemes import Role
from finmodel.tagging.yaml_text import data_of_yaml
from tests.tagging.swedish import TEMPLATES, crosswalks, schemes, swedish


def test_the_schemes_that_come_along() -> None:
    found = {name: (scheme.axis_ids, [item.id for item in scheme.categories]) for name, scheme in schemes().items()}
    assert found == {
        "se": (("mitigation", "adaptation"), ["MG", "GV", "NE", "EP", "OU", "OG", "UT"]),
        "i4ce": (
            ("mitigation", "adaptation"),
            ["tres_favorable", "sous_conditions", "neutre", "indefini", "defavorable", "hors"],
        ),
        "eu": (("climate",), ["100", "40", "?", "0", "UT"]),
        "rio": (("mitigation", "adaptation"), ["2", "1", "?", "0", "UT"]),
        "fr_state": (
            ("mitigation", "adaptation", "water", "circular", "pollution", "biodiversity"),
            ["3", "2", "1", "0", "?", "-1", "UT"],
        ),
    }
    assert {name for name, scheme in schemes().items() if not scheme.profiles} == {"i4ce", "fr_state"}
    assert swedish().on_axis("mitigation") == ("MG", "GV", "NE", "OU", "OG", "UT")


def test_what_no_rule_speaks_about_is_never_neutral() -> None:
    for scheme in schemes().values():
        for axis in scheme.axes:
            assert scheme.role(axis.no_rule) in (Role.UNKNOWN, Role.UNTESTED)
    for walk in crosswalks().values():
        start, goal = schemes()[walk.from_scheme], schemes()[walk.to_scheme]
        for goal_axis in walk.axes:
            for road in goal_axis.roads:
                for here, there in road.categories.items():
                    unknown = (Role.UNKNOWN, Role.UNTESTED)
                    assert (start.role(here) in unknown) == (goal.role(there) in unknown)
                    assert (start.role(here) is Role.OUTSIDE) == (goal.role(there) is Role.OUTSIDE)


TAGS = st.sampled_from(["MG", "GV", "NE", "OU", "OG"])
JOINT = st.dictionaries(st.tuples(TAGS, TAGS | st.just("EP")) | st.just(("UT", "UT")), st.integers(-(10**9), 10**12))


@given(JOINT, st.sampled_from(["i4ce", "eu", "rio", "fr_state"]))
def test_no_oere_is_lost_on_the_way(joint: dict[tuple[str, ...], int], name: str) -> None:
    walk = crosswalks()[f"se_to_{name}"]
    there = crossed(joint, swedish(), schemes()[name], walk)
    assert sum(there.joint.values()) == sum(joint.values())
    outside = schemes()[name].outside
    assert sum(ore for tags, ore in there.joint.items() if outside in tags) == joint.get(("UT", "UT"), 0)


def document(folder: str, name: str) -> Any:
    return data_of_yaml((TEMPLATES / folder / f"{name}.yaml").read_text("utf-8"))


def spoil(path: str, value: object, folder: str = "schemes", name: str = "se") -> Any:
    spoilt = deepcopy(document(folder, name))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place = spoilt
    for part in parents:
        place = place[part]
    place[last] = value
    return spoilt


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("format", "tagging-scheme/9", "FM-T130"),
        ("colour", "green", "FM-T130"),
        ("profiles/0/weights/GV", "1.4", "FM-T130"),
        ("profiles/0/weights/GV", "mycket", "FM-T130"),
        ("profiles/0/weights/GVV", "0.4", "FM-T132"),
        ("axes/0/no_rule", "ZZ", "FM-T132"),
        ("axes/0/no_rule", "EP", "FM-T132"),
        ("axes/0/no_rule", "NE", "FM-T136"),
        ("categories/3/axes", ["adaption"], "FM-T132"),
        ("categories/1/id", "MG", "FM-T131"),
        ("categories/5/role", "unknown", "FM-T133"),
        ("categories/6/role", "neutral", "FM-T133"),
    ],
)
def test_a_scheme_that_is_wrong(path: str, value: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        scheme_of(spoil(path, value), "se.yaml")
    assert code in [issue.code for issue in caught.value.issues]
    assert all(render(issue, lang) for issue in caught.value.issues for lang in LANGUAGES)


def test_a_crosswalk_that_is_wrong() -> None:
    for path, value, code in (
        ("to_scheme", "i4cc", "FM-T134"),
        ("axes/0/axis", "water", "FM-T132"),
        ("axes/0/roads/0/categories/MG", "favorable", "FM-T132"),
        ("axes/0/roads/0/categories", {"MG": "neutre"}, "FM-T135"),
        ("axes/1/axis", "mitigation", "FM-T131"),
    ):
        with pytest.raises(InputError) as caught:
            crosswalk_of(spoil(path, value, "crosswalks", "se_to_i4ce"), schemes(), "x.yaml")
        assert code in [issue.code for issue in caught.value.issues]
        assert all(render(issue, lang) for issue in caught.value.issues for lang in LANGUAGES)


def test_what_was_read_stays_as_it_is() -> None:
    weights = swedish().profiles[0].weights
    with pytest.raises(TypeError):
        weights["GV"] = 1  # type: ignore[index]
