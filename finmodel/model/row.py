"""The base of every table's row: frozen, unknown keys refused, bounds taken from the declarations."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from finmodel.model.spec import Kind, Spec
from finmodel.model.values import FrozenMap, Shares, Yearly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Row"]

SHARE_TOLERANCE = 1e-9


class Row(BaseModel):
    """A row of a table, or the settings. Its fields are declared with a :class:`~finmodel.model.spec.Spec`."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)

    specs: ClassVar[Mapping[str, Spec]] = MappingProxyType({})
    table: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.specs = MappingProxyType(
            {
                name: next(item for item in field.metadata if isinstance(item, Spec))
                for name, field in cls.model_fields.items()
            }
        )

    @classmethod
    def is_required(cls, field: str) -> bool:
        """Whether the field must be filled in."""
        return cls.model_fields[field].is_required()

    @classmethod
    def default(cls, field: str) -> Any:
        """Return what a blank stands for."""
        return cls.model_fields[field].get_default(call_default_factory=True)

    @field_validator("*", mode="after")
    @classmethod
    def _inside_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        spec = cls.specs[info.field_name or ""]
        outside = [(year, number) for year, number in _numbers(value) if not spec.admits(number)]
        if outside:
            (year, number), *others = outside
            raise PydanticCustomError(
                "finmodel_bounds",
                "bounds",
                {
                    "value": number,
                    "minimum": spec.minimum,
                    "maximum": spec.maximum,
                    "above": spec.above,
                    "year": year,
                    "others": tuple(others),
                },
            )
        if spec.kind is Kind.SHARES and value and abs(sum(value.values()) - 1) > SHARE_TOLERANCE:
            raise PydanticCustomError("finmodel_shares", "shares", {"total": sum(value.values())})
        return value


def _numbers(value: object) -> Iterator[tuple[int | None, float]]:
    """Every number in a field's value, with its year where it has one."""
    if isinstance(value, bool | str) or value is None:
        return
    if isinstance(value, Yearly):
        yield from value.numbers()
    elif isinstance(value, Shares):
        yield from ((None, share) for share in value.values())
    elif isinstance(value, FrozenMap):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from ((None, share) for share in value if not isinstance(share, str))
    elif isinstance(value, int | float):
        yield None, float(value)
