"""The command line: what stands behind ``finmodel``, from ``new`` and ``check`` to ``sensitivity`` and ``app``.

Here the commands are only declared. Each loads what it needs when it is asked for, so that ``--help`` is quick.
The language decides the help too, so the commands are declared by a function of it.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from typer.main import get_command

from finmodel.commands.console import EXIT_INTERRUPTED, EXIT_USAGE, Console, UsageError, use_utf_8
from finmodel.commands.find_parser import add_find
from finmodel.commands.parser import command_classes
from finmodel.commands.tag.parser import add_tag
from finmodel.i18n.catalogue import LANGUAGES, Language, is_language
from finmodel.version import METHOD_VERSION, __version__

__all__ = ["build_app", "main", "spoken_language"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    Parameters
    ----------
    arguments
        What stands behind the program's name; None for the process's own.

    Returns
    -------
    int
        0 fine, 1 problems in the input or with files, 2 a wrong call, 130 interrupted.
    """
    try:
        use_utf_8()
        given = list(sys.argv[1:] if arguments is None else arguments)
        command = get_command(build_app(spoken_language(given, os.environ)))
        return int(command.main(given, prog_name="finmodel", standalone_mode=False))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def spoken_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language of help and messages, before the command line is understood.

    Parameters
    ----------
    arguments
        The command line; ``--language`` in it decides.
    environment
        Else ``FINMODEL_LANGUAGE`` in it. What is no language counts as not given.
    """
    chosen = environment.get("FINMODEL_LANGUAGE", "").strip().casefold()
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name == "--language":
            chosen = value or next(iter(arguments[position + 1 :]), "")
    return chosen if is_language(chosen) else LANGUAGES[0]


def build_app(language: Language = LANGUAGES[0]) -> typer.Typer:
    """Return the commands with their help in a language."""
    console = Console(language)
    text = console.text
    command, group = command_classes(language)
    app = typer.Typer(
        name="finmodel",
        cls=group,
        help=text("help"),
        epilog=text("epilog"),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    plan = typer.Argument(metavar="PLAN", help=text("arg_plan"))
    spoken = typer.Option("--language", metavar="sv|en", help=text("opt_language"))
    json_target = typer.Option("--json", metavar=text("metavar_file"), help=text("opt_json"))
    force = typer.Option("--force", help=text("opt_force"))
    in_scenario = typer.Option("--scenario", metavar="ID", help=text("evaluate_scenario"))

    def speaking(chosen: str | None) -> Console:
        if chosen is None:
            return console
        if not is_language(chosen):
            raise UsageError("language", value=chosen, known=", ".join(LANGUAGES))
        return Console(chosen)

    @app.callback()
    def root(
        ctx: typer.Context,
        version: Annotated[bool, typer.Option("--version", help=text("opt_version"))] = False,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        chosen = speaking(language)
        if version:
            chosen.out(chosen.text("version", version=__version__, method=METHOD_VERSION))
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            for line in ctx.get_help().splitlines():
                chosen.err(line)
            return EXIT_USAGE
        return 0

    @app.command("new", cls=command, help=text("new_help"), short_help=text("new_short"))
    def new(
        out: Annotated[str, typer.Option("--out", metavar=text("metavar_file"), help=text("new_out"))],
        force: Annotated[bool, force] = False,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.convert import new as run

        return run(speaking(language), out, force=force)

    @app.command("check", cls=command, help=text("check_help"), short_help=text("check_short"))
    def check(
        plan: Annotated[str, plan],
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.check import check as run

        return run(speaking(language), plan, json)

    @app.command("evaluate", cls=command, help=text("evaluate_help"), short_help=text("evaluate_short"))
    def evaluate(
        plan: Annotated[str, plan],
        perspective: Annotated[
            str, typer.Option("--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective"))
        ] = "group",
        scenario: Annotated[str | None, in_scenario] = None,
        out: Annotated[
            str | None, typer.Option("--out", metavar=text("metavar_file"), help=text("evaluate_out"))
        ] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.evaluate import evaluate as run

        return run(speaking(language), plan, perspective, scenario, out, json)

    @app.command("compare", cls=command, help=text("compare_help"), short_help=text("compare_short"))
    def compare(
        plan: Annotated[str, plan],
        scenario: Annotated[
            list[str] | None, typer.Option("--scenario", metavar="ID", help=text("compare_scenario_option"))
        ] = None,
        perspective: Annotated[
            str, typer.Option("--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective"))
        ] = "group",
        year: Annotated[
            list[str] | None, typer.Option("--year", metavar=text("metavar_year"), help=text("compare_year"))
        ] = None,
        out: Annotated[
            str | None, typer.Option("--out", metavar=text("metavar_file"), help=text("compare_out"))
        ] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.compare import compare as run

        return run(speaking(language), plan, scenario or [], perspective, year or [], out, json)

    add_find(app, console, speaking, command, group)

    @app.command("curve", cls=command, help=text("curve_help"), short_help=text("curve_short"))
    def curve(
        plan: Annotated[str, plan],
        year: Annotated[
            str | None, typer.Option("--year", metavar=text("metavar_year"), help=text("curve_year"))
        ] = None,
        perspective: Annotated[
            str, typer.Option("--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective"))
        ] = "group",
        before_overlap: Annotated[bool, typer.Option("--before-overlap", help=text("curve_before_overlap"))] = False,
        scenario: Annotated[str | None, in_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.curve import curve as run

        return run(speaking(language), plan, year, perspective, scenario, json, before_overlap=before_overlap)

    @app.command("gap", cls=command, help=text("gap_help"), short_help=text("gap_short"))
    def gap(
        plan: Annotated[str, plan],
        perspective: Annotated[
            str, typer.Option("--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective"))
        ] = "group",
        scenario: Annotated[str | None, in_scenario] = None,
        year: Annotated[str | None, typer.Option("--year", metavar=text("metavar_year"), help=text("gap_year"))] = None,
        sort: Annotated[
            str | None, typer.Option("--sort", metavar=text("gap_metavar_sort"), help=text("gap_sort"))
        ] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.gap import gap as run

        return run(speaking(language), plan, perspective, scenario, year, sort, json)

    @app.command("who-pays", cls=command, help=text("who_pays_help"), short_help=text("who_pays_short"))
    def who_pays(
        plan: Annotated[str, plan],
        basis: Annotated[str, typer.Option("--basis", metavar="society|financial", help=text("opt_basis"))] = "society",
        scenario: Annotated[str | None, in_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.who_pays import who_pays as run

        return run(speaking(language), plan, basis, scenario, json)

    @app.command("sources", cls=command, help=text("sources_help"), short_help=text("sources_short"))
    def sources(
        plan: Annotated[str, plan],
        perspective: Annotated[
            str, typer.Option("--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective"))
        ] = "group",
        scenario: Annotated[str | None, in_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.sources import sources as run

        return run(speaking(language), plan, perspective, scenario, json)

    @app.command("accounts", cls=command, help=text("accounts_help"), short_help=text("accounts_short"))
    def accounts(
        plan: Annotated[str, plan],
        organisation: Annotated[
            str | None, typer.Option("--organisation", metavar="ID", help=text("accounts_organisation"))
        ] = None,
        scenario: Annotated[str | None, in_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.accounts import accounts as run

        return run(speaking(language), plan, organisation, scenario, json)

    @app.command("sensitivity", cls=command, help=text("sensitivity_help"), short_help=text("sensitivity_short"))
    def sensitivity(
        plan: Annotated[str, plan],
        perspective: Annotated[
            str, typer.Option("--perspective", metavar=text("metavar_perspective"), help=text("opt_perspective"))
        ] = "group",
        action: Annotated[str | None, typer.Option("--action", metavar="ID", help=text("sensitivity_action"))] = None,
        outcome: Annotated[
            str, typer.Option("--outcome", metavar="npv|abatement_cost", help=text("sensitivity_outcome"))
        ] = "npv",
        optimism_bias: Annotated[bool, typer.Option("--optimism-bias", help=text("sensitivity_optimism_bias"))] = False,
        optimism_share: Annotated[
            str | None, typer.Option("--optimism-share", metavar="0–1", help=text("sensitivity_optimism_share"))
        ] = None,
        scenario: Annotated[str | None, in_scenario] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.sensitivity import sensitivity as run

        return run(
            speaking(language),
            plan,
            perspective,
            action,
            outcome,
            scenario,
            json,
            has_bias=optimism_bias,
            bias_share=optimism_share,
        )

    add_tag(app, console, speaking, command)

    @app.command("parameters", cls=command, help=text("parameters_help"), short_help=text("parameters_short"))
    def parameters(
        plan: Annotated[str | None, typer.Argument(metavar="PLAN", help=text("parameters_plan"))] = None,
        json: Annotated[str | None, json_target] = None,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.parameters import parameters as run

        return run(speaking(language), plan, json)

    @app.command("convert", cls=command, help=text("convert_help"), short_help=text("convert_short"))
    def convert(
        source: Annotated[str, typer.Argument(metavar="A", help=text("convert_a"))],
        target: Annotated[str, typer.Argument(metavar="B", help=text("convert_b"))],
        force: Annotated[bool, force] = False,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.convert import convert as run

        return run(speaking(language), source, target, force=force)

    @app.command("app", cls=command, help=text("app_help"), short_help=text("app_short"))
    def serve(
        plan: Annotated[str | None, typer.Argument(metavar="PLAN", help=text("app_plan"))] = None,
        port: Annotated[str | None, typer.Option("--port", metavar="1–65535", help=text("app_port"))] = None,
        headless: Annotated[bool, typer.Option("--headless", help=text("app_headless"))] = False,
        language: Annotated[str | None, spoken] = None,
    ) -> int:
        from finmodel.commands.serve import serve as run

        return run(speaking(language), plan, port, headless=headless)

    return app
