"""Which track a petition goes by what it says so far, so that the form asks no more than that track needs."""

from datetime import date

from permits.ground import checking
from permits.models import Petition
from permits.petitions import answers


def track(petition: Petition, *, on: date) -> str:
    """The code of the service's track; a service with one has no choice, and its ground is not asked."""
    tracks = answers.service_of(petition).tracks
    chosen = tracks[0].code if len(tracks) == 1 else checking.findings_of(petition, on=on).track.code
    return chosen if chosen in {each.code for each in tracks} else tracks[0].code
