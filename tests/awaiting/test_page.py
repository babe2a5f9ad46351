"""`/ce-qui-m-attend`, its number in the header, and what the homes show of it."""

from collections.abc import Callable
from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import Laureate, MemberRole
from aic_tracker.mail.models import MailStatus
from aic_tracker.scheduler import drawing
from tests import factories
from tests.dashboard.test_homes import mail
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]
PAGE = "/ce-qui-m-attend"


def project(name: str = "Vikidia") -> tuple[Laureate, User]:
    """A project that began in February, its roadmap published, and its referent, of whom no month is asked yet."""
    laureate = factories.laureate(name, starts_on=date(2026, 2, 20))
    factories.roadmap(laureate)
    referent = factories.user(Role.REFERENT, "Alix Petit")
    factories.member(laureate, referent, MemberRole.REFERENT, from_on=date(2026, 3, 1))
    return laureate, referent


def with_actions(count: int) -> User:
    laureate, referent = project()
    for n in range(count):
        factories.action(laureate, f"Relire la page {n}", owner_id=referent.id, due_on=date(2026, 3, 9))
    return referent


def test_the_late_come_first_with_their_date_and_their_gesture(signed_in: SignIn) -> None:
    laureate, referent = project()
    soon = factories.action(laureate, "Écrire au maire", owner_id=referent.id, due_on=date(2026, 3, 4))
    factories.action(laureate, "Envoyer le bilan", owner_id=referent.id, due_on=date(2026, 2, 20))
    answer = signed_in(referent).get(PAGE)
    text = text_of(answer)
    assert text.index("En retard") < text.index("Envoyer le bilan") < text.index("D’ici une semaine")
    assert "20 février 2026, en retard de 10 jours" in text
    assert f'action="/laureats/vikidia/actions/{soon.id}/terminer"' in answer.text
    assert "dont 1 en retard" in text


def test_what_is_done_waits_no_more(signed_in: SignIn) -> None:
    referent = with_actions(1)
    browser = signed_in(referent)
    address = browser.get(PAGE).text.split('action="/laureats/vikidia/actions/')[1].split('"')[0]
    assert browser.submit(f"/laureats/vikidia/actions/{address}").status_code == 303
    assert "C’est fait" not in text_of(browser.get(PAGE))


def test_whom_nothing_awaits_is_told_so(signed_in: SignIn) -> None:
    assert "Rien ne vous attend" in text_of(signed_in(factories.direction()).get(PAGE))


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).status_code == 303
    assert client.get(f"{PAGE}/nombre").status_code == 303


def test_a_long_list_is_cut_in_pages_and_printed_whole(signed_in: SignIn) -> None:
    browser = signed_in(with_actions(40))
    first, second = text_of(browser.get(PAGE)), text_of(browser.get(f"{PAGE}?page=2"))
    assert "Relire la page 3" in first
    assert "Relire la page 39" not in first
    assert "Relire la page 39" in second
    assert browser.get(f"{PAGE}?page=3").status_code == 404
    assert text_of(browser.get(f"{PAGE}?tout=oui")).count("C’est fait") == 40


def test_one_may_look_at_one_s_actions_alone(signed_in: SignIn) -> None:
    laureate, referent = project()
    factories.action(laureate, "Écrire au maire", owner_id=referent.id)
    browser = signed_in(referent)
    assert "Engagements à prouver" in text_of(browser.get(PAGE))
    text = text_of(browser.get(f"{PAGE}?quoi=faire"))
    assert "Écrire au maire" in text
    assert "Engagements à prouver" not in text.split("Tout ce qui m’attend")[-1]
    assert "Rien de cette sorte" in text_of(browser.get(f"{PAGE}?quoi=signer"))


def test_what_one_does_for_both_sides_is_one_thing(signed_in: SignIn) -> None:
    coach = factories.coach(factories.laureate("Cartes", starts_on=date(2026, 2, 20)))  # no referent yet
    assert text_of(signed_in(coach).get(f"{PAGE}?tout=oui")).count("Ouvrir le diagnostic") == 1


