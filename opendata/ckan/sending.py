"""Makes one package of a CKAN as ours is: package, resources, table, previews; what is so already is not touched.

What stands over there is the only memory: a run that was broken off is taken up by the next, and a second run in a row
changes nothing. The mark of a table is written last, so that a half-sent one is sent again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from opendata.ckan import differences
from opendata.ckan.tables import KEY, Row

IDS_AT_ONCE = 1_000
ASKED_AT_ONCE = 10_000
# Tried in this order; a catalogue may lack the extension of any.
TABLE_VIEWS, MAP_VIEWS = ("datatables_view", "recline_view"), ("geo_view", "geojson_view")


class Catalogue(Protocol):
    """A CKAN by its action API; `NotThere` for what or which action it lacks, `Invalid` for what it refuses."""

    def call(self, action: str, **facts: Any) -> Any: ...


class NotThereError(Exception):
    """The catalogue has no such thing."""


class InvalidError(Exception):
    """The catalogue refuses what was sent; says why in its words."""


@dataclass(frozen=True)
class Table:
    """What a DataStore shall hold; `rows` are read only when they are to be sent."""

    name: str
    description: str
    columns: list[dict[str, Any]]
    fingerprint: str
    rows: Iterable[list[Row]]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def resource(self) -> dict[str, Any]:
        return {"name": self.name, "description": self.description, "format": "CSV", **self.facts}


def send(catalogue: Catalogue, package: dict[str, Any], *, table: Table, known: set[str]) -> tuple[bool, list[str]]:
    """Whether it was made anew, and what was changed in words of the program. `known`: the fields of the scheme."""
    theirs, done = _package(catalogue, package, known=known)
    is_new = "package" in done
    for resource in package["resources"]:
        done += _resource(catalogue, resource, theirs)
    done += _removed(catalogue, package, theirs, table)
    done += _table(catalogue, table, theirs)
    return is_new, done


def _package(catalogue: Catalogue, package: dict[str, Any], *, known: set[str]) -> tuple[dict[str, Any], list[str]]:
    try:
        theirs = catalogue.call("package_show", id=package["name"])
    except NotThereError:
        theirs = None
    if theirs is None or theirs.get("state") == "deleted":
        # Keywords go as a list: CKAN's own reader of the comma-separated form takes no Thai whatever a plugin says.
        sent = {key: value for key, value in package.items() if key != "resources"}
        return catalogue.call("package_create", **sent), ["package"]
    changed = differences.of_package(package, theirs, known=known)
    emptied = differences.emptied(known, package, theirs)
    if changed or emptied:
        catalogue.call("package_patch", id=theirs["id"], **changed, **dict.fromkeys(emptied, ""))
    return theirs, [*changed, *emptied]


def _resource(catalogue: Catalogue, ours: dict[str, Any], package: dict[str, Any]) -> list[str]:
    theirs = _named(package, ours["name"])
    if theirs is None:
        made = catalogue.call("resource_create", package_id=package["id"], **ours)
        return [f"resource {ours['name']}", *_view(catalogue, made["id"], ours["name"], kinds=_kinds(ours))]
    changed = differences.of_resource(ours, theirs)
    if changed:
        catalogue.call("resource_patch", id=theirs["id"], **changed)
    return [
        *(f"{ours['name']}: {key}" for key in changed),
        *_view(catalogue, theirs["id"], ours["name"], kinds=_kinds(ours)),
    ]


def _removed(catalogue: Catalogue, ours: dict[str, Any], theirs: dict[str, Any], table: Table) -> list[str]:
    """Resources over there that carry a file name of this layer and are ours no more."""
    names = {resource["name"] for resource in ours["resources"]} | {table.name}
    mine = ours["resources"][0]["url"].rsplit("/", 1)[0]
    gone = [one for one in theirs.get("resources", []) if one["name"] not in names and one["url"].startswith(mine)]
    for resource in gone:
        catalogue.call("resource_delete", id=resource["id"])
    return [f"removed {resource['name']}" for resource in gone]


def _table(catalogue: Catalogue, table: Table, package: dict[str, Any]) -> list[str]:
    theirs = _named(package, table.name)
    mark = f"sha256:{table.fingerprint}"
    done = []
    if theirs is None:
        made = catalogue.call(
            "datastore_create",
            resource={"package_id": package["id"], **table.resource()},
            fields=table.columns,
            primary_key=[KEY],
            force=True,
        )
        theirs = {"id": made["resource_id"]}
        done.append(f"table {table.name}")
    if theirs.get("hash") != mark:
        count = _rows(catalogue, table, theirs["id"])
        catalogue.call("resource_patch", id=theirs["id"], **table.resource(), hash=mark)
        done.append(f"{table.name}: {count} rows")
    elif changed := differences.of_resource(table.resource(), theirs):
        catalogue.call("resource_patch", id=theirs["id"], **changed)
        done += [f"{table.name}: {key}" for key in changed]
    return [*done, *_view(catalogue, theirs["id"], table.name, kinds=TABLE_VIEWS)]


def _rows(catalogue: Catalogue, table: Table, resource_id: str) -> int:
    """Send every row, then take away those that we no longer have."""
    _fit_columns(catalogue, table, resource_id)
    sent: set[str] = set()
    for rows in table.rows:
        catalogue.call("datastore_upsert", resource_id=resource_id, records=rows, method="upsert", force=True)
        sent |= {row[KEY] for row in rows}
    gone = sorted(_ids(catalogue, resource_id) - sent)
    for start in range(0, len(gone), IDS_AT_ONCE):
        ids = gone[start : start + IDS_AT_ONCE]
        catalogue.call("datastore_delete", resource_id=resource_id, filters={KEY: ids}, force=True)
    return len(sent)


def _fit_columns(catalogue: Catalogue, table: Table, resource_id: str) -> None:
    """A table whose columns are no longer ours is made anew."""
    wanted = [column["id"] for column in table.columns]
    try:
        found = catalogue.call("datastore_search", resource_id=resource_id, limit=0)
    except NotThereError:
        found = {"fields": []}
    if [column["id"] for column in found["fields"] if column["id"] != "_id"] == wanted:
        return
    if found["fields"]:
        catalogue.call("datastore_delete", resource_id=resource_id, force=True)
    catalogue.call("datastore_create", resource_id=resource_id, fields=table.columns, primary_key=[KEY], force=True)


def _ids(catalogue: Catalogue, resource_id: str) -> set[str]:
    return {row[KEY] for page in _pages(catalogue, resource_id) for row in page}


def _pages(catalogue: Catalogue, resource_id: str) -> Iterator[list[Row]]:
    offset = 0
    while True:
        page = catalogue.call(
            "datastore_search", resource_id=resource_id, fields=[KEY], sort=KEY, limit=ASKED_AT_ONCE, offset=offset
        )["records"]
        if not page:
            return
        yield page
        offset += len(page)


def _kinds(resource: Mapping[str, Any]) -> Sequence[str]:
    """A file of rows has no table to be shown there; our own table has."""
    return MAP_VIEWS if resource["format"] == "GeoJSON" else ()


def _view(catalogue: Catalogue, resource_id: str, name: str, *, kinds: Sequence[str]) -> list[str]:
    """One preview for each resource that can have one; which kinds there are, only the catalogue knows."""
    if not kinds or catalogue.call("resource_view_list", id=resource_id):
        return []
    for kind in kinds:
        try:
            catalogue.call("resource_view_create", resource_id=resource_id, view_type=kind, title=name)
        except InvalidError:
            continue
        return [f"{name}: {kind}"]
    return []


def _named(package: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((one for one in package.get("resources", []) if one["name"] == name), None)
