"""Selects made once, and asked many times: making one takes longer than its answer, on the rows of one laureate."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa

P = ParamSpec("P")
S = TypeVar("S")
# Of a parameter that stands first in a comparison; the others take the type of their column.
TYPES: dict[Any, Any] = {int: sa.Integer, date: sa.Date}


def prepared(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """For a function that makes the same select whatever its arguments, which become parameters; none may be None.

    `db.session.scalars(*_points_of(3))` runs it.
    """
    parameters = signature(build).parameters
    make: Callable[..., S] = build

    @lru_cache
    def made() -> S:
        types = {name: TYPES.get(one.annotation) for name, one in parameters.items()}
        return make(**{name: sa.bindparam(name, type_=kind) for name, kind in types.items()})

    @wraps(build)
    def asked(*args: P.args, **kwargs: P.kwargs) -> tuple[S, dict[str, Any]]:
        return made(), dict(zip(parameters, args, strict=False)) | kwargs

    return asked
