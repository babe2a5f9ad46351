"""What is typed is read or refused in words that say what to do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker import inputs
from aic_tracker.formats import NARROW, NBSP

BIDI = "\u202e"
ZERO_WIDTH = "\u200b"


def refusal(read: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(ValueError) as refused:
        read(*args, **kwargs)
    return str(refused.value)


def test_marks_piled_on_one_letter_are_refused_before_they_are_put_in_order() -> None:
    assert inputs.clean_text("e\u0301") == "é"
    assert inputs.clean_line("a" + "\u0301" * 30)
    for read in (inputs.clean_line, inputs.clean_text):
        assert "retapez-le" in refusal(read, "a" + "\u0301" * 31)


@pytest.mark.parametrize("blank", ["", "   ", NBSP * 3, NARROW, "\t", ZERO_WIDTH, "\u2800", "\u3164", "\u00ad"])
def test_what_cannot_be_seen_is_empty(blank: str) -> None:
    assert inputs.clean_line(blank) == ""
    assert inputs.clean_text(f"\r\n{blank}\n") == ""


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x1bb", "a\x1cb"])
def test_unreadable_characters_are_refused(text: str) -> None:
    assert "caractère illisible" in refusal(inputs.clean_line, text)
    assert "caractère illisible" in refusal(inputs.clean_text, text)


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_marks_that_reverse_reading_are_refused(mark: str) -> None:
    assert "sens de lecture" in refusal(inputs.clean_line, f"Viki{mark}dia")


def test_zero_width_characters_never_make_two_names_of_one() -> None:
    assert inputs.clean_line("Viki\u200bdia\ufeff") == "Vikidia"
    assert inputs.clean_line("Viki\u200ddia") == "Vikidia"


def test_an_emoji_made_of_several_keeps_its_joiners() -> None:
    family = "👩\u200d🌾"
    assert inputs.clean_line(f"Merci {family}") == f"Merci {family}"


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    assert inputs.clean_line("E\u0301cole") == inputs.clean_line("École") == "École"


@pytest.mark.parametrize("text", ["a\r\nBcc: b", "a\nb", "a\rb"])
def test_a_single_line_holds_no_line_break(text: str) -> None:
    assert refusal(inputs.clean_line, text) == "Écrivez sur une seule ligne."


@pytest.mark.parametrize("pasted", ["\v", "\f", "\u0085", "\u2028", "\u2029", " \v\v "])
def test_a_break_pasted_from_a_word_processor_parts_words(pasted: str) -> None:
    assert inputs.clean_line(f"un{pasted}deux{pasted}") == "un deux"
    assert inputs.clean_text(f"un{pasted}deux").split() == ["un", "deux"]
    assert inputs.clean_text(f"un{pasted.strip(' ')[:1] or pasted}deux") == "un\ndeux"


@pytest.mark.parametrize("read", [inputs.clean_line, inputs.clean_text])
def test_hyphens_pasted_from_a_word_processor_are_read_as_it_shows_them(read: Callable[..., str]) -> None:
    assert read("porte\u001eavion com\u001fmune") == "porte-avion commune"


@pytest.mark.parametrize("read", [inputs.clean_line, inputs.clean_text])
@given(st.text(st.sampled_from("ab -\v\f\u0085\u2028\u2029\u001e\u001f"), max_size=12))
def test_what_is_pasted_reads_the_same_the_second_time(read: Callable[..., str], text: str) -> None:
    once = read(text)
    assert read(once) == once


def test_a_text_keeps_its_lines_and_ends_them_one_way() -> None:
    assert inputs.clean_text("un \r\ndeux\rtrois\n\n") == "un\ndeux\ntrois"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "javascript:alert(1)", "=cmd()", "🎉"])
def test_a_text_that_only_looks_dangerous_is_kept_as_typed(text: str) -> None:
    assert inputs.clean_line(text) == text


def test_a_text_too_long_says_by_how_much() -> None:
    message = refusal(inputs.clean_text, "a" * 100_000)
    assert message == f"Écrivez 10{NBSP}000 caractères au plus : il y en a 100{NBSP}000."


@given(st.text(max_size=300))
def test_a_text_once_read_is_read_again_unchanged(text: str) -> None:
    try:
        read = inputs.clean_text(text, max_length=1000)
    except ValueError:
        return
    assert inputs.clean_text(read, max_length=1000) == read


WIDE = {"least": Decimal(-1_000_000), "most": Decimal(1_000_000), "places": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (f"1{NBSP}000,50", "1000.5"),
        (f"1{NARROW}000,50", "1000.5"),
        ("1 000", "1000"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("+3", "3"),
        ("007", "7"),
        (" 5 ", "5"),
        ("1,500", "1.5"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert inputs.read_decimal(text, **WIDE) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "inf",
        "Infinity",
        "1e999999",
        "1e3",
        "９９",
        "1_000",
        "0x10",
        "1,2,3",
        "1 00",
        "10 00",
        "٣",
        "12,",
        ",5",
        "--1",
        "9" * 50,
    ],
)
def test_what_is_not_a_plain_number_is_refused(text: str) -> None:
    assert refusal(inputs.read_decimal, text, **WIDE) == "Indiquez un nombre, par exemple 12,5."


def test_a_number_out_of_bounds_says_the_bounds() -> None:
    assert refusal(inputs.read_whole, "5", least=1, most=4) == "Indiquez un nombre entre 1 et 4."
    assert refusal(inputs.read_whole, "-1") == "Indiquez un nombre positif."
    assert "2\xa0147\xa0483\xa0647" in refusal(inputs.read_whole, str(2**31))
    assert inputs.read_whole(str(2**31 - 1)) == 2**31 - 1


def test_decimals_beyond_the_unit_are_refused() -> None:
    assert refusal(inputs.read_decimal, "1,234", **WIDE) == "Indiquez 2 décimales au plus."
    assert refusal(inputs.read_whole, "1,5") == "Indiquez un nombre entier, sans décimale."
    assert inputs.read_whole("2,0") == 2


@pytest.mark.parametrize(("text", "cents"), [("1 000,50", 100050), ("80000 €", 8000000), ("0,01", 1), ("19,9", 1990)])
def test_euros_become_cents(text: str, cents: int) -> None:
    assert inputs.read_cents(text, least=0, most=10**9) == cents


def test_a_third_decimal_of_euro_is_refused() -> None:
    assert refusal(inputs.read_cents, "0,001", least=0, most=100) == "Indiquez 2 décimales au plus."


@pytest.mark.parametrize(("text", "quarters"), [("0,25", 1), ("1", 4), ("0.5", 2), ("0,75 j", 3), ("0,250", 1)])
def test_days_become_quarters(text: str, quarters: int) -> None:
    assert inputs.read_quarters(text, least=1, most=4) == quarters


@pytest.mark.parametrize("text", ["0,1", "0,3", "0,2500001"])
def test_days_between_two_quarters_are_refused(text: str) -> None:
    assert "par quarts de journée" in refusal(inputs.read_quarters, text, least=1, most=4)


def test_more_days_than_can_be_counted_are_refused() -> None:
    assert refusal(inputs.read_quarters, "9" * 40, least=1, most=4) == "Indiquez un nombre entre 0,25 et 1."


def test_more_than_a_day_in_a_day_is_refused() -> None:
    assert refusal(inputs.read_quarters, "1,25", least=1, most=4) == "Indiquez un nombre entre 0,25 et 1."


@pytest.mark.parametrize("text", ["2026-03-02", "02/03/2026", "2/3/2026", "2.3.2026", " 02/03/2026 "])
def test_a_date_is_read_as_browsers_or_people_write_it(text: str) -> None:
    assert inputs.read_day(text) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("30/02/2026", "30 février 2026 n’existe pas"),
        ("29/02/2027", "29 février 2027 n’existe pas"),
        ("31/12/25", "quatre chiffres"),
        ("0001-01-01", "entre 2000 et 2100"),
        ("9999-12-31", "entre 2000 et 2100"),
        ("12/31/2026", "jour/mois/année"),
        ("demain", "par exemple 31/12/2026"),
        ("２０２６-03-02", "par exemple 31/12/2026"),
        ("2026-3-2", "par exemple 31/12/2026"),
    ],
)
def test_an_impossible_date_says_why(text: str, words: str) -> None:
    assert words in refusal(inputs.read_day, text)


@pytest.mark.parametrize("text", ["14:30", "14h30", "14:30:00"])
def test_an_hour_is_read_as_browsers_or_people_write_it(text: str) -> None:
    assert inputs.read_hour(text) == time(14, 30)


@pytest.mark.parametrize("text", ["24:00", "12:60", "midi"])
def test_an_impossible_hour_is_refused(text: str) -> None:
    assert "Indiquez une heure" in refusal(inputs.read_hour, text)


def test_the_hour_that_spring_skips_is_refused() -> None:
    assert "on passe de 2 h à 3 h" in refusal(inputs.local_instant, date(2026, 3, 29), time(2, 30))


def test_of_the_hour_that_autumn_repeats_the_first_is_taken() -> None:
    instant = inputs.local_instant(date(2026, 10, 25), time(2, 30))
    assert instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert inputs.happens_twice(instant)
    assert not inputs.happens_twice(inputs.local_instant(date(2026, 10, 25), time(4, 30)))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Camille.Durand@Example.ORG", "camille.durand@example.org"),
        (" camille@example.org ", "camille@example.org"),
        ("a@bu\u0308cher.example.org", "a@bücher.example.org"),
        ("a@bücher.example.org", "a@bücher.example.org"),
        ("a@xn--bcher-kva.example.org", "a@bücher.example.org"),
    ],
)
def test_an_address_is_the_same_however_it_is_typed(text: str, address: str) -> None:
    assert inputs.read_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "camille",
        "a@b@example.org",
        "a@example.org, b@example.org",
        "a@b\r\nBcc: c@example.org",
        "a b@example.org",
        "é" * 250 + "@example.org",
        "a@" + "b" * 300 + ".org",
        "a@-example.org",
        "rémy@example.org",
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    assert refusal(inputs.read_email, text)


@pytest.mark.parametrize(
    "text", ["https://fr.vikidia.org/wiki/Accueil", "http://example.org:8080/?a=1#b", "HTTPS://Example.org"]
)
def test_a_web_address_is_kept_as_typed(text: str) -> None:
    assert inputs.read_link(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "ftp://example.org",
        "https://",
        "https://a b.org",
        "https://user:secret@example.org",
        "https://user@example.org",
        "https://example.org:99999",
        "https://[::1",
        "https://localhost",
        "https://example.org/<b>",
        "https://a.org/\nx",
        "vikidia.org",
        "https://a.org/" + "a" * 2000,
    ],
)
def test_an_address_that_is_not_a_public_page_is_refused(text: str) -> None:
    assert refusal(inputs.read_link, text)
