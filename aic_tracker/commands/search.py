"""`flask search …`."""

import click
from flask.cli import AppGroup

from aic_tracker.commands.base import Command
from aic_tracker.scheduler import jobs

search = AppGroup("search", help="Recherche.")


@search.command("rebuild", cls=Command)
def rebuild() -> None:
    """Refaire toutes les entrées de la recherche ; le planificateur répare chaque nuit celles qui seraient fausses."""
    click.echo(f"Entrées refaites : {jobs.rebuild_search()['search_entries']}.")
