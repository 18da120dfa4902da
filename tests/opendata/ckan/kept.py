"""A catalogue in memory with the actions of a CKAN that sending needs; a real one is asked by `script/test ckan`."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opendata.ckan import sending
from opendata.scheme import fields

STOCK = (
    "name",
    "title",
    "notes",
    "url",
    "version",
    "private",
    "maintainer",
    "maintainer_email",
    "license_id",
    "tags",
    "extras",
)
STOCK_TAG = re.compile(r"[\w \-.]{2,100}")


class Kept:
    """A catalogue in memory, with the few actions that sending needs and CKAN's ways of answering them."""

    def __init__(self, *, has_national_fields: bool = True) -> None:
        self.has_national_fields = has_national_fields
        self.packages: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, dict[str, dict[str, Any]]] = {}
        self.columns: dict[str, list[dict[str, Any]]] = {}
        self.views: dict[str, list[str]] = {}
        self.writes: list[str] = []

    def call(self, action: str, **facts: Any) -> Any:
        if not action.endswith(("_show", "_list", "_search")):
            self.writes.append(action)
        return getattr(self, f"_{action}")(**facts)

    def _scheming_dataset_schema_show(self, type: str) -> dict[str, Any]:  # noqa: A002  CKAN's name
        if not self.has_national_fields:
            raise sending.NotThereError(type)
        return {"dataset_fields": [{"field_name": key} for key in fields.all_fields()]}

    def _package_show(self, id: str) -> dict[str, Any]:  # noqa: A002  CKAN's name
        for package in self.packages.values():
            if id in (package["id"], package["name"]):
                return package
        raise sending.NotThereError(id)

    def _taken(self, facts: dict[str, Any]) -> dict[str, Any]:
        """What is kept of a package: without the national fields CKAN's own alone, and no Thai mark in a tag."""
        if self.has_national_fields:
            return facts
        if not all(STOCK_TAG.fullmatch(tag["name"]) for tag in facts.get("tags", [])):
            raise sending.InvalidError("tags")
        if {extra["key"] for extra in facts.get("extras", [])} & set(STOCK):
            raise sending.InvalidError("There is a schema field with the same name")
        return {key: value for key, value in facts.items() if key in STOCK}

    def _package_create(self, owner_org: str, **facts: Any) -> dict[str, Any]:
        made = {
            **self._taken(facts),
            "id": f"p{len(self.packages) + 1}",
            "resources": [],
            "owner_org": "uuid",
            "organization": {"name": owner_org},
        }
        self.packages[made["id"]] = made
        return made

    def _package_patch(self, id: str, **facts: Any) -> None:  # noqa: A002
        self.packages[id].update(self._taken(facts))

    def _resource_create(self, package_id: str, **facts: Any) -> dict[str, Any]:
        made = {**facts, "id": f"r{sum(len(one['resources']) for one in self.packages.values())}"}
        self.packages[package_id]["resources"].append(made)
        return made

    def _resource_patch(self, id: str, **facts: Any) -> None:  # noqa: A002
        next(one for one in self._resources() if one["id"] == id).update(facts)

    def _resource_delete(self, id: str) -> None:  # noqa: A002
        for package in self.packages.values():
            package["resources"] = [one for one in package["resources"] if one["id"] != id]

    def _resources(self) -> list[dict[str, Any]]:
        return [one for package in self.packages.values() for one in package["resources"]]

    def _datastore_create(self, fields: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
        made = facts.get("resource_id") or self._resource_create(**facts["resource"], url="https://ckan/dump")["id"]
        self.tables[made], self.columns[made] = {}, fields
        return {"resource_id": made}

    def _datastore_upsert(self, resource_id: str, records: list[dict[str, Any]], **facts: Any) -> None:
        self.tables[resource_id] |= {row["id"]: row for row in records}

    def _datastore_search(self, resource_id: str, limit: int, offset: int = 0, **facts: Any) -> dict[str, Any]:
        rows = sorted(self.tables[resource_id].values(), key=lambda row: str(row["id"]))
        return {"fields": [{"id": "_id"}, *self.columns[resource_id]], "records": rows[offset : offset + limit]}

    def _datastore_delete(self, resource_id: str, filters: dict[str, list[str]] | None = None, **facts: Any) -> None:
        if filters is None:
            self.columns[resource_id] = []
        gone = list(self.tables[resource_id]) if filters is None else filters["id"]
        for name in gone:
            self.tables[resource_id].pop(name, None)

    def _resource_view_list(self, id: str) -> list[str]:  # noqa: A002
        return self.views.get(id, [])

    def _resource_view_create(self, resource_id: str, view_type: str, title: str) -> None:
        if view_type != "recline_view":
            raise sending.InvalidError(view_type)
        self.views.setdefault(resource_id, []).append(view_type)


@contextmanager
def served(catalogue: Kept, *, token: str) -> Iterator[str]:
    """Its address while it answers over HTTP whoever brings the token, in CKAN's forms of yes and no."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            facts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers["Authorization"] != token:
                return self._answer(403, {"success": False, "error": {"__type": "Authorization Error"}})
            try:
                result = catalogue.call(self.path.rpartition("/")[2], **facts)
            except sending.NotThereError:
                return self._answer(404, {"success": False, "error": {"__type": "Not Found Error"}})
            except sending.InvalidError as error:
                return self._answer(
                    409, {"success": False, "error": {"__type": "Validation Error", "name": str(error)}}
                )
            return self._answer(200, {"success": True, "result": result})

        def _answer(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
