"""Places: never one too many, and those who wait are served in their order."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.events import answers, links, operations, queries, rules
from aic_tracker.events.models import Answer, Attendance, Event
from tests.support.client import text_of
from tests.support.mails import mails


def test_the_rule_agrees_with_a_queue_at_a_counter():
    """Thousands of answers in any order, beside the plainest way to keep places: a list of those who hold one."""
    for seed in range(400):
        draw = Random(seed)
        capacity = draw.choice([None, 1, 2, 5])
        state, queue, holders, line = dict.fromkeys(range(8), Answer.INVITED), [], [], []
        for _ in range(30):
            who, wish = draw.randrange(8), draw.choice(rules.WISHES)
            others = [answer for one, answer in state.items() if one != who]
            waiting, taken = others.count(Answer.WAITING), others.count(Answer.YES)
            was = state[who]
            state[who] = rules.settled(wish, was, taken=taken, waiting=waiting, capacity=capacity)
            if state[who] is not Answer.WAITING or was is not Answer.WAITING:
                queue = [one for one in queue if one != who] + [who] * (state[who] is Answer.WAITING)
            taken = list(state.values()).count(Answer.YES)
            for one in list(rules.served(queue, taken=taken, capacity=capacity)):
                state[one] = Answer.YES
                queue.remove(one)
            # The oracle.
            if wish is Answer.YES:
                if who not in holders and who not in line:
                    line.append(who)
            else:
                holders = [one for one in holders if one != who]
                line = [one for one in line if one != who]
            while line and (capacity is None or len(holders) < capacity):
                holders.append(line.pop(0))
            assert sorted(one for one, answer in state.items() if answer is Answer.YES) == sorted(holders)
            assert queue == line


def test_a_page_opened_by_a_scanner_answers_nothing_and_its_button_does(announced, client):
    event = announced(guests=["lea@example.fr"])
    [lea] = event.attendances
    path = links.addresses(lea)[Answer.YES].removeprefix("http://aic.test")
    page = client.get(path)
    assert 'value="yes" checked' in page.text
    assert "Les réponses envoyées par l’agenda ne sont pas lues" in text_of(page)
    assert db.session.get_one(Attendance, lea.id, populate_existing=True).answer is Answer.INVITED
    assert client.submit(path, {"wish": "yes", "needs": "Sans gluten"}).status_code == 303
    found = db.session.get_one(Attendance, lea.id, populate_existing=True)
    assert (found.answer, found.needs) == (Answer.YES, "Sans gluten")


def test_the_first_who_waits_is_told_when_a_place_is_free(announced):
    event = announced(guests=[f"{name}@example.fr" for name in ("lea", "noe", "zoe")], capacity=1)
    lea, noe, zoe = event.attendances
    became = [answers.answer(one, Answer.YES, needs="", now=clock.now()) for one in (lea, zoe, noe)]
    assert became == [Answer.YES, Answer.WAITING, Answer.WAITING]
    assert [answers.rank(event, one) for one in (zoe, noe, lea)] == [1, 2, None]
    answers.answer(lea, Answer.NO, needs="oubliés", now=clock.now())
    db.session.commit()
    assert [one.answer for one in (lea, zoe, noe)] == [Answer.NO, Answer.YES, Answer.WAITING]
    assert lea.needs == ""
    assert [mail.recipient for mail in mails() if mail.kind == "event-place"] == ["zoe@example.fr"]


def test_more_places_serve_those_who_wait_and_fewer_than_taken_are_refused(announced, camille, signed_in):
    event = announced(guests=["lea@example.fr", "noe@example.fr"], capacity=1)
    for one in event.attendances:
        answers.answer(one, Answer.YES, needs="", now=clock.now())
    db.session.commit()
    typed = {"kind": "meeting", "title": event.title, "duration_minutes": "180", "territory": "mainland"}
    typed |= {"place": event.place, "access_notes": event.access_notes, "description": event.description}
    typed |= {"audience": "named", "guests": "lea@example.fr\nnoe@example.fr"}
    coach, page = signed_in(camille), f"/evenements/{event.id}/modifier"
    assert coach.submit(page, {**typed, "capacity": "2", "version": str(event.version)}).status_code == 303
    assert [mail.kind for mail in mails()].count("event-place") == 1
    assert "event-moved" not in [mail.kind for mail in mails()]
    version = db.session.get_one(Event, event.id).version
    answer = coach.submit(page, {**typed, "capacity": "1", "version": str(version)})
    assert answer.status_code == 422
    assert "2 personnes ont déjà une place" in text_of(answer)


def test_nobody_answers_once_it_has_begun_or_is_cancelled(announced, camille, client, at):
    event = announced(guests=["lea@example.fr"])
    path = links.path(event.attendances[0])
    at("2026-03-19T14:01")
    assert client.submit(path, {"wish": "yes"}).status_code == 422
    assert "il n’est plus temps de répondre" in text_of(client.get(path))
    at("2026-03-19T13:00")
    event = queries.event_for(camille, event.id)
    operations.cancel_event(event, actor=camille, now=clock.now(), version=event.version, reason="Grève.")
    db.session.commit()
    assert "Grève." in text_of(client.get(path))


def test_fifty_answers_at_the_same_instant_take_ten_places(app, announced):
    event = announced(guests=[f"invite{n}@example.fr" for n in range(50)], capacity=10)
    event_id, paths = event.id, [links.path(one) for one in event.attendances]
    gate = Barrier(50)

    def answer(path: str) -> int:
        client = app.test_client()
        token = client._csrf_token()
        gate.wait()
        return client.post(path, data={"wish": "yes", "csrf_token": token}).status_code

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(answer, paths)) == [303] * 50
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Attendance).where(Attendance.event_id == event_id)).all()
    found = [one.answer for one in rows]
    assert (found.count(Answer.YES), found.count(Answer.WAITING)) == (10, 40)
    assert sorted(one.queue_rank for one in rows if one.queue_rank) == list(range(1, 41))
