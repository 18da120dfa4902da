"""Words by which the land office says what happened and that nobody has explained yet: each is a question.

Only the rows with such a word wait for the answer (`land_office.say_meaning`); the rest of the package goes on.
"""

from collections.abc import Iterable, Sequence

from django.utils import translation

from landsurvey.inspecting.inspected import Question
from landsurvey.landoffice.transactions import UNKNOWN_STATUS, Book
from landsurvey.models import KindOfTransaction, LandOfficeTransaction, TransactionState, Upload
from landsurvey.words import Sentence


def unexplained(rows: Iterable[LandOfficeTransaction]) -> list[str]:
    """The words, each once; what a row on buildings says is never used."""
    waiting = [row for row in rows if row.state == TransactionState.QUARANTINED and not row.kind]
    return sorted({row.status for row in waiting if row.status and row.book != Book.BUILDINGS})


def unexplained_in(upload: Upload) -> list[str]:
    """The words of a package whose rows are kept."""
    waiting = upload.transactions.filter(state=TransactionState.QUARANTINED, kind="")
    return unexplained(waiting.only("state", "kind", "status", "book"))


def questions(statuses: Sequence[str]) -> list[dict[str, object]]:
    """One question for each word, with what it may mean, as `Question.to_json` writes them."""
    with translation.override(None):  # what is kept of a file stands in no language
        meanings = tuple((value, str(label)) for value, label in KindOfTransaction.choices)
    return [Question("status", Sentence(UNKNOWN_STATUS, {"status": status}), meanings).to_json() for status in statuses]


def ask_anew(locked: Upload) -> None:
    """Leave in the result of a locked upload only what is still to be asked."""
    locked.inspection = {**locked.inspection, "questions": questions(unexplained_in(locked))}
    locked.save(update_fields=["inspection"])
