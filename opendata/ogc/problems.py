"""The standard's “no”: a code and a sentence, in JSON as RFC 9457 has it."""

import json
from http import HTTPStatus

from django.http import HttpResponse

from gis_assets.refusals import Refusal

JSON = "application/problem+json"


class Problem(Refusal):
    """A request that is answered with a sentence; here one that is wrong."""

    status = HTTPStatus.BAD_REQUEST
    code = "InvalidParameterValue"
    again_s: int | None = None


class NotFound(Problem):
    """There is no such collection, feature or page."""

    status = HTTPStatus.NOT_FOUND
    code = "NotFound"


class NotAcceptable(Problem):
    """None of the media types asked for is offered."""

    status = HTTPStatus.NOT_ACCEPTABLE
    code = "NotAcceptable"


class NotAllowed(Problem):
    """Open data are only read here."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "MethodNotAllowed"


class Unavailable(Problem):
    """Not now, or not in the time that one request may take."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "ServiceUnavailable"

    def __init__(self, sentence: str, *, again_s: int | None = None) -> None:
        super().__init__(sentence)
        self.again_s = again_s


class Broken(Problem):
    """Our own fault; what it was is for the log alone."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "InternalServerError"


def answer(problem: Problem) -> HttpResponse:
    told = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status,
        "detail": str(problem),
        "code": problem.code,
        "description": str(problem),
    }
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=problem.status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    if problem.again_s is not None:
        response["Retry-After"] = str(problem.again_s)
    return response
