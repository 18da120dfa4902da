"""What a package or resource over there lacks of ours. Pure: compares what a CKAN shows with what we would send."""

from collections.abc import Collection, Mapping
from typing import Any


def of_package(ours: Mapping[str, Any], theirs: Mapping[str, Any], *, known: Collection[str]) -> dict[str, Any]:
    """Our values of the keys that differ; keys and extras that we do not manage (are not `known`) are left alone."""
    apart = ("resources", "extras")
    changed = {key: value for key, value in ours.items() if key not in apart and _differs(key, value, theirs)}
    there = {extra["key"]: extra["value"] for extra in theirs.get("extras") or []}
    wanted = {key: value for key, value in there.items() if key not in known}
    wanted |= {extra["key"]: extra["value"] for extra in ours.get("extras", [])}
    if "extras" in ours and wanted != there:
        changed["extras"] = [{"key": key, "value": value} for key, value in wanted.items()]
    return changed


def of_resource(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in ours.items() if not _same(value, theirs.get(key))}


def emptied(known: set[str], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Fields of the scheme that still stand over there though we no longer say them."""
    return sorted(key for key in known if key not in ours and theirs.get(key) not in (None, "", []))


def _differs(key: str, value: Any, theirs: Mapping[str, Any]) -> bool:
    if key == "tags":
        return {tag["name"] for tag in value} != {tag["name"] for tag in theirs.get("tags", [])}
    if key == "owner_org":
        organization = theirs.get("organization") or {}
        return value not in (theirs.get("owner_org"), organization.get("name"), organization.get("id"))
    return not _same(value, theirs.get(key))


def _same(ours: Any, theirs: Any) -> bool:
    """Lists in any order, and numbers as CKAN may have made texts of them."""
    if isinstance(ours, list):
        return sorted(map(str, ours)) == sorted(map(str, theirs if isinstance(theirs, list) else [theirs]))
    return ours == theirs or (theirs is not None and not isinstance(ours, bool) and str(ours) == str(theirs))
