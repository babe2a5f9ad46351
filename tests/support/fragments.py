"""A page whose parts are replaced by htmx, without a browser: forms are sent, answers are swapped in as htmx would."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from tests.support.client import Client

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
HTMX = {"HX-Request": "true"}


class Node:
    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node] = []
        self.text = ""

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in list(self.children):
            yield from child.walk()

    def all(self, tag: str) -> list["Node"]:
        return [node for node in self.walk() if node.tag == tag]

    def by_id(self, name: str) -> "Node":
        return next(node for node in self.walk() if node.attributes.get("id") == name)

    def above(self) -> Iterator["Node"]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def put(self, nodes: list["Node"], place: int | None = None) -> None:
        place = len(self.children) if place is None else place
        self.children[place:place] = nodes
        for node in nodes:
            node.parent = self

    def give_way_to(self, nodes: list["Node"]) -> None:
        assert self.parent is not None
        place = self.parent.children.index(self)
        del self.parent.children[place]
        self.parent.put(nodes, place)


class Page(HTMLParser):
    """The elements of a page, or of a part of one; unlike a browser, it keeps a form found within a form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self._open = Node("", {}, None)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(node)
        if tag not in VOID:
            self._open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.children.append(Node(tag, {name: value or "" for name, value in attrs}, self._open))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open.tag == tag, f"</{tag}> closes <{self._open.tag}>"
        assert self._open.parent is not None
        self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        self._open.text += data

    def send(self, client: Client, form: Node, **typed: str) -> TestResponse:
        """Send a form as htmx does, with what is typed besides, and put the answer in its place."""
        answer = client.submit(form.attributes["hx-post"], fields_of(form) | typed, headers=HTMX)
        if answer.status_code in (200, 409, 422) and "HX-Refresh" not in answer.headers:
            target = answer.headers.get("HX-Retarget", form.attributes["hx-target"]).removeprefix("#")
            assert answer.headers.get("HX-Reswap", form.attributes["hx-swap"]) == "outerHTML"
            self.swap(answer.text, target)
        return answer

    def swap(self, html: str, target: str) -> None:
        part = Page(html).root
        for node in [node for node in part.walk() if "hx-swap-oob" in node.attributes]:
            how, _, where = node.attributes["hx-swap-oob"].partition(":")
            node.give_way_to([])
            if how == "beforeend":
                self.root.by_id(where.removeprefix("#")).put(node.children)
            else:
                assert how == "true"
                self.root.by_id(node.attributes["id"]).give_way_to([node])
        self.root.by_id(target).give_way_to(part.children)

    def faults(self) -> list[str]:
        """What no page may hold: a form within a form, an id twice."""
        nested = [form for form in self.root.all("form") if any(node.tag == "form" for node in form.above())]
        ids = Counter(node.attributes["id"] for node in self.root.walk() if "id" in node.attributes)
        return [f"form within a form: {form.attributes}" for form in nested] + [
            f"id twice: {name}" for name, count in ids.items() if count > 1
        ]


def fields_of(form: Node) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for node in form.walk():
        name = node.attributes.get("name")
        if name is None or node.tag == "button":
            continue
        if node.tag == "select":
            options = node.all("option")
            chosen = next((one for one in options if "selected" in one.attributes), options[0])
            values[name] = chosen.attributes.get("value", "")
        elif node.tag == "textarea":
            values[name] = node.text.removeprefix("\n")
        else:
            values[name] = node.attributes.get("value", "")
    return values
