"""Reading our PDFs as people read them: by Poppler."""

import subprocess
from pathlib import Path


def text_of(document: bytes, folder: Path) -> str:
    """The text layer of a PDF, laid out as on the page."""
    (folder / "read.pdf").write_bytes(document)
    read = ["pdftotext", "-layout", str(folder / "read.pdf"), "-"]
    return subprocess.run(read, capture_output=True, text=True, check=True).stdout
