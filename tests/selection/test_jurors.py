"""A jury is invited by mail, sees its applications alone, and gives what it thinks without seeing what others gave."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.selection import conflict_rules, conflicts, jurors, jury_lines, jury_queries
from aic_tracker.selection.conflict_rules import Tied
from aic_tracker.selection.jury import Panel
from aic_tracker.selection.jury_lines import Guest
from aic_tracker.selection.models import Application, ApplicationState, ConflictState, Review
from tests import factories as make
from tests.selection.giving import give
from tests.support.client import text_of
from tests.support.statements import counted

CITIZENS = Panel.CITIZENS


def test_people_are_typed_one_a_line():
    read = jury_lines.read("Ana Roy ; ANA@example.org\n\nLéo Tim;leo@asso.fr; Asso ; 732 829 320")
    assert read == [Guest("Ana Roy", "ana@example.org"), Guest("Léo Tim", "leo@asso.fr", "Asso", "732829320")]
    for wrong, why in (
        ("Ana Roy", "Ligne 1"),
        ("Ana ; a@b.fr ; x ; 123", "SIREN"),
        ("\nAna ; pas une adresse", "Ligne 2"),
    ):
        with pytest.raises(DomainError, match=why):
            jury_lines.read(wrong)


@pytest.mark.parametrize(
    ("juror", "email", "siren", "seen"),
    [
        (Tied("a@asso.fr", None), "b@asso.fr", None, "domaine"),
        (Tied("a@gmail.com", None), "b@gmail.com", None, ""),
        (Tied("a@x.fr", "732829320"), None, "732829320", "SIREN"),
        (Tied("a@x.fr", None, followed={"732829320"}), None, "732829320", "place"),
        (Tied("a@x.fr", None, sponsored={"732829320"}), None, "732829320", "soutient"),
        (Tied("a@x.fr", None), None, None, ""),
    ],
)
def test_what_ties_a_juror_to_an_application_is_seen(juror, email, siren, seen):
    assert seen in conflict_rules.tie(juror, email=email, siren=siren)
    assert bool(seen) == bool(conflict_rules.tie(juror, email=email, siren=siren))


def test_an_invited_citizen_comes_in_by_the_link_of_the_mail_and_sees_the_jury_alone(client, eligible, call, coach):
    one = eligible("Panoramax")
    client.sign_in(coach)
    page = f"/selection/appels/{call.id}/jury"
    assert "Personne n’est encore du jury" in text_of(client.get(page))
    client.submit(f"{page}/notation", data={"until": clock.today().isoformat()})
    client.submit(f"{page}/inviter", data={"panel": "citizens", "people": "Ana Roy ; ana@laposte.net"})
    assert "Ana Roy" in text_of(client.get(page))
    mail = db.session.scalars(sa.select(OutgoingMail).filter_by(kind="jury-invitation")).one()
    link = re.search(rb"http://aic.test(/connexion/\S+)", mail.content.replace(b"=\r\n", b""))[1].decode()
    client.submit("/deconnexion", data={})
    answer = client.submit(link, data={}, follow_redirects=True)
    assert "Avez-vous un lien" in text_of(answer)
    answer = client.submit(f"/jury/appels/{call.id}/liens", data={}, follow_redirects=True)
    assert "0 sur 1 candidature" in text_of(answer)
    assert client.get(f"/jury/candidatures/{one.id}").status_code == 200
    hidden = ("/selection", f"/selection/candidatures/{one.id}", page, f"/selection/appels/{call.id}/deliberation")
    for path in (
        *hidden,
        "/laureats",
        "/ce-qui-m-attend",
        "/evenements",
        "/mon-compte/jetons",
        "/mon-compte/calendrier",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/mon-compte").status_code == 200


def test_a_juror_gives_each_criterion_or_says_that_they_cannot_judge(client, eligible, jury, call):
    one, [juror] = eligible("Panoramax"), jury("Ana Roy")
    client.sign_in(juror.user)
    path = f"/jury/candidatures/{one.id}"
    first, *others = [f"criterion_{criterion.id}" for criterion in call.criteria]
    typed = dict.fromkeys(others, "score-3") | {"comment": "Très utile", "version": "0"}
    refused = client.submit(path, data=typed)
    assert refused.status_code == 422
    assert "Je ne peux pas juger" in text_of(refused)
    assert "Très utile" in refused.text
    answer = client.submit(path, data=typed | {first: "cannot"})
    assert answer.status_code == 303, text_of(answer)
    given = jury_queries.review(juror.id, one.id)
    assert sorted(given.scores.values(), key=str) == [3, 3, 3, 3, None]
    assert "Vous avez donné votre avis sur toutes" in text_of(client.get(f"/jury/appels/{call.id}"))


def test_nothing_is_given_twice_over_another_window_nor_once_the_scoring_is_closed(eligible, jury, call, coach):
    one, [juror] = eligible("Panoramax"), jury("Ana Roy")
    given = give(one, juror, 3)
    with pytest.raises(StaleError):
        give(one, juror, 1)
    give(one, juror, 2, version=given.version)
    jurors.open_scoring(call, until=clock.today() - timedelta(1), actor=coach, now=clock.now())
    with pytest.raises(DomainError, match="fermée"):
        give(one, juror, 1, version=given.version)


def test_scores_are_seen_once_ones_own_is_given_and_never_by_name(client, eligible, jury, call, coach):
    one, two = eligible("Panoramax"), eligible("Vikidia")
    for juror in jury("Ana Roy", "Bo Sim", "Cy Tan"):
        give(one, juror, 4, comment=f"canari {juror.user.name}"[:6])
        give(two, juror, 4, comment="canari")
    [own] = jury("Léa Martin", panel=Panel.TEAM)
    client.sign_in(own.user)
    page = client.get(f"/jury/candidatures/{one.id}")
    assert "canari" not in page.text
    assert "médiane" not in text_of(page)
    db.session.execute(sa.update(User).where(User.id == own.user_id).values(role=Role.COACH))
    db.session.commit()
    client.sign_in(own.user)
    page = text_of(client.get(f"/selection/appels/{call.id}/deliberation"))
    assert page.count("Donnez d’abord votre avis") == 2
    assert "canari" not in client.get(f"/selection/candidatures/{one.id}/avis").text
    give(one, own, 2)
    page = text_of(client.get(f"/selection/appels/{call.id}/deliberation"))
    assert page.count("Donnez d’abord votre avis") == 1
    assert "Avis partagés" in page
    told = client.get(f"/selection/candidatures/{one.id}/avis").text
    assert "canari" in told
    for name in ("Ana", "Bo Sim", "Cy Tan"):
        assert name not in page + told


def test_a_conflict_hides_the_application_its_scores_and_leaves_the_quorum(client, eligible, call, coach, jury):
    one = eligible("Panoramax", contact_email="equipe@panoramax.fr")
    eligible("Vikidia")
    [juror] = jurors.invite(call, [Guest("Ana Roy", "ana@panoramax.fr")], panel=CITIZENS, actor=coach, now=clock.now())
    jury("Bo Sim")
    found = jury_queries.conflict_between(juror.id, one.id)
    assert (found.state, found.is_declared) == (ConflictState.PROPOSED, False)
    juror.conflicts_said_at = clock.now()
    db.session.commit()
    client.sign_in(juror.user)
    assert client.get(f"/jury/candidatures/{one.id}").status_code == 404
    assert "Panoramax" not in text_of(client.get(f"/jury/appels/{call.id}"))
    conflicts.decide(jury_queries.conflict(found.id), holds=False, actor=coach, now=clock.now())
    db.session.commit()
    assert client.get(f"/jury/candidatures/{one.id}").status_code == 200
    client.submit(f"/jury/candidatures/{one.id}/lien", data={"reason": "Ma sœur y travaille"})
    assert client.get(f"/jury/candidatures/{one.id}").status_code == 404
    client.sign_in(coach)
    assert "0 sur 1" in text_of(client.get(f"/selection/appels/{call.id}/deliberation"))
    assert "Ma sœur y travaille" in text_of(client.get(f"/selection/appels/{call.id}/jury"))


def test_one_who_judges_reads_what_is_decided_already(client, eligible, call, coach):
    one = eligible("Panoramax")
    jurors.invite(call, [Guest(coach.name, coach.email)], panel=Panel.TEAM, actor=coach, now=clock.now())
    jurors.open_scoring(call, until=clock.today(), actor=coach, now=clock.now())
    one.state = ApplicationState.REJECTED
    db.session.commit()
    client.sign_in(coach)
    assert "Donnez d’abord" not in client.get(f"/selection/appels/{call.id}/deliberation").text


def test_no_link_is_said_to_leave_for_an_account_that_is_closed(client, jury, coach):
    [juror] = jury("Denis Roy")
    juror.user.is_active = False
    db.session.commit()
    client.sign_in(coach)
    page = client.submit(f"/selection/jures/{juror.id}/renvoyer", follow_redirects=True)
    assert "est désactivé" in text_of(page)
    assert "avec un nouveau lien" not in text_of(page)


def test_the_deliberation_takes_few_statements_whatever_the_jury(client, eligible, jury, call, coach):
    made = [eligible(f"Projet {number}") for number in range(30)]
    members = jury(*(f"J{number} Nom" for number in range(21)))
    ids = [one.id for one in made]
    rows = [
        {
            "application_id": one,
            "juror_id": juror.id,
            "panel": "citizens",
            "comment": "",
            "given_at": clock.now(),
            "version": 1,
        }
        | {"scores": {str(criterion.id): (one + juror.id) % 5 for criterion in call.criteria}}
        for one in ids
        for juror in members
    ]
    db.session.execute(sa.insert(Review), rows)
    db.session.commit()
    client.sign_in(coach)
    with counted() as statements:
        page = client.get(f"/selection/appels/{call.id}/deliberation")
    assert "30 candidatures" in text_of(page)
    assert len(statements) <= 12
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Application)) == 30


def test_the_notes_of_a_hearing_are_kept_and_never_lost_to_another_window(client, eligible, coach):
    one = eligible("Panoramax")
    client.sign_in(coach)
    path = f"/selection/candidatures/{one.id}/audition"
    client.submit(path, data={"notes": "Une équipe solide", "version": "0"})
    assert "Une équipe solide" in text_of(client.get(f"/selection/candidatures/{one.id}/avis"))
    late = client.submit(path, data={"notes": "Autre chose", "version": "0"})
    assert late.status_code == 409
    assert "Autre chose" in late.text
    assert "Une équipe solide" in late.text


def test_an_account_of_the_administration_sits_on_no_jury(call, coach):
    admin = make.admin()
    with pytest.raises(DomainError, match="administration"):
        jurors.invite(call, [Guest("X", admin.email)], panel=CITIZENS, actor=coach, now=clock.now())
