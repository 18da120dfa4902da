"""Bounds what a form may carry: a file that is too large passes by unkept, and the rest of the form still arrives."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_FILES = 12
"""A form of more than so many files of the largest size is refused before it is read."""
TOO_LARGE = 413
View = Callable[..., HttpResponseBase]


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


def was_stopped(request: HttpRequest) -> bool:
    """Whether a file of the form was too large and passed by unkept."""
    return any(isinstance(handler, StopsAt) and handler.stopped for handler in request.upload_handlers)


def bounded(limit: Callable[[], int]) -> Callable[[View], View]:
    """A view whose form may carry files of at most so many bytes each; `was_stopped` tells of larger ones."""

    def decorate(view: View) -> View:
        guarded = csrf_protect(view)

        @functools.wraps(view)
        def bound(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_FILES * limit():
                    return HttpResponse(
                        _("What was sent is too large. Go back and send the files one by one."), status=TOO_LARGE
                    )
                request.upload_handlers.insert(0, StopsAt(request, limit=limit()))
            return guarded(request, *args, **kwargs)

        # The handler must stand before the form is first read, which the check of the token does.
        return csrf_exempt(bound)

    return decorate
