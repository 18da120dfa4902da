"""Where bars stand in a chart; every expected place was drawn on paper."""

from gis_assets import charts


def test_bars_reach_the_line_of_their_value_when_the_scale_is_round() -> None:
    chart = charts.stacked_bars([("ม.ค.", 50, 0), ("ก.พ.", 60, 40)], width=240, height=140, left=40, top=20, foot=20)

    first, second = chart.bars
    assert [tick.value for tick in chart.ticks] == [0, 20, 40, 60, 80, 100]
    assert (first.lower_y, first.lower_height, second.upper_y, second.upper_height) == (70.0, 50.0, 20.0, 40.0)


def test_every_so_manyth_label_is_written_when_there_are_many() -> None:
    chart = charts.stacked_bars([(str(number), 1, 0) for number in range(24)], most_labels=12)

    assert [bar.label for bar in chart.bars if bar.is_labelled] == [str(number) for number in range(0, 24, 2)]


def test_empty_chart_has_a_scale_when_there_are_no_rows() -> None:
    chart = charts.stacked_bars([])

    assert (chart.bars, [tick.value for tick in chart.ticks]) == ((), [0, 1])
