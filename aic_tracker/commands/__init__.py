"""The commands of `flask --app app`."""

import click
from flask import Flask

from aic_tracker.commands.accounts import sign_in_link, user
from aic_tracker.commands.audit import audit
from aic_tracker.commands.backup import backup, restore
from aic_tracker.commands.base import Command
from aic_tracker.commands.check import check
from aic_tracker.commands.demo import demo
from aic_tracker.commands.move import move_database
from aic_tracker.commands.prepare import prepare
from aic_tracker.commands.rebuild import rebuild
from aic_tracker.commands.retention import retention
from aic_tracker.commands.roles import roles
from aic_tracker.commands.search import search
from aic_tracker.scheduler import commands as scheduler


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (
        prepare,
        demo,
        user,
        sign_in_link,
        check,
        backup,
        restore,
        move_database,
        retention,
        audit,
        roles,
        search,
        rebuild,
        *map(_checked, scheduler.COMMANDS),
    ):
        app.cli.add_command(command)


def _checked(command: click.Command) -> Command:
    return Command(command.name, callback=command.callback, params=command.params, help=command.help)
