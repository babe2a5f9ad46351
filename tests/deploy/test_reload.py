"""A server that is reloaded while people use it: no request fails, and the measures go on."""

import signal
import threading
from http.client import HTTPConnection

from tests.deploy.server import TOKEN, get, wait_for

PEOPLE = 4


def test_no_request_fails_while_the_web_is_reloaded(web):
    port, process, log = web
    answers, stopping = [], threading.Event()

    def go_on():
        while not stopping.is_set():
            answers.append(get(port, ("/connexion", "/healthz")[len(answers) % 2]))

    people = [threading.Thread(target=go_on) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    before = _booted(log)
    for number in range(1, 3):
        process.send_signal(signal.SIGHUP)
        wait_for(lambda n=number: _booted(log) >= before + 2 * n)
        # Meanwhile requests wait in the system's queue for the program to be loaded again.
        served = len(answers)
        wait_for(lambda n=served: len(answers) > n + 2 * PEOPLE)
    stopping.set()
    for person in people:
        person.join(timeout=150)
    assert set(answers) == {200}, {answer: answers.count(answer) for answer in set(answers)}
    assert len(answers) > 20
    # Added up over the processes, those that are gone included.
    counted = sum(
        float(line.rsplit(" ", 1)[1])
        for line in _read(port).splitlines()
        if line.startswith("aic_request_duration_seconds_count") and ('"health' in line or '"accounts' in line)
    )
    assert counted >= len(answers)


def _booted(log):
    return log.read_text().count("Booting worker")


def _read(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    text = connection.getresponse().read().decode()
    connection.close()
    return text
