"""The four kinds of "no" of GeoReport v2; each is raised with its own sentence."""

from gis_assets.refusals import Refusal


class NotKnown(Refusal):
    """There is no such jurisdiction, service, request or token (404)."""


class NotAllowed(Refusal):
    """The key is missing, unknown or revoked (403)."""


class NotTaken(Refusal):
    """Something is missing or cannot be understood (400); there may be several sentences."""

    def __init__(self, *sentences: object) -> None:
        super().__init__(" ".join(map(str, sentences)))
        self.sentences = [str(one) for one in sentences]


class TooFast(Refusal):
    """More was asked or sent within the time than is allowed (429)."""
