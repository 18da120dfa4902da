"""CKAN's own rule for keywords knows no Thai vowels and tone marks; the national catalogue replaces it, as we do."""

import re

from ckan import plugins
from ckan.plugins.toolkit import Invalid


def tag_name_validator(value, context):
    if not re.fullmatch(r"[\w\u0e00-\u0e7f \-.]*", value):
        raise Invalid(f"Tag {value} has letters that are not allowed")
    return value


class TownValidators(plugins.SingletonPlugin):
    plugins.implements(plugins.IValidators)

    def get_validators(self):
        return {"tag_name_validator": tag_name_validator}
