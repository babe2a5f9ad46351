"""« Conduire le point »: objectives, notes and actions saved in place, by several people at once."""

from datetime import date
from decimal import Decimal

import pytest

from aic_tracker import clock
from aic_tracker.checkpoints import meeting
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap import queries as roadmap_queries
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Priority, Revision, Roadmap
from aic_tracker.roadmap.revisions import words as comparison
from aic_tracker.roadmap.revisions.rules import snapshot
from tests import factories as make
from tests.support.client import text_of
from tests.support.fragments import HTMX, Page
from tests.support.statements import counted

PAST = date(2026, 2, 26)
NUMBER = 6


@pytest.fixture
def objective(project) -> Objective:
    project.point(on=PAST, number=NUMBER, agenda="**Objectifs** du mois")
    priority = make.priority(make.roadmap(project.laureate))
    return make.objective(
        priority,
        "Doubler les contributions",
        indicator="Contributions",
        baseline=Decimal(0),
        target=Decimal(10),
        current=Decimal(2),
        due_on=date(2026, 4, 1),
    )


def row(objective: Objective) -> Objective:
    db.session.rollback()
    return db.session.get(Objective, objective.id, populate_existing=True)


def standing(objective: Objective, **changes) -> dict[str, str]:
    typed = {"current": "4", "status": "in_progress", "due_on": "2026-04-01", "version": "1"} | changes
    return {
        f"objectif-{objective.id}-{name}": value for name, value in typed.items() if name not in ("over", "take")
    } | {name: changes[name] for name in ("over", "take") if name in changes}


def url(project, path: str = "") -> str:
    return project.url(NUMBER, "conduire") + path


def test_the_screen_shows_all_that_the_hour_needs(project, objective, signed_in) -> None:
    page = signed_in(project.coach).get(url(project))
    assert page.status_code == 200
    for words in (
        "Doubler les contributions",
        "Ordre du jour",
        "Notes",
        "Décisions",
        "Nouvelle action",
        "Clore le point",
    ):
        assert words in text_of(page)
    assert "<strong>Objectifs</strong>" in page.text


def test_before_its_hour_the_screen_says_when_the_point_can_be_closed(project, signed_in) -> None:
    project.point(on=date(2026, 3, 12), number=NUMBER)
    ahead = text_of(signed_in(project.coach).get(url(project)))
    assert "Vous pourrez clore le point dès son heure." in ahead
    assert "Clore le point" not in ahead
    assert "Vous pourrez clore" not in text_of(signed_in(project.referent).get(url(project)))


def test_an_objective_is_updated_with_a_button(project, objective, signed_in) -> None:
    answer = signed_in(project.coach).submit(
        url(project, f"/objectifs/{objective.id}"), standing(objective, due_on="2026-05-04")
    )
    assert answer.status_code == 303
    assert answer.location.endswith(f"/conduire#objectif-{objective.id}")
    saved = row(objective)
    assert (saved.current, saved.status, saved.due_on) == (4, ObjectiveStatus.IN_PROGRESS, date(2026, 5, 4))