def test_the_number_of_the_header_is_that_of_the_list(signed_in: SignIn) -> None:
    browser = signed_in(with_actions(3))
    answer = browser.get(f"{PAGE}/nombre")
    assert answer.json is not None
    assert (answer.json["count"], answer.json["late"]) == (4, 0)
    assert sum(answer.json["paths"].values()) == 4
    assert all(path.startswith("/laureats/") and "?" not in path for path in answer.json["paths"])
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_no_page_waits_for_the_number(signed_in: SignIn) -> None:
    browser = signed_in(with_actions(3))
    with counted() as statements:
        answer = browser.get("/mon-compte/notifications")
    assert 'data-awaiting="/ce-qui-m-attend/nombre"' in answer.text
    assert not any("FROM action" in statement for statement in statements)


def test_thirty_things_cost_as_many_statements_as_one(signed_in: SignIn) -> None:
    counts = []
    for number in (1, 30):
        referent = _several(number)
        browser = signed_in(referent)
        drawing.catch_up(clock.now())
        db.session.remove()
        with counted() as statements:
            assert browser.get(f"{PAGE}?tout=oui").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def _several(number: int) -> User:
    laureate, referent = project(f"Projet à {number}")
    expert = factories.expert()
    goals = factories.priority(factories.roadmap(factories.laureate(f"Autre à {number}", starts_on=date(2026, 2, 20))))
    for n in range(number):
        factories.action(laureate, f"Relire {n}", owner_id=referent.id)
        factories.scoped_assignment(laureate, expert, status=AssignmentStatus.COMPLETED, completed_on=date(2026, 2, 27))
        factories.objective(goals, f"But {n}", owner_id=referent.id, due_on=date(2026, 3, 9))
        factories.introduction(laureate, factories.contact(), owner_id=referent.id)
        factories.checkpoint(laureate, date(2026, 3, 10))
        factories.time_entry(laureate, referent, date(2026, 3, 1))
    return referent


@pytest.mark.parametrize("role", [Role.COACH, Role.ADMIN])
def test_doubtful_mails_await_who_may_settle_them(signed_in: SignIn, role: Role) -> None:
    mail(MailStatus.DOUBTFUL)
    answer = signed_in(factories.user(role)).get(PAGE)
    assert "1 envoi douteux" in text_of(answer)
    assert 'href="/envois?etat=douteux"' in answer.text


def test_the_home_shows_the_most_pressing_and_leads_to_the_rest(signed_in: SignIn) -> None:
    text = text_of(signed_in(with_actions(9)).get("/"))
    assert "Relire la page 0" in text
    assert "Tout ce qui m’attend (10)" in text


def test_an_expert_s_home_says_what_awaits_them(signed_in: SignIn) -> None:
    laureate, _referent = project()
    expert = factories.expert()
    factories.scoped_assignment(laureate, expert, status=AssignmentStatus.IN_PROGRESS)
    answer = signed_in(db.session.get_one(User, expert.user_id)).get("/")
    assert "Noter mes jours" in text_of(answer)
    assert "Ce qui m’attend" in text_of(answer)


def test_an_overview_says_who_awaits_whom(signed_in: SignIn) -> None:
    laureate, referent = project()
    factories.action(laureate, "Écrire au maire", owner_id=referent.id)
    text = text_of(signed_in(factories.coach(laureate, name="Camille Martin")).get("/laureats/vikidia"))
    assert "Qui attend qui" in text
    assert "Alix Petit — Action : Écrire au maire" in text


def test_an_expert_learns_nothing_of_the_appuis_of_others(signed_in: SignIn) -> None:
    laureate, _referent = project()
    factories.coach(laureate)
    expert = factories.expert()
    factories.scoped_assignment(laureate, expert, title="Statuts", status=AssignmentStatus.IN_PROGRESS)
    factories.assignment(laureate, title="Licence secrète")
    text = text_of(signed_in(db.session.get_one(User, expert.user_id)).get("/laureats/vikidia"))
    assert "« Statuts »" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Licence secrète" not in text
    assert "preuves attendues" not in text
