"""Commands. Whatever goes wrong is said in one line on stderr, and the exit code is 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from flask import Flask
from flask.cli import AppGroup

from aic_tracker import clock, config, diagnosis, inputs
from aic_tracker.accounts import links, operations, queries, second_factor
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.errors import DomainError
from aic_tracker.mail.smtp import SmtpTransport
from aic_tracker.mail.transport import SENT
from aic_tracker.scheduler import commands as scheduler


class Failure(click.ClickException):
    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True, file=file)


@contextmanager
def one_line() -> Iterator[None]:
    """Turn a foreseen error into its line; an unforeseen one keeps its traceback, to be reported and mended."""
    try:
        yield
    except DomainError as refusal:
        raise Failure(refusal.message) from refusal
    except click.UsageError as mistake:
        raise Failure(_usage(mistake)) from mistake
    except click.ClickException:
        raise
    except Exception as error:
        line = diagnosis.explain(error)
        if line is None:
            raise
        raise Failure(line) from error


def _usage(mistake: click.UsageError) -> str:
    match mistake:
        case click.MissingParameter(param=click.Argument() as argument):
            said = f"Indiquez {argument.human_readable_name}"
        case click.MissingParameter(param=click.Option() as option):
            said = f"Indiquez {option.opts[0]}"
        case click.NoSuchOption():
            said = f"Option inconnue : {mistake.option_name}"
        case click.BadParameter():
            said = mistake.message.rstrip(".")
        case _:
            said = f"Commande mal écrite ({mistake.message.rstrip('.')})"
    path = mistake.ctx.command_path if mistake.ctx else "flask"
    return f"{said}. Voir « {path} --help »."


class Command(click.Command):
    """A command that needs the database as it should be, unless told otherwise."""

    needs_database = True

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with one_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with one_line():
            if self.needs_database and (fault := diagnosis.database_fault()):
                raise Failure(fault)
            return super().invoke(ctx)


class FreeCommand(Command):
    needs_database = False


class RoleName(click.ParamType[Role]):
    name = "rôle"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Role:
        try:
            return Role(str(value))
        except ValueError:
            self.fail(f"Rôle inconnu, « {value} » : {', '.join(Role)}", param, ctx)


def _email(text: str) -> str:
    try:
        return inputs.read_email(text)
    except ValueError as refusal:
        raise Failure(str(refusal)) from refusal


@click.command("demo", cls=Command)
def demo() -> None:
    """Charger la saison de démonstration, une seule fois."""
    if not config.current().demo:
        raise Failure("La démonstration ne se charge qu’en mode démonstration : AIC_DEMO=1.")
    loaded = season.load(clock.today())
    db.session.commit()
    click.echo("Saison de démonstration chargée." if loaded else "La saison de démonstration est déjà là.")


user = AppGroup("user", help="Comptes.")


@user.command("add", cls=Command)
@click.argument("email")
@click.option("--name", required=True, help="Prénom et nom.")
@click.option("--role", required=True, type=RoleName(), help=", ".join(Role))
def add_user(email: str, name: str, role: Role) -> None:
    """Ouvrir un compte ; son invitation part par courriel."""
    address = _email(email)
    try:
        name = inputs.clean_line(name, max_length=120)
    except ValueError as refusal:
        raise Failure(str(refusal)) from refusal
    if not name:
        raise Failure("Indiquez le nom de la personne.")
    existed = queries.user_by_email(address) is not None
    account = operations.invite(address, name, role, actor=None, now=clock.now())
    db.session.commit()
    done = "Ce compte existe déjà" if existed else "Compte ouvert, invitation en attente d’envoi"
    click.echo(f"{done} : {account.email} ({account.role}).")


@user.command("reset-second-factor", cls=Command)
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Retirer la double authentification d'un compte dont le téléphone et les codes de secours sont perdus."""
    account = queries.user_by_email(_email(email))
    if account is None:
        raise Failure("Aucun compte à cette adresse.")
    second_factor.remove(account, actor=None)
    db.session.commit()
    click.echo(f"Double authentification retirée : {account.email}.")


@click.command("sign-in-link", cls=Command)
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Écrire un lien de connexion, valable dix minutes et une seule fois."""
    account = queries.user_by_email(_email(email))
    if account is None:
        raise Failure("Aucun compte à cette adresse : « flask --app app user add » en ouvre un.")
    url = links.sign_in_url(account, now=clock.now())
    db.session.commit()
    click.echo(url)


@click.command("check", cls=FreeCommand)
@click.pass_context
def check(ctx: click.Context) -> None:
    """Vérifier la configuration, la version de la base et le serveur d’envoi."""
    settings = config.current()
    click.echo("Configuration : valide.")
    faults = [_said("Base", f"à jour ({db.engine.dialect.name})", diagnosis.database_fault())]
    if settings.demo and not settings.smtp.host:
        click.echo("Courriels : gardés dans la boîte de la démonstration (/demo/mails).")
    else:
        transport = SmtpTransport(settings.smtp)
        result = transport.check()
        transport.close()
        server = f"{settings.smtp.host}:{settings.smtp.port}"
        faults.append(_said("Courriels", f"{server} répond", None if result == SENT else f"{server} — {result.reason}"))
    ctx.exit(2 if any(faults) else 0)


def _said(part: str, well: str, fault: str | None) -> bool:
    click.echo(f"{part} : {fault or well + '.'}", err=fault is not None)
    return fault is not None


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (demo, user, sign_in_link, check, *map(_checked, scheduler.COMMANDS)):
        app.cli.add_command(command)


def _checked(command: click.Command) -> Command:
    return Command(command.name, callback=command.callback, params=command.params, help=command.help)
