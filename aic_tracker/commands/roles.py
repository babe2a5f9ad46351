"""`flask roles`."""

from pathlib import Path

import click

from aic_tracker.access import roles_page
from aic_tracker.commands.base import Failure, FreeCommand


@click.command("roles", cls=FreeCommand)
@click.argument("file", metavar="[FICHIER]", required=False, type=click.Path(dir_okay=False, path_type=Path))
def roles(file: Path | None) -> None:
    """Écrire la table des rôles (docs/roles.md), ou la montrer."""
    if file is None:
        click.echo(roles_page.markdown(), nl=False)
        return
    try:
        file.write_text(roles_page.markdown(), encoding="utf-8")
    except OSError as error:
        raise Failure(f"{file} ne peut pas être écrit ({error.strerror}).") from error
    click.echo(f"Table des rôles écrite dans {file}.")
