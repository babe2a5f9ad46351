"""Who leaves, whatever the way, leaves nothing due to nobody, and no event in their calendar."""

from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Attendee, Checkpoint
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.introductions.models import Introduction
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, MemberRole, Membership
from aic_tracker.leaving.operations import hand_over
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus
from aic_tracker.scheduler import jobs
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mails
from tests.support.statements import counted

OWNED = (Objective, Action, Introduction)


@dataclass
class World:
    laureate: Laureate
    lead: User
    referent: User
    colleague: User

    def gives(self, owner: User) -> None:
        """Something open of each sort, something done, and an invitation that has left."""
        priority = factories.priority(factories.roadmap(self.laureate))
        factories.objective(priority, owner_id=owner.id)
        factories.objective(priority, "Fini", owner_id=owner.id, status=ObjectiveStatus.ACHIEVED)
        factories.action(self.laureate, owner_id=owner.id)
        factories.action(self.laureate, "Finie", owner_id=owner.id, done_on=date(2026, 2, 2))
        factories.introduction(self.laureate, factories.contact(), owner_id=owner.id)
        point = factories.checkpoint(self.laureate, date(2026, 3, 9))
        factories.save(Attendee(checkpoint_id=point.id, user_id=owner.id))
        jobs.plan(clock.now())

    def owners(self) -> list[list[int | None]]:
        """Of each sort, who owns what is open, then what is done."""
        db.session.rollback()
        return [list(db.session.scalars(sa.select(kind.owner_id).order_by(kind.id))) for kind in OWNED]

    def invited(self) -> set[int]:
        db.session.rollback()
        return set(db.session.scalars(sa.select(Attendee.user_id)))

    def place(self, user: User) -> Membership:
        return db.session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()


@pytest.fixture
def world(app) -> World:
    laureate = factories.laureate("Vikidia")
    return World(
        laureate,
        factories.coach(laureate, name="Alice Martin", email="alice@example.org"),
        factories.referent(laureate, name="Bruno Petit", email="bruno@example.org"),
        factories.coach(name="Diane Roux", email="diane@example.org"),
    )


def cancels() -> set[str]:
    return {mail.recipient for mail in mails() if mail.kind == "checkpoint-left"}


def close(world: World, signed_in, until: str, **values):
    url = f"/laureats/vikidia/membres/{world.place(world.referent).id}/fermer"
    return signed_in(world.lead).submit(url, {"until_on": until, **values})


def test_the_screen_says_what_the_person_holds(world: World, signed_in) -> None:
    world.gives(world.referent)
    url = f"/laureats/vikidia/membres/{world.place(world.referent).id}/fermer"
    words = text_of(signed_in(world.lead).get(url))
    for held in ("1 point à venir", "1 objectif ouvert", "1 action à faire", "1 mise en relation en cours"):
        assert held in words.replace("\xa0", " ")


def test_a_closed_place_gives_everything_to_the_lead_coach(world: World, signed_in) -> None:
    world.gives(world.referent)
    assert close(world, signed_in, "2026-03-02").status_code == 303
    lead, former = world.lead.id, world.referent.id
    assert world.owners() == [[lead, former], [lead, former], [lead]]
    assert world.invited() == set()
    assert cancels() == {"bruno@example.org"}
    entry = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "member.settled")).one()
    assert (entry.before, entry.after) == ({"owner": "Bruno Petit"}, {"owner": "Alice Martin"})


def test_a_closed_place_gives_everything_to_whom_is_chosen(world: World, signed_in) -> None:
    other = factories.referent(world.laureate)
    world.gives(world.referent)
    assert close(world, signed_in, "2026-03-02", heir=str(other.id)).status_code == 303
    assert [owners[0] for owners in world.owners()] == [other.id] * 3


def test_a_place_that_ends_later_keeps_the_points_before_its_end(world: World, signed_in) -> None:
    world.gives(world.referent)
    assert close(world, signed_in, "2026-03-10").status_code == 303
    assert world.invited() == {world.referent.id}
    assert cancels() == set()


def test_who_replaces_the_lead_coach_takes_over(world: World, signed_in) -> None:
    world.gives(world.lead)
    values = {"person": str(world.colleague.id), "from_on": "2026-03-02"}
    url = "/laureats/vikidia/membres/charge-d-acceleration"
    assert signed_in(world.colleague).submit(url, values).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.colleague.id] * 3
    assert world.invited() == set()
    assert cancels() == {"alice@example.org"}


