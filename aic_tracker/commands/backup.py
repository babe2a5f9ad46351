"""`flask backup` and `flask restore`."""

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from aic_tracker import clock, config, database_faults
from aic_tracker.audit import operations as audit
from aic_tracker.audit.models import Event
from aic_tracker.backup import envelope
from aic_tracker.backup.archive import Manifest
from aic_tracker.backup.clients import reader_of
from aic_tracker.backup.making import make
from aic_tracker.backup.restoring import Places, Restoration, Restored
from aic_tracker.commands.base import Failure, FreeCommand
from aic_tracker.db import db
from aic_tracker.formats import moment, plural

WORD = "restaurer"


@click.command("backup", cls=FreeCommand)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Sauvegarder la base et les fichiers joints, sans arrêter le service."""
    settings = config.current()
    key = envelope.read_key(settings.backup.key_file)
    folder = Path(settings.documents.folder)
    manifest = make(file, engine=db.engine, attachments=folder, key=key, now=clock.now())
    _note(manifest, is_encrypted=key is not None)
    sealed = "chiffrée" if key else "non chiffrée"
    click.echo(f"Sauvegarde {sealed} écrite : {file} ({file.stat().st_size} octets, {_content(manifest)}).")
    written_by, server = manifest.versions.get("pg_dump", 0), manifest.versions.get("server", 0)
    if (reader := reader_of(written_by)) > server:
        click.echo(
            f"Écrite par pg_dump {written_by} pour un serveur {server} : la rétablir demandera "
            f"postgresql-client-{reader} ou plus récent. Avec postgresql-client-{server}, ce ne serait pas le cas.",
            err=True,
        )
    if manifest.missing:
        click.echo(f"Fichiers joints absents ou abîmés avant la sauvegarde : {', '.join(manifest.missing)}.", err=True)


def _note(manifest: Manifest, *, is_encrypted: bool) -> None:
    """In the audit trail. The file is there and whole: a trail that cannot be written is said, and no failure."""
    if database_faults.database_fault() is not None:
        return  # made just before a migration: no trail to be told in yet
    details = {"rows": manifest.rows, "attachments": len(manifest.attachments), "encrypted": is_encrypted}
    try:
        audit.record(Event.BACKUP_MADE, actor_id=None, now=clock.now(), details=details)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        click.echo(f"Sauvegarde absente du journal d’audit. {database_faults.explain(error)}", err=True)


@click.command("restore", cls=FreeCommand)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@click.option("--force", is_flag=True, help="Même si un planificateur est passé il y a peu (il est arrêté).")
def restore(file: Path, yes: bool, force: bool) -> None:
    """Remettre une sauvegarde en place ; ce qui y était est gardé à côté."""
    settings = config.current()
    if not file.is_file():
        raise Failure(f"{file} n’existe pas.")
    places = Places(db.engine, Path(settings.app.instance), Path(settings.documents.folder))
    restoration = Restoration(file, places, envelope.read_key(settings.backup.key_file))
    try:
        manifest = restoration.read()
        restoration.check(is_forced=force, tick_seconds=settings.reminders.tick_seconds, now=clock.now())
        if not yes:
            _confirm(manifest)
        restored = restoration.apply(now=clock.now())
    finally:
        restoration.close()
    _tell(restored)


def _confirm(manifest: Manifest) -> None:
    click.echo(
        f"Sauvegarde du {moment(manifest.made)} : {_content(manifest)}. Elle remplacera la base actuelle.", err=True
    )
    try:
        typed = click.prompt(f"Tapez « {WORD} » pour continuer", err=True)
    except click.Abort as abort:
        raise Failure("Rien n’a été fait : confirmez, ou ajoutez --yes.") from abort
    if typed.strip().lower() != WORD:
        raise Failure("Rien n’a été fait.")


def _content(manifest: Manifest) -> str:
    files = plural(len(manifest.attachments), "fichier joint", "fichiers joints")
    return f"{plural(manifest.rows, 'ligne', 'lignes')}, {files}, base en version {manifest.schema}"


def _tell(restored: Restored) -> None:
    manifest = restored.manifest
    migrated = f", migrée en version {restored.schema}" if restored.schema != manifest.schema else ""
    click.echo(f"Sauvegarde du {moment(manifest.made)} rétablie : {_content(manifest)}{migrated}.")
    former = f"L’ancienne base est gardée ({restored.former})" if restored.former else "Il n’y avait pas de base"
    files = f"fichiers joints : {restored.added} remis, {restored.replaced} remplacés, aucun retiré"
    lacking = f", {len(manifest.missing)} manquaient à la sauvegarde" if manifest.missing else ""
    click.echo(f"{former} ; {files}{lacking}.")
    click.echo("Les envois sont retenus et les sessions fermées : une personne reprend l’envoi sur /envois.")
