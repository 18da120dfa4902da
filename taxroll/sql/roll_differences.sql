-- What differs, parcel by parcel, between what stands after one roll and what stands after another, and why.
-- A building on no parcel stands for itself (parcel_id null). Sums in satang; areas in hundredths.
CREATE OR REPLACE FUNCTION roll_differences(before_roll bigint, after_roll bigint)
RETURNS TABLE (
    parcel_id bigint, building_id bigint, code text, parcel_version_id bigint,
    before_value bigint, after_value bigint, before_payable bigint, after_payable bigint, reasons text[]
) LANGUAGE sql STABLE AS $$
WITH standing AS MATERIALIZED (
    SELECT 'before' AS side, bill_id FROM bills_standing(before_roll)
    UNION ALL
    SELECT 'after', bill_id FROM bills_standing(after_roll)
),
line AS (
    SELECT
        standing.side, plot.parcel_id, CASE WHEN plot.id IS NULL THEN house.building_id END AS alone,
        coalesce('unit ' || flat.unit_id, house.building_id::text) AS house, bill.parties, line.*
    FROM standing
    JOIN taxroll_bill AS bill ON bill.id = standing.bill_id
    JOIN taxroll_rollline AS line ON line.bill_id = bill.id
    LEFT JOIN gis_assets_parcelversion AS plot ON plot.id = line.parcel_version_id
    LEFT JOIN gis_assets_buildingversion AS house ON house.id = line.building_version_id
    LEFT JOIN gis_assets_unitversion AS flat ON flat.id = line.unit_version_id
),
place AS (
    SELECT
        side, parcel_id, alone, max(parcel_code) AS code, max(house_number) AS house_number, max(parcel_version_id) AS version,
        sum(value_satang)::bigint AS value, sum(net_satang)::bigint AS net, sum(exemption_satang)::bigint AS exemption,
        sum(payable_satang)::bigint AS payable, max(vacant_years) AS vacant_years,
        array_agg(DISTINCT concat(kind, ' ', house, ' ', parties)) AS owners,
        array_agg(DISTINCT house) FILTER (WHERE kind <> 'land') AS houses,
        array_agg(DISTINCT concat(house, ' ', depreciation_percent)) FILTER (WHERE kind <> 'land') AS ages,
        array_agg(DISTINCT concat(kind, ' ', house, ' ', price_satang, ' ', treasury_type, ' ', material_class)) AS prices,
        array_agg(DISTINCT concat(kind, ' ', house, ' ', area_wah, ' ', area_m2)) AS areas,
        ARRAY[
            sum(use_part) FILTER (WHERE kind = 'land' AND "table" = 1), sum(use_part) FILTER (WHERE kind <> 'land' AND "table" = 1),
            sum(use_part) FILTER (WHERE kind = 'land' AND "table" IN (2, 3, 4)), sum(use_part) FILTER (WHERE kind <> 'land' AND "table" IN (2, 3, 4)),
            sum(use_part) FILTER (WHERE kind = 'land' AND "table" = 5), sum(use_part) FILTER (WHERE kind <> 'land' AND "table" = 5),
            sum(use_part) FILTER (WHERE kind = 'land' AND "table" = 6), sum(use_part) FILTER (WHERE kind <> 'land' AND "table" = 6)
        ] AS uses,
        ARRAY[sum(use_part) FILTER (WHERE kind = 'land' AND "table" = 7), sum(use_part) FILTER (WHERE kind <> 'land' AND "table" = 7)] AS exempt,
        ARRAY[sum(use_part) FILTER (WHERE kind = 'land' AND "table" IN (2, 3)), sum(use_part) FILTER (WHERE kind <> 'land' AND "table" IN (2, 3))] AS homes
    FROM line
    GROUP BY side, parcel_id, alone
),
pair AS (
    SELECT
        coalesce(b.parcel_id, a.parcel_id) AS parcel_id, coalesce(b.alone, a.alone) AS alone, a AS after, b AS before,
        a.side IS NOT NULL AS is_after, b.side IS NOT NULL AS is_before
    FROM (SELECT * FROM place WHERE side = 'before') AS b
    FULL JOIN (SELECT * FROM place WHERE side = 'after') AS a
        ON (coalesce(b.parcel_id, 0), coalesce(b.alone, 0)) = (coalesce(a.parcel_id, 0), coalesce(a.alone, 0))
),
rolls AS (
    SELECT b.law_digest <> a.law_digest OR b.tax_year_be <> a.tax_year_be AS is_other_law, a.as_of_date
    FROM taxroll_roll AS b, taxroll_roll AS a
    WHERE b.id = before_roll AND a.id = after_roll
),
explained AS (
    SELECT
        pair.*,
        array_remove(ARRAY[
            CASE WHEN NOT is_before AND NOT is_gap_before THEN 'new' END,
            CASE WHEN NOT is_after AND NOT is_gap_after THEN 'gone' END,
            CASE WHEN is_gap_before AND NOT is_before THEN 'taxable' END,
            CASE WHEN is_gap_after AND NOT is_after THEN 'not_taxable' END,
            CASE WHEN NOT (is_before AND is_after) AND is_split THEN 'split' END,
            CASE WHEN NOT (is_before AND is_after) AND is_merged THEN 'merge' END,
            CASE WHEN is_both AND (before).owners <> (after).owners AND (before).houses IS NOT DISTINCT FROM (after).houses THEN 'owner' END,
            CASE WHEN is_both AND (before).areas <> (after).areas AND (before).houses IS NOT DISTINCT FROM (after).houses THEN 'area' END,
            CASE WHEN is_both AND (before).prices <> (after).prices AND (before).houses IS NOT DISTINCT FROM (after).houses THEN 'price' END,
            CASE WHEN is_both AND (before).uses <> (after).uses AND (before).houses IS NOT DISTINCT FROM (after).houses THEN 'use' END,
            CASE WHEN is_both AND NOT coalesce((after).houses, '{}') <@ coalesce((before).houses, '{}') THEN 'building_new' END,
            CASE WHEN is_both AND NOT coalesce((before).houses, '{}') <@ coalesce((after).houses, '{}') THEN 'building_gone' END,
            CASE WHEN is_both AND (before).houses = (after).houses AND (before).ages <> (after).ages THEN 'building_older' END,
            CASE WHEN is_both AND (before).vacant_years <> (after).vacant_years THEN 'vacancy' END,
            CASE WHEN is_both AND ((before).homes IS DISTINCT FROM (after).homes OR (before).exempt IS DISTINCT FROM (after).exempt) THEN 'claim' END,
            CASE WHEN is_both AND (before).exemption <> (after).exemption THEN 'exemption' END,
            CASE WHEN is_both AND (before).net = (after).net AND (before).payable <> (after).payable
                AND (before).uses IS NOT DISTINCT FROM (after).uses AND (before).vacant_years = (after).vacant_years THEN CASE WHEN is_other_law THEN 'law' ELSE 'joint_base' END END
        ], NULL) AS reasons
    FROM pair
    CROSS JOIN rolls
    CROSS JOIN LATERAL (
        SELECT
            is_before AND is_after AS is_both,
            EXISTS (
                SELECT FROM taxroll_rollgap AS gap JOIN gis_assets_parcelversion AS version ON version.id = gap.parcel_version_id
                WHERE gap.roll_id = before_roll AND version.parcel_id = pair.parcel_id AND NOT is_before
            ) AS is_gap_before,
            EXISTS (
                SELECT FROM taxroll_rollgap AS gap JOIN gis_assets_parcelversion AS version ON version.id = gap.parcel_version_id
                WHERE gap.roll_id = after_roll AND version.parcel_id = pair.parcel_id AND NOT is_after
            ) AS is_gap_after,
            EXISTS (
                SELECT FROM gis_assets_parcellineage AS step
                WHERE NOT (is_before AND is_after) AND step.kind = 'split' AND step.effective_date <= rolls.as_of_date
                    AND pair.parcel_id IN (step.parent_id, step.child_id)
            ) AS is_split,
            EXISTS (
                SELECT FROM gis_assets_parcellineage AS step
                WHERE NOT (is_before AND is_after) AND step.kind = 'merge' AND step.effective_date <= rolls.as_of_date
                    AND pair.parcel_id IN (step.parent_id, step.child_id)
            ) AS is_merged
    ) AS known
)
SELECT
    parcel_id, alone, coalesce(nullif((after).code, ''), nullif((before).code, ''), (after).house_number, (before).house_number, ''),
    coalesce((after).version, (before).version),
    coalesce((before).value, 0), coalesce((after).value, 0), coalesce((before).payable, 0), coalesce((after).payable, 0), reasons
FROM explained
WHERE cardinality(reasons) > 0
    OR coalesce((before).payable, 0) <> coalesce((after).payable, 0)
    OR coalesce((before).value, 0) <> coalesce((after).value, 0)
$$
