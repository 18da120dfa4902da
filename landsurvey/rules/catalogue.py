"""The list of all rules, in the order in which findings are shown.

An error keeps its row out; nothing that real municipal files are full of (repeated codes, areas that differ) is one.
"""

from landsurvey.rules import identity, outlines, register, shapes, topology, values, whereabouts
from landsurvey.rules.survey import Level, Rule
from landsurvey.words import gettext_noop

_QUALITY = "ISO 19157, logical consistency"
_TOPOLOGY = "ISO 19157, topological consistency"
_LIVE_CODES = "parcel codes in use in two municipalities"

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
        id="malformed_shape",
        level=Level.ERROR,
        title=gettext_noop("Shape that cannot be read"),
        sentence=gettext_noop("The shape is not written properly: %(what)s (%(where)s). Export the row again."),
        source="OGC 06-103r4, RFC 7946",
        check=shapes.malformed_shape,
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
        id="spike",
        level=Level.WARNING,
        title=gettext_noop("Spike in the outline"),
        sentence=gettext_noop(
            "The outline runs into a spike of %(angle)s degrees and back. Remove its tip, or check that the land is so."
        ),
        source=_TOPOLOGY,
        check=outlines.spike,
    ),
    Rule(
        id="tiny_edge",
        level=Level.INFO,
        title=gettext_noop("Very short edges"),
        sentence=gettext_noop(
            "%(count)s edges of the outline are shorter than a boundary mark is wide, the shortest %(shortest)s mm."
        ),
        source=_QUALITY,
        check=outlines.tiny_edge,
    ),
    Rule(
        id="repeated_point",
        level=Level.INFO,
        title=gettext_noop("Repeated corner"),
        sentence=gettext_noop("%(count)s corners of the outline stand twice in the same place, one after the other."),
        source=_QUALITY,
        check=outlines.repeated_point,
    ),
    Rule(
        id="several_parts",
        level=Level.INFO,
        title=gettext_noop("Parcel in parts"),
        sentence=gettext_noop("The parcel lies in %(count)s parts. Check that they are one parcel."),
        source="ISO 19152",
        check=shapes.several_parts,
    ),
    Rule(
        id="hole",
        level=Level.INFO,
        title=gettext_noop("Parcel with a hole"),
        sentence=gettext_noop(
            "The parcel has holes in it (%(count)s). Check that another parcel, a road or water lies there."
        ),
        source="ISO 19152",
        check=shapes.hole,
    ),
    Rule(
        id="heights",
        level=Level.INFO,
        title=gettext_noop("Heights set aside"),
        sentence=gettext_noop(
            "The shapes carry heights or measures (Z, M). The register is flat; they stay in the file as it was sent."
        ),
        source="OGC 06-103r4",
        check=shapes.heights,
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
        check=topology.duplicate_shape,
    ),
    Rule(
        id="contained_shape",
        level=Level.WARNING,
        title=gettext_noop("Parcel inside another"),
        sentence=gettext_noop(
            "The parcel lies inside row %(other)s (%(area_m2)s m²). "
            "Cut it out of the other, or remove the one that is no parcel."
        ),
        source=_TOPOLOGY,
        check=topology.contained_shape,
    ),
    Rule(
        id="overlap",
        level=Level.WARNING,
        title=gettext_noop("Overlapping parcels"),
        sentence=gettext_noop("The parcel overlaps row %(other)s by %(area_m2)s m². Check which outline is right."),
        source=_QUALITY,
        check=topology.overlap,
    ),
    Rule(
        id="sliver_overlap",
        level=Level.INFO,
        title=gettext_noop("Line drawn twice"),
        sentence=gettext_noop(
            "The line shared with row %(other)s is drawn twice; the two overlap by %(area_m2)s m², "
            "no more than this accuracy explains."
        ),
        source=_TOPOLOGY,
        check=topology.sliver_overlap,
    ),
    Rule(
        id="hairline_overlaps",
        level=Level.INFO,
        title=gettext_noop("Overlaps thinner than a hair"),
        sentence=gettext_noop(
            "%(count)s pairs of parcels overlap by less than 100 square centimetres each (%(area_mm2)s mm² together; "
            "most between rows %(first)s and %(second)s). Nothing needs to be done."
        ),
        source=_TOPOLOGY,
        check=topology.hairline_overlaps,
    ),
    Rule(
        id="narrow_gap",
        level=Level.WARNING,
        title=gettext_noop("Strip between parcels"),
        sentence=gettext_noop(
            "Between this parcel and row %(other)s lies a strip of nobody's land, %(length)s m long and up to "
            "%(width)s cm wide. Check which line is right."
        ),
        source=_TOPOLOGY,
        check=topology.narrow_gap,
    ),
    Rule(
        id="enclosed_gap",
        level=Level.INFO,
        title=gettext_noop("Gap among parcels"),
        sentence=gettext_noop(
            "Beside this parcel lies a gap of %(area_m2)s m² that parcels enclose on all sides. "
            "Check whether a parcel is missing."
        ),
        source=_TOPOLOGY,
        check=topology.enclosed_gap,
    ),
    Rule(
        id="near_miss_node",
        level=Level.INFO,
        title=gettext_noop("Corners that nearly meet"),
        sentence=gettext_noop(
            "Two corners stand %(apart)s mm apart (row %(other)s). They are probably one boundary mark."
        ),
        source=_TOPOLOGY,
        check=outlines.near_miss_node,
    ),
    Rule(
        id="unmatched_edge",
        level=Level.INFO,
        title=gettext_noop("Lines that do not match"),
        sentence=gettext_noop(
            "A line of this parcel runs along a neighbour's without having the same corners. "
            "Draw both by the same marks."
        ),
        source=_TOPOLOGY,
        check=topology.unmatched_edge,
    ),
    Rule(
        id="overlaps_register",
        level=Level.WARNING,
        title=gettext_noop("On a registered parcel"),
        sentence=gettext_noop(
            "The parcel lies on %(area_m2)s m² (%(percent)s %%) of the registered parcel %(code)s, "
            "which this survey does not replace. Check which outline is right."
        ),
        source=_TOPOLOGY,
        check=register.overlaps_register,
    ),
    Rule(
        id="registered_under_another_code",
        level=Level.WARNING,
        title=gettext_noop("Registered under another code"),
        sentence=gettext_noop(
            "The register knows this parcel as %(code)s, with another code and deed. Check which are right."
        ),
        source=_QUALITY,
        check=register.registered_under_another_code,
    ),
    Rule(
        id="deed_registered_elsewhere",
        level=Level.WARNING,
        title=gettext_noop("Deed of a parcel elsewhere"),
        sentence=gettext_noop(
            "In the register the deed %(value)s belongs to parcel %(code)s, which lies elsewhere. "
            "Check the number and the place."
        ),
        source=_QUALITY,
        check=register.deed_registered_elsewhere,
    ),
    Rule(
        id="count_jump",
        level=Level.INFO,
        title=gettext_noop("Number of parcels"),
        sentence=gettext_noop(
            "The file holds %(rows)s rows where the register has %(parcels)s parcels. Check that the file is complete."
        ),
        source=_QUALITY,
        check=register.count_jump,
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
BY_ID = {rule.id: rule for rule in RULES}
