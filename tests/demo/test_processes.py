"""The two processes of `make run`: whichever ends, however it ends, takes the other with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The other process says its number, then works until it is told to stop.
BESIDE = """
import os, signal, sys, threading, time
import processes

def work():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    print(os.getpid(), flush=True)
    WORK

pid = processes.beside(work)
AFTER
"""
WAITS = "signal.sigwait({signal.SIGTERM}); print('stopped', flush=True)"


def start(folder: Path, *, work: str, after: str) -> tuple["subprocess.Popen[str]", int]:
    assert folder.is_dir()
    environment = {
        "PATH": os.environ["PATH"],
        "AIC_DEMO": "1",
        "AIC_APP_INSTANCE": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite",
    }
    code = BESIDE.replace("WORK", work).replace("AFTER", after)
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, int(process.stdout.readline())


def is_over(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def wait_for(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_the_scheduler_stops_after_the_web_even_killed(tmp_path: Path, blow: signal.Signals) -> None:
    """SIGTERM before gunicorn listens to it ends the process as bluntly as SIGKILL."""
    web, scheduler = start(tmp_path, work=WAITS, after="time.sleep(60)")
    try:
        assert not is_over(scheduler)
        web.send_signal(blow)
        wait_for(lambda: is_over(scheduler))
        assert web.stdout
        # Its work in hand was finished first.
        assert web.stdout.read() == "stopped\n"
    finally:
        web.kill()
        web.communicate()


def test_the_web_stops_after_the_scheduler(tmp_path: Path) -> None:
    web, scheduler = start(tmp_path, work="time.sleep(60)", after="time.sleep(60)")
    try:
        os.kill(scheduler, signal.SIGKILL)
        assert web.wait(timeout=30) == -signal.SIGTERM
    finally:
        web.kill()
        web.communicate()
