"""The settings of the test run: the same program on a database of its own."""

import os
import tempfile
from pathlib import Path

# Each of the processes that share out the tests has a database of its own; alone there is no such name.
os.environ["DATABASE_NAME"] = "_".join(
    filter(None, [os.environ.get("TEST_DATABASE_NAME", "town_test"), os.environ.get("PYTEST_XDIST_WORKER")])
)

from config.settings import *  # noqa: F403  the name of the database must be set before the settings read it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # made to be quick: only for tests
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="town-test-static-"))
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"town-test-files-{os.getpid()}"
OPEN_CHECK_AT_ONCE_MS = 600_000  # a machine that does other things too must not close a layer to a test
