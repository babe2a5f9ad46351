"""`flask check`."""

from dataclasses import fields

import click

from aic_tracker import config, database_faults
from aic_tracker.commands.base import FreeCommand
from aic_tracker.db import db
from aic_tracker.mail.smtp import SmtpTransport
from aic_tracker.mail.transport import SENT


@click.command("check", cls=FreeCommand)
@click.pass_context
def check(ctx: click.Context) -> None:
    """Vérifier la configuration, la version de la base et le serveur d’envoi."""
    settings = config.current()
    click.echo("Configuration : valide.")
    if not settings.demo and not settings.app.trusted_hosts:
        click.echo("Noms d’hôte : tous acceptés. Nommez ceux du site dans [app] trusted_hosts.", err=True)
    faults = [_report("Base", f"à jour ({db.engine.dialect.name})", database_faults.database_fault())]
    if settings.demo and not settings.smtp.host:
        click.echo("Courriels : gardés dans la boîte de la démonstration (/demo/mails).")
    else:
        transport = SmtpTransport(settings.smtp)
        result = transport.check()
        transport.close()
        server = f"{settings.smtp.host}:{settings.smtp.port}"
        faults.append(
            _report("Courriels", f"{server} répond", None if result == SENT else f"{server} — {result.reason}")
        )
    if blank := [field.name for field in fields(settings.legal) if not getattr(settings.legal, field.name)]:
        # The service works without: the page says « à compléter par le service ».
        click.echo(f"Mentions légales : à compléter ([legal] {', '.join(blank)}).")
    ctx.exit(2 if any(faults) else 0)


def _report(part: str, well: str, fault: str | None) -> bool:
    click.echo(f"{part} : {fault or well + '.'}", err=fault is not None)
    return fault is not None
