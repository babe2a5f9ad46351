"""`flask prepare`: what `make run` does before it starts the processes."""

import click
import flask_migrate

from aic_tracker import config
from aic_tracker.commands.base import FreeCommand
from aic_tracker.commands.demo import demo


@click.command("prepare", cls=FreeCommand)
@click.pass_context
def prepare(ctx: click.Context) -> None:
    """Mettre la base à jour et, en mode démonstration, y charger la saison de démonstration."""
    flask_migrate.upgrade()
    if config.current().demo:
        ctx.invoke(demo)
