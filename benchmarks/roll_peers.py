"""The full law of one year as a good user of Polars and of DuckDB would write it, half up to the satang."""

from collections.abc import Sequence

import polars as pl

from taxroll.law.book import LawOfYear
from taxroll.law.tables import Table

PPM = 1_000_000
RESULTS = ("value", "exemption", "tax", "escalation", "relief", "phase_in", "payable")
STATEMENT = """
WITH shared AS (
  SELECT *, sum(use_part) OVER (PARTITION BY property ORDER BY position ROWS UNBOUNDED PRECEDING)::BIGINT AS area
  FROM lines
), cut AS (
  SELECT *, CASE WHEN is_floor_share THEN (area * 1000 + use_whole // 2) // use_whole ELSE area END AS share,
    CASE WHEN is_floor_share THEN 1000 ELSE use_whole END AS whole FROM shared
), worths AS (
  SELECT *, value_satang // whole * share + (value_satang % whole * share + whole // 2) // whole AS worth FROM cut
), valued AS (
  SELECT position, owner, is_natural, "group", "table", vacant_years, reduction_ppm, old_tax_satang,
    worth - coalesce(lag(worth) OVER (PARTITION BY property ORDER BY position), 0) AS value FROM worths
), pooled AS (
  SELECT owner, "table" FROM valued WHERE is_natural AND "table" <= 3
  GROUP BY ALL HAVING sum(value) > {pool}
), spending AS (
  SELECT position, value, {pool} AS pool, sum(value) OVER (PARTITION BY owner, "table"
    ORDER BY CASE WHEN "table" = 1 THEN -value ELSE position END, position ROWS UNBOUNDED PRECEDING)::BIGINT AS after
  FROM valued SEMI JOIN pooled USING (owner, "table") WHERE is_natural
), exempted AS (
  SELECT valued.*, CASE WHEN spending.position IS NOT NULL THEN least(after, pool) - least(after - spending.value, pool)
    WHEN "table" = 7 OR (is_natural AND "table" <= 3) THEN valued.value ELSE 0 END AS exemption
  FROM valued LEFT JOIN spending USING (position)
), based AS (
  SELECT *, value - exemption AS net, sum(value - exemption) OVER base::BIGINT AS high,
    CASE WHEN "table" = 6 THEN (vacant_years - 1) // {years_per_step} * {step_ppm} ELSE 0 END AS more
  FROM exempted WINDOW base AS (PARTITION BY "group", "table" ORDER BY position ROWS UNBOUNDED PRECEDING)
), sliced AS (
  SELECT *, {risen} AS risen,
    {plain} AS plain FROM based
), summed AS (
  SELECT *, (sum(risen) OVER base::BIGINT + 500000) // 1000000 AS taxed,
    (sum(risen - plain) OVER base::BIGINT + 500000) // 1000000 AS rise
  FROM sliced WINDOW base AS (PARTITION BY "group", "table" ORDER BY position ROWS UNBOUNDED PRECEDING)
), taxes AS (
  SELECT *, taxed - coalesce(lag(taxed) OVER base, 0) AS tax, rise - coalesce(lag(rise) OVER base, 0) AS escalation
  FROM summed WINDOW base AS (PARTITION BY "group", "table" ORDER BY position)
), paid AS (
  SELECT *, (sum(tax * ({pay})) OVER (PARTITION BY "group", "table" ORDER BY position ROWS UNBOUNDED PRECEDING)::BIGINT
    + 500000) // 1000000 AS paid FROM taxes
), reduced AS (
  SELECT *, paid - coalesce(lag(paid) OVER (PARTITION BY "group", "table" ORDER BY position), 0) AS reduced FROM paid
), {phase_in}
SELECT position, value, exemption, tax, escalation, tax - reduced AS relief, reduced - payable AS phase_in, payable
FROM phased
"""
"""The full law as one statement; its numbers are those of a year."""


