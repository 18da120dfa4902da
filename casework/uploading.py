"""Lets a file that is too large pass by without being kept, so that the rest of the form still arrives."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class StopsAt(FileUploadHandler):
    """Drops a file once it has more than `limit` bytes; `stopped` says that one was."""

    def __init__(self, request: HttpRequest, *, limit: int) -> None:
        super().__init__(request)
        self.limit, self.seen, self.stopped = limit, 0, False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A further file of the form begins."""
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on to the next handler, or stop."""
        self.seen += len(raw_data)
        if self.seen > self.limit:
            self.stopped = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""
        return
