"""Bad input at the door of every field of the application: refused with a sentence, or kept as it is; never changed
on the way, never an error of the tool.

The readers themselves are tested one by one in tests/web/test_inputs.py. There is no JSON API and no import of files
of rows in the tracker yet: what the table of bad input says of them waits for them.
"""

import unicodedata
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from flask import Flask

from aic_tracker.web import choices, fields
from tests.inputs import bad
from tests.inputs.fields_of import NUMBER, TEXT, Declared, declared, of_kind

pytestmark = pytest.mark.looks

NEVER_KEPT = "\x00\ud800\u202e\u200b"
LONGEST_OF_A_LINE = 40

Refusal = Callable[[Declared, Any], bool]


@pytest.fixture
def found(app: Flask) -> list[Declared]:
    every = declared(app)
    assert len(every) > 150
    return every


def offences(app: Flask, found: list[Declared], typed: dict[str, tuple[str, ...]], refused: bool) -> list[str]:
    """The fields that accepted what they should refuse, or refused in silence, or did not keep it to be corrected."""
    wrong = []
    for each in found:
        for said, texts in typed.items():
            field = each.read(app, *texts)
            if refused and not field.errors:
                wrong.append(f"{each} accepts {said}: {field.data!r}")
            if not refused and field.errors:
                wrong.append(f"{each} refuses {said}: {field.errors}")
            if any(not message.endswith((".", "?")) for message in field.errors):
                wrong.append(f"{each} does not say what to do: {field.errors}")
    return wrong


