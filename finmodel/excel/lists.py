"""Drop-down lists and looked-up names: what a cell may hold, offered where it is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from finmodel.excel.field_values import field_text
from finmodel.excel.layout import FIRST_DATA_ROW, columns_of, yearly_fields
from finmodel.excel.texts import choice_text, flag_text, quantity_text
from finmodel.i18n.catalogue import t
from finmodel.model.addresses import addressable_fields
from finmodel.model.plan import TABLES
from finmodel.model.scenarios import ScenarioFunding
from finmodel.model.spec import Kind, Spec

if TYPE_CHECKING:
    from enum import StrEnum

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["LISTS_SHEET", "Lists"]

LISTS_SHEET = "_lists"
Area = tuple[int, int, int, int]


class Lists:
    """The lists of a workbook: words on a hidden sheet, ids of the tables by defined names that grow with them."""

    def __init__(self, book: Workbook, plan: Plan, lang: Language, spare_rows: int) -> None:
        self._book, self._plan, self._lang = book, plan, lang
        self._words: dict[str, list[str]] = {}
        self._names = {table: {row.id: getattr(row, "name", "") for row in getattr(plan, table)} for table in TABLES}
        self._last_row = FIRST_DATA_ROW + spare_rows + max(len(getattr(plan, table)) for table in TABLES)

    def validate(self, sheet: Worksheet, spec: Spec, area: Area, message: dict[str, str]) -> None:
        """Offer what a field may hold; the reader checks again, so that pasted cells are judged too."""
        options: dict[str, Any] = {"validate": "any", **message}
        if spec.kind in (Kind.CHOICE, Kind.CHOICES) and spec.choices is not None:
            options |= self._list(f"list_{spec.choices.__name__}", self._choices(spec.choices))
        elif spec.kind is Kind.FLAG:
            options |= self._list("list_flag", [flag_text(True, self._lang), flag_text(False, self._lang)])
        elif spec.kind is Kind.FIELD:
            words = [field_text(address, self._lang) for address in addressable_fields()]
            options |= self._list("list_fields", words)
        elif spec.kind is Kind.REFERENCE:
            # An id that does not stand in its table yet may still be typed: it is checked on reading.
            options |= {"validate": "list", "source": f"=ids_{spec.table}", "error_type": "warning"}
        elif spec.kind is Kind.REFERENCES and spec.table is not None:
            options |= {"validate": "list", "source": f"=ids_{spec.table}"}
        if spec.kind in (Kind.CHOICES, Kind.REFERENCES):
            # The list shows what there is; several of them are typed, which no list could allow.
            options["show_error"] = False
        sheet.data_validation(*area, options)

    def validate_quantity(self, sheet: Worksheet, area: Area, message: dict[str, str]) -> None:
        """Offer the quantities that can have years of their own."""
        words = [quantity_text(item.code, self._lang) for item in yearly_fields()]
        sheet.data_validation(*area, {**message, **self._list("list_quantities", words)})

    def _choices(self, enum: type[StrEnum]) -> list[str]:
        return [choice_text(member, self._lang) for member in enum]

    def _list(self, name: str, words: list[str]) -> dict[str, Any]:
        self._words[name] = words
        return {
            "validate": "list",
            "source": f"={name}",
            "error_title": t("workbook.list.error_title", self._lang),
            "error_message": t("workbook.list.error_message", self._lang),
        }

    def write_lookup(
        self, sheet: Worksheet, place: tuple[int, int], reference_column: int, identity: str | None
    ) -> None:
        """Write the name behind a reference as a formula with its value."""
        row, column = place
        cell = xl_rowcol_to_cell(row, reference_column)
        formula = f'=IFERROR(INDEX(names_actions,MATCH({cell},ids_actions,0)),"")'
        style = self._lookup_style()
        sheet.write_formula(row, column, formula, style, self._names["actions"].get(identity or "", ""))

    def _lookup_style(self) -> Any:
        if not hasattr(self, "_style"):
            self._style = self._book.add_format({"font_color": "#7B8794", "italic": True, "font_size": 9})
        return self._style

    def write(self) -> None:
        """Write the hidden sheet of words and define every name."""
        sheet = self._book.add_worksheet(LISTS_SHEET)
        for column, (name, words) in enumerate(self._words.items()):
            sheet.write_string(0, column, name)
            for row, word in enumerate(words, start=1):
                sheet.write_string(row, column, word)
            letter = xl_col_to_name(column)
            self._book.define_name(name, f"={LISTS_SHEET}!${letter}$2:${letter}${len(words) + 1}")
        for table, model in TABLES.items():
            if table == ScenarioFunding.table:  # on as many sheets as have mixes, and nothing refers to their rows
                continue
            keys = [column.key for column in columns_of(model, range(0))]
            title = t(f"table.{table}.title", self._lang).replace("'", "''")
            for kind, key in (("ids", "id"), ("names", "name")):
                if key not in keys or (kind == "names" and table != "actions"):
                    continue
                letter = xl_col_to_name(keys.index(key) + 1)
                ids = xl_col_to_name(keys.index("id") + 1)
                first, last = FIRST_DATA_ROW + 1, self._last_row
                counted = f"MAX(1,COUNTA('{title}'!${ids}${first}:${ids}${last}))"
                area = f"OFFSET('{title}'!${letter}${first},0,0,{counted},1)"
                self._book.define_name(f"{kind}_{table}", f"={area}")
        sheet.very_hidden()
