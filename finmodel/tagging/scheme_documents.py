"""Schemes and crosswalks from their documents, all problems at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from finmodel.errors import InputError, Issue, Severity, Where, has_errors
from finmodel.tagging.crosswalks import Crosswalk
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.schemes import Role, Scheme

__all__ = ["crosswalk_of", "scheme_of"]

M = TypeVar("M", bound=BaseModel)
_MAX_SHOWN = 80


def scheme_of(document: Mapping[str, object], source: str = "") -> Scheme:
    """Return a scheme from its document.

    Parameters
    ----------
    document
        Names, lists and texts as a YAML or JSON file has them; numbers may be texts.
    source
        The file's name, for the issues.

    Returns
    -------
    Scheme
        Checked: no id twice, every category that is named is there.

    Raises
    ------
    InputError
        FM-T130 a value that cannot be used, FM-T131 a name that stands twice, FM-T132 a category or an axis that is not
        in the scheme, FM-T133 no category of a meaning that every scheme needs.
    """
    scheme = _model(Scheme, document, source)
    _refuse(_scheme_problems(scheme, source))
    return scheme


def crosswalk_of(document: Mapping[str, object], schemes: Mapping[str, Scheme], source: str = "") -> Crosswalk:
    """Return a crosswalk between two schemes from its document.

    Parameters
    ----------
    document
        As for :func:`scheme_of`.
    schemes
        The schemes by id.
    source
        The file's name, for the issues.

    Returns
    -------
    Crosswalk
        Checked: every category of the one scheme leads to one of the other.

    Raises
    ------
    InputError
        FM-T130, FM-T132, FM-T134 an unknown scheme, FM-T135 a category that leads nowhere.
    """
    crosswalk = _model(Crosswalk, document, source)
    _refuse(_crosswalk_problems(crosswalk, schemes, source))
    return crosswalk


def _model(model: type[M], document: Mapping[str, object], source: str) -> M:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise InputError(
            Issue(
                "FM-T130",
                where=Where(sheet=source or None, pointer="/" + "/".join(str(part) for part in problem["loc"])),
                params={"value": _shown(problem["input"]), "expected": problem["type"]},
            )
            for problem in error.errors()
        ) from None


def _shown(value: object) -> str:
    return str(value)[:_MAX_SHOWN] if isinstance(value, str | int | float) else ""


def _refuse(issues: Iterable[Issue]) -> None:
    found = tuple(issues)
    if has_errors(found):
        raise InputError(found)


def _scheme_problems(scheme: Scheme, source: str) -> Iterator[Issue]:
    axes, categories = scheme.axis_ids, tuple(item.id for item in scheme.categories)
    headings = tuple(axis.heading for axis in scheme.axes)
    for field, names in (("axes", axes), ("categories", categories), ("heading", headings)):
        yield from _twice(names, source, field)
    yield from _twice((item.id for item in scheme.profiles), source, "profiles")
    for category in scheme.categories:
        yield from _unknown(category.axes, axes, source, category.id, "axes")
    for axis in scheme.axes:
        yield from _unknown((axis.no_rule,), scheme.on_axis(axis.id), source, axis.id, "no_rule")
        if axis.no_rule in scheme.by_id and scheme.role(axis.no_rule) not in (Role.UNKNOWN, Role.UNTESTED):
            yield issue("FM-T136", source, axis.id, "no_rule", value=axis.no_rule)
    for profile in scheme.profiles:
        yield from _unknown(profile.weights, categories, source, profile.id, "weights")
    roles = Counter(item.role for item in scheme.categories)
    for role in (Role.UNKNOWN, Role.OUTSIDE):
        if roles[role] != 1:
            yield issue("FM-T133", source, field="categories", value=str(role), n=roles[role])


def _crosswalk_problems(crosswalk: Crosswalk, schemes: Mapping[str, Scheme], source: str) -> Iterator[Issue]:
    ends = (crosswalk.from_scheme, crosswalk.to_scheme)
    unknown = [name for name in ends if name not in schemes]
    for name in unknown:
        yield issue("FM-T134", source, value=name, nearest=nearest(name, tuple(schemes)))
    if unknown:
        return
    start, goal = (schemes[name] for name in ends)
    yield from _twice((axis.axis for axis in crosswalk.axes), source, "axes")
    for axis in crosswalk.axes:
        yield from _unknown((axis.axis,), goal.axis_ids, source, axis.axis, "axis")
        for road in axis.roads:
            yield from _unknown((road.axis,), start.axis_ids, source, axis.axis, "roads")
            yield from _unknown(road.categories, start.by_id, source, axis.axis, "categories")
            yield from _unknown(road.categories.values(), goal.by_id, source, axis.axis, "categories")
            for category in start.on_axis(road.axis):
                if category not in road.categories:
                    yield issue("FM-T135", source, axis.axis, "categories", value=category, axis=road.axis)


def _twice(names: Iterable[str], source: str, field: str) -> Iterator[Issue]:
    for name, n in Counter(names).items():
        if n > 1:
            yield issue("FM-T131", source, field=field, value=name)


def _unknown(names: Iterable[str], known: Iterable[str], source: str, row: str, field: str) -> Iterator[Issue]:
    among = tuple(known)
    for name in names:
        if name not in among:
            yield issue(
                "FM-T132", source, row, field, Severity.ERROR, value=name, known=among, nearest=nearest(name, among)
            )
