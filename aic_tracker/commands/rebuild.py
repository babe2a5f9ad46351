"""`flask rebuild`."""

import click

from aic_tracker import clock
from aic_tracker.commands.base import Command
from aic_tracker.formats import plural
from aic_tracker.scheduler import drawing


@click.command("rebuild", cls=Command)
def rebuild() -> None:
    """Recalculer où en est chaque lauréat ; dit ce qui était faux. Le planificateur le fait aussi, chaque nuit."""
    wrong = drawing.check_pictures(clock.now())
    if wrong:
        numbers = ", ".join(str(laureate_id) for laureate_id in wrong)
        said = plural(len(wrong), "lauréat était faux", "lauréats étaient faux")
        click.echo(f"{said}, recalculé depuis : n° {numbers}.")
    else:
        click.echo("Tout est juste.")
