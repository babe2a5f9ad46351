"""`flask retention`."""

import click

from aic_tracker import clock
from aic_tracker.commands.base import Command, Failure
from aic_tracker.mail import queue
from aic_tracker.privacy import retention as limits
from aic_tracker.scheduler import jobs


@click.command("retention", cls=Command)
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien faire.")
def retention(dry_run: bool) -> None:
    """Effacer ce qui a été gardé assez longtemps ; le planificateur le fait aussi, une fois par jour."""
    now = clock.now()
    if dry_run:
        for limit in limits.limits(now):
            left = "" if limit.is_applied else " (à décider)"
            click.echo(f"{limit.label} : {limit.count}{left}.")
        return
    done = jobs.keep_no_longer_than_promised(now)
    jobs.give_room_back()
    if reason := queue.state().hold_reason:
        raise Failure(f"Rien n’est effacé tant que l’envoi est suspendu ; décidez-en d’abord sur « Envois ». {reason}")
    for limit in limits.limits(now):
        if limit.key in done:
            click.echo(f"{limit.label} : {done[limit.key]}.")
    if not done:
        click.echo("Rien n’a fait son temps.")
