import pytest

from aic_tracker.accounts.models import Role, User
from aic_tracker.conversation.rules import named, outside, undecided, who_is_told


def person(name: str, role: Role = Role.REFERENT) -> User:
    return User(name=name, role=role)


@pytest.mark.parametrize(
    "text",
    ["Merci @Rosa Référente", "@rosa referente.", "(@ROSA\N{NO-BREAK SPACE}RÉFÉRENTE)", "a\n@Rosa  Référente, vu ?"],
)
def test_a_whole_name_after_an_at_sign_is_a_mention(text: str) -> None:
    rosa = person("Rosa Référente")
    assert named(text, [rosa, person("Paul")]).people == [rosa]


@pytest.mark.parametrize("text", ["Rosa Référente", "@Rosa", "@Rosa Référentes", "moi@Rosa Référente", ""])
def test_anything_else_is_not(text: str) -> None:
    assert named(text, [person("Rosa Référente")]).people == []


@pytest.mark.parametrize(
    "text", ["@Naïma Garrigue-Petit", "@naima garrigue petit", "@Naïma Garrigue\N{NON-BREAKING HYPHEN}Petit !"]
)
def test_the_longest_name_wins(text: str) -> None:
    short, long = person("Naïma Garrigue"), person("Naïma Garrigue-Petit")
    assert named(text, [short, long]).people == [long]
    assert named(f"{text} et @Naïma Garrigue.", [long, short]).people == [long, short]


@pytest.mark.parametrize("text", ["@Jean Dupont-Moreau", "@Jean Dupont'Or", "@Jean, Dupont", "@Jean Dupontel"])
def test_a_name_that_goes_on_is_not_the_shorter_one(text: str) -> None:
    assert named(text, [person("Jean Dupont")]).people == []


@pytest.mark.parametrize("text", ["@Chloé d'Œuvré", "@CHLOE D’OEUVRE,", "@Chloé dʼŒuvré", "@Chloé d`Oeuvré"])
def test_an_apostrophe_or_a_ligature_is_read_as_it_is_typed(text: str) -> None:
    chloe = person("Chloé d’Œuvré")
    assert named(text, [chloe]).people == [chloe]


def test_a_name_made_of_signs_names_nobody() -> None:
    assert named("@!! @", [person("!!")]).people == []


def test_between_namesakes_it_is_asked() -> None:
    one, two = person("Jean Petit"), person("jean petit", Role.COACH)
    found = named("@Jean Petit", [one, two, person("Zoé")])
    assert (found.people, found.namesakes) == ([], [[one, two]])
    assert undecided(found, []) == [[one, two]]
    assert undecided(found, [two]) == []


def test_who_writes_is_told_who_is_told() -> None:
    rosa, paul = person("Rosa"), person("Paul")
    assert who_is_told([]) == "Personne n’est prévenu par courriel."
    assert who_is_told([rosa]) == "Rosa est prévenu·e par courriel."
    assert who_is_told([rosa, paul]) == "Rosa et Paul sont prévenu·es par courriel."


def test_internal_notes_are_for_the_team() -> None:
    coach, rosa = person("Camille", Role.COACH), person("Rosa")
    assert outside([coach, rosa], is_internal=True) == [rosa]
    assert outside([coach, rosa], is_internal=False) == []
