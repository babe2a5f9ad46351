"""What is kept no longer than promised: how much there is of each kind, and dealing with a batch of it.

Level-triggered: each kind asks what is past its time now, so a missed day heals. The caller commits after each batch.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import config
from aic_tracker.accounts import throttling
from aic_tracker.accounts.models import SignInLink, Throttle, UserSession
from aic_tracker.accounts.rules import BROWSER_IS_KNOWN_FOR
from aic_tracker.aid.models import Aid
from aic_tracker.audit import operations as audit
from aic_tracker.audit.models import AuditEntry, Event
from aic_tracker.calendar_fr import add_months, paris_day, paris_instant
from aic_tracker.db import db
from aic_tracker.events import keeping
from aic_tracker.formats import plural
from aic_tracker.mail import kinds
from aic_tracker.mail.failures import Faults
from aic_tracker.mail.models import Failure, MailStatus, OutgoingMail
from aic_tracker.privacy import queries
from aic_tracker.privacy.endings import due_erasures, due_warnings, erase_accounts, warn_accounts
from aic_tracker.reminders import old_rows

BATCH = 200
SETTLED = (MailStatus.SENT, MailStatus.DOUBTFUL, MailStatus.FAILED, MailStatus.CANCELLED)


@dataclass(frozen=True)
class Limit:
    """One kind of what is kept, and how much of it is past its time."""

    key: str
    label: str
    rule: str
    count: int
    next_on: date | None  # when there will be more of it; None when that is not known

    @property
    def is_applied(self) -> bool:
        """Dealt with by itself; a person decides of the others."""
        return self.key in APPLIED


LABELS = kinds.name_others(
    {
        "warnings": "Comptes à prévenir",
        "accounts": "Comptes à effacer",
        "links": "Courriels à lien personnel",
        "mail_bodies": "Textes de courriels",
        "mail_rows": "Lignes d’envois et de rappels",
        "sessions": "Sessions fermées",
        "sign_in_links": "Liens de connexion périmés",
        "failures": "Envois empêchés, depuis réparés",
        "throttle": "Compteurs de demandes",
        "audit": "Entrées d’audit",
        "event_people": "Besoins et invités des événements",
        "": "Tous à la fois",
    }
)


def limits(now: datetime) -> list[Limit]:
    """Every kind as it stands now; a constant number of statements, and nothing written."""
    settings, today = config.current().retention, paris_day(now)
    lapses = queries.lapses(today)
    first, last = settings.warning_days
    months = plural(settings.accounts_months, "mois", "mois")
    to_warn, to_erase = due_warnings(lapses, today), due_erasures(lapses, today)
    return [
        Limit(
            "warnings",
            LABELS["warnings"],
            f"Par courriel, {first} jours puis {last} jours avant leur effacement.",
            len(to_warn),
            _first(lapse.step.on for lapse in lapses if lapse.step.warning is not None and lapse.step.on > today),
        ),
        Limit(
            "accounts",
            LABELS["accounts"],
            f"{months} après le dernier accompagnement ou la dernière connexion, une fois les deux courriels partis.",
            len(to_erase),
            _first(lapse.step.erase_on for lapse in lapses if lapse.step.erase_on > today),
        ),
        Limit(
            "links",
            LABELS["links"],
            "Leur texte est effacé dès l’envoi, ou dès que le lien ne vaut plus rien.",
            _count(OutgoingMail, _spent_links(now)),
            None,
        ),
        Limit(
            "mail_bodies",
            LABELS["mail_bodies"],
            f"Effacés après {plural(settings.mail_bodies_days, 'jour')} ; l’objet et les dates restent.",
            _count(OutgoingMail, _old_bodies(now)),
            _after(_oldest(OutgoingMail.created_at, _has_body()), timedelta(days=settings.mail_bodies_days), now),
        ),
        Limit(
            "mail_rows",
            LABELS["mail_rows"],
            f"Supprimées après {plural(settings.mail_rows_months, 'mois', 'mois')}, rappels non envoyés compris.",
            old_rows.count(now),
            old_rows.next_on(now),
        ),
        Limit(
            "sessions",
            LABELS["sessions"],
            f"Supprimées {plural(settings.sessions_days, 'jour')} après leur fin.",
            _count(UserSession, _old_sessions(now)),
            _after(_oldest(UserSession.expires_at, sa.true()), timedelta(days=settings.sessions_days), now),
        ),
        Limit(
            "sign_in_links",
            LABELS["sign_in_links"],
            f"Supprimés {plural(settings.sessions_days, 'jour')} après leur fin ; utilisés, après "
            f"{plural(BROWSER_IS_KNOWN_FOR.days, 'jour')} : ils disent quels navigateurs sont connus.",
            _count(SignInLink, _old_links(now)),
            _after(_oldest(SignInLink.expires_at, sa.true()), timedelta(days=settings.sessions_days), now),
        ),
        Limit(
            "failures",
            LABELS["failures"],
            f"Supprimés {plural(settings.mail_bodies_days, 'jour')} après.",
            _count(Failure, _old_failures(now)),
            _after(_oldest(Failure.closed_at, Failure.closed_at.is_not(None)), _failure_days(), now),
        ),
        Limit(
            "throttle",
            LABELS["throttle"],
            "Supprimés quand ils ne limitent plus personne, après un jour.",
            _count(Throttle, _old_counters(now)),
            None,
        ),
        Limit(
            "audit",
            LABELS["audit"],
            f"Supprimées après {plural(settings.audit_months, 'mois', 'mois')} ; la suite reste vérifiable.",
            _count(AuditEntry, AuditEntry.at < _audit_limit(now)),
            _audit_next(now),
        ),
        Limit(
            "event_people",
            LABELS["event_people"],
            f"Besoins effacés le lendemain ; nom et adresse des invités sans compte, {months} après.",
            keeping.count(now),
            None,
        ),
        Limit(
            "aid",
            f"Aides de plus de {plural(config.current().aid.kept_years, 'an')}",
            "La loi ne demande plus de les garder ; jamais supprimées sans une décision.",
            _count(Aid, Aid.granted_on < _aid_limit(today)),
            _aid_next(),
        ),
    ]


def old_aid(today: date) -> Sequence[Aid]:
    """What the law no longer asks to keep, the oldest first, for a decision."""
    statement = sa.select(Aid).where(Aid.granted_on < _aid_limit(today)).options(joinedload(Aid.organisation))
    return db.session.scalars(statement.order_by(Aid.granted_on, Aid.id).limit(BATCH)).all()


def _has_body() -> sa.ColumnElement[bool]:
    return sa.and_(OutgoingMail.status.in_(SETTLED), sa.func.length(OutgoingMail.content) > 0)


def _old_bodies(now: datetime) -> sa.ColumnElement[bool]:
    days = timedelta(days=config.current().retention.mail_bodies_days)
    return sa.and_(_has_body(), OutgoingMail.created_at < now - days)


def _spent_links(now: datetime) -> sa.ColumnElement[bool]:
    """Nobody sends these any more: sent, or a link to sign in that is settled or over."""
    if config.current().demo:
        return sa.false()
    sent = sa.and_(OutgoingMail.kind.in_(kinds.with_links()), OutgoingMail.status == MailStatus.SENT)
    settled = sa.and_(OutgoingMail.kind.in_(kinds.immediate()), OutgoingMail.status.in_(SETTLED))
    over = sa.and_(
        OutgoingMail.kind.in_(kinds.immediate()),
        OutgoingMail.status == MailStatus.PENDING,
        OutgoingMail.useful_until < now,
    )
    return sa.and_(sa.or_(sent, settled, over), sa.func.length(OutgoingMail.content) > 0)


def _failure_days() -> timedelta:
    return timedelta(days=config.current().retention.mail_bodies_days)


def _old_failures(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Failure.closed_at.is_not(None), Failure.closed_at < now - _failure_days())


def _old_sessions(now: datetime) -> sa.ColumnElement[bool]:
    days = timedelta(days=config.current().retention.sessions_days)
    return sa.func.coalesce(UserSession.revoked_at, UserSession.expires_at) < now - days


def _old_links(now: datetime) -> sa.ColumnElement[bool]:
    days = timedelta(days=config.current().retention.sessions_days)
    unused = sa.and_(SignInLink.used_at.is_(None), SignInLink.expires_at < now - days)
    return sa.or_(unused, SignInLink.used_at < now - max(days, BROWSER_IS_KNOWN_FOR))


def _audit_limit(now: datetime) -> datetime:
    return paris_instant(add_months(paris_day(now), -config.current().retention.audit_months), 0)


def _audit_next(now: datetime) -> date | None:
    oldest = _oldest(AuditEntry.at, sa.true())
    months = config.current().retention.audit_months
    on = add_months(paris_day(oldest), months) + timedelta(days=1) if oldest else None
    return on if on and on > paris_day(now) else None


def _aid_limit(today: date) -> date:
    return add_months(today, -12 * config.current().aid.kept_years)


def _aid_next() -> date | None:
    oldest = db.session.scalar(sa.select(sa.func.min(Aid.granted_on)))
    return add_months(oldest, 12 * config.current().aid.kept_years) if oldest else None


def _old_counters(now: datetime) -> sa.ColumnElement[bool]:
    return Throttle.window < now - throttling.LONGEST - timedelta(hours=1)


def _forget_counters(now: datetime) -> int:
    count = _count(Throttle, _old_counters(now))
    throttling.forget(now)
    return count


def _count(model: type, condition: sa.ColumnElement[bool]) -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(model).where(condition)).scalar_one()


def _oldest(column: sa.orm.InstrumentedAttribute[Any], condition: sa.ColumnElement[bool]) -> datetime | None:
    return db.session.scalar(sa.select(column).where(condition).order_by(column).limit(1))


def _after(oldest: datetime | None, delay: timedelta, now: datetime) -> date | None:
    """When the oldest will be past its time; None when it already is, or when there is none."""
    return paris_day(oldest + delay) if oldest and oldest + delay > now else None


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


def _ids(column: sa.orm.InstrumentedAttribute[int], condition: sa.ColumnElement[bool]) -> Sequence[int]:
    return db.session.scalars(sa.select(column).where(condition).order_by(column).limit(BATCH)).all()


def _empty(condition: sa.ColumnElement[bool]) -> int:
    ids = _ids(OutgoingMail.id, condition)
    # Asked again in the update: one of them may have been queued anew meanwhile.
    statement = sa.update(OutgoingMail).where(OutgoingMail.id.in_(ids), condition).values(content=b"")
    db.session.execute(statement.execution_options(synchronize_session=False))
    return len(ids)


def _delete(model: type, key: sa.orm.InstrumentedAttribute[int], condition: sa.ColumnElement[bool]) -> int:
    ids = _ids(key, condition)
    db.session.execute(sa.delete(model).where(key.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)


# Each deals with one batch, and says how many it was; 0 when nothing is left. People who cannot be warned or erased are
# faults of their own.
APPLIED: dict[str, Callable[[datetime, Faults], int]] = {
    "links": lambda now, _: _empty(_spent_links(now)),
    "mail_bodies": lambda now, _: _empty(_old_bodies(now)),
    "mail_rows": lambda now, _: old_rows.forget(now),
    "sessions": lambda now, _: _delete(UserSession, UserSession.id, _old_sessions(now)),
    "sign_in_links": lambda now, _: _delete(SignInLink, SignInLink.id, _old_links(now)),
    "throttle": lambda now, _: _forget_counters(now),
    "failures": lambda now, _: _delete(Failure, Failure.id, _old_failures(now)),
    "audit": lambda now, _: audit.purge(_audit_limit(now), now),
    "event_people": lambda now, _: keeping.forget(now),
    "warnings": warn_accounts,
    "accounts": erase_accounts,
}


def note_run(counts: Mapping[str, int], now: datetime) -> None:
    """Leave a trace of a run that did something."""
    if counts:
        audit.record(Event.RETENTION_RUN, actor_id=None, now=now, details=dict(counts))
