"""Words that the checks put into their sentences, and what rules and limits are called.

Pure: no Django.
"""


def gettext_noop(msgid: str) -> str:
    """Return the words unchanged; the name is what the message extractor looks for."""
    return msgid


WORDS: dict[str, str] = {
    "direction.north": gettext_noop("to the north"),
    "direction.north_east": gettext_noop("to the north-east"),
    "direction.east": gettext_noop("to the east"),
    "direction.south_east": gettext_noop("to the south-east"),
    "direction.south": gettext_noop("to the south"),
    "direction.south_west": gettext_noop("to the south-west"),
    "direction.west": gettext_noop("to the west"),
    "direction.north_west": gettext_noop("to the north-west"),
    "use.dwelling": gettext_noop("Dwelling house"),
    "use.store": gettext_noop("Store for farm produce"),
    "use.animals": gettext_noop("Shed for animals"),
    "use.commerce": gettext_noop("Shop or office"),
    "use.other": gettext_noop("Some other use"),
    "kind.public_land": gettext_noop("public land"),
    "kind.road_reserve": gettext_noop("a road reserve"),
    "kind.forest": gettext_noop("a forest"),
    "kind.state_land": gettext_noop("state land"),
    "kind.alro": gettext_noop("land of the land reform"),
}
"""Words within sentences, by the name of the value and the value."""

RULES: dict[str, str] = {
    "inside_parcel": gettext_noop("Building inside the parcel"),
    "size": gettext_noop("Floor area and storeys"),
    "track": gettext_noop("Which way it goes"),
    "ownership": gettext_noop("Ownership of the land"),
    "boundary_distance": gettext_noop("Distance to the neighbours' boundary"),
    "road_distance": gettext_noop("Distance to the road"),
    "water_distance": gettext_noop("Distance to the water"),
    "open_space": gettext_noop("Open space of the parcel"),
    "zoning": gettext_noop("Town plan"),
    "public_land": gettext_noop("Public and state land"),
    "power_lines": gettext_noop("Power lines and poles"),
    "hazards": gettext_noop("Floods, slopes and protected areas"),
    "access": gettext_noop("Access to a public way"),
    "duplicates": gettext_noop("Other petitions and buildings there"),
    "on_road": gettext_noop("On a public road"),
}
"""What each rule is called."""

LAWS: dict[str, str] = {
    "inside_parcel": gettext_noop(
        "Civil and Commercial Code, s. 1312 (building over the boundary); accuracy of the register's survey"
    ),
    "size": gettext_noop("Ministerial Regulations No. 10 (B.E. 2528) and No. 56 (B.E. 2543)"),
    "track": gettext_noop(
        "Building Control Act B.E. 2522, s. 21, 25 and 39 bis; Ministerial Regulation No. 56 (B.E. 2543)"
    ),
    "ownership": gettext_noop(
        "Ministerial Regulation No. 10 (B.E. 2528): land document, and the owner's consent where it is another's land"
    ),
    "boundary_distance": gettext_noop("Ministerial Regulation No. 55 (B.E. 2543), cl. 50"),
    "road_distance": gettext_noop("Ministerial Regulation No. 55 (B.E. 2543), cl. 41"),
    "water_distance": gettext_noop("Ministerial Regulation No. 55 (B.E. 2543), cl. 42"),
    "open_space": gettext_noop("Ministerial Regulation No. 55 (B.E. 2543), cl. 33"),
    "zoning": gettext_noop("Town Planning Act B.E. 2562 and the rules of the zone"),
    "public_land": gettext_noop("Land Code, s. 9; laws of forests, state land and land reform"),
    "power_lines": gettext_noop("Clearances of the electricity authorities"),
    "hazards": gettext_noop(
        "Laws of air navigation, ancient monuments and the environment; announcements of each area"
    ),
    "access": gettext_noop("Civil and Commercial Code, s. 1349 and 1387 (way over other land)"),
    "duplicates": gettext_noop("The municipality's own check"),
    "on_road": gettext_noop("Highways Act B.E. 2535, s. 38; Act on Cleanliness and Orderliness B.E. 2535, s. 19"),
}
"""Where each rule is written; the numbers have theirs beside them (`limits`)."""

TOPICS: dict[str, str] = {
    "track": gettext_noop("Which way a petition goes"),
    "tolerance": gettext_noop("How far the map is trusted"),
    "boundary": gettext_noop("Distance to neighbours"),
    "road": gettext_noop("Distance to roads"),
    "water": gettext_noop("Distance to water"),
    "open_space": gettext_noop("Open space"),
    "wires": gettext_noop("Wires and poles"),
    "hazards": gettext_noop("Dangers of the place"),
    "access": gettext_noop("Access to a way"),
    "outline": gettext_noop("What outlines are taken"),
}
"""What the limits of a topic (`limits.listed`) are called."""
