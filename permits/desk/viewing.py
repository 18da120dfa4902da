"""A document of a petition as the officer sees it: each page drawn anew in a process of its own, never the file itself."""

import subprocess
import sys
from pathlib import Path

from django.core.files.storage import default_storage

from permits.desk import pagepress
from permits.models import Document

WAIT_S = 20


class CannotShow(Exception):
    """The page is none, or cannot be drawn within the limits."""


def page(document: Document, *, number: int) -> bytes:
    """One page as PNG, counted from 1; raises CannotShow."""
    program = [sys.executable, "-I", str(Path(pagepress.__file__)), str(number)]
    try:
        drawn = subprocess.run(program, input=content(document), capture_output=True, timeout=WAIT_S, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise CannotShow(document.name) from error
    return drawn.stdout


def content(document: Document) -> bytes:
    """The file as it came."""
    with default_storage.open(document.file, "rb") as stored:
        return bytes(stored.read())
