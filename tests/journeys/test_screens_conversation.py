"""The conversation and the order by hand in a browser."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.roadmap.models import Objective
from tests import factories as make
from tests.documents.conftest import build_project


@pytest.fixture
def project(empty_app):
    with empty_app.app_context():
        project = build_project()
        about = {"laureate_id": project.laureate.id, "author_id": project.coach.id, "created_at": clock.now()}
        point = {"subject": Subject.CHECKPOINT, "subject_id": project.point.id}
        make.save(Comment(text="Bravo à **toutes** !\n\n- un\n- deux", **point, **about))
        make.save(Comment(text="À revoir entre nous.", is_internal=True, **point, **about))
        make.save(Comment(text="Retiré", removed_at=clock.now(), **point, **about))
        return {"referent": project.referent}


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_referent_comments_a_point_and_names_the_coach(project, visitor, javascript):
    window = visitor(project["referent"], phone=True, javascript=javascript)
    page = window.page
    window.go("/laureats/vikidia/points/6")
    page.get_by_label("Votre commentaire").fill("Merci @Camille Coach")
    page.get_by_text("Prévenir quelqu’un").click()
    expect(page.get_by_role("checkbox", name="Camille Coach")).to_be_visible()
    page.get_by_role("button", name="Commenter").click()
    expect(page.get_by_text("Commentaire ajouté.")).to_be_visible()
    expect(page.get_by_text("Merci @Camille Coach")).to_be_visible()
    expect(page.get_by_text("À revoir entre nous.")).to_have_count(0)


def test_objectives_are_put_in_order_with_the_mouse(empty_app, visitor):
    with empty_app.app_context():
        laureate = make.laureate("Vikidia")
        coach = make.coach(laureate)
        priority = make.priority(make.roadmap(laureate))
        first, second, third = (make.objective(priority, title).id for title in ("Recruter", "Former", "Publier"))
        db.session.commit()
    window = visitor(coach)
    window.go("/laureats/vikidia/feuille-de-route")
    page = window.page
    page.locator(f"#objectif-{first} .app-handle").hover()
    page.mouse.down()
    box = page.locator(f"#objectif-{third}").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] - 2, steps=5)
    page.mouse.up()
    page.get_by_text("« Recruter » déplacé en position 3 sur 3.").wait_for(state="attached")
    assert window.violations() == []
    with empty_app.app_context():
        ranks = db.session.scalars(sa.select(Objective.id).order_by(Objective.rank)).all()
        assert ranks == [second, third, first]
        db.session.execute(sa.update(Objective).where(Objective.id == first).values(rank=0))
        db.session.commit()
    page.locator(f"#objectif-{third} .app-handle").hover()
    page.mouse.down()
    box = page.locator(f"#objectif-{second}").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 2, steps=5)
    page.mouse.up()
    page.get_by_text("L’ordre a changé entre-temps : rien n’a été déplacé.").wait_for()
    expect(page.locator(".app-objective h4")).to_have_text(["Recruter", "Former", "Publier"])
