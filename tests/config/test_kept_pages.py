"""The pages that a phone opens without a network keep every script that one of their scripts imports."""

import posixpath
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.staticfiles import finders

from incidents.views import phone, sending
from landsurvey.views import field
from permits.views import visits

IMPORTED = re.compile(r'^import [^"]*"(\.[^"]+\.js)";', re.MULTILINE)


@pytest.mark.parametrize("page", [phone, sending, field, visits], ids=["crew", "report", "field", "visits"])
def test_nothing_that_is_imported_is_left_to_the_network(page: ModuleType) -> None:
    kept = page.SHELL

    imported = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), found))
        for name in kept
        if name.endswith(".js")
        for found in IMPORTED.findall(Path(str(finders.find(name))).read_text(encoding="utf-8"))
    }

    assert imported - set(kept) == set()
