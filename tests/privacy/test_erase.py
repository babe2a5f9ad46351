"""An administrator erases a person: no name is left, every figure stays."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts import identities, links, second_factor, sessions
from aic_tracker.accounts.models import Identity, Role, SecondFactor, SignInLink, User, UserSession
from aic_tracker.agenda import feeds
from aic_tracker.aid.models import AidDeclaration
from aic_tracker.audit.models import AuditEntry
from aic_tracker.checkpoints.models import Attendee
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import Base, db
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.expertise.models import AssignmentStatus, Expert
from aic_tracker.journal.models import JournalEntry
from aic_tracker.journal.operations import record
from aic_tracker.laureates.models import MemberRole, Membership
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.privacy import mentions, operations
from aic_tracker.privacy.models import Erasure
from aic_tracker.privacy.parts import PARTS, Fate
from aic_tracker.timesheet.models import TimeEntry
from tests import factories as make
from tests.access import universe
from tests.privacy.conftest import EMAIL, NAME
from tests.support.client import text_of


def erase(client, user, typed=EMAIL):
    return client.submit(f"/administration/comptes/{user.id}/effacer", {"typed": typed})


def fresh(row):
    db.session.rollback()
    db.session.refresh(row)
    return row


def everything_written():
    """Every text of the database, JSON and mails included."""
    said = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            said.append(f"{table.name}: {tuple(row)!r}")
    return "\n".join(said)


def comment(laureate, author, text):
    said = {"subject": Subject.LAUREATE, "subject_id": laureate.id, "created_at": clock.now()}
    return make.save(Comment(laureate_id=laureate.id, author_id=author.id, text=text, **said))


@pytest.fixture
def admin(app):
    return make.admin()


def test_the_address_must_be_typed_and_what_was_typed_stays(person, admin, signed_in):
    client = signed_in(admin)
    assert "Effacer la personne" in text_of(client.get(f"/administration/comptes/{person.id}"))
    page = client.get(f"/administration/comptes/{person.id}/effacer")
    assert "L’effacement ne peut pas être annulé" in text_of(page)
    for typed, said in (("", "Recopiez l’adresse du compte"), ("autre@example.org", "Ce n’est pas l’adresse")):
        answer = erase(client, person, typed)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert f'value="{typed}"' in answer.text or not typed
    assert fresh(person).name == NAME
    assert erase(client, person, f" {EMAIL.upper()} ").status_code == 303


def test_nothing_names_the_person_any_more_and_every_figure_stays(person, ended, admin, signed_in):
    coach = make.coach(ended, name="Camille Coach")
    entry = make.time_entry(ended, person, date(2025, 3, 3), quarters=3)
    declaration = make.save(
        AidDeclaration(
            organisation_id=ended.organisation_id,
            signed_on=date(2025, 3, 3),
            signatory=NAME,
            author_id=person.id,
            created_at=clock.now(),
        )
    )
    diagnostic = make.diagnostic(ended)
    db.session.execute(sa.update(Diagnostic).values(referent_signer_id=person.id, referent_signed_at=clock.now()))
    contact = make.contact(NAME, email=EMAIL, position="Présidente")
    record(
        coach, "member.added", person, f"a ajouté {NAME}", after={"name": NAME, "email": EMAIL}, laureate_id=ended.id
    )
    links.request_sign_in(EMAIL, next_path="/", now=clock.now())
    links.send_invitation(person, coach, clock.now())
    db.session.execute(sa.update(OutgoingMail).where(OutgoingMail.id == 1).values(status=MailStatus.SENT))
    second_factor.begin(person)
    feeds.open_feed(person, now=clock.now())
    make.save(Identity(user_id=person.id, issuer="https://id.test", subject=NAME, created_at=clock.now()))
    sessions.open_session(person, agent="Firefox", now=clock.now())
    db.session.commit()
    rated = db.session.scalar(sa.select(sa.func.count()).select_from(TimeEntry))

    answer = erase(signed_in(admin), person)

    assert answer.location == f"/administration/effacements/{person.id}"
    written = everything_written()
    for trace in ("Rosalie", "Quéméneur", "quemeneur", "Qu\\u00e9m", EMAIL):
        assert trace not in written, [line for line in written.splitlines() if trace in line]
    erased = fresh(person)
    assert erased.name == f"Personne effacée n°\N{NO-BREAK SPACE}{person.id}"
    assert (erased.email, erased.is_active) == (f"efface-{person.id}@invalid", False)
    assert fresh(entry).quarters == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TimeEntry)) == rated
    assert fresh(declaration).signatory == erased.name
    assert fresh(diagnostic).referent_signer_id == person.id
    assert (fresh(contact).email, contact.is_active, contact.consent_on) == (None, False, None)
    assert {mail.status for mail in db.session.scalars(sa.select(OutgoingMail))} <= {
        MailStatus.SENT,
        MailStatus.CANCELLED,
    }
    for model in (UserSession, SignInLink, SecondFactor, Identity):
        assert db.session.scalars(sa.select(model).where(model.user_id == person.id)).all() == []
    told = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "member.added")).one()
    assert told.after == {"name": erased.name, "email": erased.name}


def test_every_row_of_the_parts_to_delete_goes_and_all_others_stay(app, admin):
    world = universe.make("canariseul")
    db.session.execute(sa.update(OutgoingMail).values(status=MailStatus.SENT))
    db.session.execute(sa.update(Membership).values(until_on=date(2026, 1, 1)))
    db.session.execute(sa.delete(Erasure))
    db.session.commit()
    user = db.session.get(User, world.people[Role.REFERENT])

    def rows(part):
        table = Base.metadata.tables[part.table]
        return db.session.execute(
            sa.select(sa.func.count()).select_from(table).where(table.columns[part.column] == user.id)
        ).scalar_one()

    before = {part: rows(part) for part in PARTS}
    operations.erase(user, actor=admin, now=clock.now())
    db.session.commit()
    for part in PARTS:
        # An invitation to a point to come is taken back; what was to be done is somebody else's.
        kept = part.fate is Fate.KEPT and part.table != "attendee" and part.column != "owner_id"
        assert rows(part) == (before[part] if kept else 0), part


def test_words_that_people_typed_are_listed_to_be_read(person, ended, admin, signed_in):
    author = make.coach()
    said = comment(ended, author, "Vu avec Rosalie QUEMENEUR ce matin.")
    comment(ended, author, "Vu avec Rosalie B.")
    client = signed_in(admin)
    page = text_of(client.get(f"/administration/comptes/{person.id}/effacer"))
    assert "1 endroit" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "ce matin" not in page
    erase(client, person)
    erasure = db.session.get(Erasure, person.id)
    assert erasure.mentions == [{"table": "comment", "id": said.id, "column": "text", "laureate": "Vikidia"}]
    page = text_of(client.get(f"/administration/effacements/{person.id}"))
    assert "Commentaire Texte Vikidia" in page
    assert client.submit(f"/administration/effacements/{person.id}").status_code == 303
    assert fresh(erasure).reviewer_id == admin.id
    assert "Ces textes sont relus" not in text_of(client.get(f"/administration/effacements/{person.id}"))


def test_a_namesake_keeps_theirs(person, ended, admin, signed_in):
    make.user(name=NAME)
    record(admin, "x", ended, f"a ajouté {NAME}", laureate_id=ended.id)
    db.session.commit()
    client = signed_in(admin)
    assert "Une autre personne porte le même nom" in text_of(client.get(f"/administration/comptes/{person.id}/effacer"))
    erase(client, person)
    assert (
        db.session.scalars(sa.select(JournalEntry.summary).where(JournalEntry.verb == "x")).one() == f"a ajouté {NAME}"
    )
    assert [place["table"] for place in db.session.get(Erasure, person.id).mentions] == ["journal_entry"]


@pytest.mark.parametrize("role", [MemberRole.LEAD_COACH, MemberRole.REFERENT])
def test_whoever_is_in_charge_of_a_running_project_is_refused(person, admin, signed_in, role):
    make.member(make.laureate("Wikimini"), person, role)
    client = signed_in(admin)
    page = text_of(client.get(f"/administration/comptes/{person.id}/effacer"))
    assert "Wikimini, dont l’accompagnement est en cours" in page
    answer = erase(client, person)
    assert answer.status_code == 422
    assert "Wikimini" in text_of(answer)
    assert fresh(person).name == NAME


def test_an_expert_at_work_is_refused_and_their_sheet_goes_with_them(ended, admin, signed_in):
    expert = make.expert(name="Éva Experte", email="eva@example.org")
    user = db.session.get(User, expert.user_id)
    work = make.scoped_assignment(ended, expert, status=AssignmentStatus.IN_PROGRESS)
    client = signed_in(admin)
    assert "appui métier en cours" in text_of(erase(client, user, "eva@example.org"))
    work = db.session.merge(work)
    work.status = AssignmentStatus.COMPLETED
    db.session.commit()
    assert erase(client, user, "eva@example.org").status_code == 303
    sheet = db.session.get(Expert, expert.id, populate_existing=True)
    assert (sheet.name, sheet.is_active) == (f"Personne effacée n°\N{NO-BREAK SPACE}{user.id}", False)


def test_neither_oneself_nor_the_last_administrator(admin, signed_in):
    answer = erase(signed_in(admin), admin, admin.email)
    assert answer.status_code == 422
    assert "votre propre compte" in text_of(answer)
    reasons = operations.obstacles(admin, actor=None, today=clock.today())
    assert reasons == ["C’est le dernier compte d’administration actif : ouvrez-en un autre d’abord."]


def test_a_mail_being_sent_is_waited_for(person, admin, signed_in):
    links.request_sign_in(EMAIL, next_path="/", now=clock.now())
    db.session.execute(sa.update(OutgoingMail).values(status=MailStatus.HANDOFF))
    db.session.commit()
    assert "recommencez dans une minute" in text_of(erase(signed_in(admin), person))


def test_an_open_place_ends_and_points_to_come_are_no_longer_theirs(person, admin, signed_in):
    laureate = make.laureate("Vikidia")
    place = make.member(laureate, person, MemberRole.OBSERVER)
    later = make.member(laureate, person, MemberRole.OBSERVER, from_on=date(2026, 6, 1))
    coming, held = make.checkpoint(laureate), make.checkpoint(laureate, status="held")
    for point in (coming, held):
        make.save(Attendee(checkpoint_id=point.id, user_id=person.id, was_present=None))
    erase(signed_in(admin), person)
    assert (fresh(place).until_on, fresh(later).until_on) == (clock.today(), date(2026, 6, 1))
    assert db.session.scalars(sa.select(Attendee.checkpoint_id)).all() == [held.id]


def test_the_erased_person_is_out_at_once_and_can_no_longer_be_found(person, admin, signed_in):
    own = signed_in(person)
    assert own.get("/mon-compte").status_code == 200
    client = signed_in(admin)
    erase(client, person)
    assert own.get("/mon-compte").status_code == 303
    assert "Personne effacée" not in text_of(client.get("/administration/comptes"))
    for ending in ("", "/effacer", "/donnees", "/desactiver"):
        assert client.get(f"/administration/comptes/{person.id}{ending}").status_code == 404
    assert erase(client, person).status_code == 404
    assert client.submit(f"/administration/comptes/{person.id}/reactiver").status_code == 404
    assert client.submit("/connexion", {"email": EMAIL}).status_code == 303
    assert db.session.scalars(sa.select(OutgoingMail)).all() == []
    # The address is free again, for a new account that has nothing of the former.
    with pytest.raises(Exception, match="Aucun compte"):
        identities.sign_in("https://id.test", "s", email=EMAIL, is_verified=True, label="ProConnect", now=clock.now())


def test_it_is_told_to_the_journal_and_to_the_audit_trail(person, admin, signed_in):
    erase(signed_in(admin), person)
    told = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.verb == "user.erased")).one()
    assert (told.actor_id, told.object_id) == (admin.id, person.id)
    kept = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "erased_person")).one()
    assert (kept.actor_id, kept.object_id) == (admin.id, person.id)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_may_erase(person, signed_in, role):
    client = signed_in(make.user(role))
    assert client.get(f"/administration/comptes/{person.id}/effacer").status_code == 404
    assert erase(client, person).status_code == 404
    assert client.get(f"/administration/effacements/{person.id}").status_code == 404
    assert fresh(person).name == NAME


def test_two_at_once_erase_once(person, admin):
    operations.erase(person, actor=admin, now=clock.now())
    with pytest.raises(Exception, match="déjà effacée"):
        operations.erase(person, actor=admin, now=clock.now() + timedelta(seconds=1))


def test_a_search_reads_every_column_where_people_type(app):
    world = universe.make("canariseul")
    found = {(place.table, place.column) for place in mentions.find("Une canariseul", "x@example.org")}
    assert {("comment", "text"), ("checkpoint", "minutes"), ("journal_entry", "before"), ("season", "note")} <= found
    assert len(found) > 60
    assert world.canary == "canariseul"


def test_what_the_person_had_to_do_goes_to_the_lead_coach(person, admin, ended, signed_in):
    coach = make.coach(ended)
    action = make.action(ended, owner_id=person.id)
    client = signed_in(admin)
    page = text_of(client.get(f"/administration/comptes/{person.id}/effacer"))
    assert "Vikidia 1 action à faire :" in page
    assert erase(client, person).status_code == 303
    assert fresh(action).owner_id == coach.id
    entry = db.session.query(JournalEntry).filter_by(verb="member.settled").one()
    assert NAME not in f"{entry.summary} {entry.before}"
