-- How many roads there are on a day, and whether a turn is restricted.
SELECT (SELECT count(*) FROM gis_assets_roadsegmentversion
        WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date),
       EXISTS (SELECT FROM gis_assets_turnrestrictionversion
               WHERE municipality_id = %(municipality)s AND valid @> %(on)s::date)
