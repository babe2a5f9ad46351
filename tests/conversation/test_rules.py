import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.conversation.rules import mentioned, outside


def person(name: str, role: Role = Role.REFERENT) -> User:
    return User(name=name, role=role)


@pytest.mark.parametrize(
    "text",
    ["Merci @Rosa Référente", "@rosa referente.", "(@ROSA\N{NO-BREAK SPACE}RÉFÉRENTE)", "a\n@Rosa  Référente, vu ?"],
)
def test_a_whole_name_after_an_at_sign_is_a_mention(text: str) -> None:
    rosa = person("Rosa Référente")
    assert mentioned(text, [rosa, person("Paul")]) == [rosa]


@pytest.mark.parametrize("text", ["Rosa Référente", "@Rosa", "@Rosa Référentes", "moi@Rosa Référente", ""])
def test_anything_else_is_not(text: str) -> None:
    assert mentioned(text, [person("Rosa Référente")]) == []


def test_internal_notes_are_for_the_team() -> None:
    coach, rosa = person("Camille", Role.COACH), person("Rosa")
    assert outside([coach, rosa], is_internal=True) == [rosa]
    assert outside([coach, rosa], is_internal=False) == []
