"""Where the second factor is required, nothing that asks for a permission opens before it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from aic_tracker import config
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import Role
from tests import factories
from tests.support.client import Client

PAGE = "/mon-compte/double-authentification"
# The ways to the factor, what tells the end of the session there, and nothing else.
NAMED = {"accounts.my_second_factor", "accounts.set_second_factor", "accounts.session_end", "accounts.stay"}
VALUES = {"month": "2026-02", "ending": "pdf"}


@pytest.fixture(autouse=True)
def _required(app: Flask) -> Iterator[None]:
    before = config.current()
    config.use(replace(before, accounts=replace(before.accounts, second_factor_required=True)))
    yield
    config.use(before)


def guarded_rules(app: Flask) -> list[Rule]:
    # Sessions do not open what programs ask; of their tokens, tests/api/test_tokens.py.
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if guard_of(app, rule) != "public" and not rule.endpoint.startswith("api.")
    ]
    assert len(found) > 100
    return found


def guard_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "guard", "public")


def answers(app: Flask, client: Client, rule: Rule) -> set[str]:
    """Where each method leads, with arguments that name nothing."""
    path = re.sub(r"<(?:any\((\w+).*?\):|\w+:)?(\w+)>", _value, rule.rule)
    methods = sorted((rule.methods or set()) & {"GET", "POST"})
    found = [client.get(path) if method == "GET" else client.submit(path) for method in methods]
    return {answer.location or str(answer.status_code) for answer in found}


def _value(argument: re.Match[str]) -> str:
    first_of_any, name = argument.groups()
    return first_of_any or VALUES.get(name, "1")


@pytest.mark.parametrize("role", [Role.COACH, Role.DIRECTION, Role.ADMIN])
def test_every_page_leads_to_it_but_those_that_set_it_up(app: Flask, signed_in: Any, role: Role) -> None:
    client = signed_in(factories.user(role))
    open_ones = {rule.endpoint for rule in guarded_rules(app) if answers(app, client, rule) != {PAGE}}
    assert open_ones == NAMED


def test_no_account_can_be_read_nor_changed_before_it(app: Flask, signed_in: Any) -> None:
    admin, other = factories.admin(), factories.coach(email="camille@example.org")
    client = signed_in(admin)
    for rule in guarded_rules(app):
        if guard_of(app, rule) is Permission.MANAGE_USERS:
            assert answers(app, client, rule) == {PAGE}, rule
    assert "camille@example.org" not in client.get(f"/administration/comptes/{other.id}").text
