"""The rules on what is written beside the outlines: the parcel's code, and what the file says of deed, area and day."""

from landsurvey.rules import identity, values
from landsurvey.rules.survey import Level, Rule
from landsurvey.words import gettext_noop

_QUALITY = "ISO 19157, logical consistency"
_LIVE_CODES = "parcel codes in use in two municipalities"

CODES: tuple[Rule, ...] = (
    Rule(
        id="no_code_column",
        level=Level.ERROR,
        title=gettext_noop("No column of parcel codes"),
        sentence=gettext_noop(
            "None of the columns is known as the parcel code (PARCEL_COD). The file has: %(headings)s. "
            "Rename the right one to PARCEL_COD."
        ),
        source="MOI tax map regulation B.E. 2550",
        check=identity.no_code_column,
    ),
    Rule(
        id="blank_code",
        level=Level.ERROR,
        title=gettext_noop("Blank parcel code"),
        sentence=gettext_noop("The parcel code is blank. Give the parcel its code."),
        source="MOI tax map regulation B.E. 2550",
        check=identity.blank_code,
    ),
    Rule(
        id="unusual_code",
        level=Level.INFO,
        title=gettext_noop("Unusual parcel code"),
        sentence=gettext_noop(
            "The code %(value)s is not built like 01A001 or 01A001/001. Check that it is meant so; it is kept as it is."
        ),
        source=_LIVE_CODES,
        check=identity.unusual_code,
    ),
    Rule(
        id="code_against_parts",
        level=Level.INFO,
        title=gettext_noop("Code differs from its parts"),
        sentence=gettext_noop(
            "The code %(value)s is not made of its zone, block and lot (%(parts)s). "
            "The code counts; nothing is changed."
        ),
        source=_LIVE_CODES,
        check=identity.code_against_parts,
    ),
)

PARTICULARS: tuple[Rule, ...] = (
    Rule(
        id="duplicate_code",
        level=Level.WARNING,
        title=gettext_noop("Repeated parcel code"),
        sentence=gettext_noop(
            "The code %(value)s stands on %(count)s rows, first on row %(other)s. "
            "Check whether it is one parcel in parts."
        ),
        source=_QUALITY,
        check=identity.duplicate_code,
    ),
    Rule(
        id="duplicate_deed",
        level=Level.WARNING,
        title=gettext_noop("Repeated deed number"),
        sentence=gettext_noop("The deed %(value)s stands on %(count)s rows, first on row %(other)s. Check the number."),
        source=_QUALITY,
        check=identity.duplicate_deed,
    ),
    Rule(
        id="duplicate_land_number",
        level=Level.WARNING,
        title=gettext_noop("Repeated land number"),
        sentence=gettext_noop(
            "Sheet and land number %(value)s stand on %(count)s rows, first on row %(other)s. Check them on the deed."
        ),
        source="Department of Lands",
        check=identity.duplicate_land_number,
    ),
    Rule(
        id="absent_columns",
        level=Level.INFO,
        title=gettext_noop("Columns that the file does not have"),
        sentence=gettext_noop(
            "The file says nothing in the columns %(fields)s, by which the Department of Lands knows a parcel."
        ),
        source="Department of Lands",
        check=identity.absent_columns,
    ),
    Rule(
        id="missing_identifiers",
        level=Level.WARNING,
        title=gettext_noop("Incomplete deed particulars"),
        sentence=gettext_noop(
            "A document of this kind (%(document)s) needs %(fields)s, left blank here. Copy them from the deed."
        ),
        source="Department of Lands",
        check=identity.missing_identifiers,
    ),
    Rule(
        id="area_against_deed",
        level=Level.WARNING,
        title=gettext_noop("Area differs from the deed"),
        sentence=gettext_noop(
            "Measured %(measured)s, deed %(deed)s rai-ngan-wah: %(difference)s square wah apart, "
            "more than the %(tolerance)s that this accuracy explains. Check outline and deed."
        ),
        source="error propagation, two standard deviations",
        check=values.area_against_deed,
    ),
    Rule(
        id="unreadable_cell",
        level=Level.WARNING,
        title=gettext_noop("Impossible date, area or accuracy"),
        sentence=gettext_noop(
            "“%(text)s” in %(heading)s cannot be read as a date, an area or an accuracy. "
            "Write day/month/year in full, rai-ngan-wah, or metres."
        ),
        source=_QUALITY,
        check=values.unreadable_cell,
    ),
    Rule(
        id="error_value",
        level=Level.WARNING,
        title=gettext_noop("A program's word for nothing"),
        sentence=gettext_noop(
            "“%(text)s” in %(heading)s is what a program writes when it has no value; it counts as blank. "
            "Write the value, or - if there is none."
        ),
        source=_QUALITY,
        check=values.error_value,
    ),
    Rule(
        id="too_long",
        level=Level.ERROR,
        title=gettext_noop("Text that is too long"),
        sentence=gettext_noop(
            "“%(text)s” in %(heading)s is longer than the %(limit)s characters the register keeps. Shorten it."
        ),
        source=_QUALITY,
        check=values.too_long,
    ),
    Rule(
        id="spoilt_letters",
        level=Level.WARNING,
        title=gettext_noop("Spoilt letters"),
        sentence=gettext_noop(
            "“%(text)s” in %(heading)s is no readable Thai. Correct the text, or choose another encoding for the file."
        ),
        source=_QUALITY,
        check=values.spoilt_letters,
    ),
)
