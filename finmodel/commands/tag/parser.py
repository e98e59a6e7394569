"""How ``finmodel tag`` is declared; it loads what it needs when it is asked for."""

from collections.abc import Callable
from typing import Annotated

import typer
from typer.core import TyperCommand

from finmodel.commands.console import Console

__all__ = ["add_tag"]


def add_tag(
    app: typer.Typer, console: Console, speaking: Callable[[str | None], Console], command: type[TyperCommand]
) -> None:
    """Add the command to the others.

    Parameters
    ----------
    app
        The others.
    console
        Whose language the help is in.
    speaking
        Returns the console of a language that was asked for.
    command
        Class of a command.
    """
    text = console.text
    file, year = text("metavar_file"), text("metavar_year")

    @app.command("tag", cls=command, help=text("tag_help"), short_help=text("tag_short"))
    def tag(
        budget: Annotated[str | None, typer.Argument(metavar="BUDGET", help=text("tag_budget"))] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar=file, help=text("tag_rules"))] = None,
        mapping: Annotated[list[str] | None, typer.Option("--mapping", metavar=file, help=text("tag_mapping"))] = None,
        sie_level: Annotated[str | None, typer.Option("--sie-level", metavar="1,6", help=text("tag_sie_level"))] = None,
        sie_dimension: Annotated[
            list[str] | None,
            typer.Option("--sie-dimension", metavar="7=activity", help=text("tag_sie_dimension")),
        ] = None,
        sie_outturn: Annotated[
            str | None,
            typer.Option(
                "--sie-outturn", metavar="auto|vouchers|periods|results|nothing", help=text("tag_sie_outturn")
            ),
        ] = None,
        unit: Annotated[str | None, typer.Option("--unit", metavar="kr|tkr|mnkr", help=text("tag_unit"))] = None,
        decisions: Annotated[str | None, typer.Option("--decisions", metavar=file, help=text("tag_decisions"))] = None,
        scheme: Annotated[str | None, typer.Option("--scheme", metavar="ID", help=text("tag_scheme"))] = None,
        profile: Annotated[str | None, typer.Option("--profile", metavar="ID", help=text("tag_profile"))] = None,
        kind: Annotated[str | None, typer.Option("--kind", metavar="I|D", help=text("tag_kind"))] = None,
        of_years: Annotated[list[str] | None, typer.Option("--year", metavar=year, help=text("tag_year"))] = None,
        basis: Annotated[
            str | None, typer.Option("--basis", metavar="budget|forecast|outturn", help=text("tag_basis"))
        ] = None,
        control: Annotated[
            list[str] | None, typer.Option("--control", metavar="I2026=268000", help=text("tag_control"))
        ] = None,
        group_companies_inside: Annotated[
            bool, typer.Option("--group-companies-inside", help=text("tag_group_companies"))
        ] = False,
        activities: Annotated[
            str | None, typer.Option("--activities", metavar=file, help=text("tag_activities"))
        ] = None,
        before: Annotated[str | None, typer.Option("--before", metavar=file, help=text("tag_before"))] = None,
        plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=text("tag_plan"))] = None,
        mask: Annotated[
            str, typer.Option("--mask", metavar="none|persons|suppliers|texts|all", help=text("tag_mask"))
        ] = "none",
        mask_names: Annotated[
            str | None, typer.Option("--mask-names", metavar=file, help=text("tag_mask_names"))
        ] = None,
        illustrative: Annotated[bool, typer.Option("--illustrative", help=text("tag_illustrative"))] = False,
        out: Annotated[str | None, typer.Option("--out", metavar=file, help=text("tag_out"))] = None,
        rules_out: Annotated[str | None, typer.Option("--rules-out", metavar=file, help=text("tag_rules_out"))] = None,
        json: Annotated[str | None, typer.Option("--json", metavar=file, help=text("opt_json"))] = None,
        language: Annotated[str | None, typer.Option("--language", metavar="sv|en", help=text("opt_language"))] = None,
    ) -> int:
        from finmodel.commands.tag.call import TagCall  # noqa: PLC0415
        from finmodel.commands.tag.command import tag as run  # noqa: PLC0415 - loaded when it is asked for

        call = TagCall(
            budget=budget,
            rules=rules,
            mappings=tuple(mapping or ()),
            sie_level=sie_level,
            sie_dimensions=tuple(sie_dimension or ()),
            sie_outturn=sie_outturn,
            unit=unit,
            decisions=decisions,
            scheme=scheme,
            profile=profile,
            kind=kind,
            years=tuple(of_years or ()),
            basis=basis,
            controls=tuple(control or ()),
            group_companies_inside=group_companies_inside,
            activities=activities,
            before=before,
            plan=plan,
            mask=mask,
            mask_names=mask_names,
            is_illustrative=illustrative,
            out=out,
            rules_out=rules_out,
            json_target=json,
        )
        return run(speaking(language), call)