def with_polars(lines: pl.DataFrame, law: LawOfYear) -> pl.DataFrame:
    """Whole-column running sums less their value at the start of each block: the fastest way known in Polars."""
    df = lines.with_columns(_after("use_part", ["property"]).alias("area"))
    tenths = _half_up(pl.col("area") * 1000, pl.col("use_whole"))
    share = pl.when("is_floor_share").then(tenths).otherwise("area")
    whole = pl.when("is_floor_share").then(1000).otherwise("use_whole")
    worth = pl.col("value_satang") // whole * share + _half_up(pl.col("value_satang") % whole * share, whole)
    df = df.with_columns(worth.alias("worth")).with_columns(_step("worth", ["property"]).alias("value"))
    df = df.with_columns(_exemption_polars(df, law)).sort("group", "table", "position")
    base = ["group", "table"]
    df = df.with_columns((pl.col("value") - pl.col("exemption")).alias("net"))
    df = df.with_columns(_after("net", base).alias("high")).with_columns((pl.col("high") - pl.col("net")).alias("low"))
    rule = law.escalation.value
    more = (pl.col("vacant_years") - 1) // rule.years_per_step * rule.step_ppm
    df = df.with_columns(pl.when(pl.col("table") == int(Table.VACANT)).then(more).otherwise(0).alias("more"))
    df = df.with_columns(_ppm_tax(law, rule.ceiling_ppm, risen=True), _ppm_tax(law, rule.ceiling_ppm, risen=False))
    df = df.with_columns((pl.col("risen") - pl.col("plain")).alias("due_to_rise"))
    df = df.with_columns(
        _half_up(_after("risen", base), PPM).alias("taxed"), _half_up(_after("due_to_rise", base), PPM).alias("rise")
    )
    df = df.with_columns(_step("taxed", base).alias("tax"), _step("rise", base).alias("escalation"))
    general = law.general_pay_ppm.value
    pay = (PPM - pl.col("reduction_ppm")) if general == PPM else pl.lit(general, dtype=pl.Int64)
    df = df.with_columns((pl.col("tax") * pay).alias("paid_ppm"))
    df = df.with_columns(_half_up(_after("paid_ppm", base), PPM).alias("paid"))
    df = df.with_columns(_step("paid", base).alias("reduced"))
    df = df.with_columns((pl.col("tax") - pl.col("reduced")).alias("relief"))
    return _phase_in_polars(df, law).select("position", *RESULTS)


def _exemption_polars(df: pl.DataFrame, law: LawOfYear) -> list[pl.Series]:
    pool = {
        1: law.agriculture_exemption_satang.value,
        2: law.main_home_exemption_satang.value,
        3: law.main_home_building_exemption_satang.value,
    }
    pools = pl.when(pl.col("table") == 1).then(pool[1]).when(pl.col("table") == 2).then(pool[2]).otherwise(pool[3])
    pooled = df.lazy().filter(pl.col("is_natural") & (pl.col("table") <= 3)).with_columns(pools.alias("pool"))
    over = pooled.group_by("owner", "table").agg(pl.col("value").sum().alias("all"), pl.col("pool").first())
    over = over.filter(pl.col("all") > pl.col("pool")).select("owner", "table")
    first = pl.when(pl.col("table") == 1).then(-pl.col("value")).otherwise(pl.col("position"))
    spent = (
        pooled.join(over, on=["owner", "table"], how="semi")
        .select("owner", "table", "value", "pool", "position", first.alias("first"))
        .sort("owner", "table", "first", "position")
        .with_columns(_after("value", ["owner", "table"]).alias("after"))
        .select(
            "position",
            (pl.min_horizontal("after", "pool") - pl.min_horizontal(pl.col("after") - pl.col("value"), "pool")).alias(
                "part"
            ),
        )
        .collect()
    )
    full = pl.when((pl.col("table") == 7) | (pl.col("is_natural") & (pl.col("table") <= 3))).then("value").otherwise(0)
    exemption = df.select(full.alias("exemption")).to_series().to_numpy().copy()
    exemption[spent["position"].to_numpy()] = spent["part"].to_numpy()
    return [pl.Series("exemption", exemption)]


def _ppm_tax(law: LawOfYear, ceiling: int, *, risen: bool) -> pl.Expr:
    """Base of each slice by its rate, in millionths of a satang."""
    tax = pl.lit(0, dtype=pl.Int64)
    for table, dated in law.rates.items():
        own = pl.lit(0, dtype=pl.Int64)
        for part in dated.value:
            taxed = pl.col("high").clip(part.from_satang, part.up_to_satang) - pl.col("low").clip(
                part.from_satang, part.up_to_satang
            )
            rate = pl.min_horizontal(part.rate_ppm + pl.col("more"), max(part.rate_ppm, ceiling))
            own = own + taxed * (rate if risen and table is Table.VACANT else part.rate_ppm)
        tax = pl.when(pl.col("table") == int(table)).then(own).otherwise(tax)
    return tax.alias("risen" if risen else "plain")