def test_a_lead_coach_whose_account_closes_is_replaced(world: World, signed_in) -> None:
    world.gives(world.lead)
    admin = signed_in(factories.admin())
    url = f"/administration/comptes/{world.lead.id}/desactiver"
    words = text_of(admin.get(url)).replace("\xa0", " ")
    assert "Vikidia Projet dont elle est chargée 1 point à venir : 9 mars 2026 1 objectif ouvert : «" in words
    assert "(facultatif)" not in words
    refused = admin.submit(url, {})
    assert refused.status_code == 422
    assert "Choisissez qui est désormais chargé·e de ces projets." in text_of(refused)
    assert db.session.get_one(User, world.lead.id).is_active
    assert admin.submit(url, {"heir": str(world.colleague.id)}).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.colleague.id] * 3
    assert cancels() == {"alice@example.org"}
    lead = sa.select(Membership.user_id).where(
        Membership.role == MemberRole.LEAD_COACH, Membership.active_on(clock.today())
    )
    assert db.session.scalars(lead).all() == [world.colleague.id]


def test_a_referent_whose_account_closes_leaves_nothing(world: World, signed_in) -> None:
    world.gives(world.referent)
    url = f"/administration/comptes/{world.referent.id}/desactiver"
    assert signed_in(factories.admin()).submit(url, {}).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.lead.id] * 3
    assert cancels() == {"bruno@example.org"}


@pytest.mark.parametrize("gesture", ["terminer", "decliner", "cadrer"])
def test_an_expert_whose_assignment_ends_leaves_nothing(world: World, signed_in, gesture: str) -> None:
    sheet = factories.expert(email="emma@example.org")
    status = AssignmentStatus.IN_PROGRESS if gesture == "terminer" else AssignmentStatus.APPROVED
    task = factories.scoped_assignment(world.laureate, sheet, status=status)
    expert = db.session.get_one(User, sheet.user_id)
    world.gives(expert)
    values = {
        "terminer": {"completed_on": "2026-03-02"},
        "decliner": {"decline_reason": "Plus de besoin."},
        "cadrer": {
            "title": "Autre titre",
            "skill": "legal",
            "expert": str(factories.expert().id),
            "scope": "Comparer.",
            "deliverables": "Une note.",
            "planned_quarters": "5",
            "day_rate_cents": "600",
            "starts_on": "2026-03-03",
            "ends_on": "2026-04-30",
        },
    }[gesture]
    url = f"/laureats/vikidia/appuis/{task.id}/{gesture}"
    answer = signed_in(world.lead).submit(url, {**values, "version": str(task.version)})
    assert answer.status_code == 303, text_of(answer)
    assert [owners[0] for owners in world.owners()] == [world.lead.id] * 3
    assert world.invited() == set()
    assert cancels() == {"emma@example.org"}


def test_another_role_leaves_nothing(world: World, signed_in) -> None:
    """A colleague without a place here was given something to do."""
    world.gives(world.colleague)
    values = {"name": "Diane Roux", "email": "diane@example.org", "role": "admin"}
    url = f"/administration/comptes/{world.colleague.id}"
    assert signed_in(factories.admin()).submit(url, values).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.lead.id] * 3
    assert cancels() == {"diane@example.org"}


def test_who_keeps_another_place_keeps_what_they_hold(world: World, signed_in) -> None:
    """A coach of the team who becomes its lead coach leaves one place for another."""
    factories.member(world.laureate, world.colleague, MemberRole.COACH)
    world.gives(world.colleague)
    values = {"person": str(world.colleague.id), "from_on": "2026-03-02"}
    assert signed_in(world.lead).submit("/laureats/vikidia/membres/charge-d-acceleration", values).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.colleague.id] * 3
    assert world.invited() == {world.colleague.id}


def test_without_a_lead_coach_left_it_is_to_be_given_again_and_the_team_is_told(world: World, signed_in) -> None:
    world.gives(world.referent)
    world.place(world.lead).until_on = date(2026, 3, 1)
    db.session.commit()
    assert close(world, signed_in, "2026-03-02").status_code == 303
    assert [owners[0] for owners in world.owners()] == [None] * 3
    assert db.session.scalars(sa.select(Checkpoint.sequence)).one() == 1


def test_each_project_of_a_closed_account_goes_to_the_heir_chosen_for_it(world: World, signed_in) -> None:
    world.gives(world.lead)
    other = factories.laureate("Wikidata")
    factories.member(other, world.lead, MemberRole.LEAD_COACH)
    helped = factories.laureate("Signal")
    factories.coach(helped, name="Zoé Blanc")
    friend = factories.referent(helped, name="Fatou Ba")
    action = factories.action(helped, "Relire", owner_id=world.lead.id)
    admin, emile = signed_in(factories.admin()), factories.coach(name="Émile Zola")
    values = {
        "heir": str(world.colleague.id),
        f"projet-{other.id}-heir": str(emile.id),
        f"projet-{helped.id}-heir": str(friend.id),
    }
    url = f"/administration/comptes/{world.lead.id}/desactiver"
    words = text_of(admin.get(url)).replace("\xa0", " ")
    assert "1 action à faire : « Relire »" in words
    assert "Zoé Blanc, qui en est chargé·e" in words
    assert admin.submit(url, values).status_code == 303
    assert {place.name: laureates.lead_coach(place.id, clock.today()).name for place in (world.laureate, other)} == {
        "Vikidia": "Diane Roux",
        "Wikidata": "Émile Zola",
    }
    assert db.session.get_one(Action, action.id).owner_id == friend.id
    assert world.owners()[0][0] == world.colleague.id


