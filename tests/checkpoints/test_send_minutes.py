"""The minutes of a closed point: read before they leave, corrected, and each version received once."""

from datetime import date
from email import message_from_bytes, policy

import pytest

from aic_tracker import clock
from aic_tracker.checkpoints import minutes
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail.models import OutgoingMail
from tests import factories
from tests.support.client import text_of

PAST = date(2026, 2, 26)


@pytest.fixture
def point(project):
    return project.point(
        on=PAST, number=6, status=CheckpointStatus.CLOSED, minutes="Tour des objectifs.", minutes_sent_version=0
    )


def send(project, people=(), *, minutes_version=1, **values) -> minutes.Sending:
    point = project.read(6)
    return minutes.send_minutes(
        point,
        db.session.get_one(Laureate, point.laureate_id),
        actor=project.coach,
        now=clock.now(),
        version=point.version,
        minutes_version=minutes_version,
        people=people,
        **values,
    )


def correct(project, text: str) -> None:
    point = project.read(6)
    minutes.correct_minutes(point, actor=project.coach, version=point.version, minutes=text, decisions="")
    db.session.commit()


def mails() -> dict[str, list[str]]:
    """By address, the texts queued, oldest first."""
    found: dict[str, list[str]] = {}
    for mail in db.session.query(OutgoingMail).filter_by(kind="minutes").order_by(OutgoingMail.id):
        body = message_from_bytes(mail.content, policy=policy.default).get_body(("plain",))
        found.setdefault(mail.recipient, []).append(body.get_content())
    return found


def typed(project, **changes):
    point = project.read(6)
    return {
        "people": [project.coach.id, project.referent.id],
        "addresses": "",
        "version": str(point.version),
        "minutes_version": str(point.minutes_version),
        **changes,
    }


