"""The fields of the national catalogue as a scheme for ckanext-scheming, checked no more than the real one checks them.

Written by us from the list of its fields: the original is under another licence. Of its lists of one choice only the
category is checked, which is why we check all of them before anything is sent.
"""

from typing import Any

from opendata.scheme import fields
from opendata.scheme.fields import Field

RESOURCE_TEXTS = (
    "resource_accessible_condition",
    "resource_geographic_data_set",
    "resource_equivalent_scale",
    "resource_positional_accuracy",
)
RESOURCE_DAYS = ("resource_created_date", "resource_last_updated_date", "resource_data_release_date")


def scheme() -> dict[str, Any]:
    own = [field for field in fields.all_fields().values() if not field.is_ours and field.key != "data_type_other"]
    twins = [{"field_name": field.other, "label": field.other} for field in own if field.other]
    return {
        "scheming_version": 2,
        "dataset_type": "dataset",
        "about": "Fields of the national catalogue",
        "about_url": "http://localhost/",
        "dataset_fields": [
            {"field_name": "name", "label": "URL", "preset": "dataset_slug"},
            *(_field(field) for field in own),
            {"field_name": "url", "label": "url"},
            {"field_name": "version", "label": "version", "validators": "ignore_missing unicode_safe"},
            {"field_name": "data_type_other", "label": "data_type_other"},
            *twins,
        ],
        "resource_fields": [
            {"field_name": "url", "label": "URL", "preset": "resource_url_upload"},
            {"field_name": "name", "label": "Name", "required": True},
            {"field_name": "description", "label": "Description"},
            {"field_name": "format", "label": "Format", "preset": "resource_format_autocomplete"},
            *({"field_name": name, "label": name} for name in RESOURCE_TEXTS),
            *({"field_name": name, "label": name, "preset": "date"} for name in RESOURCE_DAYS),
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {
        "field_name": field.key,
        "label": field.th,
        "required": field.is_required and not field.types,
    }
    choices = [{"value": choice.value, "label": choice.value} for choice in field.choices]
    if field.key == "tag_string":
        return made | {"preset": "tag_string_autocomplete", "required": False}
    if field.key == "owner_org":
        return made | {"preset": "dataset_organization"}
    if field.key == "data_category":
        return made | {"preset": "select", "choices": choices}
    if field.key == "maintainer_email":
        return made | {"validators": "not_empty unicode_safe email_validator"}
    if field.is_list:
        return made | {"preset": "multiple_checkbox", "choices": choices}
    return made | ({"preset": "date"} if field.kind == "date" else {})
