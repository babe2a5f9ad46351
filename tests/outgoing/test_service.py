"""What a service that a setting names may answer, and what is said of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from aic_tracker.outgoing.service import Service, ServiceFault, again_at
from tests.support.services import Answer, LocalService, Told

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMED = Service("l’annuaire", seconds=5)


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], LocalService]]:
    opened: list[LocalService] = []

    def start(answer: Answer) -> LocalService:
        opened.append(LocalService(answer))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def refused(serve: Callable[[Answer], LocalService], told: Told, service: Service = NAMED) -> ServiceFault:
    with pytest.raises(ServiceFault) as caught:
        service.ask(f"{serve(lambda asked: told).url}/x", now=NOW)
    return caught.value


def test_json_is_posted_with_its_headers_and_read(serve):
    service = serve(lambda asked: Told({"vu": asked.content}))
    reply = NAMED.ask(
        f"{service.url}/api?q=1", now=NOW, method="POST", headers={"Authorization": "Bearer x"}, content={"é": 1}
    )
    assert reply.content == {"vu": {"é": 1}}
    (asked,) = service.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/api", {"q": ["1"]})
    assert asked.headers["Authorization"] == "Bearer x"
    assert asked.headers["Content-Type"] == "application/json"
    assert "aic-tracker" in asked.headers["User-Agent"]


def test_a_refusal_of_its_own_is_given_with_its_words(serve):
    service = serve(lambda asked: Told({"error": "Token expired"}, status=401))
    reply = NAMED.ask(service.url, now=NOW)
    assert (reply.status, reply.content) == (401, {"error": "Token expired"})


def test_null_is_an_answer(serve):
    service = serve(lambda asked: Told(None))
    assert NAMED.ask(service.url, now=NOW, method="PUT", content={}).content is None


@pytest.mark.parametrize(
    ("told", "words", "may_pass"),
    [
        (Told(b"<!doctype html><title>Connexion</title>", media_type="text/html"), "page web", False),
        (Told(b"<html>", media_type="application/json"), "page web", False),
        (Told(b"id;nom", media_type="text/csv"), "text/csv", False),
        (Told(b'{"results": [', media_type="application/json"), "autre chose que des données", False),
        (Told({"results": []}, declared=5000), "arrêtée en chemin", True),
        (Told(b"", status=302, headers={"Location": "https://connexion.example.org/"}), "connexion.example.org", False),
        (Told({}, status=503), "en panne (réponse 503)", True),
        (Told(b"Retry later\n", status=429, media_type="text/plain"), "demande d’attendre", True),
    ],
)
def test_what_is_no_answer_is_said(serve, told, words, may_pass):
    fault = refused(serve, told)
    assert words in fault.words
    assert fault.may_pass is may_pass


def test_a_redirection_takes_the_token_nowhere(serve):
    elsewhere = serve(lambda asked: Told({"pris": True}))
    service = serve(lambda asked: Told({}, status=307, headers={"Location": elsewhere.url}))
    with pytest.raises(ServiceFault, match="renvoie vers"):
        NAMED.ask(service.url, now=NOW, headers={"Authorization": "Bearer x"})
    assert elsewhere.asked == []


def test_silence_and_an_answer_without_end_are_given_up(serve):
    assert "à temps" in refused(serve, Told({}, silence=30), Service("l’annuaire", seconds=0.3)).words
    assert "trop longue" in refused(serve, Told({"a": "x" * 200_000}), Service("l’annuaire", most_bytes=1000)).words


def test_a_closed_door_is_said():
    with pytest.raises(ServiceFault) as caught:
        NAMED.ask("http://127.0.0.1:9/", now=NOW)
    assert caught.value.words == "L’annuaire n’a pas pu être lu : il ne répond pas."


def test_a_token_of_two_lines_is_refused_before_it_leaves():
    with pytest.raises(ServiceFault, match="saut de ligne"):
        NAMED.ask("http://127.0.0.1:9/", now=NOW, headers={"Authorization": "Bearer a\nb"})


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "Mon, 02 Mar 2026 09:02:00 GMT"}, 120),
        # An absolute epoch, where others send a number of seconds.
        ({"ratelimit-reset": str(int((NOW + timedelta(seconds=45)).timestamp()))}, 45),
        ({"ratelimit-reset": "12"}, 12),
        ({}, 60),
        ({"retry-after": "demain"}, 60),
        ({"retry-after": "99999999"}, 6 * 3600),
        ({"ratelimit-reset": "1000000001"}, 0),
    ],
)
def test_when_to_come_back_is_read(headers, seconds):
    assert again_at(headers, NOW) == NOW + timedelta(seconds=seconds)
