"""Who may read a comment, who may change it, and whom its text names. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from aic_tracker.access.permissions import Permission, can
from aic_tracker.accounts.models import User
from aic_tracker.conversation.models import Comment
from aic_tracker.folding import letters, searchable
from aic_tracker.formats import listed

# What may stand between the words of a name, once its letters are folded; a comma ends it.
_BETWEEN = r"[^\w@,;:!?()]+"
# « @Jean Dupont-Moreau » does not name Jean Dupont.
_END = r"(?!['’\-\u2010]?\w)"


def reads_internal_notes(user: User) -> bool:
    """They stay within the State's team."""
    return can(user, Permission.READ_INTERNAL_NOTES)


def may_change(comment: Comment, actor: User) -> bool:
    """Only its author, as long as it is there."""
    return comment.author_id == actor.id and comment.removed_at is None


@dataclass(frozen=True)
class Named:
    """Whom a text names: those it names alone, and each group of people who bear one name that it holds."""

    people: list[User]
    namesakes: list[list[User]]


def named(text: str, people: Iterable[User]) -> Named:
    """By « @ » and their whole name, whatever the accents, the capitals and the apostrophes; the longest name wins."""
    bearers: dict[str, list[User]] = {}
    for user in people:
        bearers.setdefault(searchable(user.name), []).append(user)
    # The longest first, since the first that fits is taken.
    names = "|".join(_BETWEEN.join(name.split()) for name in sorted(bearers, key=len, reverse=True) if name)
    found = re.findall(rf"(?<![\w.])@({names}){_END}", letters(text)) if names else []
    groups = [bearers[name] for name in dict.fromkeys(map(searchable, found))]
    return Named([group[0] for group in groups if len(group) == 1], [group for group in groups if len(group) > 1])


def undecided(named: Named, ticked: Collection[User]) -> list[list[User]]:
    """The namesakes that a text names and between whom nobody chose."""
    return [group for group in named.namesakes if not any(user in ticked for user in group)]


def who_is_told(told: Sequence[User]) -> str:
    """Said to whoever has just written."""
    if not told:
        return "Personne n’est prévenu par courriel."
    verb = "est prévenu·e" if len(told) == 1 else "sont prévenu·es"
    return f"{listed([user.name for user in told])} {verb} par courriel."


def outside(people: Sequence[User], *, is_internal: bool) -> list[User]:
    """Those of `people` who may not read such a comment."""
    return [user for user in people if is_internal and not reads_internal_notes(user)]
