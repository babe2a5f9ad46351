"""Long lists, 25 rows a page, the page in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort, request, url_for

from aic_tracker.db import db

PER_PAGE = 25


@dataclass(frozen=True)
class Page:
    items: Sequence[Any]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def count(self) -> int:
        """How many pages there are: one at least."""
        return max(1, -(-self.total // self.per_page))

    @property
    def previous_url(self) -> str | None:
        return page_url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return page_url(self.number + 1) if self.number < self.count else None

    def links(self) -> list[tuple[int, str | None]]:
        """Pages to show: the first, the last, those around; a gap is (0, None)."""
        shown = sorted({1, self.count, *range(max(1, self.number - 1), min(self.count, self.number + 1) + 1)})
        links: list[tuple[int, str | None]] = []
        for previous, number in zip([0, *shown], shown, strict=False):
            if number - previous > 1:
                links.append((0, None))
            links.append((number, page_url(number)))
        return links


def page_url(number: int) -> str:
    """This address, on another page."""
    return same_address(page=number if number > 1 else None)


def same_address(**changed: Any) -> str:
    """This one, but for these parameters; what `url_for` takes for itself is not an address's to say."""
    return url_for(request.endpoint or "", **{**parameters(), **(request.view_args or {}), **changed})


def parameters() -> dict[str, list[str]]:
    """What the address says, for another address to repeat."""
    asked = request.args.to_dict(flat=False)
    return {name: values for name, values in asked.items() if name != "endpoint" and not name.startswith("_")}


def page_number() -> int:
    """The page asked for; anything but a plain positive number is not found."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and int(asked) > 0):
        abort(404)
    return int(asked)


def paginate(
    query: sa.Select[*tuple[Any, ...]],
    *,
    count: sa.Select[int] | int | None = None,
    per_page: int = PER_PAGE,
    scalars: bool = True,
) -> Page:
    """One page of an ordered select, in two statements; a page beyond the last is not found.

    `count`: a shorter way to its length, where there is one, or the length itself.
    """
    number = page_number()
    if count is None:
        count = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    total = count if isinstance(count, int) else db.session.scalar(count) or 0
    if number > 1 and (number - 1) * per_page >= total:
        abort(404)
    limited = query.limit(per_page).offset((number - 1) * per_page)
    rows = db.session.scalars(limited).unique().all() if scalars else db.session.execute(limited).unique().all()
    return Page(rows, number, total, per_page)


def first(query: sa.Select[Any], *, per_page: int = PER_PAGE) -> Page:
    """The first rows of a select, whatever page the address asks of something else; counted when there are more."""
    rows = db.session.scalars(query.limit(per_page + 1)).unique().all()
    total = len(rows)
    if total > per_page:
        total = db.session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    return Page(rows[:per_page], 1, total, per_page)


def whole(query: sa.Select[Any], *, scalars: bool = True) -> Page:
    """Every row of a select on one page, for who prints it."""
    rows = db.session.scalars(query).unique().all() if scalars else db.session.execute(query).unique().all()
    return Page(rows, 1, len(rows), per_page=max(1, len(rows)))


def paginate_list(items: Sequence[Any], *, per_page: int = PER_PAGE) -> Page:
    """One page of rows already in hand."""
    number = page_number()
    if number > 1 and (number - 1) * per_page >= len(items):
        abort(404)
    return Page(items[(number - 1) * per_page : number * per_page], number, len(items), per_page)
