"""Pages out of a file and files into one, by PDFium; what stands on the pages, and their text, stays as it is."""

import io
import itertools
from collections.abc import Iterable

import pypdfium2


def cut(document: bytes, *, first_page: int, page_count: int) -> bytes:
    """Some pages of a document, the first is 1."""
    with pypdfium2.PdfDocument(document) as source, pypdfium2.PdfDocument.new() as piece:
        piece.import_pages(source, list(range(first_page - 1, first_page - 1 + page_count)))
        return _bytes(piece)


def join(documents: Iterable[bytes]) -> bytes:
    """All pages of some documents, one after the other."""
    with pypdfium2.PdfDocument.new() as whole:
        for document in documents:
            with pypdfium2.PdfDocument(document) as source:
                whole.import_pages(source)
        return _bytes(whole)


def beginnings(document: bytes) -> tuple[list[int], int]:
    """The pages (from 1) to which the bookmarks of the first level lead, and how many pages there are."""
    with pypdfium2.PdfDocument(document) as source:
        found = [(mark.get_dest(), mark.level) for mark in source.get_toc(max_depth=1)]
        return [dest.get_index() + 1 for dest, level in found if dest is not None and level == 0], len(source)


def spans(firsts: list[int], page_count: int) -> list[tuple[int, int]]:
    """First page and number of pages of each part, from the first pages and the number of all."""
    ends = [*firsts[1:], page_count + 1]
    return [(first, end - first) for first, end in itertools.zip_longest(firsts, ends)]


def _bytes(document: pypdfium2.PdfDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
