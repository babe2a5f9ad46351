"""Nothing is emptied under a request that is still being worked on."""

import threading

import pytest

from tests.support.stillness import Stillness


def test_one_waits_for_what_is_still_being_worked_on():
    still, asked, may_end = Stillness(), threading.Event(), threading.Event()
    done: list[str] = []

    def slow(environ, start_response):
        asked.set()
        may_end.wait(10)
        done.append(environ["PATH_INFO"])
        return [b""]

    site = still.watching(slow)
    reader = threading.Thread(target=site, args=({"PATH_INFO": "/lente"}, None))
    reader.start()
    asked.wait(10)
    threading.Timer(0.05, may_end.set).start()
    still.wait()
    assert done == ["/lente"]
    reader.join()


def test_a_site_that_fails_is_not_waited_for():
    still = Stillness()

    def broken(environ, start_response):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        still.watching(broken)({}, None)
    still.wait()
