"""`flask tick` and `flask scheduler`."""

import json
import logging
from contextlib import nullcontext
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from aic_tracker import clock
from aic_tracker.scheduler import jobs, runner


class Instant(click.ParamType):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » n’est pas une date ISO 8601, par exemple 2026-03-12T08:00.", param, ctx)
        return instant if instant.tzinfo else instant.replace(tzinfo=clock.PARIS)


@click.command("tick")
@click.option("--now", type=Instant(), help="Faire comme s’il était cette date ISO 8601 (heure de Paris par défaut).")
@with_appcontext
def tick(now: datetime | None) -> None:
    """Prévoir et envoyer une fois ; écrit une ligne de JSON."""
    with clock.at(now) if now else nullcontext():
        click.echo(json.dumps(jobs.tick(is_imagined=now is not None)))


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Prévoir et envoyer sans cesse, jusqu’à SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")  # unless app.py has settled it
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    runner.run(current_app._get_current_object())  # type: ignore[attr-defined]


COMMANDS = (tick, scheduler)
