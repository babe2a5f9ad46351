"""Somebody says something of a project, an objective, a point or an assignment."""

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole
from aic_tracker.mail.message import read_back
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.roadmap.models import Objective
from tests import factories as make
from tests.documents.conftest import build_project
from tests.support.client import text_of
from tests.support.statements import counted


@pytest.fixture
def project(app):
    return build_project()


def comments():
    return db.session.scalars(sa.select(Comment).order_by(Comment.id)).all()


def mails():
    return db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)).all()


def comment(project, author, text="Bravo", subject=Subject.LAUREATE, subject_id=None, **values):
    return make.save(
        Comment(
            laureate_id=project.laureate.id,
            subject=subject,
            subject_id=subject_id or project.laureate.id,
            author_id=author.id,
            text=text,
            created_at=clock.now(),
            **values,
        )
    )


def addresses(project):
    objective = db.session.scalars(sa.select(Objective.id).order_by(Objective.id)).first()
    return {
        Subject.LAUREATE: ("/commentaires", "/conversation"),
        Subject.OBJECTIVE: (f"/objectifs/{objective}/commentaires", f"/objectifs/{objective}"),
        Subject.CHECKPOINT: ("/points/6/commentaires", "/points/6"),
        Subject.ASSIGNMENT: (f"/appuis/{project.assignment.id}/commentaires", f"/appuis/{project.assignment.id}"),
    }


@pytest.mark.parametrize("subject", list(Subject))
def test_a_referent_comments_and_reads_it_where_it_was_said(project, signed_in, subject):
    path, page = addresses(project)[subject]
    client = signed_in(project.referent)
    answer = client.submit(project.url + path, {"text": "Une **bonne** nouvelle."})
    assert answer.status_code == 303
    [said] = comments()
    assert answer.location == f"{project.url}{page}#commentaire-{said.id}"
    shown = client.get(project.url + page)
    assert "<strong>bonne</strong>" in shown.text
    assert f'id="commentaire-{said.id}"' in shown.text
    assert "Une bonne nouvelle." in text_of(client.get(f"{project.url}/conversation"))
    assert "Une bonne nouvelle." in text_of(client.get(project.url + path))


def test_an_empty_comment_is_refused_and_what_was_ticked_stays(project, signed_in):
    client = signed_in(project.coach)
    answer = client.submit(f"{project.url}/points/6/commentaires", {"text": " ", "notify": str(project.referent.id)})
    assert answer.status_code == 422
    assert "Écrivez votre commentaire." in text_of(answer)
    assert f'value="{project.referent.id}" checked' in answer.text
    assert comments() == []


