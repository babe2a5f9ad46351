"""`make run`: the web and the scheduler, forked from one import of the application, whose memory they share.

A server starts those of the Procfile instead, each by itself: there, the web must find new code when it is reloaded.
"""

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from flask.cli import ScriptInfo
from gunicorn.app import wsgiapp
from sqlalchemy.orm import configure_mappers

from app import app

GRACE = 5.0  # seconds between asking to stop and stopping


def main() -> int:
    """This process becomes the web's. Whichever ends takes the other with it."""
    configure_mappers()
    app.cli.commands["scheduler"]  # imported here, it is shared
    # What is imported stays: a collection would only touch, and so copy, the pages that are shared.
    gc.collect()
    gc.freeze()
    prepared = _code(os.waitpid(_fork(lambda: _command("prepare")), 0)[1])
    if prepared:
        return prepared
    scheduler = beside(lambda: _command("scheduler"))
    try:
        return _web()
    finally:
        _stop(scheduler)


def beside(work: Callable[[], None]) -> int:
    """The process that does this work; whichever of it and of this one ends, however it ends, the other stops."""
    ours, its = os.pipe()
    watched, held = os.pipe()

    def do() -> None:
        os.close(ours)
        os.close(held)  # open in the web alone: it is closed by its end, even one that nothing can be done about
        _stop_after(watched)
        work()

    pid = _fork(do)
    os.close(its)  # open in the other process alone: the other end is closed by its end
    os.close(watched)
    _stop_after(ours)
    return pid


def _stop_after(pipe: int) -> None:
    threading.Thread(target=_follow, args=(pipe,), daemon=True).start()


def _command(name: str) -> None:
    with app.app_context():
        app.cli.main(args=[name], prog_name="flask", obj=ScriptInfo(create_app=lambda: app))


def _web() -> int:
    sys.argv = ["gunicorn", "--preload", "app:app"]
    try:
        wsgiapp.run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 0
    try:
        work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    os._exit(code)


def _follow(pipe: int) -> None:
    """Stop this process once the one that holds the other end is no more."""
    # Left to the thread that waits for it: here, it would end the process before its work in hand.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(pid: int) -> None:
    """gunicorn may have buried it already."""
    limit = time.monotonic() + GRACE
    try:
        os.kill(pid, signal.SIGTERM)
        while not os.waitpid(pid, os.WNOHANG)[0]:
            if time.monotonic() > limit:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    except (ProcessLookupError, ChildProcessError):
        return


def _code(status: int) -> int:
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
