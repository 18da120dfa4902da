"""What would make a check pass, in English, by `Finding.mend`. Pure: no Django."""

from permits.terms import gettext_noop

MENDS: dict[str, str] = {
    "move_all": gettext_noop("Move it %(metres)s m %(direction)s: then all distances are kept."),
    "move_all_aslant": gettext_noop(
        "Move it %(metres)s m %(direction)s and %(second_metres)s m %(second_direction)s: then all distances are kept."
    ),
    "move_one": gettext_noop(
        "Move it %(metres)s m %(direction)s: then this distance is kept. No single move keeps all; make the "
        "building smaller or turn it."
    ),
    "move_one_aslant": gettext_noop(
        "Move it %(metres)s m %(direction)s and %(second_metres)s m %(second_direction)s: then this distance is "
        "kept. No single move keeps all; make the building smaller or turn it."
    ),
    "smaller_or_elsewhere": gettext_noop(
        "Moving alone does not help: make the building smaller, turn it, or choose another place."
    ),
    "blind_or_smaller": gettext_noop(
        "Moving alone does not help: make the wall there blind (%(blind)s m are then enough), or the building smaller."
    ),
    "consent": gettext_noop(
        "Moving alone does not help: bring the neighbour's written consent, or make the building smaller."
    ),
    "bring_consent": gettext_noop("Bring the neighbour's written consent."),
    "lower": gettext_noop("Plan the building lower."),
    "pick_parcel": gettext_noop("Pick the parcel on the map, or by its deed or code."),
    "pick_place_in_town": gettext_noop(
        "Pick a place inside the municipality; for another place ask the municipality there."
    ),
    "draw_again": gettext_noop("Draw the outline again, corner after corner around the building."),
    "draw_one_outline": gettext_noop("Draw one outline, and ask for each further building by itself."),
    "draw_simpler": gettext_noop("Draw the outline with fewer corners."),
    "answer_both": gettext_noop("Answer the height and whether the walls have openings."),
    "answer_openings": gettext_noop("Answer whether the walls towards the neighbours have openings."),
    "answer_height": gettext_noop("Answer use, height and storeys."),
    "answer_size": gettext_noop("Answer use, storeys and the area of all floors."),
    "answer_use": gettext_noop("Answer what the building is for."),
    "measure_road": gettext_noop("Move it further from the road, or let an officer measure the road's width."),
    "measure_water": gettext_noop("Move it further from the water, or let an officer say whether it is public."),
    "ask_electricity": gettext_noop("Keep further away, or ask the electricity authority to move or cover the wire."),
    "bring_servitude": gettext_noop("Bring the deed in which the right of way is registered."),
    "name_servitude": gettext_noop(
        "Show how the parcel is reached: a public way that is missing here, or a registered right of way."
    ),
    "too_much_built": gettext_noop("The buildings that already stand on the parcel leave too little open."),
    "smaller_by": gettext_noop("Make the building %(less_m2)s m² smaller on the ground."),
    "mend_area": gettext_noop("Correct the floor area or the outline, so that they agree."),
    "smaller_area": gettext_noop("Up to %(area_most)s m² it is a small building; larger ones go the ordinary way."),
    "fewer_storeys": gettext_noop(
        "Up to %(storeys_most)s storeys it is a small building; higher ones go the ordinary way."
    ),
    "bring_owner_consent": gettext_noop("Bring the written consent of the land's owner."),
    "give_number": gettext_noop("Give the applicant's 13-digit number."),
    "bring_deed": gettext_noop("Bring a copy of the deed."),
    "bring_deed_or_consent": gettext_noop("Bring a copy of the deed with your name, or the owner's written consent."),
    "ask_town_plan": gettext_noop("An officer asks the town plan."),
    "other_place_or_use": gettext_noop("Choose another use or another place."),
    "off_public_land": gettext_noop("Move the building off that land."),
    "ask_keeper": gettext_noop("An officer asks whoever keeps this area."),
    "look_on_site": gettext_noop("An officer looks on site."),
    "say_what_happens": gettext_noop("Say what happens to the building that stands there, or move the new one."),
    "withdraw_or_explain": gettext_noop(
        "Withdraw the other petition if it is yours, or tell the officer that both are meant."
    ),
    "mark_stretch": gettext_noop("Mark the place on the map."),
    "mark_on_road": gettext_noop("Mark it on the road, or say beside which house it is."),
}
"""How the applicant, or an officer, gets further."""
