"""Raw SQL kept as files, one statement each, in `<app>/sql/<name>.sql`."""

import functools
from importlib import resources
from typing import LiteralString


@functools.cache
def load(app: str, name: str) -> LiteralString:
    """The text of a statement that stands in the source tree, hence a literal."""
    return resources.files(app).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
