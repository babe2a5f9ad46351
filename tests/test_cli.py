"""The commands: what they do, and the one line they say when they cannot."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup

from aic_tracker import config, create_app
from aic_tracker import db as database
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.support.client import Client
from tests.support.smtp import Server

ROOT = Path(__file__).resolve().parents[1]
ADD = ["user", "add", "Camille@Example.org", "--name", "Camille Roux", "--role", "referent"]


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(FlaskGroup(), list(args))


def refused(result: Result, words: str) -> None:
    """Exit 2, nothing on stdout, one line on stderr."""
    assert result.exit_code == 2, result.output
    assert not result.stdout
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@contextmanager
def app_on(settings: config.Settings, url: str, **changes: object) -> Iterator[Flask]:
    app = create_app(replace(settings, database=config.Database(url=url), **changes))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
        config.use(settings)


def test_user_add_opens_an_account_and_queues_its_invitation_once(app: Flask) -> None:
    first, second = run(app, *ADD), run(app, *ADD)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Compte ouvert" in first.stdout
    assert "existe déjà" in second.stdout
    assert db.session.scalars(sa.select(User.email)).all() == ["camille@example.org"]
    assert db.session.scalars(sa.select(OutgoingMail.kind)).all() == ["invitation"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["user", "add"], "Indiquez EMAIL"),
        (["user", "add", "a@example.org", "--name", "A"], "Indiquez --role"),
        (["user", "add", "a@example.org", "--name", "A", "--role", "roi"], "coach, referent, expert, direction, admin"),
        (["user", "add", "nobody", "--name", "A", "--role", "coach"], "Indiquez une adresse électronique"),
        (["user", "add", "a@example.org", "--name", "A\x00", "--role", "coach"], "caractère illisible"),
        (["user", "add", "a@example.org", "--name", " ", "--role", "coach"], "Indiquez le nom"),
        (["user", "add", "taken@example.org", "--name", "A", "--role", "admin"], "a déjà un compte avec le rôle"),
        (["user", "add", "--color", "red"], "Option inconnue : --color"),
        (["sign-in-link", "nobody@example.org"], "Aucun compte à cette adresse"),
        (["sign-in-link", "gone@example.org"], "désactivé"),
        (["sign-in-link", "a@example.org", "extra"], "Commande mal écrite"),
        (["tick", "--now", "demain"], "2026-03-12T08:00"),
        (["demo"], "AIC_DEMO=1"),
    ],
)
def test_a_mistake_is_said_in_one_line(app: Flask, args: list[str], words: str) -> None:
    factories.user(Role.COACH, email="taken@example.org")
    factories.user(Role.COACH, email="gone@example.org", is_active=False)
    refused(run(app, *args), words)


def test_sign_in_link_prints_a_link_that_signs_in(app: Flask, client: Client) -> None:
    factories.admin(email="admin@example.org")
    result = run(app, "sign-in-link", "ADMIN@example.org")
    assert result.exit_code == 0
    assert re.fullmatch(r"http://aic\.test/connexion/[\w-]{43}\n", result.stdout)
    assert client.submit(result.stdout.strip().removeprefix("http://aic.test")).status_code == 303
    assert client.get("/administration/comptes").status_code == 200


def test_tick_prints_one_line_of_json(app: Flask) -> None:
    result = run(app, "tick", "--now", "2026-03-02T08:00")
    assert result.exit_code == 0, result.output
    mails = {"planned", "sent", "retried", "doubtful", "failed", "skipped"}
    assert set(json.loads(result.stdout)) == mails | {"webhooks_received", "webhooks_retried", "webhooks_failed"}


def test_demo_loads_the_season_once(demo_app: Flask) -> None:
    first, second = run(demo_app, "demo"), run(demo_app, "demo")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "chargée" in first.stdout
    assert "déjà là" in second.stdout
    with demo_app.app_context():
        addresses = set(db.session.scalars(sa.select(User.email)))
    assert {f"{name}@example.org" for name in ("coach", "direction", "admin", "expert.juridique")} <= addresses
    assert any(address.startswith("referent.") for address in addresses)


def test_prepare_makes_a_new_database_and_loads_the_season_once(
    settings: config.Settings, new_database_url: Callable[[str], str]
) -> None:
    with app_on(settings, new_database_url("prepared"), demo=True) as app:
        first, second = run(app, "prepare"), run(app, "prepare")
        assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
        assert "Saison de démonstration chargée." in first.stdout
        assert "déjà là" in second.stdout


def test_prepare_outside_the_demonstration_leaves_the_database_without_data(
    settings: config.Settings, new_database_url: Callable[[str], str]
) -> None:
    with app_on(settings, new_database_url("prepared_bare")) as app:
        assert run(app, "prepare").exit_code == 0
        with app.app_context():
            assert db.session.scalars(sa.select(User)).all() == []


def test_check_says_that_all_is_well(app: Flask, settings: config.Settings) -> None:
    with Server() as smtp:
        reachable = config.Smtp(host=smtp.host, port=smtp.port, security="none")
        with app_on(settings, settings.database.url, smtp=reachable) as checked:
            result = run(checked, "check")
    assert result.exit_code == 0, result.output
    assert [line.partition(" :")[0] for line in result.stdout.splitlines()] == [
        "Configuration",
        "Base",
        "Courriels",
        "Mentions légales",
    ]
    assert "[legal] publisher, publication_director, host, host_address" in result.stdout


def test_check_names_the_part_that_fails(app: Flask, settings: config.Settings) -> None:
    nobody = config.Smtp(host="127.0.0.1", port=1, security="none", timeout=1)
    named = replace(settings.app, trusted_hosts=("aic.test",))
    with app_on(settings, settings.database.url, smtp=nobody, app=named) as checked:
        result = run(checked, "check")
    assert result.exit_code == 2
    assert "Courriels : 127.0.0.1:1" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("is_demo", "lines"), [(True, 0), (False, 1)])
def test_check_asks_for_the_names_of_the_site(settings: config.Settings, is_demo: bool, lines: int) -> None:
    with app_on(settings, settings.database.url, demo=is_demo) as checked:
        assert run(checked, "check").stderr.count("[app] trusted_hosts") == lines


def test_an_absent_database_is_said_and_not_created(settings: config.Settings, tmp_path: Path) -> None:
    with app_on(settings, f"sqlite:///{tmp_path / 'absent.sqlite'}") as app:
        refused(run(app, *ADD), "n’existe pas : lancez « flask --app app db upgrade »")
    assert not (tmp_path / "absent.sqlite").exists()


def test_a_database_that_cannot_be_opened_is_said(settings: config.Settings, tmp_path: Path) -> None:
    with app_on(settings, f"sqlite:///{tmp_path / 'nowhere' / 'a.sqlite'}") as app:
        refused(run(app, "db", "upgrade"), "ne peut pas être ouvert")


def test_a_server_that_does_not_answer_is_said(settings: config.Settings) -> None:
    with app_on(settings, "postgresql+psycopg://nobody@127.0.0.1:1/none") as app:
        refused(run(app, *ADD), "Base de données injoignable")
        refused(run(app, "db", "upgrade"), "Base de données injoignable")


def test_a_database_never_migrated_is_said(settings: config.Settings, new_database_url: Callable[[str], str]) -> None:
    url = new_database_url("cli_empty")
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with app_on(settings, url) as app:
        refused(run(app, *ADD), "La base est vide : lancez")


def test_a_database_of_another_version_is_said(
    settings: config.Settings, new_database_url: Callable[[str], str]
) -> None:
    with app_on(settings, new_database_url("cli_versions")) as app:
        assert run(app, "db", "upgrade").exit_code == 0
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        for command in (ADD, ["db", "upgrade"], ["tick"]):
            refused(run(app, *command), "version plus récente du programme")


@pytest.mark.parametrize("command", [ADD, ["db", "upgrade"]])
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a database, by far" * 100, "n’est pas une base lisible"), (b"SQLite format 3\x00" + b"\xff" * 4096, "")],
)
def test_a_corrupt_file_is_said(
    settings: config.Settings, tmp_path: Path, content: bytes, words: str, command: list[str]
) -> None:
    (tmp_path / "a.sqlite").write_bytes(content)
    with app_on(settings, f"sqlite:///{tmp_path / 'a.sqlite'}") as app:
        refused(run(app, *command), words)


@pytest.fixture
def migrated_file(settings: config.Settings, tmp_path: Path) -> Path:
    path = tmp_path / "a.sqlite"
    with app_on(settings, f"sqlite:///{path}") as app:
        assert run(app, "db", "upgrade").exit_code == 0
    return path


def test_a_read_only_database_is_said(settings: config.Settings, migrated_file: Path) -> None:
    with app_on(settings, f"sqlite:///file:{migrated_file}?mode=ro&uri=true") as app:
        refused(run(app, *ADD), "en lecture seule")


@pytest.mark.parametrize("command", [ADD, ["db", "downgrade", "base"]])
def test_a_locked_database_is_said(
    settings: config.Settings, migrated_file: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(migrated_file)) as other, app_on(settings, f"sqlite:///{migrated_file}") as app:
        other.execute("BEGIN IMMEDIATE")
        refused(run(app, *command), "occupée par une autre opération")


def flask(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "app", *args]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_a_wrong_configuration_is_said_without_a_traceback(tmp_path: Path) -> None:
    result = flask("check", AIC_APP_INSTANCE=str(tmp_path), AIC_SMTP_PROT="25", PORT="0")
    assert (result.returncode, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert all(line.startswith("Configuration : ") for line in lines)
    assert {line.split()[2] for line in lines} == {"AIC_SMTP_PROT", "PORT", "[app]", "[smtp]"}


@pytest.mark.parametrize("url", ["postgresql://host:abc/base", "sqlite:////proc/nowhere/a.sqlite"])
def test_an_unusable_address_is_said_without_a_traceback(tmp_path: Path, url: str) -> None:
    result = flask("db", "upgrade", AIC_DEMO="1", AIC_APP_INSTANCE=str(tmp_path), DATABASE_URL=url)
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_an_instance_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    secret = "a secret that only tests know, and long enough"
    result = flask("check", AIC_SMTP_HOST="localhost", AIC_APP_SECRET=secret, AIC_APP_INSTANCE=str(tmp_path / "file/x"))
    assert (result.returncode, result.stdout) == (2, "")
    assert "ne peut pas être créé" in result.stderr
