"""What a mail server may answer, refuse, cut or keep silent about, at each verb; and how the rest goes on meanwhile."""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults import server as smtp
from tests.faults import workers
from tests.faults.workers import FastClock
from tests.faults.world import Timer, World, environment

VERBS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", ".")
LATER = ("421 4.3.2 Closing", "450 4.2.1 Later", "451 4.3.0 Later", "452 4.3.1 Full")
FINAL = ("550 5.1.1 Refused", "554 5.7.1 Refused")
GREETINGS = ("HTTP/1.1 400 Bad Request", "\udcff\udcfe\udc80", "", "220")
PARALLEL = 8
SLOW = {smtp.SILENCE, smtp.DRIP, smtp.KEEP_AND_SILENCE}


def cases() -> list[tuple[str, str, str]]:
    """(verb, answer, what becomes of a mail that meets it)."""
    found = [(verb, answer, "sent") for verb in VERBS for answer in (*LATER, smtp.DROP, smtp.SILENCE, smtp.DRIP)]
    found = [case for case in found if case[0] != "." or case[1] not in (smtp.DROP, smtp.SILENCE)]
    found += [("CONNECT", greeting, "sent") for greeting in GREETINGS]
    # A server that refuses to talk refuses nobody: tried again.
    found += [(verb, answer, "sent") for verb in ("CONNECT", "EHLO") for answer in FINAL]
    found += [(verb, answer, "failed") for verb in ("MAIL", "RCPT", "DATA", ".") for answer in FINAL]
    found += [(".", answer, "doubtful") for answer in (smtp.DROP, smtp.SILENCE, smtp.KEEP_AND_DROP)]
    found += [(".", smtp.KEEP_AND_SILENCE, "doubtful"), (".", "hello", "doubtful")]
    return found


def at_each_verb(world: World, *, times: int, drips: int, together: bool) -> dict[str, Any]:
    """Each fault met so many times, then the server answers as usual. `together`: all those of a verb in one queue."""
    timer, now = Timer(), FastClock(1)
    workers.use_clock(now)
    world.add_points(1, 1)
    workers.warm(world.app)
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for verb, answer, end in cases():
        count = drips if answer == smtp.DRIP else times
        groups.setdefault((verb, "" if together else answer), []).extend([(answer, end)] * count)
    met = 0
    for (verb, _), faults in groups.items():
        if not faults:
            continue
        answers = [answer for answer, _ in faults]
        ends = Counter(end for _, end in faults)
        world.empty()
        now.reset()  # or the mails of the last verbs would have lost their use
        world.add_points(1, len(faults))
        world.server.order(script={verb: answers})
        _deliver(world, now, PARALLEL if set(answers) & SLOW else 1)
        found = world.count()
        case = f"{verb} {answers[0]!r}: {found}"
        assert found["received, said otherwise"] == found["lost"] == found["twice"] == found["waiting"] == 0, case
        # Nothing dripped is lost nor sent twice; whether it was in time depends on the machine.
        if smtp.DRIP not in answers:
            assert (found["failed"], found["doubtful"]) == (ends["failed"], ends["doubtful"]), case
            assert found["sent"] == len(faults) - ends["failed"] - ends["doubtful"], case
        met += len(faults)
    return {"cases": len(cases()), "met": met, "lost": 0, "twice": 0, "seconds": timer.seconds}


def _deliver(world: World, now: FastClock, parallel: int) -> None:
    """Passes until nothing waits; the script is over long before mails lose their use."""
    assert workers.run(workers.once(world.app, deliver=False)) == 0
    for _ in range(400):
        running = [workers.fork(workers.once(world.app)) for _ in range(parallel)]
        codes = [workers.wait(child) for child in running]
        assert not any(codes), f"a pass ended with {codes}"
        states = world.states()
        if not states["pending"] + states["claimed"] + states["handoff"]:
            return
        now.skip(minutes=16)
    raise AssertionError(f"still waiting: {world.states()}")


def outage(world: World, *, reminders: int, hours: int, step: int) -> dict[str, Any]:
    """The server refuses connections for hours, then is back: all is sent in the half hour that follows."""
    timer, now = Timer(), FastClock(1)
    workers.use_clock(now)
    world.add_points(1, 1)
    workers.warm(world.app)
    world.add_points(reminders // 25, 25)
    world.server.stop()
    for _ in range(hours * 60 // step):
        assert workers.run(workers.once(world.app)) == 0
        now.skip(minutes=step)
    assert len(world.server.accepted()) == 1
    world.server.start()
    back, minutes = now(), 0.0
    while world.states()["pending"]:
        assert workers.run(workers.once(world.app)) == 0
        minutes = (now() - back).total_seconds() / 60
        now.skip(minutes=1)
        assert minutes <= 30, f"{world.states()} half an hour after the server is back"
    found = world.count()
    assert found["sent"] == found["received"] == found["expected"], found
    return {"hours": hours, **found, "minutes to send": round(minutes, 1), "seconds": timer.seconds}


def web_meanwhile(world: World, *, requests: int) -> dict[str, Any]:
    """A server that never answers keeps the scheduler waiting, and nobody else."""
    timer = Timer()
    workers.use_clock(FastClock(1))
    world.add_points(4, 25)
    port = world.server.port
    values = environment(world.url, world.folder, world.server, AIC_SMTP_TIMEOUT="30", PORT=str(port + 1))
    web = _start(values, "-m", "gunicorn", "app:app")
    try:
        before = _times(port + 1, requests)
        world.server.order(script={"CONNECT": [smtp.SILENCE] * 1000})
        # Queued at an instant that is long past: due for the real clock too.
        assert workers.run(workers.once(world.app, deliver=False)) == 0
        world.write("UPDATE outgoing_mail SET useful_until = '2100-01-01 00:00:00'")
        # The real clock may be at night: these leave at any hour.
        world.write("UPDATE reminder SET mail_id = NULL")
        world.write("UPDATE outgoing_mail SET kind = 'minutes'")
        # The real clock is months ahead of the world's: no leap to be asked about.
        world.write("UPDATE queue_state SET last_tick_at = NULL")
        scheduler = _start(values, "-m", "flask", "--app", "app", "scheduler")
        try:
            limit = time.monotonic() + 30
            while not world.states()["claimed"] and time.monotonic() < limit:
                time.sleep(0.1)
            assert world.states()["claimed"], "the scheduler did not begin"
            hung = _times(port + 1, requests)
            assert world.states()["claimed"], "the server did not hang"
        finally:
            scheduler.kill()
            scheduler.communicate()
    finally:
        web.kill()
        web.communicate()
    assert hung[1] < max(0.25, 3 * before[1]), f"before {before}, meanwhile {hung}"
    return {
        "requests": requests,
        "median ms before": round(before[0] * 1000, 1),
        "median ms meanwhile": round(hung[0] * 1000, 1),
        "95 % ms before": round(before[1] * 1000, 1),
        "95 % ms meanwhile": round(hung[1] * 1000, 1),
        "seconds": timer.seconds,
    }


def _start(values: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **values},
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _times(port: int, requests: int) -> tuple[float, float]:
    """Median and 95th percentile, in seconds, of pages and of the health page, which reads the database."""
    taken = []
    limit = time.monotonic() + 30
    while True:
        try:
            _get(port, "/healthz")
            break
        except OSError:
            assert time.monotonic() < limit, "the web did not start"
            time.sleep(0.1)
    for number in range(requests):
        began = time.monotonic()
        status = _get(port, ("/healthz", "/connexion")[number % 2])
        taken.append(time.monotonic() - began)
        assert status == 200, status
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95) - 1]


def _get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
