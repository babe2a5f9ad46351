"""What somebody might type, for hypothesis: half of it sensible, so that it goes far inside."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from aic_tracker.web import choices, fields
from tests.inputs import bad
from tests.inputs.doors import Box, Door

BAD_TEXTS = [text for text, _ in bad.TEXTS.values()] + list(bad.ONE_LINE.values())
ANYTHING = st.sampled_from([*BAD_TEXTS, *bad.NUMBERS.values(), *bad.DAYS.values(), *bad.LINKS.values()]) | st.text(
    max_size=40
)
SENSIBLE_DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1)).map(date.isoformat)
DAYS = SENSIBLE_DAYS | st.sampled_from(list(bad.DAYS.values())) | st.dates().map(str)
NUMBERS = (
    st.integers(-5, 100).map(str)
    | st.decimals(-10, 10_000, places=2).map(lambda n: str(n).replace(".", ","))
    | st.integers().map(str)
    | st.sampled_from(list(bad.NUMBERS.values()))
)
HOURS = st.times().map(lambda hour: f"{hour:%H:%M}") | st.sampled_from([hour for _, hour in bad.HOURS.values()])
SENSIBLE_TEXT = st.sampled_from(["Consolider", "Écrire la licence", "Un texte\nsur deux lignes", "🎉", "1"])


def answers(box: Box) -> st.SearchStrategy[str]:
    """Values for one box, of its kind or not."""
    kept = [st.just(box.value)] if box.value else []
    if box.options:
        return st.one_of(*kept, st.sampled_from(box.options), st.sampled_from([*box.options, *bad.IDENTIFIERS]))
    if issubclass(box.of, fields.Day):
        return st.one_of(*kept, SENSIBLE_DAYS, DAYS)
    if issubclass(box.of, fields.WholeNumber | fields.Decimal):
        return st.one_of(*kept, NUMBERS)
    if issubclass(box.of, choices.Tick):
        return st.sampled_from(["1", "1", "0", "", "oui"])
    if issubclass(box.of, fields.Email):
        return st.one_of(*kept, st.emails(), st.sampled_from(list(bad.ADDRESSES.values())))
    if issubclass(box.of, fields.Link):
        return st.one_of(*kept, st.just("https://example.org/page"), st.sampled_from(list(bad.LINKS.values())))
    return st.one_of(*kept, SENSIBLE_TEXT, ANYTHING)


@st.composite
def bodies(draw: Any, door: Door) -> list[tuple[str, str]]:
    """A body for that door: most boxes filled once, some forgotten or repeated, sometimes one that nobody asked for."""
    pairs: list[tuple[str, str]] = []
    for box in door.boxes.values():
        times = draw(st.sampled_from([1, 1, 1, 1, 1, 1, 1, 0, 2]))
        for _ in range(times):
            pairs.append((box.name, draw(answers(box))))
            if issubclass(box.of, fields.Moment):
                pairs.append((box.name, draw(HOURS)))
    if draw(st.integers(0, 19)) == 0:
        pairs.append((draw(st.text(max_size=10)), draw(ANYTHING)))
    return pairs
