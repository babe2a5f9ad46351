"""Rows of subventions against the field table of SCDL subventions 2.1.1, on random conventions and planted faults."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.opendata import scdl
from aic_tracker.opendata.scdl import Beneficiary, Convention, Granter, Place
from aic_tracker.opendata.subventions import SUBVENTIONS

GRANTER = Granter("Direction du programme", "13002526500013")
SIRET, SIREN = "73282932000074", "732829320"
DAY = r"\d{4}-\d{2}-\d{2}"
# The schema's own table: column, pattern of what is written there, whether it must be.
SCHEMA = (
    ("nomAttribuant", ".+", True),
    ("idAttribuant", r"\d{14}", True),
    ("dateConvention", DAY, True),
    ("referenceDecision", ".*", False),
    ("nomBeneficiaire", ".+", True),
    ("idBeneficiaire", r"\d{14}", False),
    ("rnaBeneficiaire", r"W\d{9}", False),
    ("objet", ".{1,256}", True),
    ("montant", r"-?\d+(\.\d+)?", True),
    (
        "nature",
        "aide en numéraire|aide en nature|aide en numéraire;aide en nature|aide en nature;aide en numéraire",
        True,
    ),
    ("conditionsVersement", ".{1,256}", True),
    ("datesPeriodeVersement", f"{DAY}(/{DAY})?", True),
    ("idRAE", ".{0,5}", False),
    ("notificationUE", "oui|non", True),
    ("pourcentageSubvention", r"\d+(\.\d+)?", True),
    ("dispositifAide", ".*", False),
)


def wrong_for_the_schema(row):
    """What the table of the schema refuses, and what it asks beside it."""
    found = [name for name, pattern, is_required in SCHEMA if not fits(row[name], pattern, is_required)]
    found += ["order"] if list(row) != [name for name, _, _ in SCHEMA] else []
    found += ["identifiers"] if not (row["idBeneficiaire"] or row["rnaBeneficiaire"]) else []
    found += [name for name in ("idAttribuant", "idBeneficiaire") if row[name] and not keyed(row[name])]
    found += ["amount"] if float(row["montant"]) <= 0 else []
    found += ["share"] if not 0.01 <= float(row["pourcentageSubvention"]) <= 1 else []
    days = [date.fromisoformat(day) for day in row["datesPeriodeVersement"].split("/")]
    return found + (["period"] if days != sorted(days) else [])


def fits(text, pattern, is_required):
    return re.fullmatch(pattern, text, re.DOTALL) is not None if text else not is_required


def keyed(siret):
    """Luhn, counted on its own: the second of each pair from the right, doubled, its digits added."""
    return sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(siret))) % 10 == 0


def siret_of(digits):
    return next(digits + str(last) for last in range(10) if keyed(digits + str(last)))


def sirens():
    return st.text("0123456789", min_size=8, max_size=8).filter(lambda text: text != "35600000").map(siret_of)


def sirets():
    return st.builds(
        lambda siren, place: siret_of(siren + place), sirens(), st.text("0123456789", min_size=4, max_size=4)
    )


texts = st.text(min_size=1, max_size=80).filter(str.strip)
days = st.dates(date(2017, 8, 1), date(2060, 1, 1))


@st.composite
def conventions(draw):
    first, last = sorted((draw(days), draw(days)))
    is_in_kind = draw(st.booleans())
    return Convention(
        reference=draw(st.text(max_size=20)),
        authority=GRANTER.name,
        signed_on=draw(days),
        purpose=draw(st.text(min_size=1, max_size=300)),
        is_in_kind=is_in_kind,
        first=first,
        last=last,
        is_de_minimis=draw(st.sampled_from([True, False, None])),
        beneficiaries=draw(st.lists(beneficiaries(), min_size=1, max_size=3)),
    )


@st.composite
def beneficiaries(draw):
    siret = draw(st.none() | sirets() | st.text("0123456789", max_size=15))
    return Beneficiary(
        name=draw(st.text(max_size=40)),
        siren=draw(st.none() | st.just((siret or "")[:9]) | sirens()),
        siret=siret,
        rna=draw(st.none() | st.from_regex(r"W\d[0-9R]\d{7}", fullmatch=True)),
        is_association=draw(st.booleans()),
        cents=draw(st.integers(1, 10**9)),
    )


@given(conventions())
def test_whatever_the_ledger_a_row_without_fault_is_right_for_the_schema(convention):
    for one in convention.beneficiaries:
        if not scdl.faults_of(convention, one, GRANTER):
            assert wrong_for_the_schema(scdl.row_of(convention, one, GRANTER)) == []


@given(conventions())
def test_whatever_the_ledger_a_row_wrong_for_the_schema_is_told_to_the_team(convention):
    for one in convention.beneficiaries:
        if wrong_for_the_schema(scdl.row_of(convention, one, GRANTER)):
            assert scdl.faults_of(convention, one, GRANTER)


UMAP = Beneficiary("Association uMap", SIREN, SIRET, "W751234567", is_association=True, cents=80_000_00)
GRANT = Convention(
    reference="AIC-S1",
    authority=GRANTER.name,
    signed_on=date(2026, 1, 15),
    purpose="Consolider le service",
    is_in_kind=False,
    first=date(2026, 1, 15),
    last=date(2026, 6, 1),
    is_de_minimis=True,
    beneficiaries=(UMAP,),
)
APPUI = replace(GRANT, is_in_kind=True)


def test_a_right_grant_has_no_fault_and_is_written_as_the_schema_says():
    assert scdl.faults_of(GRANT, UMAP, GRANTER) == []
    assert list(scdl.row_of(GRANT, UMAP, GRANTER).values()) == [
        *("Direction du programme", "13002526500013", "2026-01-15", "AIC-S1", "Association uMap", SIRET, "W751234567"),
        *(
            "Consolider le service",
            "80000.00",
            "aide en numéraire",
            "échelonné",
            "2026-01-15/2026-06-01",
            "",
            "oui",
            "1",
        ),
        "Accélérateur d’initiatives citoyennes",
    ]


def planted():
    """One fault at a time in what is right: its name, the convention, the granter, where it is mended."""

    def of(**values):
        return replace(GRANT, beneficiaries=(replace(UMAP, **values),))

    yield "no SIRET at the granter", GRANT, Granter(GRANTER.name, ""), Place.SETTINGS
    yield "a SIRET of a wrong key at the granter", GRANT, Granter(GRANTER.name, "13002526500014"), Place.SETTINGS
    yield "another granter", replace(GRANT, authority="Région"), GRANTER, Place.LEDGER
    yield "neither SIRET nor RNA", of(siret=None, rna=None), GRANTER, Place.ORGANISATION
    yield "money to an RNA alone", of(siret=None), GRANTER, Place.ORGANISATION
    yield "a SIRET of a wrong key", of(siret="73282932000075"), GRANTER, Place.ORGANISATION
    yield "a SIREN for a SIRET", of(siret=SIREN), GRANTER, Place.ORGANISATION
    yield "the SIRET of another", of(siret="13002526500013"), GRANTER, Place.ORGANISATION
    yield "an organisation without name", of(name=" "), GRANTER, Place.ORGANISATION
    yield "a negative amount", of(cents=-1), GRANTER, Place.SOURCE
    yield "nothing granted", of(cents=0), GRANTER, Place.SOURCE
    yield "no purpose", replace(GRANT, purpose=" "), GRANTER, Place.SOURCE
    yield "too long a purpose", replace(GRANT, purpose="x" * 257), GRANTER, Place.SOURCE
    yield "an impossible period", replace(GRANT, first=date(2026, 6, 2)), GRANTER, Place.SOURCE
    yield "half a period", replace(GRANT, last=None), GRANTER, Place.SOURCE
    yield "an unsaid regime", replace(GRANT, is_de_minimis=None), GRANTER, Place.LEDGER
    yield "an aid that nothing explains", replace(GRANT, is_loose=True), GRANTER, Place.LEDGER


@pytest.mark.parametrize(("convention", "granter", "place"), [pytest.param(*one[1:], id=one[0]) for one in planted()])
def test_each_planted_fault_is_found_and_said_where_it_is_mended(convention, granter, place):
    (fault,) = scdl.faults_of(convention, convention.beneficiaries[0], granter)
    assert fault.place is place


def test_what_an_authority_granted_under_its_former_name_is_still_its_own():
    renamed = Granter("Programme d’aujourd’hui", GRANTER.siret, former_names=(GRANTER.name,))
    assert scdl.faults_of(GRANT, UMAP, renamed) == []
    row = scdl.row_of(GRANT, UMAP, renamed)
    assert (row["nomAttribuant"], row["idAttribuant"]) == (GRANTER.name, GRANTER.siret)


def test_an_aid_of_another_authority_is_published_with_the_number_said_for_it():
    region = replace(GRANT, authority="Région", authority_siret="20005376700014")
    assert scdl.faults_of(region, UMAP, GRANTER) == []
    assert scdl.row_of(region, UMAP, GRANTER)["idAttribuant"] == "20005376700014"
    wrong = replace(region, authority_siret="20005376700015")
    assert [fault.place for fault in scdl.faults_of(wrong, UMAP, GRANTER)] == [Place.LEDGER]


def test_help_in_kind_to_an_association_may_be_known_by_its_rna_alone():
    known = replace(UMAP, siret=None)
    assert scdl.faults_of(APPUI, known, GRANTER) == []
    overseas = replace(known, rna="W9R1234567"[:10])
    assert [fault.place for fault in scdl.faults_of(APPUI, overseas, GRANTER)] == [Place.ORGANISATION]
    assert scdl.row_of(APPUI, replace(UMAP, rna="W9R1234567"), GRANTER)["rnaBeneficiaire"] == ""


def test_of_several_beneficiaries_each_has_its_share_of_the_whole():
    other = replace(UMAP, name="Association sœur", cents=20_000_00)
    shared = replace(GRANT, beneficiaries=(UMAP, other))
    rows = [scdl.row_of(shared, one, GRANTER) for one in shared.beneficiaries]
    assert [(row["montant"], row["pourcentageSubvention"]) for row in rows] == [
        ("100000.00", "0.8"),
        ("100000.00", "0.2"),
    ]
    crumb = replace(other, cents=1_00)
    faults = scdl.faults_of(replace(GRANT, beneficiaries=(UMAP, crumb)), crumb, GRANTER)
    assert [fault.place for fault in faults] == [Place.LEDGER]


def test_three_months_run_from_the_signature():
    assert replace(GRANT, signed_on=date(2025, 11, 30)).publish_by == date(2026, 2, 28)


def test_the_public_description_has_the_columns_of_the_schema_in_their_order():
    assert SUBVENTIONS.names == [name for name, _, _ in SCHEMA]
