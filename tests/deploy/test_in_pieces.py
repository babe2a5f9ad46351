"""An answer written in pieces leaves while it is being written, and holds nothing once its client has left."""

import os
import socket
import subprocess
import sys
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path

import pytest

from tests.deploy.pieces import PIECE, PIECES
from tests.deploy.server import get, wait_for

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pieces(tmp_path):
    """A worker of one thread, and where its application says how far it went."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    told, log = tmp_path / "told", tmp_path / "log"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--threads=1",
        "tests.deploy.pieces:app",
    ]
    environment = {"PATH": os.environ["PATH"], "PORT": str(port), "TOLD": str(told), "TMPDIR": str(tmp_path)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_for(lambda: get(port, "/one") == 200)
        yield port, told
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert process.returncode == 0


def asked(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    return connection


def test_the_first_piece_arrives_before_the_last_is_written(pieces):
    port, told = pieces
    answer = asked(port, "/slow").getresponse()
    assert answer.read(len(PIECE)) == PIECE
    assert not told.exists()
    assert answer.read() == PIECE * (PIECES - 1)
    assert told.read_text() == "whole"


def test_who_reads_slowly_keeps_no_thread_from_the_others(pieces):
    port, told = pieces
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_for(told.exists)
        assert get(port, "/one", timeout=20) == 200
        received = client.makefile("rb").read()
    assert received.count(b"a" * 1000) == len(PIECE) * PIECES // 1000
    assert received.endswith(b"\r\n0\r\n\r\n")


def test_the_application_stops_when_its_client_has_left(pieces):
    port, told = pieces
    connection = asked(port, "/slow")
    connection.getresponse().read(len(PIECE))
    connection.close()
    wait_for(lambda: told.exists() and told.read_text() == "stopped")
    assert get(port, "/one", timeout=20) == 200


def test_an_answer_that_breaks_half_way_does_not_pass_for_a_whole_one(pieces):
    port, _told = pieces
    answer = asked(port, "/broken").getresponse()
    with pytest.raises(IncompleteRead):
        answer.read()
    assert get(port, "/one", timeout=20) == 200