def test_closing_may_leave_the_minutes_to_be_read_again_first(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    coach = signed_in(project.coach)
    answer = coach.submit(
        project.url(6, "clore"),
        {
            "minutes": "Tour des objectifs.",
            "present": [project.coach.id],
            "follow_up": "date",
            "next_starts_at": ["2026-03-26", "14:00"],
            "version": "1",
        },
    )
    assert answer.headers["Location"].endswith("/points/6/compte-rendu/envoi")
    assert mails() == {}
    assert "Le compte rendu n’est pas encore parti" in text_of(coach.get(project.url(6)))
    assert "Relire et envoyer" in text_of(coach.get("/ce-qui-m-attend"))
    sent = typed(project)
    assert coach.submit(project.url(6, "compte-rendu/envoi"), sent).status_code == 303
    assert "Relire et envoyer" not in text_of(coach.get("/ce-qui-m-attend"))


def test_the_mail_is_shown_as_it_will_be_received_with_those_invited_ticked(project, point, signed_in) -> None:
    page = signed_in(project.coach).get(project.url(6, "compte-rendu/envoi"))
    text = text_of(page)
    assert "Objet Vikidia — compte rendu du point du 26 février" in text
    assert "Bonjour Camille Coach," in text
    assert "Tour des objectifs." in text
    assert page.text.count(" checked") == 2
    assert mails() == {}


def test_only_those_ticked_receive_them_and_the_page_says_whom_and_when(project, point, signed_in) -> None:
    coach = signed_in(project.coach)
    answer = coach.submit(project.url(6, "compte-rendu/envoi"), typed(project, people=[project.referent.id]))
    assert answer.status_code == 303
    assert set(mails()) == {"rosa@example.org"}
    assert "Version 1 : le 2 mars 2026, à Rosa Référente" in text_of(coach.get(project.url(6)))
    assert db.session.query(JournalEntry).filter_by(verb="checkpoint.minutes_sent").count() == 1


def test_a_version_sent_twice_is_received_once_and_it_is_said(project, point, signed_in) -> None:
    coach = signed_in(project.coach)
    for _ in range(2):
        assert send(project, [project.coach, project.referent]).leaving in (2, 0)
        db.session.commit()
    assert {address: len(texts) for address, texts in mails().items()} == {
        "camille@example.org": 1,
        "rosa@example.org": 1,
    }
    again = coach.submit(project.url(6, "compte-rendu/envoi"), typed(project, people=[], addresses="rosa@example.org"))
    assert again.status_code == 303
    assert "déjà parti" in text_of(coach.get(project.url(6)))
    assert "déjà cette version" in text_of(coach.get(project.url(6, "compte-rendu/envoi")))
    assert len(mails()["rosa@example.org"]) == 1


def test_a_correction_is_another_version_that_says_so(project, point, signed_in) -> None:
    send(project, [project.referent])
    db.session.commit()
    correct(project, "Tour des objectifs, corrigé.")
    coach = signed_in(project.coach)
    assert "corrigé depuis son envoi" in text_of(coach.get(project.url(6)))
    assert send(project, [project.referent], minutes_version=2).leaving == 1
    db.session.commit()
    [first, second] = mails()["rosa@example.org"]
    assert "corrigé" not in first
    assert "Voici le compte rendu corrigé (version 2)" in second.replace("\N{NO-BREAK SPACE}", " ")
    subjects = [mail.subject for mail in db.session.query(OutgoingMail).order_by(OutgoingMail.id)]
    assert subjects[1] == "Vikidia — compte rendu corrigé du point du 26 février (version 2)"
    shown = text_of(coach.get(project.url(6)))
    assert "Version 1 : le 2 mars 2026, à Rosa Référente" in shown
    assert "Version 2, corrigée : le 2 mars 2026, à Rosa Référente" in shown


def test_what_never_left_is_corrected_without_another_version(project, point) -> None:
    correct(project, "Mieux dit.")
    assert project.read(6).minutes_version == 1


def test_a_correction_made_meanwhile_is_read_before_it_leaves(project, point, signed_in) -> None:
    before = typed(project)
    send(project, [project.coach])
    db.session.commit()
    correct(project, "Autre chose.")
    refused = signed_in(project.coach).submit(project.url(6, "compte-rendu/envoi"), before)
    assert refused.status_code == 409
    assert "Autre chose." in text_of(refused)
    assert "rosa@example.org" not in mails()
    with pytest.raises(StaleError):
        send(project, [project.referent], minutes_version=1)


def test_an_address_without_an_account_is_confirmed_and_gets_no_page_to_open(project, point, signed_in) -> None:
    coach = signed_in(project.coach)
    change = typed(project, people=[], addresses="maire@exemple.fr, elue@exemple.fr\nmaire@exemple.fr")
    refused = coach.submit(project.url(6, "compte-rendu/envoi"), change)
    assert refused.status_code == 422
    assert "Aucun compte n’a pour adresse maire@exemple.fr et elue@exemple.fr" in text_of(refused)
    assert "maire@exemple.fr, elue@exemple.fr" in refused.text
    assert coach.submit(project.url(6, "compte-rendu/envoi"), change | {"outside_meant": "1"}).status_code == 303
    [text] = mails()["maire@exemple.fr"]
    assert text.startswith("Bonjour,")
    assert "http" not in text
    assert "Camille Coach vous l’a adressé" in text
    assert len(mails()["elue@exemple.fr"]) == 1


@pytest.mark.parametrize(
    ("typed_addresses", "message"),
    [
        ("pas une adresse", "« pas une adresse »"),
        (",".join(f"a{n}@exemple.fr" for n in range(21)), "20 adresses au plus"),
    ],
)
def test_a_wrong_address_is_named_and_kept(project, point, signed_in, typed_addresses: str, message: str) -> None:
    refused = signed_in(project.coach).submit(
        project.url(6, "compte-rendu/envoi"), typed(project, addresses=typed_addresses)
    )
    assert refused.status_code == 422
    assert message in text_of(refused).replace("\N{NO-BREAK SPACE}", " ")
    assert typed_addresses in refused.text
    assert mails() == {}


def test_an_account_that_may_not_read_the_laureate_receives_nothing(project, point) -> None:
    stranger = factories.referent(factories.laureate("Ailleurs"), name="Ines Ailleurs", email="ines@example.org")
    with pytest.raises(DomainError, match="Ines Ailleurs n’a pas accès à Vikidia"):
        send(project, [], addresses=[stranger.email], outside_meant=True)
    with pytest.raises(DomainError, match="Ines Ailleurs n’a pas accès à Vikidia"):
        send(project, [stranger])


def test_nobody_is_not_a_sending(project, point, signed_in) -> None:
    refused = signed_in(project.coach).submit(project.url(6, "compte-rendu/envoi"), typed(project, people=[]))
    assert refused.status_code == 422
    assert "Cochez au moins une personne" in text_of(refused)


def test_a_point_that_is_not_closed_has_no_minutes_to_send(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    coach = signed_in(project.coach)
    assert coach.get(project.url(6, "compte-rendu/envoi")).status_code == 303
    assert coach.submit(project.url(6, "compte-rendu/envoi"), typed(project)).status_code == 422


def test_only_those_who_manage_points_send_minutes(project, point, signed_in) -> None:
    referent = signed_in(project.referent)
    assert referent.get(project.url(6, "compte-rendu/envoi")).status_code == 403
    assert (
        signed_in(factories.referent(factories.laureate("Loin"))).get(project.url(6, "compte-rendu/envoi")).status_code
        == 404
    )
    assert "Envois" not in text_of(referent.get(project.url(6)))
