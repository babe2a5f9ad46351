"""A kind of mail is declared once, beside what sends it, and each of its facts changes what becomes of it."""

import pytest

from aic_tracker.mail import kinds
from aic_tracker.mail.kinds import MailKind
from aic_tracker.mail.message import TEMPLATES
from tests.support.mails import queue_one

pytestmark = pytest.mark.usefixtures("app")
WRITTEN = {folder.name for folder in TEMPLATES.iterdir() if folder.is_dir()}


def test_every_mail_that_can_be_written_is_declared_with_a_name() -> None:
    assert {kind.name for kind in kinds.declared()} == WRITTEN
    assert all(kinds.label_of(name) for name in WRITTEN)


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_a_link_that_works_without_signing_in_is_declared(name: str) -> None:
    """What writes such a link names its place: its text is emptied and its link hidden by that very name."""
    secrets = {"/connexion/", "/temps/", "/evenements/reponse/"}
    answered = {"event-invitation", "event-moved", "event-place", "event-coming", "jury-invitation"}
    assert {kind.secret_path for kind in kinds.declared()} == {"", *secrets}
    assert kinds.of(name).holds_link == (name in {"sign-in", "invitation", "time-month", "time-missing"} | answered)


def test_only_what_a_person_has_just_caused_leaves_at_any_hour() -> None:
    by_gestures = {"sign-in", "invitation", "minutes", "mention", "aid-declaration", "aid-notice", "jury-invitation"}
    notices = {"checkpoint-moved", "checkpoint-cancelled", "checkpoint-left"}
    notices |= {f"event-{what}" for what in ("invitation", "moved", "cancelled", "left", "place")}
    assert set(kinds.at_any_hour()) == by_gestures | notices
    assert set(kinds.immediate()) == {"sign-in", "invitation"}


def test_a_kind_that_nobody_declares_any_more_waits_for_the_morning() -> None:
    assert kinds.of("former-kind").keeps_hours
    assert not kinds.of("former-kind").is_immediate


def test_two_kinds_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two kinds of mail are named mention"):
        kinds.declare(MailKind("mention", "Autre chose"))
    assert kinds.label_of("mention") == "Mention dans un commentaire"


def test_what_is_not_declared_is_not_sent() -> None:
    with pytest.raises(LookupError, match="declare the kind of mail surprise"):
        queue_one(template="surprise")
