"""What a request says beside its address.

Read from where the server laid it: `request.headers` first makes a copy of them all, which takes longer than much else
of a quick answer.
"""

from django.http import HttpRequest


def accept(request: HttpRequest) -> str:
    """The media types that are wanted; empty for any."""
    return str(request.META.get("HTTP_ACCEPT", ""))


def accepted_encodings(request: HttpRequest) -> str:
    """How the answer may be compressed."""
    return str(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def brought_tags(request: HttpRequest) -> str:
    """The tags of answers that the asker has already."""
    return str(request.META.get("HTTP_IF_NONE_MATCH", ""))
