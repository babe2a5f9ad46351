"""What a conflict hides, from whom, and what it takes to hide it no longer."""

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.selection import applications, conflicts, jurors, jury_queries
from aic_tracker.selection.jury import Panel
from aic_tracker.selection.jury_lines import Guest
from aic_tracker.selection.models import ConflictState
from tests.selection.giving import give
from tests.support.client import text_of

CITIZENS = Panel.CITIZENS


def test_a_conflict_of_the_team_hides_the_application_from_them_everywhere(client, eligible, call, coach, jury):
    one = eligible("Panoramax")
    db.session.commit()
    [own] = jurors.invite(call, [Guest(coach.name, coach.email)], panel=Panel.TEAM, actor=coach, now=clock.now())
    conflicts.declare(own, one, reason="", actor=coach, now=clock.now())
    db.session.commit()
    client.sign_in(coach)
    for path in ("", "/modifier", "/recevabilite", "/etat", "/avis", "/audition"):
        assert client.get(f"/selection/candidatures/{one.id}{path}").status_code == 404
    [other] = jury("Denis Roy")
    conflicts.declare(other, one, reason="", actor=other.user, now=clock.now())
    db.session.commit()
    for path in ("", "?format=csv", "/deliberation", "/jury"):
        assert "Panoramax" not in client.get(f"/selection/appels/{call.id}{path}").text
    theirs = jury_queries.conflict_between(other.id, one.id)
    assert client.get(f"/selection/conflits/{theirs.id}").status_code == 404


def test_nobody_of_the_team_lifts_their_own_conflict_by_leaving_the_jury(client, eligible, call, coach):
    one = eligible("Panoramax")
    [own] = jurors.invite(call, [Guest(coach.name, coach.email)], panel=Panel.TEAM, actor=coach, now=clock.now())
    conflicts.declare(own, one, reason="", actor=coach, now=clock.now())
    db.session.commit()
    client.sign_in(coach)
    page = client.submit(f"/selection/jures/{own.id}/retirer")
    assert "Une autre personne de l’équipe peut vous retirer du jury" in text_of(page)
    assert jury_queries.is_hidden_from(coach.id, one.id)


def test_a_conflict_that_the_team_put_aside_can_be_declared_again(eligible, jury, coach):
    one, [juror] = eligible("Panoramax"), jury("Denis Roy")
    conflicts.declare(juror, one, reason="Une amie", actor=juror.user, now=clock.now())
    conflicts.decide(jury_queries.conflict_between(juror.id, one.id), holds=False, actor=coach, now=clock.now())
    conflicts.declare(juror, one, reason="Ma sœur", actor=juror.user, now=clock.now())
    db.session.commit()
    found = jury_queries.conflict_between(juror.id, one.id)
    assert (found.state, found.reason) == (ConflictState.HELD, "Ma sœur")


def test_what_comes_after_the_jury_is_looked_at_too(eligible, call, coach):
    guest = Guest("Denis Roy", "denis@example.net", siren="130025265")
    [juror] = jurors.invite(call, [guest], panel=CITIZENS, actor=coach, now=clock.now())
    db.session.commit()
    late, edited = eligible("Tardif", siren="130025265"), eligible("Complété")
    assert jury_queries.hidden_from(juror.user_id, call.id) == {late.id}
    applications.edit(edited, version=edited.version, actor=coach, now=clock.now(), siren="130025265")
    db.session.commit()
    assert jury_queries.hidden_from(juror.user_id, call.id) == {late.id, edited.id}


def test_no_gap_in_the_ranks_tells_where_a_hidden_one_stands(client, eligible, jury, call, coach):
    best, good = eligible("Premier"), eligible("Second")
    citizens = jury("Anne Roy", "Denis Noël", "Lou Petit")
    for juror in citizens:
        give(best, juror, 4)
        give(good, juror, 3)
    [own] = jurors.invite(call, [Guest(coach.name, coach.email)], panel=Panel.TEAM, actor=coach, now=clock.now())
    conflicts.declare(own, best, reason="", actor=coach, now=clock.now())
    give(good, own, 3)
    client.sign_in(coach)
    page = client.get(f"/selection/appels/{call.id}/deliberation").text
    assert '<td class="app-number">1</td>' in page
    assert '<td class="app-number">2</td>' not in page
