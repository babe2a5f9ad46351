"""`flask audit …`."""

import click
from flask.cli import AppGroup

from aic_tracker.audit import queries, rules
from aic_tracker.commands.base import Command, Failure

audit = AppGroup("audit", help="Piste d’audit.")


@audit.command("verify", cls=Command)
@click.option("--contains", metavar="N:SCEAU", help="Vérifier aussi que l’entrée n° N porte ce sceau, noté plus tôt.")
def verify(contains: str | None) -> None:
    """Relire toute la chaîne ; nomme la première entrée rompue."""
    verdict = queries.verify()
    line = rules.verdict_line(verdict)
    if verdict.fault is not None:
        raise Failure(line)
    if contains is not None:
        number, _, seal = contains.partition(":")
        if not (number.isascii() and number.isdigit() and len(number) < 10 and seal):
            raise Failure("--contains attend le numéro d’une entrée et son sceau : 1234:5e1f…")
        if not queries.is_sealed(int(number), seal.lower()):
            raise Failure(f"L’entrée n° {number} ne porte pas ce sceau : la chaîne a été réécrite, ou purgée au-delà.")
    click.echo(line)
