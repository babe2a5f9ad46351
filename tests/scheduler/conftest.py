from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support import smtp
from tests.support.mails import use_server


@pytest.fixture
def server(app: Flask) -> Iterator[smtp.Server]:
    with smtp.Server() as server:
        use_server(server)
        yield server