def _phase_in_polars(df: pl.DataFrame, law: LawOfYear) -> pl.DataFrame:
    charged = law.phase_in_ppm.value
    if charged == PPM:
        return df.with_columns(pl.lit(0, dtype=pl.Int64).alias("phase_in"), pl.col("reduced").alias("payable"))
    owners = df.group_by("owner").agg(
        pl.col("reduced").sum().alias("owes"), pl.col("old_tax_satang").sum().alias("owed")
    )
    more = pl.col("owes") - pl.col("owed")
    part = pl.col("owed") + more // PPM * charged + _half_up(more % PPM * charged, PPM)
    owners = owners.with_columns(pl.when(more > 0).then(part).otherwise("owes").alias("pays")).drop("owed")
    df = df.join(owners, on="owner").sort("owner", "position").with_columns(_after("reduced", ["owner"]).alias("after"))
    wide = pl.col("after").cast(pl.Int128) * pl.col("pays").cast(pl.Int128)
    owes = pl.max_horizontal(pl.col("owes"), 1).cast(pl.Int128)
    df = df.with_columns(_half_up(wide, owes).cast(pl.Int64).alias("kept"))
    df = df.with_columns(_step("kept", ["owner"]).alias("payable"))
    return df.with_columns((pl.col("reduced") - pl.col("payable")).alias("phase_in"))


def _half_up(number: pl.Expr, divisor: pl.Expr | int) -> pl.Expr:
    return (number + divisor // 2) // divisor


def _is_first(keys: Sequence[str]) -> pl.Expr:
    changes = [pl.col(key) != pl.col(key).shift(1) for key in keys]
    return pl.any_horizontal(*changes).fill_null(value=True)


def _after(column: str, keys: Sequence[str]) -> pl.Expr:
    """Running total inside each block."""
    running = pl.col(column).cum_sum()
    start = pl.when(_is_first(keys)).then(running - pl.col(column)).forward_fill()
    return running - start


def _step(column: str, keys: Sequence[str]) -> pl.Expr:
    """What each row adds to a running total that begins anew in each block."""
    return pl.col(column) - pl.when(_is_first(keys)).then(0).otherwise(pl.col(column).shift(1))


def sql_for_duckdb(law: LawOfYear) -> str:
    """One statement over the table `lines`; windows in 128 bits where DuckDB needs them."""
    rule, general = law.escalation.value, law.general_pay_ppm.value
    return STATEMENT.format(
        pool=f'CASE "table" WHEN 1 THEN {law.agriculture_exemption_satang.value} '
        f"WHEN 2 THEN {law.main_home_exemption_satang.value} ELSE {law.main_home_building_exemption_satang.value} END",
        years_per_step=rule.years_per_step,
        step_ppm=rule.step_ppm,
        risen=_slices(law, rule.ceiling_ppm, risen=True),
        plain=_slices(law, rule.ceiling_ppm, risen=False),
        pay="1000000 - reduction_ppm" if general == PPM else str(general),
        phase_in=_phase_in_sql(law),
    )


def _slices(law: LawOfYear, ceiling: int, *, risen: bool) -> str:
    tables = []
    for table, dated in law.rates.items():
        parts = []
        for part in dated.value:
            between = (
                f"(least(greatest(high, {part.from_satang}), {part.up_to_satang})"
                f" - least(greatest(high - net, {part.from_satang}), {part.up_to_satang}))"
            )
            rate = f"least({part.rate_ppm} + more, {max(part.rate_ppm, ceiling)})"
            parts.append(f"{between} * {rate if risen and table is Table.VACANT else part.rate_ppm}")
        tables.append(f"WHEN {int(table)} THEN {' + '.join(parts)}")
    return f'CASE "table" {" ".join(tables)} END'


def _phase_in_sql(law: LawOfYear) -> str:
    charged = law.phase_in_ppm.value
    if charged == PPM:
        return "phased AS (SELECT *, reduced AS payable FROM reduced)"
    return f"""owing AS (
  SELECT owner, sum(reduced)::BIGINT AS owes, sum(old_tax_satang)::BIGINT AS owed FROM reduced GROUP BY owner
), paying AS (
  SELECT owner, owes, CASE WHEN owes > owed THEN owed + (owes - owed) // 1000000 * {charged}
    + ((owes - owed) % 1000000 * {charged} + 500000) // 1000000 ELSE owes END AS pays FROM owing
), keeping AS (
  SELECT reduced.*, ((sum(reduced) OVER (PARTITION BY owner ORDER BY position ROWS UNBOUNDED PRECEDING))::HUGEINT * pays
    + greatest(owes, 1) // 2) // greatest(owes, 1) AS kept FROM reduced JOIN paying USING (owner)
), phased AS (
  SELECT *, (kept - coalesce(lag(kept) OVER (PARTITION BY owner ORDER BY position), 0))::BIGINT AS payable FROM keeping
)"""