def test_a_button_pressed_twice_says_it_once_and_tells_once(project, signed_in):
    client = signed_in(project.coach)
    typed = {"text": "Merci", "notify": str(project.referent.id), "form_key": "une-clef"}
    answers = [client.submit(f"{project.url}/points/6/commentaires", typed) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert (len(comments()), len(mails())) == (1, 1)


def test_the_same_words_said_again_tell_who_is_ticked_this_time(project, signed_in):
    client = signed_in(project.coach)
    for told in (project.referent, project.direction):
        client.submit(f"{project.url}/points/6/commentaires", {"text": "Merci", "notify": str(told.id)})
    assert len(comments()) == 2
    assert {mail.user_id for mail in mails()} == {project.referent.id, project.direction.id}


def test_whoever_is_named_or_ticked_gets_one_mail_with_the_text(project, signed_in):
    client = signed_in(project.coach)
    client.submit(
        f"{project.url}/points/6/commentaires",
        {"text": "Merci @rosa referente !", "notify": [str(project.referent.id), str(project.direction.id)]},
    )
    assert {mail.user_id for mail in mails()} == {project.referent.id, project.direction.id}
    text, _ = read_back(mails()[0].content)
    assert "le point n° 6" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Merci @rosa referente !" in text
    assert f"/laureats/vikidia/points/6/commentaires#commentaire-{comments()[0].id}" in text


def test_the_page_says_who_is_told_and_that_nobody_was(project, signed_in):
    client = signed_in(project.coach)
    for text, told in (
        ("Merci @rosa referente !", "Commentaire ajouté. Rosa Référente est prévenu·e par courriel."),
        ("Merci @rosa !", "Commentaire ajouté. Personne n’est prévenu par courriel."),
    ):
        client.submit(f"{project.url}/commentaires", {"text": text})
        assert told in text_of(client.get(f"{project.url}/conversation"))


def test_a_longer_name_does_not_stop_an_internal_note(project, signed_in):
    make.referent(project.laureate, name="Naïma Garrigue")
    petit = make.coach(project.laureate, MemberRole.COACH, name="Naïma Garrigue-Petit")
    note = {"text": "@Naïma Garrigue-Petit, entre nous", "is_internal": "y"}
    assert signed_in(project.coach).submit(f"{project.url}/commentaires", note).status_code == 303
    assert [mail.user_id for mail in mails()] == [petit.id]


def test_between_namesakes_the_page_asks(project, signed_in):
    jeans = [make.referent(project.laureate, name=name) for name in ("Jean Petit", "Jean Petit")]
    client = signed_in(project.coach)
    answer = client.submit(f"{project.url}/commentaires", {"text": "@Jean Petit ?"})
    assert answer.status_code == 422
    assert "Plusieurs personnes s’appellent « Jean Petit » : cochez qui prévenir." in text_of(answer)
    for jean in jeans:
        assert f"Jean Petit (Référent·e projet, {jean.email})" in text_of(answer)
    assert mails() == []
    typed = {"text": "@Jean Petit ?", "notify": str(jeans[1].id)}
    assert client.submit(f"{project.url}/commentaires", typed).status_code == 303
    assert [mail.user_id for mail in mails()] == [jeans[1].id]


def test_a_namesake_of_another_place_is_named_by_it_without_an_address(project, signed_in):
    make.referent(project.laureate, name="Jean Petit", email="jean.referent@example.org")
    make.direction(name="Jean Petit", email="jean.direction@example.org")
    answer = signed_in(project.coach).submit(f"{project.url}/commentaires", {"text": "@Jean Petit ?"})
    shown = text_of(answer)
    assert "Jean Petit (Référent·e projet)" in shown
    assert "Jean Petit (Direction)" in shown
    assert "jean.direction@example.org" not in shown


def test_a_rewording_asks_between_namesakes_it_newly_names(project, signed_in):
    jeans = [make.referent(project.laureate, name=name) for name in ("Jean Petit", "Jean Petit")]
    said = comment(project, project.referent, "Trois essais")
    client, url = signed_in(project.referent), f"{project.url}/conversation/{said.id}/modifier"
    assert client.submit(url, {"text": "@Jean Petit", "version": "1"}).status_code == 422
    ticked = {"text": "@Jean Petit", "version": "1", "notify": str(jeans[0].id)}
    assert client.submit(url, ticked).status_code == 303
    assert client.submit(url, {"text": "@Jean Petit, trois essais", "version": "2"}).status_code == 303
    assert [mail.user_id for mail in mails()] == [jeans[0].id]


def test_nobody_outside_the_project_can_be_told(project, signed_in):
    stranger = make.referent(make.laureate(), name="Zoé Zéphyr")
    client = signed_in(project.coach)
    client.submit(f"{project.url}/commentaires", {"text": "@Zoé Zéphyr, venez voir."})
    assert mails() == []
    answer = client.submit(f"{project.url}/commentaires", {"text": "Venez voir.", "notify": str(stranger.id)})
    assert answer.status_code == 422
    assert mails() == []


def test_an_internal_note_is_read_by_the_team_only(project, signed_in):
    client = signed_in(project.coach)
    path, page = addresses(project)[Subject.ASSIGNMENT]
    assert (
        client.submit(
            project.url + path, {"text": f"Secret, @{project.direction.name}.", "is_internal": "1"}
        ).status_code
        == 303
    )
    [mail] = mails()
    assert mail.user_id == project.direction.id
    assert "Secret" not in read_back(mail.content)[0]
    for reader in (project.coach, project.direction):
        assert "Secret" in text_of(signed_in(reader).get(project.url + page))
        assert "Secret" in text_of(signed_in(reader).get(f"{project.url}/conversation"))
    for reader in (project.referent, project.expert_user):
        for where in (page, path, "/conversation", "", "/journal"):
            assert "Secret" not in text_of(signed_in(reader).get(project.url + where))
    assert "note interne" not in text_of(signed_in(project.referent).get(f"{project.url}/journal"))
    said = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "comment.added")).one()
    assert (said.laureate_id, said.before, said.after) == (None, None, None)


