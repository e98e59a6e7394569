"""Tagging schemes: axes, categories in their order, and the weights that a share may be counted with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["Axis", "Category", "Code", "Document", "Name", "ReadOnly", "Role", "Scheme", "WeightProfile", "Words"]

Code = Annotated[str, StringConstraints(pattern=r"^[^\s;,|=]{1,20}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Weight = Annotated[Decimal, Field(ge=0, le=1, max_digits=6, allow_inf_nan=False)]


K = TypeVar("K")
V = TypeVar("V")
ReadOnly = Annotated[Mapping[K, V], AfterValidator(lambda names: MappingProxyType(dict(names)))]
"""A mapping that stays as it was read."""


class Role(StrEnum):
    """What a category means for the arithmetic, whatever its scheme calls it.

    ``UNKNOWN`` is money that has been looked at by a rule and not been understood, ``UNTESTED`` money about which no
    rule spoke; neither is ever neutral. ``OUTSIDE`` is not in the base.
    """

    FAVOURABLE = "favourable"
    NEUTRAL = "neutral"
    HARMFUL = "harmful"
    UNKNOWN = "unknown"
    UNTESTED = "untested"
    OUTSIDE = "outside"


class Document(BaseModel):
    """A part of a scheme or of a crosswalk: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Document):
    """A name or a sentence in both languages."""

    sv: Sentence
    en: Sentence


class Category(Document):
    """One class of a scheme.

    Attributes
    ----------
    id
        Its code, as it is written in rules and shown in tables.
    role
        What it means for the arithmetic.
    name
        In words.
    axes
        The axes that have it; empty: all.
    is_added
        finmodel's own addition to somebody else's scheme, which has no word for money that is not understood.
    """

    id: Code
    role: Role
    name: Words
    axes: tuple[Name, ...] = ()
    is_added: bool = False


class Axis(Document):
    """One question that every line is asked; axes are never added.

    Attributes
    ----------
    id
        For example ``mitigation``.
    name
        In words.
    heading
        The heading that rules have it under.
    no_rule
        The category of a line about which no rule spoke; never neutral.
    """

    id: Name
    name: Words
    heading: Name
    no_rule: Code


class WeightProfile(Document):
    """How much of an amount counts, by category; always shown with its name and version.

    Attributes
    ----------
    weights
        Fraction by category, outside left out: it has no weight.
    source
        Whose weights they are.
    """

    id: Name
    version: Code
    name: Words
    weights: ReadOnly[Code, Weight]
    source: Words

    def weight(self, category: str) -> Decimal:
        """Return a category's weight [fraction]; 0 for one that has none."""
        return self.weights.get(category, Decimal(0))

    def replaced(self, weights: Mapping[str, Decimal]) -> WeightProfile:
        """Return the profile with other weights for some categories."""
        return self.model_copy(update={"weights": MappingProxyType({**self.weights, **weights})})


class Scheme(Document):
    """A way of tagging a budget.

    Attributes
    ----------
    format
        Of the document: ``tagging-scheme/1``.
    id, version, name
        Printed on every report.
    source
        Whose it is and where it is written.
    axes
        Each tagged on its own.
    categories
        From the most favourable to the most harmful as far as the scheme ranks them; what is not known, not tested and
        outside comes where its order puts it when two tags of one line must become one.
    profiles
        Weight profiles, the usual one first; a scheme may have none.
    """

    format: Literal["tagging-scheme/1"]
    id: Name
    version: Code
    name: Words
    source: Words
    axes: Annotated[tuple[Axis, ...], Field(min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    profiles: tuple[WeightProfile, ...] = ()

    @cached_property
    def axis_ids(self) -> tuple[str, ...]:
        """The axes in their order."""
        return tuple(axis.id for axis in self.axes)

    @cached_property
    def by_id(self) -> Mapping[str, Category]:
        """Categories by their codes."""
        return MappingProxyType({category.id: category for category in self.categories})

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Places in the order: the lower, the more favourable."""
        return MappingProxyType({category.id: place for place, category in enumerate(self.categories)})

    def role(self, category: str) -> Role:
        """Return what a category means."""
        return self.by_id[category].role

    def of_role(self, role: Role, axis: str) -> tuple[str, ...]:
        """Return the categories of a meaning that an axis has, in order."""
        return tuple(item for item in self.on_axis(axis) if self.role(item) is role)

    def on_axis(self, axis: str) -> tuple[str, ...]:
        """Return the categories that an axis has, in order."""
        return tuple(item.id for item in self.categories if not item.axes or axis in item.axes)

    @cached_property
    def outside(self) -> str:
        """The category of what is not in the base."""
        return next(item.id for item in self.categories if item.role is Role.OUTSIDE)

    @cached_property
    def unknown(self) -> str:
        """The category of what is not understood."""
        return next(item.id for item in self.categories if item.role is Role.UNKNOWN)

    def profile(self, name: str | None = None) -> WeightProfile | None:
        """Return a weight profile by its id, the usual one for None; None where the scheme has none of it."""
        return next((item for item in self.profiles if name is None or item.id == name), None)
