-- Changes whenever a version of a pole or grid node comes or ends; cheap enough to be asked each time.
SELECT (SELECT concat(count(*), ' ', max(id), ' ', count(*) FILTER (WHERE upper_inf(valid)))
        FROM gis_assets_utilitypoleversion WHERE municipality_id = %(municipality)s)
       || ' ' ||
       (SELECT concat(count(*), ' ', max(id), ' ', count(*) FILTER (WHERE upper_inf(valid)))
        FROM gis_assets_gridnodeversion WHERE municipality_id = %(municipality)s)
