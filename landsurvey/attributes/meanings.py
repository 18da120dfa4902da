"""Which column of a file means which of our fields: by name, by what a municipality has set down, by a person's word.

The later goes before the earlier. A column that was said to mean nothing is not guessed at again.
"""

from collections.abc import Iterable, Mapping

from landsurvey.attributes import columns
from landsurvey.formats import cells

ASIDE = ""


def of(headings: Iterable[str], *, saved: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return field -> heading for the fields that the file has a column for.

    `saved`: key of a heading (`cells.key`) -> field, or `ASIDE`; `chosen`: field -> heading, or `ASIDE`. What names a
    column that the file does not have, or a field that we do not have, is passed over.
    """
    present = list(headings)
    known = columns.guess(present)
    for heading in present:
        field = saved.get(cells.key(heading))
        if field is not None:
            known = {other: taken for other, taken in known.items() if taken != heading}
        if field in columns.HEADINGS:
            known[field] = heading
    said = {field: heading for field, heading in chosen.items() if field in columns.HEADINGS}
    known |= {field: heading for field, heading in said.items() if heading == ASIDE or heading in present}
    return {field: heading for field, heading in known.items() if heading != ASIDE}
