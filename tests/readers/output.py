"""What we send, made by the application itself in databases of its own, in a folder.

calendars/1-inviter.ics … 5-reinviter.ics, flux.ics    one point's life as its referent receives it; a feed
mails/KIND.eml, mails-late/…, mails-same/…               one mail of each kind: on its hour; kept four hours by a
                                                         relay that received it two seconds after its date; at once
sheets/*.ods, *.xlsx                                     roadmap, season, times, blank of an import
papers/*.pdf                                             roadmap, diagnostic, minutes, report
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import User
from aic_tracker.agenda import feeds
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.message import TEMPLATES, dated
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.privacy import operations
from aic_tracker.privacy.queries import Lapse
from aic_tracker.privacy.rules import Step
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.scheduler import jobs
from tests import factories
from tests.conftest import NOW
from tests.readers import one_point
from tests.scheduler import season as every_reminder
from tests.support import every_mail
from tests.support.client import Client
from tests.support.mails import mails

ADDRESS = "https://suivi.example.org"
LATE = timedelta(hours=4)
RECEIVED = "Received: from {0} ({0} [10.1.2.3])\r\n\tby {1} with ESMTPS id 4XyZ; {2}\r\n"
TRACKER, RELAY, READER = "suivi.example.org", "relais.example.org", "mx.example.net"
SHEETS = (
    "laureats/vikidia/feuille-de-route.ods",
    "laureats/vikidia/feuille-de-route.xlsx",
    "pilotage/saison/saison-2.ods",
    "pilotage/temps.xlsx",
)
PAPERS = (
    "laureats/vikidia/feuille-de-route.pdf",
    "laureats/vikidia/diagnostic.pdf",
    "laureats/vikidia/bilan.pdf",
)


def make(folder: Path) -> None:
    """Write everything into this folder."""
    folder.mkdir()
    for name in ("calendars", "mails", "mails-late", "mails-same", "sheets", "papers"):
        (folder / name).mkdir(parents=True)
    told: dict[str, OutgoingMail] = {}
    now = datetime.now(UTC)
    with application(folder / "demo.sqlite") as app:
        every_mail.play()
        _keep_mails(told)
        _files(app, folder)
    with application(folder / "reminders.sqlite"):
        every_reminder.build()
        for moment in sorted(map(every_reminder.next_moment, set(KINDS) - set(told))):
            with clock.at(moment):
                jobs.plan(moment)
        _warn_who_no_longer_comes()
        _keep_mails(told)
    with application(folder / "point.sqlite") as app:
        for name, content in one_point.told(app):
            (folder / "calendars" / f"{name}.ics").write_bytes(content)
        _keep_mails(told)
    missing = {path.name for path in TEMPLATES.iterdir() if path.is_dir()} - set(told)
    assert not missing, f"no mail of these kinds was made: {missing}"
    # Filters compare with the present moment. The sender dates a mail of when it leaves, however late it is; what
    # a relay kept for four hours still bears that date, and says when it received it.
    left = now - LATE
    for kind, mail in told.items():
        (folder / "mails" / f"{kind}.eml").write_bytes(_received(TRACKER, READER, now) + dated(mail.content, now))
        for where, taken in (("mails-late", left + timedelta(seconds=2)), ("mails-same", left)):
            stamps = _received(RELAY, READER, now) + _received(TRACKER, RELAY, taken)
            (folder / where / f"{kind}.eml").write_bytes(stamps + dated(mail.content, left))


def _received(sender: str, receiver: str, at: datetime) -> bytes:
    return RECEIVED.format(sender, receiver, format_datetime(at)).encode()


@contextmanager
def application(database: Path, base_url: str = ADDRESS) -> Iterator[Flask]:
    settings = config.load(
        {
            "DATABASE_URL": f"sqlite:///{database}",
            "AIC_APP_SECRET": "a secret that only readers know, and long enough",
            "AIC_APP_BASE_URL": base_url,
            "AIC_APP_INSTANCE": str(database.parent),
            "AIC_SMTP_HOST": "127.0.0.1",
            "AIC_SMTP_SENDER": "Suivi AIC <suivi@example.org>",
        }
    )
    app = create_app(settings)
    app.test_client_class = Client
    with clock.at(NOW), app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _keep_mails(told: dict[str, OutgoingMail]) -> None:
    """The longest of each kind."""
    for mail in mails():
        if mail.kind not in told or len(mail.content) > len(told[mail.kind].content):
            told[mail.kind] = mail
    db.session.expunge_all()


def _warn_who_no_longer_comes() -> None:
    step = Step(0, NOW.date(), NOW.date() + timedelta(days=60))
    operations.warn(Lapse(factories.user(), NOW.date(), step, is_waiting_for_mail=False), now=NOW)
    db.session.commit()


def _browser(app: Flask, email: str) -> Client:
    client: Client = app.test_client()  # type: ignore[assignment]
    client.sign_in(db.session.query(User).filter_by(email=email).one())
    return client


def _files(app: Flask, folder: Path) -> None:
    coach = db.session.query(User).filter_by(email="coach@example.org").one()
    address = feeds.open_feed(coach, now=clock.now())
    db.session.commit()
    (folder / "calendars" / "flux.ics").write_bytes(_got(app.test_client(), f"/{address.partition('.org/')[2]}"))
    browser = _browser(app, "coach@example.org")
    closed = (
        db.session.query(Checkpoint)
        .join(Laureate)
        .filter(Laureate.slug == "vikidia", Checkpoint.status == CheckpointStatus.CLOSED)
    )
    minutes = f"laureats/vikidia/points/{closed.order_by(Checkpoint.number.desc()).first().number}/compte-rendu.pdf"
    for kind, paths in (("sheets", SHEETS), ("papers", (*PAPERS, minutes))):
        for path in paths:
            (folder / kind / path.replace("/", "-")).write_bytes(_got(browser, f"/{path}"))
    (folder / "sheets" / "modele.xlsx").write_bytes(_got(browser, "/imports/modele/laureats.xlsx"))


def _got(client: object, path: str) -> bytes:
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, (path, answer.status_code)
    return bytes(answer.data)
