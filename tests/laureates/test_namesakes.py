from datetime import UTC, datetime

from aic_tracker.accounts.models import Role, User
from aic_tracker.laureates.namesakes import told_apart


def labels(people: list[User], members: dict[int, str]) -> list[str]:
    return [label for _user, label in told_apart(people, members)]


def jean(number: int, role: Role = Role.REFERENT) -> User:
    opened = datetime(2026, 3, number, 10, tzinfo=UTC)
    return User(id=number, name="Jean Petit", role=role, email=f"jean{number}@example.org", created_at=opened)


def test_namesakes_are_told_apart_by_their_place() -> None:
    people = [jean(1), jean(2, Role.COACH), jean(3, Role.DIRECTION), User(name="Zoé", role=Role.REFERENT)]
    assert labels(people, {1: "Référent·e projet", 2: "Chargé·e d’accélération"}) == [
        "Jean Petit (Référent·e projet)",
        "Jean Petit (Chargé·e d’accélération)",
        "Jean Petit (Direction)",
        "Zoé",
    ]


def test_in_the_same_place_by_the_address_that_the_members_page_shows() -> None:
    assert labels([jean(1), jean(2)], dict.fromkeys((1, 2), "Référent·e projet")) == [
        "Jean Petit (Référent·e projet, jean1@example.org)",
        "Jean Petit (Référent·e projet, jean2@example.org)",
    ]


def test_the_address_of_who_is_no_member_is_never_shown() -> None:
    assert labels([jean(1, Role.DIRECTION), jean(2, Role.DIRECTION)], {}) == [
        "Jean Petit (Direction, compte ouvert le 1er\N{NO-BREAK SPACE}mars 2026)",
        "Jean Petit (Direction, compte ouvert le 2\N{NO-BREAK SPACE}mars 2026)",
    ]
