"""`flask move-database`."""

import re
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from aic_tracker import clock, config
from aic_tracker.audit import rules as audit
from aic_tracker.commands.base import Command, Failure
from aic_tracker.db import db
from aic_tracker.formats import plural
from aic_tracker.moving.move import Move, Moved

WORD = "déplacer"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@click.command("move-database", cls=Command)
@click.argument("url", metavar="ADRESSE")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@click.option(
    "--replace", is_flag=True, help="Même si la base d’arrivée contient des lignes ; elles sont gardées à côté."
)
@click.option("--force", is_flag=True, help="Même si un planificateur est passé il y a peu (il est arrêté).")
def move_database(url: str, yes: bool, replace: bool, force: bool) -> None:
    """Déplacer le suivi vers une base de l’autre sorte (SQLite ou PostgreSQL), et tout y relire."""
    settings = config.current()
    target = _engine(url)
    shown = target.url.render_as_string(hide_password=True)
    move = Move(db.engine, target, Path(settings.app.instance))
    try:
        move.check(is_forced=force, tick_seconds=settings.reminders.tick_seconds, now=clock.now())
        if (rows := move.rows_there()) and not replace:
            raise Failure(
                f"La base d’arrivée contient déjà {plural(rows, 'ligne', 'lignes')} : donnez une base vide, "
                "ou ajoutez --replace (ce qui s’y trouve sera gardé à côté)."
            )
        if not yes:
            _confirm(shown)
        began = clock.now()
        moved = move.apply(now=began, tell=lambda line: click.echo(line, err=True))
    finally:
        move.close()
    _tell(moved, shown, NAMES[target.dialect.name])


def _engine(url: str) -> sa.Engine:
    try:
        engine = sa.create_engine(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))
    except (ArgumentError, ImportError) as error:
        raise Failure("Indiquez l’adresse de la base d’arrivée : sqlite:////… ou postgresql://….") from error
    if engine.dialect.name not in NAMES:
        raise Failure("La base d’arrivée est en SQLite (sqlite:////…) ou en PostgreSQL (postgresql://…).")
    return engine


def _confirm(shown: str) -> None:
    click.echo(f"Le suivi va être déplacé vers {shown}. Personne ne peut écrire pendant ce temps.", err=True)
    try:
        typed = click.prompt(f"Tapez « {WORD} » pour continuer", err=True)
    except click.Abort as abort:
        raise Failure("Rien n’a été fait : confirmez, ou ajoutez --yes.") from abort
    if typed.strip().lower() != WORD:
        raise Failure("Rien n’a été fait.")


def _tell(moved: Moved, shown: str, kind: str) -> None:
    rows, tables = plural(moved.rows, "ligne", "lignes"), plural(moved.tables, "table", "tables")
    figures = plural(moved.figures, "total", "totaux")
    click.echo(f"Suivi déplacé vers {kind} : {rows} de {tables}, relues et identiques ; {figures}, identiques.")
    click.echo(audit.verdict_line(moved.verdict))
    sequences = f" Séquences remises à leur suite : {moved.sequences}." if moved.sequences else ""
    whole = moved.documents - len(moved.missing)
    click.echo(
        f"Recherche : {plural(moved.entries, 'entrée', 'entrées')}.{sequences} "
        f"Fichiers joints : {whole} présents et intacts, restés à leur place."
    )
    if moved.missing:
        click.echo(f"Fichiers joints absents ou abîmés, déjà avant : {', '.join(moved.missing)}.", err=True)
    if moved.replaced:
        click.echo(f"Ce qui se trouvait à l’arrivée est gardé ({moved.replaced}).")
    click.echo(f"L’ancienne base est gardée à côté ({moved.former}) : plus rien ne l’emploie.")
    click.echo(f'Mettez maintenant [database] url = "{shown}", lancez « flask --app app check », puis démarrez.')