def test_an_internal_note_never_tells_a_referent(project, signed_in):
    client = signed_in(project.coach)
    answer = client.submit(f"{project.url}/commentaires", {"text": "Voir avec @Rosa Référente.", "is_internal": "1"})
    assert answer.status_code == 422
    assert "Rosa Référente ne lit pas les notes internes" in text_of(answer)
    assert "Voir avec @Rosa Référente." in answer.text
    assert (comments(), mails()) == ([], [])


def test_a_referent_cannot_write_an_internal_note(project, signed_in):
    signed_in(project.referent).submit(f"{project.url}/commentaires", {"text": "Bonjour", "is_internal": "1"})
    assert [said.is_internal for said in comments()] == [False]


def test_an_expert_talks_of_own_assignments_only(project, signed_in):
    client = signed_in(project.expert_user)
    paths = addresses(project)
    comment(project, project.referent, "Entre nous")
    assert client.submit(project.url + paths[Subject.ASSIGNMENT][0], {"text": "J’ai lu."}).status_code == 303
    for subject in (Subject.LAUREATE, Subject.OBJECTIVE, Subject.CHECKPOINT):
        assert client.get(project.url + paths[subject][0]).status_code == 404
        assert client.submit(project.url + paths[subject][0], {"text": "Bonjour"}).status_code == 404
    foreign = f"{project.url}/appuis/{project.foreign_assignment.id}/commentaires"
    assert client.submit(foreign, {"text": "Bonjour"}).status_code == 404
    shown = text_of(client.get(f"{project.url}/conversation"))
    assert "J’ai lu." in shown
    assert "Entre nous" not in shown


def test_the_expert_of_a_running_assignment_can_be_told_and_no_other(project, signed_in):
    client = signed_in(project.coach)
    path = addresses(project)[Subject.ASSIGNMENT][0]
    client.submit(project.url + path, {"text": "@Éva Experte, un avis ?"})
    assert [mail.user_id for mail in mails()] == [project.expert_user.id]
    project.assignment.status = AssignmentStatus.COMPLETED
    db.session.commit()
    client.submit(project.url + path, {"text": "Encore, @Éva Experte ?"})
    assert len(mails()) == 1


def test_a_stranger_is_told_that_nothing_is_there(project, signed_in):
    stranger = signed_in(make.referent(make.laureate()))
    for path, _page in addresses(project).values():
        assert stranger.get(project.url + path).status_code == 404
        assert stranger.submit(project.url + path, {"text": "Bonjour"}).status_code == 404


def test_those_who_only_read_do_not_comment(project, signed_in):
    observer = make.user(project.referent.role)
    make.member(project.laureate, observer, MemberRole.OBSERVER)
    for reader in (project.direction, observer):
        client = signed_in(reader)
        page = client.get(f"{project.url}/points/6")
        assert 'name="text"' not in page.text
        assert client.submit(f"{project.url}/points/6/commentaires", {"text": "Bonjour"}).status_code == 403
    assert comments() == []


def test_the_author_rewords_a_comment_and_the_journal_keeps_both(project, signed_in):
    said = comment(project, project.referent, "Trois essais")
    client = signed_in(project.referent)
    answer = client.submit(
        f"{project.url}/conversation/{said.id}/modifier", {"text": "Quatre, @Camille Coach", "version": "1"}
    )
    assert answer.status_code == 303
    assert "modifié le" in text_of(client.get(f"{project.url}/conversation"))
    assert [mail.user_id for mail in mails()] == [project.coach.id]
    journal = text_of(client.get(f"{project.url}/journal"))
    assert "Texte : avant, Trois essais → puis Quatre, @Camille Coach" in journal


