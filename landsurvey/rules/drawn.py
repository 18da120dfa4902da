"""The rules on what is drawn: each outline by itself, and where it lies among the others and in the register."""

from landsurvey.rules import outlines, register, shapes, topology, whereabouts
from landsurvey.rules.survey import Level, Rule
from landsurvey.words import gettext_noop

_QUALITY = "ISO 19157, logical consistency"
_TOPOLOGY = "ISO 19157, topological consistency"

BY_ITSELF: tuple[Rule, ...] = (
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
)

AMONG_OTHERS: tuple[Rule, ...] = (
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
)
