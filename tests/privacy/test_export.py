"""Everything about a person, on a page and in a file."""

import json

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.audit.models import AuditEntry
from aic_tracker.checkpoints.models import Attendee
from aic_tracker.db import Base, db
from aic_tracker.journal.words import FIELDS
from aic_tracker.privacy.export import export
from aic_tracker.privacy.parts import ABOUT_THE_ERASED, DRAWN, LABELS, LABELS_OF_TABLES, PARTS
from tests import factories as make
from tests.access import universe
from tests.privacy.conftest import EMAIL, NAME
from tests.support.client import text_of
from tests.support.statements import counted

SECRETS = {"token_hash", "secret", "code_hash", "browser_hash", "id_token", "content", "stored_name", "last_step"}


def test_every_reference_to_an_account_is_known_to_the_export(app):
    """A new one must be added to aic_tracker/privacy/parts.py, with what an erasure does to its rows."""
    references = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "user_account" for key in column.foreign_keys)
    }
    assert references == {(part.table, part.column) for part in PARTS} | ABOUT_THE_ERASED | DRAWN


def test_every_part_names_columns_that_exist_says_them_in_french_and_holds_no_secret():
    for part in PARTS:
        columns = Base.metadata.tables[part.table].columns.keys()
        assert set(part.fields) <= set(columns), part
        assert not set(part.fields) & SECRETS, part
        known = {*FIELDS, *LABELS, *LABELS_OF_TABLES.get(part.table, {})}
        assert set(part.fields) <= known, part


def test_a_row_in_every_table_is_a_row_in_the_export(app):
    world = universe.make("canariseul")
    user = db.session.get(User, world.people[Role.REFERENT])
    told = {section.key for section in export(user, now=clock.now()).sections}
    # The expert and the juror of a world are other people, and nobody there is erased by somebody.
    others = {"expert.user_id", "juror.user_id"}
    assert {f"{part.table}.{part.column}" for part in PARTS} - told - others == set()
    expert = db.session.get(User, world.people[Role.EXPERT])
    assert [section.key for section in export(expert, now=clock.now()).sections][-1] == "expert.user_id"


def test_one_reads_and_downloads_what_is_kept(person, ended, signed_in):
    make.time_entry(ended, person, clock.today(), note="Atelier avec les bibliothèques")
    make.contact("Rosalie Q.", email=EMAIL)
    point = make.checkpoint(ended, number=6)
    make.save(Attendee(checkpoint_id=point.id, user_id=person.id, was_present=True))
    client = signed_in(person)
    assert "Voir et télécharger mes données" in text_of(client.get("/mon-compte"))
    page = text_of(client.get("/mon-compte/mes-donnees"))
    for said in (
        NAME,
        EMAIL,
        "Projets suivis",
        "Vikidia",
        "Atelier avec les bibliothèques",
        "Référent·e projet",
        "1 j",
    ):
        assert said in page.replace("\N{NO-BREAK SPACE}", " ")
    answer = client.get("/mon-compte/mes-donnees.json")
    assert answer.mimetype == "application/json"
    assert "mes-donnees-2026-03-02.json" in answer.headers["Content-Disposition"]
    told = json.loads(answer.data)
    assert told["compte"]["email"] == EMAIL
    [line] = told["parties"]["time_entry.user_id"]["lignes"]
    assert (line["laureate"], line["quarters"], line["on"]) == ("Vikidia", 4, "2026-03-02")
    [invited] = told["parties"]["attendee.user_id"]["lignes"]
    assert (invited["checkpoint"], invited["was_present"]) == ("Vikidia, point n°\N{NO-BREAK SPACE}6", True)
    assert told["parties"]["contact.email"]["lignes"][0]["person"] == "Rosalie Q."
    assert told["parties"]["user_session.user_id"]["titre"] == "Sessions"


def test_the_file_holds_no_word_of_others(person, ended, signed_in):
    other = make.referent(ended, name="Basile Autrui")
    make.time_entry(ended, other, clock.today(), note="Secret de Basile")
    told = signed_in(person).get("/mon-compte/mes-donnees.json").text
    assert "Basile" not in told
    assert "basile" not in told


def test_an_administrator_reads_it_for_whoever_asks_and_it_is_audited(person, signed_in):
    admin = make.admin()
    client = signed_in(admin)
    assert "Voir ses données" in text_of(client.get(f"/administration/comptes/{person.id}"))
    assert EMAIL in client.get(f"/administration/comptes/{person.id}/donnees").text
    assert json.loads(client.get(f"/administration/comptes/{person.id}/donnees.json").data)["compte"]["name"] == NAME
    kept = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "exported_person")).all()
    assert [(entry.actor_id, entry.object_id, entry.outcome) for entry in kept] == [(admin.id, person.id, "done")] * 2
    assert client.get("/administration/comptes/999999/donnees").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_reads_the_data_of_another(person, signed_in, role):
    client = signed_in(make.user(role))
    for ending in ("", ".json"):
        assert client.get(f"/administration/comptes/{person.id}/donnees{ending}").status_code == 404


def test_a_long_story_takes_no_more_statements_and_shows_its_end(person, ended, signed_in):
    client = signed_in(person)
    make.time_entry(ended, person, clock.today())

    def count():
        with counted() as statements:
            page = text_of(client.get("/mon-compte/mes-donnees"))
        return len(statements), page

    few, _ = count()
    for n in range(30):
        make.time_entry(ended, person, clock.today(), note=f"note {n}")
    many, page = count()
    assert many == few
    assert "31 lignes, les 20 plus récentes ici" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert (
        len(json.loads(client.get("/mon-compte/mes-donnees.json").data)["parties"]["time_entry.user_id"]["lignes"])
        == 31
    )