def test_a_stale_rewording_shows_both_texts(project, signed_in):
    said = comment(project, project.referent, "Avant")
    client = signed_in(project.referent)
    url = f"{project.url}/conversation/{said.id}/modifier"
    client.submit(url, {"text": "Depuis un autre onglet", "version": "1"})
    answer = client.submit(url, {"text": "Depuis celui-ci", "version": "1"})
    assert answer.status_code == 409
    assert "Depuis un autre onglet" in answer.text
    assert "Depuis celui-ci" in answer.text


def test_the_author_takes_a_comment_back_and_its_mails_do_not_leave(project, signed_in):
    client = signed_in(project.referent)
    client.submit(f"{project.url}/points/6/commentaires", {"text": "Erreur, @Camille Coach"})
    [said] = comments()
    answer = client.submit(f"{project.url}/conversation/{said.id}/retirer")
    assert answer.status_code == 303
    shown = text_of(signed_in(project.coach).get(f"{project.url}/points/6"))
    assert "Commentaire retiré le" in shown
    assert "Erreur, @Camille Coach" not in shown
    assert [mail.status for mail in mails()] == [MailStatus.CANCELLED]
    assert client.get(f"{project.url}/conversation/{said.id}/modifier").status_code == 404


def test_nobody_changes_the_words_of_another(project, signed_in):
    said = comment(project, project.referent)
    note = comment(project, project.coach, "Secret", is_internal=True)
    for gesture in ("modifier", "retirer"):
        url = f"{project.url}/conversation/{said.id}/{gesture}"
        assert signed_in(project.coach).submit(url, {"text": "Autre", "version": "1"}).status_code == 403
        hidden = f"{project.url}/conversation/{note.id}/{gesture}"
        assert signed_in(project.referent).submit(hidden, {"text": "Autre", "version": "1"}).status_code == 404


def test_the_conversation_is_filtered_by_subject(project, signed_in):
    comment(project, project.coach, "Du projet")
    comment(project, project.coach, "Du point", Subject.CHECKPOINT, project.point.id)
    shown = text_of(signed_in(project.coach).get(f"{project.url}/conversation?sujet=checkpoint"))
    assert "Du point" in shown
    assert "Du projet" not in shown


def test_a_long_conversation_takes_no_more_statements(project, signed_in):
    client = signed_in(project.coach)

    def count(path):
        with counted() as statements:
            assert client.get(project.url + path).status_code == 200
        return len(statements)

    comment(project, project.coach, "Un", Subject.CHECKPOINT, project.point.id)
    few = count("/conversation"), count("/points/6")
    for n in range(15):
        comment(project, project.coach, f"N° {n}", Subject.CHECKPOINT, project.point.id)
    assert (count("/conversation"), count("/points/6")) == few
    assert few[0] <= 8


def test_a_long_conversation_shows_its_latest_words_and_leads_to_the_others(signed_in, project):
    author = project.coach
    objective = db.session.scalars(sa.select(Objective.id).order_by(Objective.id)).first()
    for number in range(1, 28):
        comment(project, author, f"Mot {number}.", Subject.OBJECTIVE, objective)
    browser = signed_in(author)
    there = f"/laureats/{project.laureate.slug}/objectifs/{objective}"
    embedded = browser.get(there).text
    assert "Mot 3." in embedded
    assert "Mot 2." not in embedded
    assert embedded.index("Mot 3.") < embedded.index("Mot 27.")
    assert "Voir les 2 commentaires précédents" in embedded
    assert f"{there}/commentaires?page=2" in embedded
    earlier = browser.get(f"{there}/commentaires?page=2").text
    assert "Mot 2." in earlier
    assert "Mot 3." not in earlier
    assert browser.get(f"{there}/commentaires?page=3").status_code == 404