def test_a_project_without_a_heir_of_its_own_follows_the_others_and_none_is_forgotten(world: World, signed_in) -> None:
    other = factories.laureate("Wikidata")
    factories.member(other, world.lead, MemberRole.LEAD_COACH)
    admin, url = signed_in(factories.admin()), f"/administration/comptes/{world.lead.id}/desactiver"
    refused = admin.submit(url, {f"projet-{other.id}-heir": str(world.colleague.id)})
    assert refused.status_code == 422
    assert "Choisissez qui est désormais chargé·e de ces projets." in text_of(refused)
    # What was chosen stays chosen.
    assert f'<option value="{world.colleague.id}" selected' in refused.text
    assert admin.submit(url, {"heir": str(world.colleague.id)}).status_code == 303
    assert laureates.lead_coach(other.id, clock.today()).id == world.colleague.id


def test_another_role_gives_each_project_to_the_heir_chosen_for_it(world: World, signed_in) -> None:
    world.gives(world.colleague)
    url = f"/administration/comptes/{world.colleague.id}"
    admin = signed_in(factories.admin())
    assert "1 objectif ouvert" in text_of(admin.get(url)).replace("\xa0", " ")
    values = {"name": "Diane Roux", "email": "diane@example.org", "role": "admin"}
    assert admin.submit(url, {**values, f"projet-{world.laureate.id}-heir": str(world.referent.id)}).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.referent.id] * 3


def test_what_a_replaced_lead_held_may_go_to_somebody_else_of_the_project(world: World, signed_in) -> None:
    world.gives(world.lead)
    values = {"person": str(world.colleague.id), "from_on": "2026-03-02", "heir": str(world.referent.id)}
    url = "/laureats/vikidia/membres/charge-d-acceleration"
    assert "1 action à faire" in text_of(signed_in(world.colleague).get(url)).replace("\xa0", " ")
    assert signed_in(world.colleague).submit(url, values).status_code == 303
    assert [owners[0] for owners in world.owners()] == [world.referent.id] * 3


def test_who_is_to_lead_a_project_later_gives_it_from_that_day(world: World, signed_in) -> None:
    values = {"person": str(world.colleague.id), "from_on": "2026-04-01"}
    signed_in(world.lead).submit("/laureats/vikidia/membres/charge-d-acceleration", values)
    emile = factories.coach(name="Émile Zola")
    url = f"/administration/comptes/{world.colleague.id}/desactiver"
    assert signed_in(factories.admin()).submit(url, {"heir": str(emile.id)}).status_code == 303
    assert laureates.lead_coach(world.laureate.id, clock.today()).id == world.lead.id
    assert laureates.lead_coach(world.laureate.id, date(2026, 4, 1)).id == emile.id


def test_one_person_gives_everything_to_another_in_some_projects_and_stays(world: World) -> None:
    world.gives(world.lead)
    other = factories.laureate("Wikidata")
    factories.member(other, world.lead, MemberRole.LEAD_COACH)
    heirs = {world.laureate.id: world.colleague}
    hand_over(world.lead, heirs, actor=world.colleague, now=clock.now(), among=heirs)
    db.session.commit()
    assert [owners[0] for owners in world.owners()] == [world.colleague.id] * 3
    assert laureates.lead_coach(world.laureate.id, clock.today()).id == world.colleague.id
    assert laureates.lead_coach(other.id, clock.today()).id == world.lead.id


def test_the_list_costs_the_same_whatever_is_held(world: World, signed_in) -> None:
    admin, url = signed_in(factories.admin()), f"/administration/comptes/{world.lead.id}/desactiver"
    world.gives(world.lead)
    with counted() as few:
        admin.get(url)
    for number in range(4):
        more = factories.laureate(f"Projet {number}")
        factories.member(more, world.lead, MemberRole.LEAD_COACH)
        factories.action(more, owner_id=world.lead.id)
    with counted() as many:
        admin.get(url)
    assert len(many) == len(few)


def test_who_leads_a_project_is_renamed_without_a_word_about_heirs(world: World, signed_in) -> None:
    world.gives(world.lead)
    url = f"/administration/comptes/{world.lead.id}"
    admin = signed_in(factories.admin())
    assert "qui le reprend" not in text_of(admin.get(url))
    values = {"name": "Alice Durand", "email": "alice@example.org", "role": "coach"}
    assert admin.submit(url, values).status_code == 303
    assert db.session.get_one(User, world.lead.id).name == "Alice Durand"
    assert [owners[0] for owners in world.owners()] == [world.lead.id] * 3
