"""`flask demo`."""

import click

from aic_tracker import clock, config
from aic_tracker.commands.base import Command, Failure
from aic_tracker.db import db
from aic_tracker.demo import season


@click.command("demo", cls=Command)
def demo() -> None:
    """Charger la saison de démonstration, une seule fois."""
    if not config.current().demo:
        raise Failure("La démonstration ne se charge qu’en mode démonstration : AIC_DEMO=1.")
    loaded = season.load(clock.today())
    db.session.commit()
    click.echo("Saison de démonstration chargée." if loaded else "La saison de démonstration est déjà là.")
