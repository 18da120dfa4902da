"""Pages as PDF: a Typst template of an app, data as JSON, bytes out. It knows neither Django nor the database."""

import functools
import json
import threading
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import typst

# A compiler serves one thread at a time; pages of the web server may ask at once.
_one_at_a_time = threading.Lock()


def set_pages(app: str, template: str, data: Mapping[str, Any], *, is_tagged: bool = True) -> bytes:
    """A document by `<app>/templates/<app>/<template>.typ`; the same data always give the same bytes."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        document = _compiler(app, template).compile(format="pdf", sys_inputs=inputs, pdf_tags=is_tagged)
    if not isinstance(document, bytes):
        raise TypeError("The PDF did not come as one file.")
    return document


@functools.cache
def _fonts() -> typst.Fonts:
    """Searched once a process."""
    return typst.Fonts()


@functools.cache
def _compiler(app: str, template: str) -> typst.Compiler:
    root = Path(str(resources.files(app).joinpath("templates", app)))
    return typst.Compiler(str(root / f"{template}.typ"), root=str(root), font_paths=_fonts())
