"""No answer of 500, whatever is typed: in every form, in every address, in every query string.

300 examples on each run; `make fuzz` draws 10,000 (FUZZ_EXAMPLES), for FUZZ_MINUTES at most. Every fault found is told
at once, with what was typed.
"""

import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, got_request_exception
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from aic_tracker.calendar_fr import PARIS
from aic_tracker.commitments import links
from aic_tracker.commitments.rules import LinkCheck
from aic_tracker.db import Base, db
from tests.inputs import bad, typing
from tests.inputs.doors import Door, House, actors_of, doors, encoded, made_forms, path_of

IS_LONG = "FUZZ_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
MINUTES = float(os.environ.get("FUZZ_MINUTES", "0.9"))
# Two thirds of the examples are forms sent, a third addresses asked for.
SENT, ASKED = EXAMPLES * 2 // 3, EXAMPLES - EXAMPLES * 2 // 3
USUAL = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
}


@dataclass
class Tally:
    """Answers by status, and what failed: one line for each place of the code."""

    statuses: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)
    raised: list[BaseException] = field(default_factory=list)
    until: datetime = field(default_factory=lambda: datetime.now(PARIS) + timedelta(minutes=MINUTES))

    @property
    def is_over(self) -> bool:
        return datetime.now(PARIS) > self.until

    def note(self, rule: Rule, status: int, asked: str) -> None:
        self.statuses[status] += 1
        if status in (200, 303, 409, 422):
            self.reached.add(rule.rule)
        if status >= 500:
            error = self.raised.pop() if self.raised else None
            frames = traceback.extract_tb(error.__traceback__) if error else []
            ours = [frame for frame in frames if "aic_tracker" in frame.filename]
            where = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else "?"
            self.faults.setdefault(f"{status} at {where} {type(error).__name__}", f"{asked}: {error}")
        self.raised.clear()

    def tell(self, capsys: pytest.CaptureFixture[str], what: str, of: int) -> None:
        by_status = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        line = f"{what}: {self.statuses.total()} answers ({by_status}), {len(self.reached)} routes of {of} reached"
        with capsys.disabled():
            print(f"\n{line}")  # noqa: T201

    def conclude(self) -> None:
        assert self.faults == {}, "\n".join(f"{where}\n    {asked[:1500]}" for where, asked in self.faults.items())


@pytest.fixture
def tally(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tally]:
    monkeypatch.setattr(links, "visit", lambda _url: LinkCheck(200, ""))
    tally = Tally()

    def note(_app: Flask, exception: BaseException, **_: Any) -> None:
        tally.raised.append(exception)

    with got_request_exception.connected_to(note, house.app):
        yield tally


def draw(attempt: Callable[[Any, st.DataObject], None], to: Sequence[Any], examples: int, tally: Tally) -> None:
    """So many examples, two at least to each: drawn freely, they would leave half of the doors aside."""
    chosen = settings(max_examples=max(2, -(-examples // len(to))), **USUAL)
    for number, each in enumerate(to):
        if tally.is_over:
            break
        one = chosen(given(each=st.just(each), data=st.data())(attempt))
        (one if IS_LONG else seed(number)(one))()


def states() -> dict[str, list[Any]]:
    """By « table.column », the states that a row of the world may be in."""
    return {
        f"{table.name}.{column.name}": list(column.type.enum_class)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Enum)
        and column.type.enum_class
        and (column.name in ("status", "state"))
        and table.name not in ("laureate", "outgoing_mail")
    }


def put_in(house: House, chosen: dict[str, Any]) -> None:
    with house.app.app_context():
        for name, state in chosen.items():
            table, _, column = name.partition(".")
            db.session.execute(Base.metadata.tables[table].update().values({column: state}))
        db.session.commit()


def test_whatever_is_sent_no_form_answers_500(house: House, tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    every = list(doors(house))
    assert sum(len(door.boxes) for door in every) > 150
    some_states = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in states().items()})

    def send(each: Door, data: st.DataObject) -> None:
        actor = data.draw(st.sampled_from(each.actors))
        typed = data.draw(typing.bodies(each))
        if data.draw(st.booleans()):
            put_in(house, data.draw(some_states))
        answer = house.post(actor, each.path, typed)
        tally.note(each.rule, answer.status_code, f"{actor} {each.path} {typed}")
        house.restore()

    draw(send, every, SENT, tally)
    tally.tell(capsys, "forms", len(every))
    tally.conclude()


def test_whatever_is_asked_no_address_answers_500(
    house: House, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = sorted(house.app.url_map.iter_rules(), key=lambda rule: rule.rule)
    names = {rule.rule: _filters(house, rule) for rule in rules if "GET" in (rule.methods or ())}
    values = st.sampled_from(bad.IDENTIFIERS) | typing.ANYTHING | typing.DAYS | typing.NUMBERS

    def ask(each: Rule, data: st.DataObject) -> None:
        wanted = sorted(each.arguments - (each.defaults or {}).keys())
        said = {name: data.draw(values) for name in wanted if data.draw(st.integers(0, 3)) == 0}
        path = path_of(each, house.world, **said)
        keys = st.sampled_from([*names.get(each.rule, ()), "page", "next", "q", "apres"]) | st.text(max_size=8)
        query = encoded(data.draw(st.lists(st.tuples(keys, values), max_size=4))) + data.draw(
            st.sampled_from([b"", b"", b"", b"&%ff=%fe", b"&page", b"&=&&"])
        )
        actor = data.draw(st.sampled_from([*actors_of(house.app, each), "anonymous"]))
        method = data.draw(st.sampled_from(["GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"]))
        client = house.browser(actor)
        answer = client.open(path, method=method, query_string=query.decode("latin-1"))
        answer.get_data()
        tally.note(each, answer.status_code, f"{actor} {method} {path}?{query!r}")
        house.restore()

    draw(ask, rules, ASKED, tally)
    tally.tell(capsys, "addresses", len(rules))
    tally.conclude()


def _filters(house: House, rule: Rule) -> list[str]:
    """The names that a page reads from its query string."""
    with made_forms() as made:
        for actor in actors_of(house.app, rule)[:1]:
            house.browser(actor).get(path_of(rule, house.world)).get_data()
    return [each.name for form in made if not form.meta.csrf for each in form]
