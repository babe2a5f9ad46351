"""The last words said of a project, on its page, for whoever may read them."""

from datetime import timedelta

import pytest

from aic_tracker import clock
from aic_tracker.conversation.models import Comment, Subject
from tests import factories as make
from tests.documents.conftest import build_project
from tests.support.client import text_of


@pytest.fixture
def project(app):
    return build_project()


def say(project, text, minutes=0, subject=Subject.LAUREATE, subject_id=None, **values):
    make.save(
        Comment(
            laureate_id=project.laureate.id,
            subject=subject,
            subject_id=subject_id or project.laureate.id,
            author_id=project.coach.id,
            text=text,
            created_at=clock.now() + timedelta(minutes=minutes),
            **values,
        )
    )


def test_the_three_last_ones_lead_to_the_conversation(project, signed_in):
    for n in range(1, 5):
        say(project, f"**Mot** {n}", n)
    say(project, "Retiré", 9, removed_at=clock.now())
    page = signed_in(project.referent).get(project.url)
    text = text_of(page)
    for n, there in ((1, False), (2, True), (3, True), (4, True)):
        assert (f"Mot {n}" in text) is there
    assert "Retiré" not in text
    assert "/conversation#commentaire-" in page.text


def test_a_long_word_is_cut(project, signed_in):
    say(project, "très " * 200)
    assert "très…" in text_of(signed_in(project.coach).get(project.url))


def test_internal_notes_stay_within_the_team(project, signed_in):
    say(project, "Entre nous", is_internal=True)
    assert "Entre nous" in text_of(signed_in(project.coach).get(project.url))
    assert "Note interne" in text_of(signed_in(project.direction).get(project.url))
    for reader in (project.referent, project.expert_user):
        assert "Entre nous" not in text_of(signed_in(reader).get(project.url))
        assert "Derniers commentaires" not in text_of(signed_in(reader).get(project.url))


def test_an_expert_reads_those_of_own_assignments(project, signed_in):
    say(project, "Du projet")
    say(project, "De l’appui", subject=Subject.ASSIGNMENT, subject_id=project.assignment.id)
    text = text_of(signed_in(project.expert_user).get(project.url))
    assert "De l’appui" in text
    assert "Du projet" not in text
