"""`flask user …` and `flask sign-in-link`."""

import click
from flask.cli import AppGroup

from aic_tracker import clock, inputs
from aic_tracker.accounts import links, operations, queries, second_factor
from aic_tracker.accounts.models import Role
from aic_tracker.commands.base import Command, Failure
from aic_tracker.db import db


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
    """Retirer la double authentification d’un compte dont le téléphone et les codes de secours sont perdus."""
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
