"""Keep what was typed, and let it go."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.db import db, own_transaction
from aic_tracker.drafts import rules
from aic_tracker.drafts.models import Draft
from aic_tracker.uniqueness import insert_into


def keep(
    user_id: int,
    path: str,
    typed: Iterable[tuple[str, str]],
    *,
    now: datetime,
    form_key: str = "",
    lacks_file: bool = False,
) -> int:
    """Its id, instead of what was kept under the same key. In a transaction of its own: the session must be at rest."""
    values = {"fields": rules.kept(typed), "lacks_file": lacks_file, "saved_at": now}
    statement = insert_into(Draft).values(user_id=user_id, path=path, form_key=form_key[:64], **values)
    statement = statement.on_conflict_do_update(index_elements=["user_id", "path", "form_key"], set_=values)
    with own_transaction() as connection:
        draft_id: int = connection.execute(statement.returning(Draft.id)).scalar_one()
        # What was sent after a session, and what was kept on purpose, each have their own room.
        alike = Draft.form_key != "" if form_key else Draft.form_key == ""
        latest = sa.select(Draft.id).where(Draft.user_id == user_id, alike)
        latest = latest.order_by(Draft.saved_at.desc(), Draft.id.desc())
        too_old = connection.scalars(latest.offset(rules.MOST)).all()
        if too_old:
            connection.execute(sa.delete(Draft).where(Draft.id.in_(too_old)))
    return draft_id


def let_go(ids: Sequence[int]) -> None:
    db.session.execute(sa.delete(Draft).where(Draft.id.in_(ids)).execution_options(synchronize_session=False))


def erase(draft: Draft) -> None:
    db.session.delete(draft)


def forget(now: datetime) -> None:
    """Drop those that nobody came back to."""
    db.session.execute(sa.delete(Draft).where(Draft.saved_at < now - rules.KEPT))