def test_an_objective_is_updated_in_place_in_few_statements(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    client.get(url(project))
    with counted() as statements:
        answer = client.submit(url(project, f"/objectifs/{objective.id}"), standing(objective), headers=HTMX)
    assert answer.status_code == 200
    # One of them leaves the line from which the lists of all laureates are drawn again, one asks who is to be told.
    assert len(statements) <= 11, statements
    assert "Enregistré à 10" in text_of(answer)
    assert f'name="objectif-{objective.id}-version" value="2"' in answer.text
    assert "<html" not in answer.text


def test_a_referent_says_where_an_objective_stands_and_does_not_move_its_date(project, objective, signed_in) -> None:
    client = signed_in(project.referent)
    assert "Échéance" not in client.get(url(project)).text.partition("Nouvelle action")[0]
    answer = client.submit(url(project, f"/objectifs/{objective.id}"), standing(objective, due_on="2026-06-01"))
    assert answer.status_code == 303
    assert (row(objective).current, row(objective).due_on) == (4, date(2026, 4, 1))


def test_a_blocked_objective_asks_for_its_reason_and_keeps_what_was_typed(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    path = url(project, f"/objectifs/{objective.id}")
    for headers in ({}, HTMX):
        refused = client.submit(path, standing(objective, status="blocked", current="5"), headers=headers)
        assert refused.status_code == 422
        assert "Dites ce qui bloque." in text_of(refused)
        assert "Ce qui bloque" in text_of(refused)
    assert client.submit(path, standing(objective, status="blocked", reason="Vacance de poste")).status_code == 303
    assert row(objective).reason == "Vacance de poste"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_stale_value_is_answered_with_both_and_nothing_is_lost(project, objective, signed_in, headers) -> None:
    path = url(project, f"/objectifs/{objective.id}")
    signed_in(project.referent).submit(path, standing(objective, current="7"))
    coach = signed_in(project.coach)
    answer = coach.submit(path, standing(objective, current="5"), headers=headers)
    assert answer.status_code == 409
    assert "Valeur actuelle : votre saisie 5" in text_of(answer)
    assert "Valeur actuelle : version enregistrée 7" in text_of(answer)
    assert row(objective).current == 7
    assert f'name="objectif-{objective.id}-version" value="1"' in answer.text, "typing on does not replace unknowingly"
    assert coach.submit(path, standing(objective, current="5", over="2"), headers=headers).status_code in (200, 303)
    assert row(objective).current == 5


def test_two_people_who_type_the_same_have_nothing_to_choose(project, objective, signed_in) -> None:
    path = url(project, f"/objectifs/{objective.id}")
    for user in (project.referent, project.coach):
        assert signed_in(user).submit(path, standing(objective), headers=HTMX).status_code == 200


def test_the_stored_version_can_be_kept(project, objective, signed_in) -> None:
    path = url(project, f"/objectifs/{objective.id}")
    signed_in(project.referent).submit(path, standing(objective, current="7"))
    answer = signed_in(project.coach).submit(path, standing(objective, current="5", take="1"), headers=HTMX)
    assert answer.headers["HX-Retarget"] == f"#objectif-{objective.id}"
    assert 'value="7"' in answer.text
    assert row(objective).current == 7


def notes(text: str, base: str, **more: str) -> dict[str, str]:
    return {"minutes-text": text, "minutes-base": base} | more


def test_notes_are_saved_as_they_are_typed(project, objective, signed_in) -> None:
    path = url(project, "/textes/minutes")
    client = signed_in(project.coach)
    answer = client.submit(path, notes("# Tour\n\n- un", meeting.mark("")), headers=HTMX)
    assert answer.status_code == 200
    assert "<h3>Tour</h3>" in answer.text, "the preview"
    assert f'value="{meeting.mark("# Tour" + chr(10) * 2 + "- un")}"' in answer.text
    assert project.read(NUMBER).minutes == "# Tour\n\n- un"
    assert client.submit(url(project, "/textes/agenda"), {}).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_notes_of_two_people_are_never_lost(project, objective, signed_in, headers) -> None:
    path, empty = url(project, "/textes/minutes"), meeting.mark("")
    other = make.coach(project.laureate)
    signed_in(other).submit(path, notes("Leur note", empty))
    client = signed_in(project.coach)
    answer = client.submit(path, notes("Ma note", empty), headers=headers)
    assert answer.status_code == 409
    assert "votre saisie Ma note" in text_of(answer)
    assert "version enregistrée Leur note" in text_of(answer)
    assert project.read(NUMBER).minutes == "Leur note"
    again = client.submit(path, notes("Ma note bis", empty), headers=headers)
    assert again.status_code == 409, "typing on does not replace unknowingly"
    assert client.submit(path, notes("Ma note", empty, merge="1"), headers=headers).status_code in (200, 303)
    assert project.read(NUMBER).minutes == "Leur note\nMa note"
    client.submit(path, notes("Ma note", empty, over=meeting.mark("Leur note\nMa note")), headers=headers)
    assert project.read(NUMBER).minutes == "Ma note"


def test_actions_are_added_and_changed_in_place(project, objective, signed_in) -> None:
    client = signed_in(project.referent)
    new = {"action-nouvelle-title": "Écrire la charte", "action-nouvelle-owner": "", "action-nouvelle-due_on": ""}
    answer = client.submit(url(project, "/actions"), new, headers=HTMX)
    assert answer.status_code == 200
    assert 'hx-swap-oob="beforeend:#actions-liste"' in answer.text
    action = db.session.query(Action).one()
    assert action.decided_at_id == project.read(NUMBER).id
    base = meeting.mark_of_action(action)
    prefix = f"action-{action.id}-"
    change = {prefix + "title": "Écrire la charte", prefix + "owner": str(project.referent.id), prefix + "base": base}
    assert client.submit(url(project, f"/actions/{action.id}"), change).status_code == 303
    change |= {prefix + "title": "Publier la charte", prefix + "owner": ""}
    stale = client.submit(url(project, f"/actions/{action.id}"), change, headers=HTMX)
    assert stale.status_code == 409
    assert "Responsable : version enregistrée Rosa Référente" in text_of(stale)
    refused = client.submit(url(project, "/actions"), {"action-nouvelle-due_on": "2026-03-20"})
    assert refused.status_code == 422
    assert "Dites ce qu’il y a à faire." in text_of(refused)
    assert 'value="2026-03-20"' in refused.text


def test_news_brings_only_what_changed(project, objective, signed_in) -> None:
    coach, referent = signed_in(project.coach), signed_in(project.referent)
    known = {
        f"objectif-{objective.id}-version": "1",
        "minutes-base": meeting.mark(""),
        "decisions-base": meeting.mark(""),
    }
    assert text_of(coach.get(url(project, "/nouvelles"), query_string=known)) == ""
    referent.submit(url(project, f"/objectifs/{objective.id}"), standing(objective, current="7"))
    referent.submit(url(project, "/actions"), {"action-nouvelle-title": "Relancer"})
    answer = coach.get(url(project, "/nouvelles"), query_string=known)
    assert f'id="objectif-{objective.id}" hx-swap-oob="true"' in answer.text
    assert 'id="minutes"' not in answer.text
    assert "Relancer" in answer.text


def test_strangers_are_told_nothing_and_readers_only_read(project, objective, signed_in) -> None:
    paths = ("/textes/minutes", f"/objectifs/{objective.id}", "/actions")
    for user, status in ((make.referent(), 404), (make.direction(), 403)):
        client = signed_in(user)
        assert client.get(url(project)).status_code == status
        assert client.get(url(project, "/nouvelles")).status_code == status
        for path in paths:
            assert client.submit(url(project, path), {}).status_code == status
    assert signed_in(project.referent).submit(url(project, "/textes/minutes"), {}).status_code == 403
    other = make.objective(make.priority(make.roadmap(make.laureate("Autre"))))
    assert signed_in(project.coach).submit(url(project, f"/objectifs/{other.id}"), {}).status_code == 404


def test_without_a_token_nothing_is_saved_and_the_text_stays(project, objective, signed_in) -> None:
    answer = signed_in(project.coach).post(url(project, "/textes/minutes"), data=notes("Ma note", meeting.mark("")))
    assert answer.status_code == 422
    assert "Ma note" in answer.text
    assert project.read(NUMBER).minutes == ""


def close(client, project, **changes):
    point = project.read(NUMBER)
    typed = {
        "minutes": "Tour.",
        "present": [project.coach.id],
        "follow_up": "none",
        "no_next_reason": "Fin.",
        "version": str(point.version),
    }
    return client.submit(project.url(NUMBER, "clore"), typed | changes)


def test_closing_keeps_the_roadmap_and_says_what_changed(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    first = project.point(on=date(2026, 1, 26), number=5)
    typed = {
        "minutes": "Un.",
        "present": [project.coach.id],
        "follow_up": "none",
        "no_next_reason": "Suite.",
        "version": "1",
    }
    assert client.submit(project.url(5, "clore"), typed).status_code == 303
    client.submit(url(project, f"/objectifs/{objective.id}"), standing(objective, due_on="2026-04-13"))
    page = text_of(client.get(project.url(NUMBER)))
    assert "Depuis le dernier point" in page
    assert "20 % → 40 %" in page
    assert close(client, project).status_code == 303
    kept = db.session.query(Revision).order_by(Revision.number).all()
    assert [(r.number, r.checkpoint_id) for r in kept] == [(1, first.id), (2, project.read(NUMBER).id)]
    assert "Point n° 6 du 26 février 2026" in kept[1].reason.replace("\N{NO-BREAK SPACE}", " ")
    client.submit(
        f"/laureats/vikidia/objectifs/{objective.id}/avancement",
        {"current": "9", "status": "in_progress", "version": "2"},
    )
    page = text_of(client.get(project.url(NUMBER)))
    assert "20 % → 40 %" in page, "a closed point says what had changed by then"
    assert "Glisse de 12 jours" in page


def test_a_point_with_an_action_of_nobody_does_not_close(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    client.submit(url(project, "/actions"), {"action-nouvelle-title": "Relancer la mairie"})
    refused = close(client, project)
    assert refused.status_code == 422
    assert "Désignez la personne responsable de cette action." in text_of(refused)
    refused = close(client, project, **{"action-1-title": "Autre"})
    assert text_of(refused).count("Désignez la personne responsable de cette action.") == 4
    action = db.session.query(Action).one()
    assert close(client, project, **{f"owner-{action.id}-owner": str(project.referent.id)}).status_code == 303
    assert db.session.query(Action).populate_existing().one().owner_id == project.referent.id


def test_notes_typed_meanwhile_are_not_closed_over(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    version = str(project.read(NUMBER).version)
    client.submit(url(project, "/textes/minutes"), notes("Une note de plus", meeting.mark("")))
    stale = close(
        client, project, version=version, **{"action-1-title": "Relire", "action-1-owner": str(project.coach.id)}
    )
    assert stale.status_code == 409
    assert "Une note de plus" in stale.text
    assert 'name="action-1-title" value="Relire"' in stale.text
    assert project.read(NUMBER).status is CheckpointStatus.PLANNED


def test_a_closed_point_is_no_longer_conducted(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    assert close(client, project).status_code == 303
    assert client.get(url(project)).status_code == 303
    late = client.submit(url(project, "/textes/minutes"), notes("Trop tard", meeting.mark("Tour.")), headers=HTMX)
    assert late.status_code == 422
    assert "Ce point est clos" in text_of(late)
    assert "vient d’être clos" in text_of(client.get(url(project, "/nouvelles")))


def test_ten_priorities_and_sixty_objectives_take_few_statements(project, objective, signed_in) -> None:
    roadmap = db.session.query(Roadmap).one()
    client = signed_in(project.coach)
    counts = []
    for size in (0, 59):
        priorities = [make.priority(roadmap) for _ in range(9)] if size else []
        for rank in range(size):
            make.objective(
                priorities[rank % 9],
                f"Objectif {rank}",
                baseline=Decimal(0),
                target=Decimal(9),
                current=Decimal(rank % 9),
            )
        with counted() as statements:
            assert client.get(url(project)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] < 20


def test_whatever_is_answered_a_part_takes_the_place_of_itself(project, objective, signed_in) -> None:
    """Saved, refused, saved by two people, decided: never a form within a form, nor the same part twice."""
    charter = make.action(project.laureate, "Écrire la charte", decided_at_id=project.read(NUMBER).id)
    client = signed_in(project.coach)
    page = Page(client.get(url(project)).text)

    def send(part: str, **typed: str) -> int:
        typed = {name if name in ("take", "merge") else f"{part}-{name}": value for name, value in typed.items()}
        answer = page.send(client, page.root.by_id(part).all("form")[0], **typed)
        assert page.faults() == [], (part, typed)
        return answer.status_code

    doubling = f"objectif-{objective.id}"
    assert send(doubling, status="in_progress") == 200
    assert send(doubling, status="blocked") == 422
    assert send(doubling, status="in_progress", current="7", version="1") == 409
    assert send(doubling, take="1") == 200
    for section in ("minutes", "decisions"):
        assert send(section, text="Une note") == 200
        assert send(section, text="Leur note", base=meeting.mark("")) == 409
        assert send(section, text="Leur note", merge="1") == 200
    for title, status in (("Un", 200), ("", 422), ("Deux", 200), ("Trois", 200)):
        assert send("action-nouvelle", title=title) == status
    kept = f"action-{charter.id}"
    assert send(kept, title="Publier la charte") == 200
    assert send(kept, title="") == 422
    assert send(kept, title="Relire la charte", base=meeting.mark("")) == 409
    assert send(kept, take="1") == 200
    assert len(page.root.by_id("actions-liste").children) == 4
    titles = [action.title for action in db.session.query(Action).order_by(Action.id)]
    assert titles == ["Publier la charte", "Un", "Deux", "Trois"]


def test_an_action_sent_twice_is_added_once_and_the_screen_drawn_again(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    new = {"action-nouvelle-title": "Écrire", "action-nouvelle-owner": "", "form_key": "une-clef"}
    answers = [client.submit(url(project, "/actions"), new, headers=HTMX) for _ in range(2)]
    assert [answer.headers.get("HX-Refresh") for answer in answers] == [None, "true"]
    assert db.session.query(Action).count() == 1
    assert "n’a compté qu’une fois" in text_of(client.get(url(project)))


def test_both_texts_are_compared_while_others_may_write(project, objective, signed_in, monkeypatch) -> None:
    client = signed_in(project.coach)
    path, empty = url(project, "/textes/minutes"), meeting.mark("")
    client.submit(path, notes("Sa note", empty))
    seen, compare = [], meeting.runs

    def watched(*texts):
        seen.append(db.session().in_transaction())
        return compare(*texts)

    monkeypatch.setattr(meeting, "runs", watched)
    assert client.submit(path, notes("Ma note", empty, merge="1")).status_code == 303
    assert seen == [False]
    assert project.read(NUMBER).minutes == "Sa note\nMa note"


def test_two_texts_too_long_together_are_not_put_together(project, objective, signed_in) -> None:
    client = signed_in(project.coach)
    path = url(project, "/textes/minutes")
    client.submit(path, notes("Un mot. " * 5_000, meeting.mark("")))
    refused = client.submit(path, notes("Autre mot. " * 4_000, meeting.mark(""), merge="1"))
    assert refused.status_code == 422
    assert "50 000 caractères au plus" in text_of(refused)
    assert "Autre mot." in refused.text
    assert project.read(NUMBER).minutes == ("Un mot. " * 5_000).strip()


def test_closing_compares_no_words(project, objective, signed_in, monkeypatch) -> None:
    compared, compare = [], comparison.runs
    monkeypatch.setattr(comparison, "runs", lambda *texts: compared.append(texts) or compare(*texts))
    kept = snapshot(roadmap_queries.roadmap_of(db.session.query(Roadmap).one().period_id))
    kept["objectives"][str(objective.id)]["title"] = "Tripler les contributions"
    roadmap = db.session.query(Roadmap).one()
    values = {"number": 1, "taken_at": clock.now(), "author_id": project.coach.id, "reason": "Avant", "content": kept}
    make.save(Revision(roadmap_id=roadmap.id, **values))
    client = signed_in(project.coach)
    assert close(client, project).status_code == 303
    assert not compared, "the database is held while a point is closed"
    assert "Intitulé reformulé" in text_of(client.get(project.url(NUMBER)))
    assert len(compared) == 1


def test_priorities_come_in_the_order_of_the_roadmap(project, objective, signed_in) -> None:
    """Axis by axis: ranks count within one."""
    roadmap = db.session.get_one(Roadmap, db.session.get_one(Priority, objective.priority_id).roadmap_id)
    for title, axis, rank in (("Déployer", Axis.DEPLOYMENT, 1), ("Intégrer", Axis.INTEGRATION, 2)):
        make.objective(make.priority(roadmap, title, axis=axis, rank=rank), f"{title} partout")
    titles, seen = ("Consolider l’équipe", "Déployer", "Intégrer"), []
    for path in (url(project), f"/laureats/{project.laureate.slug}/feuille-de-route"):
        page = signed_in(project.coach).get(path).text
        seen.append(sorted(titles, key=lambda title, page=page: page.find(f">{title}</h")))
    assert seen == [["Consolider l’équipe", "Intégrer", "Déployer"]] * 2
