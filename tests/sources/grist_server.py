"""A Grist of five endpoints over HTTP on this machine, as its own documentation tells them."""

import re
from collections.abc import Iterator
from typing import Any

from tests.support.services import Asked, LocalService, Told

KEY = "cle-du-compte"
TABLE = re.compile(r"/api/docs/(?P<doc>\w+)/tables(?:/(?P<table>\w+)/(?P<what>[\w/]+))?")


class Grist:
    """`tables`: by id, its columns and its rows. A text in a column of dates is parsed unless `noparse` is asked."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {}
        self.faults: list[Told] = []
        self.is_old = False
        self.next = 0
        self.service = LocalService(self._answer)

    @property
    def url(self) -> str:
        return self.service.url

    def add_table(self, name: str, columns: dict[str, dict[str, Any]], *rows: dict[str, Any]) -> None:
        self.tables[name] = {"columns": columns, "rows": {}}
        for fields in rows:
            self._add(name, fields)

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [row["fields"] for row in self.tables[name]["rows"].values()]

    def _add(self, name: str, fields: dict[str, Any]) -> None:
        self.next += 1
        errors = fields.pop("errors", None)
        row: dict[str, Any] = {"id": self.next, "fields": fields}
        if errors:
            row["errors"] = errors
        self.tables[name]["rows"][self.next] = row

    def _answer(self, asked: Asked) -> Told:
        if self.faults:
            return self.faults.pop(0)
        if asked.headers.get("Authorization") != f"Bearer {KEY}":
            return Told({"error": "Bad request: invalid API key"}, status=401)
        match = TABLE.fullmatch(asked.path)
        if not match or match["doc"] not in ("lu", "copie"):
            return Told({"error": "document not found"}, status=404)
        if match["table"] is None:
            return self._all(asked)
        if match["table"] not in self.tables:
            return Told({"error": f'Table not found "{match["table"]}"'}, status=404)
        return self._one(asked, match["table"], match["what"])

    def _all(self, asked: Asked) -> Told:
        if asked.method == "POST":
            for told in asked.content["tables"]:
                self.add_table(told["id"], {one["id"]: one["fields"] for one in told["columns"]})
        return Told({"tables": [{"id": name, "fields": {}} for name in self.tables]})

    def _one(self, asked: Asked, name: str, what: str) -> Told:
        table = self.tables[name]
        match asked.method, what:
            case "GET", "columns":
                return Told({"columns": [{"id": id, "fields": fields} for id, fields in table["columns"].items()]})
            case "POST", "columns":
                table["columns"] |= {one["id"]: one["fields"] for one in asked.content["columns"]}
                return Told({"columns": []})
            case "GET", "records":
                return Told({"records": list(table["rows"].values())})
            case "PUT", "records":
                return self._upsert(asked, name)
            case ("POST", "records/delete") if self.is_old:
                return Told({"error": "not found"}, status=404)
            case "POST", ("records/delete" | "data/delete"):
                for number in asked.content:
                    table["rows"].pop(number)
                return Told(None)
        return Told({"error": "method"}, status=405)

    def _upsert(self, asked: Asked, name: str) -> Told:
        table = self.tables[name]
        for record in asked.content["records"]:
            unknown = (record["require"].keys() | record["fields"].keys()) - table["columns"].keys()
            if unknown:
                return Told({"error": f"Invalid column {sorted(unknown)}"}, status=400)
            found = [
                row
                for row in table["rows"].values()
                if all(row["fields"].get(key) == value for key, value in record["require"].items())
            ]
            if found:
                found[0]["fields"] |= record["fields"]
            else:
                self._add(name, {**record["require"], **record["fields"]})
        return Told(None)

    def close(self) -> None:
        self.service.close()


def opened() -> Iterator[Grist]:
    grist = Grist()
    yield grist
    grist.close()
