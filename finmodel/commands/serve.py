"""``finmodel app``: the app in the browser, on this computer only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, EXIT_INTERRUPTED, UsageError
from finmodel.commands.problems import load, refused, report
from finmodel.errors import InputError
from finmodel.resources import app_main

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.commands.console import Console

__all__ = ["app_command", "app_environment", "serve"]

_PATIENCE_SECONDS = 5
_MAX_PORT = 65_535
_MAX_UPLOAD_MB = 25


def app_command(main: Path, *, port: int | None, headless: bool) -> list[str]:
    """Return the command that starts the app.

    Parameters
    ----------
    main
        The file that Streamlit runs.
    port
        Port to listen on; None for the usual one.
    headless
        Whether no browser is opened.
    """
    options = {
        "server.address": "127.0.0.1",
        "server.headless": "true" if headless else "false",
        "server.maxUploadSize": str(_MAX_UPLOAD_MB),
        "server.showEmailPrompt": "false",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "global.developmentMode": "false",
        "logger.hideWelcomeMessage": "true",
        "runner.magicEnabled": "false",
    }
    if port is not None:
        options["server.port"] = str(port)
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(main), *flags]


def app_environment(environment: Mapping[str, str], plan: str | None, language: str) -> dict[str, str]:
    """Return the environment of the app: the plan's full path in ``FINMODEL_PLAN``, the language beside it."""
    result = {name: value for name, value in environment.items() if name != "FINMODEL_PLAN"}
    result["FINMODEL_LANGUAGE"] = language
    if plan is not None:
        result["FINMODEL_PLAN"] = str(Path(plan).absolute())
    return result


def serve(console: Console, plan: str | None, port: str | None, *, headless: bool) -> int:
    """Start the app and wait until it ends.

    Parameters
    ----------
    console
        Where to write; its language is the app's first.
    plan
        Path of a plan to open, or None for the one that was open last.
    port
        Port to listen on, as written.
    headless
        Whether no browser is opened.

    Returns
    -------
    int
        Exit code.
    """
    number = None if port is None else _port(port)
    if plan is not None:
        try:
            report(console, load(plan).issues)
        except InputError as error:
            return refused(console, error.issues, None)
    command = app_command(app_main(), port=number, headless=headless)
    environment = app_environment(os.environ, plan, console.language)
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own interpreter and file
        # Whoever ends this process ends the app: it would go on answering on its port, with the old plan.
        before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            code = process.wait()
        except KeyboardInterrupt:
            _end(process)
            return EXIT_INTERRUPTED
        finally:
            signal.signal(signal.SIGTERM, before)
    if code == 0:
        return EXIT_FINE
    console.err(f"finmodel: {console.text('app_ended', code=code)}")
    return EXIT_INPUT


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the app end by itself (it was interrupted too), then end it."""
    try:
        process.wait(_PATIENCE_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.terminate()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_PORT)) and 0 < int(text) <= _MAX_PORT):
        raise UsageError("port", value=text)
    return int(text)
