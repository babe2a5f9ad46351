"""`flask tick` and `flask scheduler`, which say a fault in one line as every command does."""

import click

from aic_tracker.commands.base import Command
from aic_tracker.scheduler import commands


def _checked(command: click.Command) -> Command:
    return Command(command.name, callback=command.callback, params=command.params, help=command.help)


tick, scheduler = map(_checked, commands.COMMANDS)
