"""The words of the automatic checks: every sentence that a rule may say, in English, by its code.

Pure: no Django. A rule names a code and gives its values; `say` puts them together with whatever translates.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from permits import remedies
from permits.terms import WORDS, gettext_noop

SAID: dict[str, str] = {
    "outline_missing": gettext_noop("Nothing was measured: the outline of the building is not drawn yet."),
    "outline_unsound": gettext_noop("Nothing was measured: the outline of the building is not sound."),
    "outline_empty": gettext_noop("The outline of the building is empty."),
    "outline_not_numbers": gettext_noop("The outline of the building has corners without a place."),
    "outline_in_parts": gettext_noop("The outline is in %(parts)s parts; a building has one outline."),
    "outline_too_fine": gettext_noop(
        "The outline has %(corners)s corners, more than the %(corners_most)s that can be checked."
    ),
    "outline_no_area": gettext_noop("The outline of the building encloses no area (%(area)s m²)."),
    "outline_crosses_itself": gettext_noop("The outline of the building crosses itself."),
    "outline_huge": gettext_noop(
        "The outline covers %(area)s m², more than the %(area_most)s m² that can be checked here."
    ),
    "parcel_missing": gettext_noop("No parcel is picked, or the register does not have it on this day."),
    "parcel_known": gettext_noop("The place is parcel %(parcel)s of the register."),
    "unpicked_on_one": gettext_noop("The outline lies on parcel %(others)s, but no parcel is picked."),
    "unpicked_on_several": gettext_noop("The outline lies on several parcels (%(others)s), and none is picked."),
    "outside_town": gettext_noop("The outline lies outside the municipality, %(away)s m from its boundary."),
    "inside": gettext_noop("The building lies inside parcel %(parcel)s."),
    "inside_by_tolerance": gettext_noop(
        "The building reaches %(over)s m over the boundary of parcel %(parcel)s as drawn, no more than its survey"
        " is exact (%(accuracy)s m). Set out the boundary before building."
    ),
    "inside_doubtful": gettext_noop(
        "The building reaches %(over)s m over the boundary of parcel %(parcel)s. The survey is exact to "
        "%(accuracy)s m, so the map cannot tell; an officer looks."
    ),
    "inside_doubtful_on_others": gettext_noop(
        "The building reaches %(over)s m over the boundary of parcel %(parcel)s, onto %(others)s. The survey is "
        "exact to %(accuracy)s m, so the map cannot tell; an officer looks."
    ),
    "outside": gettext_noop("The building reaches %(over)s m over the boundary of parcel %(parcel)s (%(area)s m²)."),
    "outside_on_others": gettext_noop(
        "The building reaches %(over)s m over the boundary of parcel %(parcel)s, onto other people's land: "
        "%(others)s (%(area)s m²)."
    ),
    "elsewhere": gettext_noop("The outline lies outside parcel %(parcel)s altogether."),
    "elsewhere_on_others": gettext_noop("The outline does not lie on parcel %(parcel)s but on %(others)s."),
    "boundary_none": gettext_noop("No side of the parcel borders on other people's land."),
    "boundary_kept": gettext_noop(
        "The walls stand %(measured)s m from the neighbours' boundary; %(required)s m are needed."
    ),
    "boundary_unproven": gettext_noop(
        "By the map the walls stand %(measured)s m from the neighbours' boundary; %(required)s m are needed. The "
        "survey is exact to %(accuracy)s m and cannot prove it: measure on site when setting out."
    ),
    "boundary_doubtful": gettext_noop(
        "By the map the walls stand %(measured)s m from the neighbours' boundary; %(required)s m are needed. The "
        "survey is exact to %(accuracy)s m, so the map cannot tell; an officer looks."
    ),
    "boundary_short": gettext_noop(
        "The walls with openings stand %(measured)s m from the neighbours' boundary; %(required)s m are needed."
    ),
    "boundary_blind_kept": gettext_noop(
        "The blind walls stand %(measured)s m from the neighbours' boundary; %(required)s m are needed."
    ),
    "boundary_blind_unproven": gettext_noop(
        "By the map the blind walls stand %(measured)s m from the neighbours' boundary; %(required)s m are "
        "needed. The survey is exact to %(accuracy)s m and cannot prove it: measure on site when setting out."
    ),
    "boundary_blind_doubtful": gettext_noop(
        "By the map the blind walls stand %(measured)s m from the neighbours' boundary; %(required)s m are "
        "needed. The survey is exact to %(accuracy)s m, so the map cannot tell; an officer looks."
    ),
    "boundary_blind_short": gettext_noop(
        "The blind walls stand %(measured)s m from the neighbours' boundary; %(required)s m are needed without "
        "the neighbour's consent."
    ),
    "boundary_blind_too_high": gettext_noop(
        "The blind walls stand %(measured)s m from the neighbours' boundary; so near a building of this height is"
        " not allowed, even with consent."
    ),
    "boundary_blind_consent": gettext_noop(
        "The blind walls stand %(measured)s m from the neighbours' boundary, nearer than %(required)s m. You say "
        "that the neighbour agrees; an officer looks at the letter."
    ),
    "boundary_high_building": gettext_noop(
        "From %(high)s m on it is a high building, for which this check does not hold; an officer looks. The "
        "walls stand %(measured)s m from the neighbours' boundary."
    ),
    "boundary_unknown_both": gettext_noop(
        "The walls stand %(measured)s m from the neighbours' boundary. Height and openings are not answered yet, "
        "so what is needed is not known: up to %(required)s m."
    ),
    "boundary_unknown_openings": gettext_noop(
        "The walls stand %(measured)s m from the neighbours' boundary. Whether they have openings is not answered"
        " yet: with openings %(required)s m are needed, without %(blind)s m."
    ),
    "boundary_unknown_height": gettext_noop(
        "The walls stand %(measured)s m from the neighbours' boundary. The height is not answered yet, so what is"
        " needed is not known: up to %(required)s m."
    ),
    "road_none": gettext_noop("No public road of the register is near."),
    "road_kept": gettext_noop(
        "The building stands %(measured)s m from the centre of %(road)s (%(width)s m wide); %(required)s m are needed."
    ),
    "road_unproven": gettext_noop(
        "By the map the building stands %(measured)s m from the centre of %(road)s (%(width)s m wide); "
        "%(required)s m are needed. The map is exact to %(accuracy)s m and cannot prove it: measure on site when "
        "setting out."
    ),
    "road_doubtful": gettext_noop(
        "By the map the building stands %(measured)s m from the centre of %(road)s (%(width)s m wide); "
        "%(required)s m are needed. The map is exact to %(accuracy)s m and cannot tell; an officer looks."
    ),
    "road_short": gettext_noop(
        "The building stands %(measured)s m from the centre of %(road)s (%(width)s m wide); %(required)s m are needed."
    ),
    "road_any_width": gettext_noop(
        "The building stands %(measured)s m from the centre of %(road)s. Nobody measured its width, but the "
        "distance is enough for any width it may have."
    ),
    "road_unmeasured": gettext_noop(
        "The building stands %(measured)s m from the centre of %(road)s, whose width nobody measured; taken for "
        "%(width)s m. Up to %(required)s m may be needed; an officer looks."
    ),
    "road_unknown": gettext_noop(
        "The building stands %(measured)s m from the centre of %(road)s (%(width)s m wide). Use, height or "
        "storeys are not answered yet; up to %(required)s m may be needed."
    ),
    "water_none": gettext_noop("No public water of the register is near."),
    "water_kept": gettext_noop(
        "The building stands %(measured)s m from the bank of %(water)s; %(required)s m are needed."
    ),
    "water_unproven": gettext_noop(
        "By the map the building stands %(measured)s m from the bank of %(water)s; %(required)s m are needed. The"
        " map is exact to %(accuracy)s m and cannot prove it: measure on site when setting out."
    ),
    "water_doubtful": gettext_noop(
        "By the map the building stands %(measured)s m from the bank of %(water)s; %(required)s m are needed. The"
        " map is exact to %(accuracy)s m and cannot tell; an officer looks."
    ),
    "water_short": gettext_noop(
        "The building stands only %(measured)s m from the bank of %(water)s; %(required)s m are needed."
    ),
    "water_unmeasured": gettext_noop(
        "The building stands %(measured)s m from %(water)s, water without a width in the register. If it is "
        "public, up to %(required)s m may be needed; an officer looks."
    ),
    "wires_none": gettext_noop("No pole or wire of the register is near."),
    "wires_kept": gettext_noop(
        "The nearest wire or pole (%(pole)s) is %(measured)s m away; %(required)s m are advised."
    ),
    "wires_unproven": gettext_noop(
        "By the map the nearest wire or pole (%(pole)s) is %(measured)s m away; %(required)s m are advised. The "
        "map is exact to %(accuracy)s m and cannot prove it: measure on site when setting out."
    ),
    "wire_in_building": gettext_noop("The wire of pole %(pole)s runs over the building."),
    "pole_in_building": gettext_noop("Pole %(pole)s stands where the building is drawn."),
    "wire_near": gettext_noop(
        "The wire of pole %(pole)s hangs %(measured)s m from the building; %(required)s m are advised. Its "
        "voltage is not in the register; an officer looks."
    ),
    "pole_near": gettext_noop("Pole %(pole)s stands %(measured)s m from the building; %(required)s m are advised."),
    "access_touches": gettext_noop("The parcel touches a public way: %(road)s."),
    "access_servitude": gettext_noop(
        "The parcel touches no public way. You say that there is a registered right of way; an officer looks at it."
    ),
    "access_far": gettext_noop(
        "The parcel touches no public way of the register; the nearest, %(road)s, is %(measured)s m away at its centre."
    ),
    "access_no_way": gettext_noop("No public way of the register is near the parcel."),
    "open_kept": gettext_noop(
        "%(measured)s %% of the parcel stay open (%(open_m2)s m²); %(required)s %% are needed. Buildings standing"
        " there count: %(standing)s."
    ),
    "open_by_storey": gettext_noop(
        "%(measured)s %% of the parcel stay open (%(open_m2)s m²), less than %(required)s %%. Taken of the "
        "largest storey, as the clause may be read, it is enough; an officer decides."
    ),
    "open_short": gettext_noop(
        "Only %(measured)s %% of the parcel stay open (%(open_m2)s m²); %(required)s %% are needed. Buildings "
        "standing there count: %(standing)s."
    ),
    "size_small": gettext_noop(
        "%(area)s m², storeys: %(storeys)s. A small building (up to %(area_most)s m² and %(storeys_most)s storeys)."
    ),
    "size_not_small_area": gettext_noop("%(area)s m² are more than the %(area_most)s m² of a small building."),
    "size_not_small_storeys": gettext_noop(
        "%(storeys)s storeys are more than the %(storeys_most)s of a small building."
    ),
    "size_outline_larger": gettext_noop(
        "The outline on the map covers %(outline)s m², more than the %(area)s m² written for all floors."
    ),
    "size_outline_smaller": gettext_noop(
        "%(area)s m² on %(storeys)s storeys do not fit on an outline of %(outline)s m²."
    ),
    "size_unknown": gettext_noop("Floor area and storeys are not answered yet."),
    "size_unknown_area": gettext_noop("The floor area is not answered yet."),
    "size_unknown_storeys": gettext_noop("The number of storeys is not answered yet."),
    "track_sketch": gettext_noop(
        "A sketch plan and a copy of the land document are enough (Ministerial Regulation 56)."
    ),
    "track_small_use": gettext_noop(
        "A small building by form Khor. 1: the sketch plan is for dwellings, farm stores and animal sheds."
    ),
    "track_small_size": gettext_noop(
        "A small building by form Khor. 1: %(area)s m² are more than the %(most)s m² of a sketch plan."
    ),
    "track_small_town": gettext_noop(
        "A small building by form Khor. 1: the regulation on sketch plans names TAO areas, not municipalities."
    ),
    "track_small_controlled": gettext_noop(
        "A small building by form Khor. 1: the place lies in a building control area (%(area_name)s)."
    ),
    "track_town_unknown": gettext_noop(
        "Taken as a small building by form Khor. 1: the kind of this local government is not known."
    ),
    "track_areas_unknown": gettext_noop(
        "Taken as a small building by form Khor. 1: building control areas are not loaded, so a sketch plan "
        "cannot be promised."
    ),
    "track_notice": gettext_noop("Notification by section 39 bis was chosen; an officer looks."),
    "track_ordinary": gettext_noop(
        "Not a small building (%(area)s m², %(storeys)s storeys): it goes the ordinary way, with drawings that an"
        " architect and an engineer sign."
    ),
    "track_unknown": gettext_noop("The way cannot be told before use, storeys and floor area are answered."),
    "owner_matches": gettext_noop("The applicant is registered as holder of parcel %(parcel)s."),
    "owner_other": gettext_noop("The land belongs to somebody else: the owner's written consent is needed."),
    "owner_number_missing": gettext_noop(
        "Whether the applicant holds parcel %(parcel)s cannot be told without the 13-digit number."
    ),
    "owner_at_desk": gettext_noop(
        "Whether the applicant holds parcel %(parcel)s is compared with the register at the desk."
    ),
    "owner_unregistered": gettext_noop("The register does not say who holds parcel %(parcel)s."),
    "owner_differs": gettext_noop("The register has another holder of parcel %(parcel)s than the applicant."),
    "zones_not_loaded": gettext_noop("The town plan is not loaded, so what may be built here is not known."),
    "zone_none": gettext_noop("No zone of the town plan covers the place."),
    "zone_use_unknown": gettext_noop("The place lies in %(name)s; the use is not answered yet."),
    "zone_allowed": gettext_noop("%(use)s: allowed in %(name)s."),
    "zone_denied": gettext_noop("%(use)s: not allowed in %(name)s."),
    "zone_unlisted": gettext_noop("%(use)s: the rules of %(name)s do not name it; an officer looks."),
    "zone_too_high_height": gettext_noop("%(name)s allows buildings up to %(most_height)s m."),
    "zone_too_high_storeys": gettext_noop("%(name)s allows up to %(most_storeys)s storeys."),
    "zone_height_unknown": gettext_noop("%(name)s limits the height; height or storeys are not answered yet."),
    "public_land_none": gettext_noop(
        "No public land, road reserve, forest, state or reform land of the map lies under the building."
    ),
    "public_land_not_loaded": gettext_noop(
        "No areas of public, state or forest land are loaded, so it cannot be told."
    ),
    "public_land_on": gettext_noop(
        "The building stands on land where nobody may build: %(kind)s, %(name)s (%(overlap)s m²)."
    ),
    "public_land_perhaps": gettext_noop(
        "By the map the building touches %(kind)s, %(name)s (%(overlap)s m²), no more than the survey is exact "
        "(%(accuracy)s m); an officer looks."
    ),
    "public_land_referred": gettext_noop(
        "The building stands on %(kind)s, %(name)s: whoever keeps the land must agree."
    ),
    "hazards_none": gettext_noop(
        "No flood area, steep slope, airport, monument or protected area of the map concerns the building."
    ),
    "hazards_not_loaded": gettext_noop(
        "No areas of floods, airports, monuments or nature are loaded, so it cannot be told."
    ),
    "hazard_too_high_height": gettext_noop("%(name)s allows nothing above %(most_height)s m."),
    "hazard_too_high_storeys": gettext_noop("%(name)s allows nothing above %(most_storeys)s storeys."),
    "hazard_height_unknown": gettext_noop(
        "%(name)s limits how high may be built; height or storeys are not answered yet."
    ),
    "hazard_airport_low": gettext_noop("The building stays below the height of the airport's safety zone (%(name)s)."),
    "hazard_airport": gettext_noop(
        "The place lies in the safety zone of an airport (%(name)s), of which no height is known; an officer looks."
    ),
    "hazard_flood": gettext_noop("The place lies in a flood area (%(name)s); an officer looks."),
    "hazard_monument": gettext_noop(
        "The place lies in the grounds of a monument (%(name)s): the Fine Arts Department is to be asked."
    ),
    "hazard_environment": gettext_noop(
        "The place lies in an environment protection area (%(name)s); an officer looks."
    ),
    "hazard_forest": gettext_noop("The place lies in a forest (%(name)s): the forest office is to be asked."),
    "slope_unknown": gettext_noop("There is no elevation model here, so the slope is not known."),
    "slope_steep": gettext_noop("The ground slopes by %(slope)s %%, more than %(most)s %%; an officer looks."),
    "water_stood": gettext_noop("%(share)s %% of the place was seen under water; an officer looks."),
    "duplicates_none": gettext_noop("No other petition and no building stands in the way."),
    "duplicates_none_beside_buildings": gettext_noop(
        "No other petition is there; buildings already on the parcel: %(buildings)s."
    ),
    "building_stands_there": gettext_noop(
        "By the register a building already stands where the new one is drawn (%(buildings)s)."
    ),
    "petition_same_place": gettext_noop("Another petition has its building in the same place (%(petitions)s)."),
    "petition_same_parcel": gettext_noop("Another petition concerns the same parcel (%(petitions)s)."),
    "petition_same_stretch": gettext_noop("Another petition asks for the road in the same place (%(petitions)s)."),
    "stretch_missing": gettext_noop("Nothing is marked on the map yet."),
    "stretch_on_road": gettext_noop("All of it lies on public roads of the register (%(roads)s), %(length)s m long."),
    "stretch_partly_off": gettext_noop(
        "A part of it lies beside the public roads of the register (%(roads)s), up to %(away)s m; an officer looks."
    ),
    "stretch_no_road": gettext_noop("No public road of the register lies where it is marked; an officer looks."),
}
"""What a finding says, by `Finding.says`."""

SENTENCES: dict[str, str] = {**SAID, **remedies.MENDS}
"""What a finding says, and what would make it pass, by `Finding.says` and `Finding.mend`."""


def say(code: str, values: Mapping[str, Any], *, translate: Callable[[str], str], language: str = "th") -> str:
    """The sentence of a code with its values; raises KeyError for a code that no table has.

    Directions, uses and kinds of land are put into words too; a name has its English twin where there is one. What else
    a rule found stands behind (`values["also"]`).
    """
    worded = {
        name: _word(name, value, values, translate=translate, language=language) for name, value in values.items()
    }
    # Only what is found has more to it; what would mend it is said once.
    also = json.loads(values.get("also", "[]")) if code in SAID else []
    more = [say(one["says"], one["values"], translate=translate, language=language) for one in also]
    return " ".join([translate(SENTENCES[code]) % worded, *more])


def _word(name: str, value: Any, values: Mapping[str, Any], *, translate: Callable[[str], str], language: str) -> Any:
    if language.startswith("en") and (english := values.get(f"{name}_en")):
        return english
    entry = WORDS.get(f"{name.removeprefix('second_')}.{value}")
    return value if entry is None else translate(entry)
