"""A program: a client that holds a token and speaks JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from aic_tracker import clock, config
from aic_tracker.accounts import tokens
from aic_tracker.accounts.models import User
from aic_tracker.db import db


@dataclass(frozen=True)
class Program:
    app: Flask
    secret: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """`body`: a value to send as JSON, or bytes as they are. `If_Match` is given as `If-Match`."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        said.setdefault("Authorization", f"Bearer {self.secret}")
        if body is not None:
            said.setdefault("Content-Type", "application/json")
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        return self.app.test_client().open(f"/api/v1{path}", method=method, data=data, headers=said)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.ask("PUT", path, body, **headers)


@pytest.fixture
def program(app: Flask) -> Callable[..., Program]:
    """`program(coach)` may write everywhere they may; `may_write=False`, `laureate_ids=[…]` for less."""

    def made(user: User, *, may_write: bool = True, laureate_ids: tuple[int, ...] = (), days: int = 30) -> Program:
        _token, secret = tokens.make(
            user,
            name="Tableau de bord",
            may_write=may_write,
            laureate_ids=laureate_ids,
            lasts=timedelta(days=days),
            now=clock.now(),
        )
        db.session.commit()
        return Program(app, secret)

    return made


@pytest.fixture
def unhurried(settings: config.Settings) -> Iterator[None]:
    """For who asks hundreds of times within the minute where the clock stands."""
    config.use(replace(settings, api=replace(settings.api, requests_per_minute=1_000_000)))
    yield
    config.use(settings)
