-- What tells one state of the appended rows from another: the newest row of each table, and how many there are among the
-- newest ten thousand numbers, for a transaction that took a lower number may end later.
WITH newest AS (
    SELECT (SELECT max(id) FROM casework_case WHERE municipality_id = %(municipality)s) AS cases,
           (SELECT max(id) FROM casework_step WHERE municipality_id = %(municipality)s) AS steps,
           (SELECT max(id) FROM casework_charge WHERE municipality_id = %(municipality)s) AS charges,
           (SELECT max(id) FROM casework_pausemark WHERE municipality_id = %(municipality)s) AS pauses
)
SELECT newest.*,
       (SELECT count(*) FROM casework_case WHERE municipality_id = %(municipality)s AND id > newest.cases - 10000),
       (SELECT count(*) FROM casework_step WHERE municipality_id = %(municipality)s AND id > newest.steps - 10000),
       (SELECT count(*) FROM casework_charge WHERE municipality_id = %(municipality)s AND id > newest.charges - 10000),
       (SELECT count(*) FROM casework_pausemark WHERE municipality_id = %(municipality)s AND id > newest.pauses - 10000),
       (SELECT max(id) FROM casework_stepkind WHERE municipality_id = %(municipality)s)
FROM newest
