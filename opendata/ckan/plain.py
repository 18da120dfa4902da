"""A package for a CKAN that knows CKAN's own fields alone, such as a region's or a university's.

Such a catalogue drops what it does not know without a word, and its rule for tags takes no Thai vowels and tone marks.
There the national fields go as extras, which every CKAN keeps and shows, and all keywords as one of them.
"""

import re
from typing import Any

from opendata.scheme import fields

# Of what we send: what CKAN itself has a column for. `tags` and `license_id` are put into its own words.
CORE = frozenset(
    {"name", "title", "owner_org", "notes", "url", "version", "private", "maintainer", "maintainer_email", "resources"}
)
KEYWORDS = "keywords"
TAG = re.compile(r"[\w \-.]{2,100}")
LICENCES = {
    "License not specified": "notspecified",
    "Creative Commons Attributions": "cc-by",
    "Creative Commons Attribution Share-Alike": "cc-by-sa",
    "Creative Commons Non-Commercial (Any)": "cc-nc",
    "Open Data Common": "odc-by",
    "GNU Free Documentation License": "gfdl",
}


def package(national: dict[str, Any]) -> dict[str, Any]:
    """The same package without a key that such a catalogue would drop."""
    tags = [tag["name"] for tag in national["tags"]]
    told = {key: value for key, value in national.items() if key not in CORE | {"tags", "license_id"}}
    return {
        **{key: value for key, value in national.items() if key in CORE},
        "license_id": LICENCES.get(str(national.get("license_id")), "notspecified"),
        "tags": [{"name": tag} for tag in tags if TAG.fullmatch(tag)],
        "extras": [{"key": key, "value": _text(value)} for key, value in {**told, KEYWORDS: tags}.items()],
    }


def known() -> set[str]:
    """The fields that are ours over there, be they top fields or extras."""
    return {field.key for field in fields.all_fields().values() if not field.is_ours} - {"tag_string"} | {KEYWORDS}


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
