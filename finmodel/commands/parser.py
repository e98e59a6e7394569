"""Typer in two languages: headings, help and what is wrong with a call come from the catalogues."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

from typer import BadParameter, TyperException
from typer.core import TyperCommand, TyperGroup

from finmodel.commands.console import Console, UsageError
from finmodel.commands.guard import exit_code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.i18n.catalogue import Language

__all__ = ["command_classes"]


class _Speaking:
    """What a command and the group of commands have in common: help in the language of ``console``."""

    console: ClassVar[Console]

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help`` with its text."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = self.console.text("help_option")
        return option

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what stands behind the command's name in the line of usage."""
        pieces = [self.console.text("metavar_options")]
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        arguments = [param for param in params if param.param_type_name == "argument"]
        pieces += [param.metavar if param.required else f"[{param.metavar}]" for param in arguments]
        if isinstance(self, TyperGroup):
            pieces.append(self.console.text("metavar_command"))
        return pieces

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        prefix = self.console.text("heading_usage")
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=f"{prefix}: ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments, options and commands, each under its heading."""
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": [], "command": []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            if param.param_type_name == "argument":
                rows["argument"].append((param.metavar, param.help or ""))
            else:
                names = ", ".join(sorted(param.opts, key=len, reverse=True))
                rows["option"].append((f"{names} {param.metavar}" if param.metavar else names, param.help or ""))
        if isinstance(self, TyperGroup):
            rows["command"] = [(name, command.short_help or "") for name, command in self.commands.items()]
        for name, section in rows.items():
            if section:
                with formatter.section(self.console.text(f"heading_{name}s")):
                    formatter.write_dl(section)


def command_classes(language: Language) -> tuple[type[TyperCommand], type[TyperGroup]]:
    """Return the classes of a command and of the group of commands for a language."""

    class Command(_Speaking, TyperCommand):
        console = Console(language)
        allow_extra_args = True

        def invoke(self, ctx: Any) -> Any:
            """Run the command; what is left of the line was a mistake."""
            try:
                if ctx.args:
                    raise UsageError("extra", values=" ".join(ctx.args))
                return super().invoke(ctx)
            except UsageError as error:
                error.command = ctx.command_path
                raise

    class Group(_Speaking, TyperGroup):
        console = Console(language)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            """Find the command, or say which was probably meant."""
            if args and args[0] not in self.commands:
                near = get_close_matches(args[0], self.commands, n=1)
                raise UsageError("command_near" if near else "command", value=args[0], near="".join(near))
            return super().resolve_command(ctx, args)

        def main(
            self,
            args: Sequence[str] | None = None,
            prog_name: str | None = None,
            complete_var: str | None = None,
            standalone_mode: bool = True,
            windows_expand_args: bool = False,
            **extra: Any,
        ) -> Any:
            """Run a command line and end with its exit code; outside ``standalone_mode``, return the code."""

            def run() -> object:
                try:
                    return super(Group, self).main(args, prog_name, complete_var, False, windows_expand_args, **extra)
                except TyperException as error:
                    raise _own(error) from None

            code = exit_code_of(run, self.console)
            if standalone_mode:
                sys.exit(code)
            return code

    return Command, Group


def _own(error: TyperException) -> UsageError:
    """Return a mistake that Typer found as one of ours, which speaks the user's language."""
    context = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        near = (error.possibilities or [""])[0]
        own = UsageError("option_near" if near else "option", value=option, near=near)
    elif option is not None:
        own = UsageError("option_value", value=option)
    elif isinstance(error, BadParameter):
        param = error.param
        names = () if param is None else (*getattr(param, "opts", ()), param.name)
        name = next((item for item in names if item.startswith("--")), getattr(param, "metavar", None) or "")
        is_missing = type(error).__name__ == "MissingParameter"
        own = UsageError("missing" if is_missing else "bad_value", value=str(name))
    else:
        own = UsageError("other", value=error.format_message())
    own.command = "" if context is None else context.command_path
    return own
