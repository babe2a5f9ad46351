"""The commands of `flask --app app`, each imported when it is asked for: the web needs none of them."""

from importlib import import_module
from typing import Any

import click
from flask import Flask

# By name: the module and what it calls the command.
COMMANDS = {
    "db": "flask_migrate.cli:db",
    "prepare": "aic_tracker.commands.prepare:prepare",
    "demo": "aic_tracker.commands.demo:demo",
    "user": "aic_tracker.commands.accounts:user",
    "sign-in-link": "aic_tracker.commands.accounts:sign_in_link",
    "check": "aic_tracker.commands.check:check",
    "backup": "aic_tracker.commands.backup:backup",
    "restore": "aic_tracker.commands.backup:restore",
    "move-database": "aic_tracker.commands.move:move_database",
    "retention": "aic_tracker.commands.retention:retention",
    "audit": "aic_tracker.commands.audit:audit",
    "roles": "aic_tracker.commands.roles:roles",
    "search": "aic_tracker.commands.search:search",
    "rebuild": "aic_tracker.commands.rebuild:rebuild",
    "tick": "aic_tracker.commands.scheduling:tick",
    "scheduler": "aic_tracker.commands.scheduling:scheduler",
}


class Commands(dict[str, Any]):
    """Commands by name; one that was not asked for yet stands as the place where it is."""

    def __getitem__(self, name: str) -> click.Command:
        found = super().__getitem__(name)
        if isinstance(found, str):
            module, _, called = found.partition(":")
            found = self[name] = getattr(import_module(module), called)
        command: click.Command = found
        return command

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


def init_app(app: Flask) -> None:
    app.cli.commands = Commands({**app.cli.commands, **COMMANDS})
