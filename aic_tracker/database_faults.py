"""What is wrong with the database, in one French line."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from aic_tracker.db import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
VERSIONS = sa.table("alembic_version", sa.column("version_num", sa.String))
UPGRADE = "« flask --app app db upgrade »"

# What the drivers say, in the order it is looked for.
SIGNS = (
    ("readonly database", "La base est en lecture seule : vérifiez les droits du fichier et de son dossier."),
    ("read-only transaction", "La base est en lecture seule : vérifiez que c’est bien le serveur principal."),
    (
        "unable to open database file",
        "Le fichier de la base ne peut pas être ouvert : vérifiez son chemin et ses droits.",
    ),
    ("database is locked", "La base est occupée par une autre opération : réessayez dans un instant."),
    ("lock timeout", "La base est occupée par une autre opération : réessayez dans un instant."),
    ("disk is full", "Le disque de la base est plein."),
    ("no space left", "Le disque de la base est plein."),
    ("file is not a database", "Le fichier n’est pas une base lisible : restaurez une sauvegarde."),
    ("malformed", "Le fichier de la base est endommagé : restaurez une sauvegarde."),
    ("no such table", f"La base n’est pas à jour : lancez {UPGRADE}."),
    ("undefinedtable", f"La base n’est pas à jour : lancez {UPGRADE}."),
    ("no such column", f"La base n’est pas à jour : lancez {UPGRADE}."),
    ("undefinedcolumn", f"La base n’est pas à jour : lancez {UPGRADE}."),
    ("does not exist", "Cette base n’existe pas sur le serveur : créez-la d’abord (createdb)."),
    ("password authentication failed", "Le serveur de base de données refuse l’identifiant ou le mot de passe."),
)


def explain(error: BaseException) -> str | None:
    """The line that says what to do; None when the error is not the database's."""
    if type(error).__module__.partition(".")[0] == "alembic":
        if "Can't locate revision" in str(error):
            return _newer("")
        return f"Migration impossible : {_first_line(error)}."
    if isinstance(error, IntegrityError):
        return "Une autre opération a écrit la même chose au même moment : réessayez."
    if isinstance(error, DBAPIError):
        cause: BaseException = error.orig or error
    elif isinstance(error, sqlite3.Error):
        cause = error
    elif isinstance(error, SQLAlchemyError):
        return f"L’adresse de la base est invalide : {_first_line(error)}."
    else:
        return None
    said = f"{type(cause).__name__} {cause}".lower()
    for sign, line in SIGNS:
        if sign in said:
            return line
    kind = "Base de données injoignable" if isinstance(error, OperationalError) else "Base de données en erreur"
    return f"{kind} : {_first_line(cause)}."


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _newer(version: str) -> str:
    shown = f" ({version})" if version else ""
    return f"La base vient d’une version plus récente du programme{shown} : installez-la, ou restaurez une sauvegarde."


def database_fault() -> str | None:
    """Why commands cannot use the database now; None when it is there and at this program's version."""
    path = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    # Opening it would create an empty one.
    if path and not path.startswith((":", "file:")) and not Path(path).is_file():
        return f"La base {path} n’existe pas : lancez {UPGRADE}."
    try:
        version = stored_version()
    except (SQLAlchemyError, sqlite3.Error) as error:
        return explain(error)
    head = head_version()
    if version == head:
        return None
    if version is None:
        return f"La base est vide : lancez {UPGRADE}."
    if version not in known_versions():
        return _newer(version)
    return f"La base est en version {version}, le programme attend {head} : lancez {UPGRADE}."


def stored_version() -> str | None:
    """The number of the last migration run on the database, None on an empty one."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(VERSIONS.name):
            return None
        version: str | None = connection.scalar(sa.select(VERSIONS.c.version_num))
        return version


def head_version() -> str:
    """The number of the last migration that this program knows."""
    return max(known_versions())


def known_versions() -> set[str]:
    """Each migration is a file whose name begins with its number: Alembic, which runs them, need not be there."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")}
