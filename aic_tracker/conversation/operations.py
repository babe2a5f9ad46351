"""Say something, say it better, take it back; whoever is named is told by mail, once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.conversation import queries, rules
from aic_tracker.conversation.models import Comment
from aic_tracker.conversation.queries import Topic
from aic_tracker.db import db, editing
from aic_tracker.elision import of
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.formats import listed, quoted
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.support import at_any_time
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.mail.outbox import cancel_pending
from aic_tracker.mail.telling import tell_each

MENTION = declare(MailKind("mention", "Mention dans un commentaire"))
USEFUL_FOR = timedelta(days=7)
CHANGED_MEANWHILE = "Ce commentaire a été modifié entre-temps."
REMOVED = "Le commentaire a été retiré."


@at_any_time
def add_comment(
    laureate: Laureate,
    topic: Topic,
    *,
    text: str,
    notify: Collection[User],
    is_internal: bool,
    actor: User,
    now: datetime,
    path: str,
) -> tuple[Comment, list[User]]:
    """Comment on a topic and tell those who are named or ticked; it returns those whose mail is written. `path` is
    where it reads.

    Refused when one of them may not read it, when a name has several bearers and none is ticked, and for an internal
    note that does not come from the State's team.
    """
    if is_internal and not rules.reads_internal_notes(actor):
        raise DomainError("Seule l’équipe d’accompagnement écrit des notes internes.")
    told = _people_to_tell(laureate, topic, text, notify, is_internal=is_internal, actor=actor, now=now)
    comment = Comment(
        laureate_id=laureate.id,
        subject=topic.subject,
        subject_id=topic.id,
        author_id=actor.id,
        text=text,
        is_internal=is_internal,
        created_at=now,
    )
    db.session.add(comment)
    did = "a écrit une note interne" if is_internal else f"a commenté {topic.title}"
    _note(actor, "comment.added", comment, did)
    return comment, _tell(told, comment, laureate, topic, actor=actor, now=now, path=path)


@at_any_time
def edit_comment(
    comment: Comment,
    laureate: Laureate,
    topic: Topic,
    *,
    text: str,
    notify: Collection[User],
    version: int,
    actor: User,
    now: datetime,
    path: str,
) -> None:
    """Change one's own words; those newly named or ticked are told. StaleError when they changed since `version`."""
    _require_own(comment, actor)
    if comment.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    if text == comment.text:
        return
    told = _people_to_tell(
        laureate, topic, text, notify, is_internal=comment.is_internal, actor=actor, now=now, before=comment.text
    )
    before = comment.text
    with editing(CHANGED_MEANWHILE):
        comment.text, comment.edited_at = text, now
    did = "a modifié une note interne" if comment.is_internal else f"a modifié son commentaire sur {topic.title}"
    kept = {} if comment.is_internal else {"before": {"text": before}, "after": {"text": text}}
    _note(actor, "comment.edited", comment, did, **kept)
    _tell(told, comment, laureate, topic, actor=actor, now=now, path=path)


@at_any_time
def remove_comment(comment: Comment, topic: Topic, *, actor: User, now: datetime) -> None:
    """Take back one's own words: their place stays, without them, and no mail that tells of them leaves any more."""
    _require_own(comment, actor)
    with editing(CHANGED_MEANWHILE):
        comment.removed_at = now
    cancel_pending(queries.pending_mails(comment.id), REMOVED)
    did = "a retiré une note interne" if comment.is_internal else f"a retiré son commentaire sur {topic.title}"
    _note(actor, "comment.removed", comment, did)


def _require_own(comment: Comment, actor: User) -> None:
    if not rules.may_change(comment, actor):
        raise DomainError("Seule la personne qui a écrit ce commentaire peut le modifier ou le retirer.")


def _people_to_tell(
    laureate: Laureate,
    topic: Topic,
    text: str,
    ticked: Collection[User],
    *,
    is_internal: bool,
    actor: User,
    now: datetime,
    before: str = "",
) -> list[User]:
    people = queries.readers(laureate.id, topic.subject, topic.id, paris_day(now))
    people = [user for user in people if user.id != actor.id]
    named = rules.named(text, people)
    asked_before = rules.named(before, people).namesakes
    if asked := [group for group in rules.undecided(named, ticked) if group not in asked_before]:
        names = listed([quoted(group[0].name) for group in asked])
        raise DomainError(f"Plusieurs personnes s’appellent {names} : cochez qui prévenir.", field="notify")
    told = [user for user in people if user in named.people or user in ticked]
    if barred := rules.outside(told, is_internal=is_internal):
        names = listed([user.name for user in barred])
        raise DomainError(
            f"{names} ne lit pas les notes internes : retirez la mention, ou décochez « Note interne »."
            if len(barred) == 1
            else f"{names} ne lisent pas les notes internes : retirez les mentions, ou décochez « Note interne ».",
            field="text",
        )
    return told


def _tell(
    told: Sequence[User],
    comment: Comment,
    laureate: Laureate,
    topic: Topic,
    *,
    actor: User,
    now: datetime,
    path: str,
) -> list[User]:
    context = {
        "laureate_name": laureate.name,
        "author": actor.name,
        "topic": topic.title,
        # A mail travels further than a page: a note stays on the page.
        "text": "" if comment.is_internal else comment.text,
        "why": f"{actor.name} vous a mentionné·e dans le suivi {of(laureate.name)}",
        "is_optional": False,
        "link": absolute_url(f"{path}#commentaire-{comment.id}"),
    }
    return tell_each(
        MENTION,
        told,
        about=comment.id,
        laureate_id=laureate.id,
        by=actor,
        now=now,
        useful_for=USEFUL_FOR,
        context=context,
    )


def _note(actor: User, verb: str, comment: Comment, did: str, **changes: Any) -> None:
    """Of an internal note, the laureate's journal says nothing: referents read it."""
    laureate_id = None if comment.is_internal else comment.laureate_id
    record(actor, verb, comment, did, laureate_id=laureate_id, **changes)
