"""What people ask of a server of deploy/."""

import time
from http.client import HTTPConnection, HTTPException

TOKEN = "jeton-tire-au-hasard-0123456789"


def get(port, path="/healthz", timeout=120):
    """The status; what happened when there is no whole answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        # As a proxy does by default: one connection a request.
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


def wait_for(done):
    limit = time.monotonic() + 150
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.05)
