"""Minutes that did not reach somebody: offered again, said as it is, and never announced as what they are not."""

import pytest

from aic_tracker.checkpoints import minutes
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.mail.models import MailStatus, OutgoingMail
from tests import factories
from tests.checkpoints.test_send_minutes import PAST, correct, mails, send, typed
from tests.support.client import text_of

SENDING = "compte-rendu/envoi"


@pytest.fixture
def point(project):
    return project.point(
        on=PAST, number=6, status=CheckpointStatus.CLOSED, minutes="Tour des objectifs.", minutes_sent_version=0
    )


def become(status: MailStatus, recipient: str) -> None:
    """What the scheduler makes of the mails to that address."""
    db.session.query(OutgoingMail).filter_by(kind="minutes", recipient=recipient).update({"status": status})
    db.session.commit()


def ticked(page) -> set[str]:
    """The numbers of those ticked."""
    boxes = [box for box in page.text.split("<input") if 'type="checkbox"' in box and " checked" in box]
    return {box.split('value="')[1].split('"')[0] for box in boxes}


def sent(project, people, **values) -> None:
    send(project, people, **values)
    db.session.commit()


def test_a_mail_given_up_before_it_left_is_offered_again_and_it_is_said(project, point, signed_in) -> None:
    sent(project, [project.coach, project.referent])
    become(MailStatus.CANCELLED, "rosa@example.org")
    coach = signed_in(project.coach)
    page = coach.get(project.url(6, SENDING))
    assert ticked(page) == {str(project.referent.id)}
    assert "n’est pas parti à Rosa Référente" in text_of(page)
    assert "déjà partie à Camille Coach" in text_of(page)
    assert "Rosa Référente (annulé : à lui envoyer de nouveau)" in text_of(coach.get(project.url(6)))
    again = typed(project, people=[project.referent.id])
    assert coach.submit(project.url(6, SENDING), again).status_code == 303
    assert len(mails()["rosa@example.org"]) == 2
    page = text_of(coach.get(project.url(6)))
    assert "part à 1 personne" in page
    assert "Version 1 : le 2 mars 2026, à Camille Coach (en attente) et Rosa Référente (en attente)" in page
    assert "n’est pas parti" not in text_of(coach.get(project.url(6, SENDING)))


def test_what_is_on_its_way_again_does_not_leave_twice(project, point) -> None:
    sent(project, [project.referent])
    become(MailStatus.CANCELLED, "rosa@example.org")
    sent(project, [project.referent])
    sent(project, [project.referent])
    assert len(mails()["rosa@example.org"]) == 2
    become(MailStatus.CANCELLED, "rosa@example.org")
    sent(project, [project.referent])
    assert len(mails()["rosa@example.org"]) == 3


def test_a_mail_refused_at_an_address_that_has_changed_since_is_offered_again(project, point, signed_in) -> None:
    sent(project, [project.referent])
    become(MailStatus.FAILED, "rosa@example.org")
    coach = signed_in(project.coach)
    assert "n’est pas parti" not in text_of(coach.get(project.url(6, SENDING)))
    project.referent.email = "rosa@exemple.fr"
    db.session.commit()
    assert "n’est pas parti à Rosa Référente" in text_of(coach.get(project.url(6, SENDING)))
    assert coach.submit(project.url(6, SENDING), typed(project, people=[project.referent.id])).status_code == 303
    assert set(mails()) == {"rosa@example.org", "rosa@exemple.fr"}


def test_an_address_without_an_account_is_offered_again_too(project, point, signed_in) -> None:
    sent(project, [], addresses=["maire@exemple.fr"], outside_meant=True)
    become(MailStatus.CANCELLED, "maire@exemple.fr")
    page = signed_in(project.coach).get(project.url(6, SENDING))
    assert "n’est pas parti à maire@exemple.fr" in text_of(page)
    assert "\nmaire@exemple.fr</textarea>" in page.text
    assert "J’envoie ce compte rendu à ces personnes sans compte" in text_of(page)


def test_what_could_not_be_written_is_not_said_to_have_left(project, point, signed_in, monkeypatch) -> None:
    def broken(*_args, **_kwargs):
        raise ValueError("no template")

    monkeypatch.setattr(minutes, "enqueue", broken)
    coach = signed_in(project.coach)
    assert coach.submit(project.url(6, SENDING), typed(project)).status_code == 303
    page = text_of(coach.get(project.url(6)))
    assert "déjà parti" not in page
    assert "n’est parti à personne" in page
    assert "n’a pas pu être écrit" in page
    assert "Le compte rendu n’est pas encore parti" in page


def test_a_correction_that_changes_no_word_is_not_announced(project, point, signed_in) -> None:
    sent(project, [project.referent])
    coach = signed_in(project.coach)
    kept = project.read(6)
    same = {"minutes": "Tour des objectifs.", "decisions": kept.decisions, "version": str(kept.version)}
    answer = coach.submit(project.url(6, "compte-rendu"), same)
    assert answer.location.endswith("/points/6")
    page = text_of(coach.get(project.url(6)))
    assert "Aucun mot n’a changé" in page
    assert "est corrigé" not in page
    assert project.read(6).minutes_version == 1


def test_whoever_was_added_for_a_version_is_proposed_for_the_next(project, point, signed_in) -> None:
    direction = factories.direction(name="Marianne Direction")
    sent(project, [project.coach], addresses=["maire@exemple.fr", direction.email], outside_meant=True)
    correct(project, "Tour des objectifs, corrigé.")
    page = signed_in(project.coach).get(project.url(6, SENDING))
    assert ticked(page) == {str(project.coach.id), str(project.referent.id), str(direction.id)}
    assert "\nmaire@exemple.fr</textarea>" in page.text


def test_who_was_added_but_may_read_no_more_is_not_proposed(project, point, signed_in) -> None:
    direction = factories.direction(name="Marianne Direction")
    sent(project, [project.coach], addresses=[direction.email])
    correct(project, "Tour des objectifs, corrigé.")
    direction.is_active = False
    db.session.commit()
    assert str(direction.id) not in ticked(signed_in(project.coach).get(project.url(6, SENDING)))
