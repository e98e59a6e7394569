"""How ``finmodel find`` and its three questions are declared; each loads what it needs when it is asked."""

from collections.abc import Callable
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from finmodel.commands.console import EXIT_USAGE, Console

__all__ = ["add_find"]


def add_find(
    app: typer.Typer,
    console: Console,
    speaking: Callable[[str | None], Console],
    command: type[TyperCommand],
    group: type[TyperGroup],
) -> None:
    """Add the commands to the others.

    Parameters
    ----------
    app
        The others.
    console
        Whose language the help is in.
    speaking
        Returns the console of a language that was asked for.
    command, group
        Classes of a command and of a group of commands.
    """
    text = console.text
    plan = typer.Argument(metavar="PLAN", help=text("arg_plan"))
    spoken = typer.Option("--language", metavar="sv|en", help=text("opt_language"))
    json_target = typer.Option("--json", metavar=text("metavar_file"), help=text("opt_json"))
    find = typer.Typer(cls=group, add_completion=False, rich_markup_mode=None, invoke_without_command=True)
    app.add_typer(find, name="find", help=text("find_help"), short_help=text("find_short"))
    perspective_option = typer.Option(
        "--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective")
    )
    level_option = typer.Option("--level", metavar="municipality|group", help=text("find_level"))
    in_scenario = typer.Option("--scenario", metavar="ID", help=text("find_scenario"))
    save_scenario = typer.Option("--save-scenario", metavar=text("metavar_file"), help=text("find_save_scenario"))

    @find.callback()
    def find_root(ctx: typer.Context) -> int:
        if ctx.invoked_subcommand is None:
            for line in ctx.get_help().splitlines():
                console.err(line)
            return EXIT_USAGE
        return 0

    @find.command("grant", cls=command, help=text("find_grant_help"), short_help=text("find_grant_short"))
    def find_grant(
        plan: Annotated[str, plan],
        action: Annotated[str, typer.Argument(metavar=text("metavar_action"), help=text("find_arg_action"))],
        source: Annotated[str | None, typer.Option("--source", metavar="ID", help=text("find_grant_source"))] = None,
        perspective: Annotated[str, perspective_option] = "group",
        scenario: Annotated[str | None, in_scenario] = None,
        save: Annotated[str | None, save_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.find import find_grant as run  # noqa: PLC0415 - loaded when it is asked for

        return run(speaking(language), plan, action, source, perspective, scenario, json, save)

    @find.command("loan", cls=command, help=text("find_loan_help"), short_help=text("find_loan_short"))
    def find_loan(
        plan: Annotated[str, plan],
        source: Annotated[str, typer.Argument(metavar=text("metavar_source"), help=text("find_arg_source"))],
        level: Annotated[str | None, level_option] = None,
        ceiling: Annotated[
            str, typer.Option("--ceiling", metavar="debt|debt_per_inhabitant", help=text("find_loan_ceiling"))
        ] = "debt",
        scenario: Annotated[str | None, in_scenario] = None,
        save: Annotated[str | None, save_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.find import find_loan as run  # noqa: PLC0415 - loaded when it is asked for

        return run(speaking(language), plan, source, level, ceiling, scenario, json, save)

    @find.command("frame", cls=command, help=text("find_frame_help"), short_help=text("find_frame_short"))
    def find_frame(
        plan: Annotated[str, plan],
        source: Annotated[
            str | None, typer.Argument(metavar=text("metavar_source"), help=text("find_arg_frame_source"))
        ] = None,
        level: Annotated[str | None, level_option] = None,
        all_years: Annotated[bool, typer.Option("--all-years", help=text("find_frame_all_years"))] = False,
        perspective: Annotated[str, perspective_option] = "group",
        scenario: Annotated[str | None, in_scenario] = None,
        save: Annotated[str | None, save_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.find import find_frame as run  # noqa: PLC0415 - loaded when it is asked for

        return run(speaking(language), plan, source, level, perspective, scenario, json, save, all_years=all_years)
