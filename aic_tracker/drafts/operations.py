"""Keep what was typed, and let it go."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.db import db, own_transaction
from aic_tracker.drafts import rules
from aic_tracker.drafts.models import Draft
from aic_tracker.drafts.queries import Seen
from aic_tracker.uniqueness import insert_into


def keep(
    user_id: int,
    path: str,
    typed: Iterable[tuple[str, str]],
    *,
    now: datetime,
    kept_key: str = "",
    lacks_file: bool = False,
    instead_of: Sequence[Seen] = (),
) -> int:
    """Its id, instead of what was kept under the same key. In a transaction of its own: the session must be at rest."""
    values = {"fields": rules.kept(typed), "lacks_file": lacks_file, "saved_at": now}
    statement = insert_into(Draft).values(user_id=user_id, path=path, form_key=kept_key, **values)
    statement = statement.on_conflict_do_update(index_elements=["user_id", "path", "form_key"], set_=values)
    with own_transaction() as connection:
        draft_id: int = connection.execute(statement.returning(Draft.id)).scalar_one()
        for seen in instead_of:
            if seen.id != draft_id:
                connection.execute(_as_seen(seen))
        if too_old := connection.scalars(_beyond_its_room(user_id, kept_key)).all():
            connection.execute(sa.delete(Draft).where(Draft.id.in_(too_old)))
    return draft_id


def _beyond_its_room(user_id: int, kept_key: str) -> sa.Select[int]:
    """What was sent and could not be saved, and what was kept as one typed, each have their own room."""
    as_typed = sa.or_(Draft.form_key == "", Draft.form_key.startswith(rules.AS_TYPED, autoescape=True))
    alike = sa.not_(as_typed) if rules.was_sent(kept_key) else as_typed
    latest = sa.select(Draft.id).where(Draft.user_id == user_id, alike)
    return latest.order_by(Draft.saved_at.desc(), Draft.id.desc()).offset(rules.MOST)


def let_go(kept: Sequence[Seen]) -> None:
    for seen in kept:
        db.session.execute(_as_seen(seen).execution_options(synchronize_session=False))


def _as_seen(seen: Seen) -> sa.Delete:
    """Not what another window writes there at this instant."""
    return sa.delete(Draft).where(Draft.id == seen.id, Draft.saved_at == seen.saved_at)


def erase(draft: Draft) -> None:
    db.session.delete(draft)


def forget(now: datetime) -> None:
    """Drop those that nobody came back to."""
    db.session.execute(sa.delete(Draft).where(Draft.saved_at < now - rules.KEPT))
