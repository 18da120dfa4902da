"""The list of all rules, in the order in which findings are shown.

An error keeps its row out; nothing that real municipal files are full of (repeated codes, areas that differ) is one.
"""

from landsurvey.rules import identity, shapes, values, whereabouts
from landsurvey.rules.survey import Level, Rule
from landsurvey.words import gettext_noop

_QUALITY = "ISO 19157, logical consistency"

RULES: tuple[Rule, ...] = (
    Rule(
        id="missing_shape",
        level=Level.ERROR,
        title=gettext_noop("Row without a shape"),
        sentence=gettext_noop("The row has no shape. Draw the parcel or remove the row."),
        source="OGC 06-103r4",
        check=shapes.missing_shape,
    ),
    Rule(
        id="not_an_area",
        level=Level.ERROR,
        title=gettext_noop("Shape that is no area"),
        sentence=gettext_noop(
            "The shape is a point, a line or an outline around nothing. Draw the parcel as an area or remove the row."
        ),
        source="ISO 19152",
        check=shapes.not_an_area,
    ),
    Rule(
        id="invalid_ring",
        level=Level.ERROR,
        title=gettext_noop("Outline that crosses itself"),
        sentence=gettext_noop("The outline is not sound (%(reason)s). Correct it at the marked place."),
        source="OGC 06-103r4 6.1.11",
        check=shapes.invalid_ring,
    ),
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
        id="outside_municipality",
        level=Level.ERROR,
        title=gettext_noop("Outside the municipality"),
        sentence=gettext_noop(
            "The parcel lies outside the municipality (%(distance)s km away). "
            "Check the coordinate system or remove the row."
        ),
        source=_QUALITY,
        check=whereabouts.outside_municipality,
    ),
    Rule(
        id="crosses_boundary",
        level=Level.WARNING,
        title=gettext_noop("Across the municipal boundary"),
        sentence=gettext_noop(
            "The parcel reaches across the municipal boundary. Check which municipality it belongs to."
        ),
        source=_QUALITY,
        check=whereabouts.crosses_boundary,
    ),
    Rule(
        id="outside_named_sheet",
        level=Level.WARNING,
        title=gettext_noop("Outside its map sheet"),
        sentence=gettext_noop(
            "The parcel lies %(metres)s m outside the map sheet %(sheet)s that its deed names. Check sheet and datum."
        ),
        source="Department of Lands UTM sheets",
        check=whereabouts.outside_named_sheet,
    ),
    Rule(
        id="duplicate_shape",
        level=Level.WARNING,
        title=gettext_noop("Same shape twice"),
        sentence=gettext_noop("The shape is exactly that of row %(other)s. Keep one of them."),
        source=_QUALITY,
        check=shapes.duplicate_shape,
    ),
    Rule(
        id="overlap",
        level=Level.WARNING,
        title=gettext_noop("Overlapping parcels"),
        sentence=gettext_noop("The parcel overlaps row %(other)s by %(area_m2)s m². Check which outline is right."),
        source=_QUALITY,
        check=shapes.overlap,
    ),
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
        title=gettext_noop("Impossible date or area"),
        sentence=gettext_noop(
            "“%(text)s” in %(heading)s cannot be read as a date or an area. "
            "Write day/month/year in full, or rai-ngan-wah."
        ),
        source=_QUALITY,
        check=values.unreadable_cell,
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
BY_ID = {rule.id: rule for rule in RULES}
