"""People who bear one name, told apart in a list to choose from. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.folding import searchable
from aic_tracker.formats import date_plain


def has_namesakes(people: Sequence[User]) -> bool:
    return len({searchable(user.name) for user in people}) < len(people)


def told_apart(people: Sequence[User], members: Mapping[int, str]) -> list[tuple[User, str]]:
    """People with what to write beside their box: the name, and for namesakes their place too.

    `members`: the place of each member of the project, by person. Between two in the same place, what is already read
    of them: the address of a member, as on the page of the members; of anybody else, since when they have an account.
    """
    names = Counter(searchable(user.name) for user in people)
    places = Counter((searchable(user.name), _place(user, members)) for user in people)

    def label(user: User) -> str:
        name, place = searchable(user.name), _place(user, members)
        if names[name] == 1:
            return user.name
        if places[name, place] == 1:
            return f"{user.name} ({place})"
        more = user.email if user.id in members else f"compte ouvert le {date_plain(paris_day(user.created_at))}"
        return f"{user.name} ({place}, {more})"

    return [(user, label(user)) for user in people]


def _place(user: User, members: Mapping[int, str]) -> str:
    return members.get(user.id, user.role.label)
