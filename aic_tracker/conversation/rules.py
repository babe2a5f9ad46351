"""Who may read a comment, who may change it, and whom its text names. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from aic_tracker.accounts.models import Role, User
from aic_tracker.conversation.models import Comment

# Internal notes stay within the State's team.
TEAM = (Role.COACH, Role.DIRECTION)


def reads_internal_notes(user: User) -> bool:
    return user.role in TEAM


def may_change(comment: Comment, actor: User) -> bool:
    """Only its author, as long as it is there."""
    return comment.author_id == actor.id and comment.removed_at is None


def mentioned(text: str, people: Iterable[User]) -> list[User]:
    """Those whom the text names by « @ » and their whole name, whatever the accents and capitals."""
    plain = _plain(text)
    return [user for user in people if re.search(rf"(?<![\w.])@{re.escape(_plain(user.name))}(?!\w)", plain)]


def outside(people: Sequence[User], *, is_internal: bool) -> list[User]:
    """Those of `people` who may not read such a comment."""
    return [user for user in people if is_internal and not reads_internal_notes(user)]


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in marked if not unicodedata.combining(c)).split())