def alone(values: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {said: (text,) for said, text in values.items()}


@pytest.mark.parametrize("said", bad.TEXTS)
def test_each_text_is_kept_refused_or_blank(app: Flask, found: list[Declared], said: str) -> None:
    text, expected = bad.TEXTS[said]
    wrong = []
    for each in of_kind(found, *TEXT):
        field = each.read(app, text)
        read = "\n".join(field.data) if isinstance(field.data, list) else field.data
        if expected == "refused" or len(text) > field.max_length:
            right = bool(field.errors)
        elif expected == "blank":
            right = read == "" and bool(field.errors) == field.required
        elif expected == "rewritten":
            right = not set(NEVER_KEPT) & set(read)
        else:
            right = not field.errors and read == unicodedata.normalize("NFC", text.replace("\u200b", ""))
        if not right:
            wrong.append(f"{each}: {field.data!r} {field.errors}")
    assert wrong == []


@pytest.mark.parametrize("said", bad.ONE_LINE)
def test_a_line_holds_no_line_break(app: Flask, found: list[Declared], said: str) -> None:
    lines = [each for each in of_kind(found, *TEXT) if not issubclass(each.of, fields.LongText)]
    assert offences(app, lines, {said: (bad.ONE_LINE[said],)}, refused=True) == []


def test_twins_are_one_text(app: Flask, found: list[Declared]) -> None:
    composed, decomposed = bad.TEXTS["composed"][0], bad.TEXTS["decomposed"][0]
    for each in of_kind(found, *TEXT):
        assert each.read(app, composed).data == each.read(app, decomposed).data, each


def test_what_is_not_a_number_is_refused(app: Flask, found: list[Declared]) -> None:
    numbers = of_kind(found, *NUMBER)
    assert len(numbers) > 15
    assert offences(app, numbers, alone(bad.NUMBERS), refused=True) == []


def test_a_number_written_as_people_do_is_read(app: Flask, found: list[Declared]) -> None:
    decimals = of_kind(found, fields.Decimal, fields.Money)
    assert decimals
    for each in decimals:
        for text, value in (("12,5", 12.5), (f"1{bad.NBSP}000,50", 1000.5)):
            field = each.read(app, text)
            read = field.data / 100 if issubclass(each.of, fields.Money) else float(field.data or 0)
            assert field.errors or read == value, (each, text, field.data)
            assert not any("par exemple" in message for message in field.errors), (each, text)


@pytest.mark.parametrize("text", ["0,001", "12,505"])
def test_money_has_no_thousandths(app: Flask, found: list[Declared], text: str) -> None:
    assert offences(app, of_kind(found, fields.Money), {text: (text,)}, refused=True) == []


@pytest.mark.parametrize("text", ["1,25", "5", "-1", "0,3"])
def test_a_day_has_four_quarters(app: Flask, found: list[Declared], text: str) -> None:
    quarters = [each for each in of_kind(found, fields.QuarterDays) if each.read(app).most == 4]
    assert offences(app, quarters, {text: (text,)}, refused=True) == []


def test_what_counts_is_never_negative_nor_beyond_an_integer(app: Flask, found: list[Declared]) -> None:
    counted = of_kind(found, fields.WholeNumber)
    assert offences(app, counted, alone({"-1": "-1", "beyond": str(2**31)}), refused=True) == []


def test_an_impossible_day_is_refused(app: Flask, found: list[Declared]) -> None:
    days = [each for each in of_kind(found, fields.Day) if not issubclass(each.of, fields.Moment)]
    assert len(days) > 15
    assert offences(app, days, alone(bad.DAYS), refused=True) == []


def test_an_impossible_moment_is_refused(app: Flask, found: list[Declared]) -> None:
    moments = of_kind(found, fields.Moment)
    assert moments
    assert offences(app, moments, dict(bad.HOURS), refused=True) == []
    assert offences(app, moments, {said: (day, "14:30") for said, day in bad.DAYS.items()}, refused=True) == []


def test_the_hour_that_autumn_repeats_is_read_once_and_explained(app: Flask, found: list[Declared]) -> None:
    for each in of_kind(found, fields.Moment):
        field = each.read(app, "2026-10-25", "02:30")
        assert not field.errors
        assert "passe deux fois" in field.remark


def test_what_is_not_one_address_is_refused(app: Flask, found: list[Declared]) -> None:
    emails = of_kind(found, fields.Email)
    assert len(emails) > 3
    assert offences(app, emails, alone(bad.ADDRESSES), refused=True) == []


def test_case_and_accents_make_no_second_address(app: Flask, found: list[Declared]) -> None:
    for each in of_kind(found, fields.Email):
        twins = ("A.B@B\u00fccher.example.org", "a.b@bu\u0308cher.example.org", "a.b@xn--bcher-kva.example.org")
        assert len({each.read(app, text).data for text in twins}) == 1


def test_what_is_not_a_page_of_the_web_is_refused(app: Flask, found: list[Declared]) -> None:
    links = of_kind(found, fields.Link)
    assert links
    assert offences(app, links, alone(bad.LINKS), refused=True) == []


def test_an_option_that_was_not_offered_is_refused(app: Flask, found: list[Declared]) -> None:
    lists = of_kind(found, choices.Choice)
    assert len(lists) > 30
    assert offences(app, lists, alone({text: text for text in bad.IDENTIFIERS if text}), refused=True) == []


def test_a_repeated_parameter_is_refused_where_one_value_is_asked_for(app: Flask, found: list[Declared]) -> None:
    several = (choices.Choices, choices.Tick, fields.Moment)
    single = [each for each in found if not issubclass(each.of, several) and each.of.__name__ != "File"]
    assert offences(app, single, {"twice": ("1", "1")}, refused=True) == []


def test_nothing_that_misleads_is_ever_read(app: Flask, found: list[Declared]) -> None:
    """Whatever the kind of the field: what is accepted holds no NUL, half character, reversed or invisible text."""
    texts = [text for text, _ in bad.TEXTS.values()]
    texts += chain(bad.ONE_LINE.values(), bad.NUMBERS.values(), bad.DAYS.values(), bad.LINKS.values())
    for each in found:
        for text in texts:
            field = each.read(app, text)
            kept = str(field.data)
            assert field.errors or not set(NEVER_KEPT) & set(kept), (each, text)
            assert field.errors or unicodedata.is_normalized("NFC", kept), (each, text)


def test_what_is_refused_stays_in_the_field(app: Flask, found: list[Declared]) -> None:
    for each in found:
        for text in ("<script>alert(1)</script>\x01", "30/02/2026", "douze"):
            field = each.read(app, text)
            if field.errors and not issubclass(each.of, choices.Choice | choices.Tick):
                shown = field.value if each.of is not fields.Moment else f"{field.value} {field.hour}".strip()
                assert shown in (text, text.rstrip("\x01")) or each.of.__name__ == "File", (each, text, shown)
