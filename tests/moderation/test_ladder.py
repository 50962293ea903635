"""The ladder as a table: what it proposes, how it fades, and that it never acts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from moderation import ladder
from moderation.ladder import Earlier
from moderation.models import Act, Measure

NOW = datetime.fromisoformat("2031-06-05T09:00:00+00:00")


def ago(days: float, act: str = "hide", measure: str = "", is_undone: bool = False) -> Earlier:
    return Earlier(act, measure, NOW - timedelta(days=days), is_undone)


@pytest.mark.parametrize(
    "past, key",
    [
        ([], ""),
        ([ago(1, "nothing_wrong"), ago(1, "restore"), ago(1, "move"), ago(1, "lock")], ""),
        ([ago(1)], "here:1d"),
        ([ago(1, "warn")], "here:1d"),
        ([ago(1, "redact")], "here:1d"),
        ([ago(60)], "here:1d"),
        ([ago(120)], "here:1d"),
        ([ago(121)], ""),
        ([ago(180)], ""),
        ([ago(400)] * 20, ""),
        ([ago(1, is_undone=True)] * 5, ""),
        ([ago(1)] * 2, "read_only:3d"),
        ([ago(10, "suspend", "here")], "read_only:3d"),
        ([ago(10, "suspend", "suspended"), ago(20)], "suspended:7d"),
        ([ago(10, "hide_suspend", "suspended")] * 3, "suspended:30d"),
        ([ago(1, "suspend", "closed")] * 9, "suspended:30d"),
    ],
)
def test_what_it_proposes(past, key):
    assert ladder.propose(past, now=NOW, has_place=True).key == key


def test_without_a_place_the_lightest_pause_is_reading_only_for_a_day():
    assert ladder.propose([ago(1)], now=NOW, has_place=False).key == "read_only:1d"


def test_it_only_ever_fades():
    past = [ago(1, "hide_suspend", "suspended"), ago(30), ago(50, "warn")]
    keys = [f"{one.measure}:{one.length}" for one in ladder.STEPS]
    heights = [
        keys.index(ladder.propose(past, now=NOW + timedelta(days=days), has_place=True).key or ":")
        for days in range(200)
    ]
    assert heights == sorted(heights, reverse=True)
    assert (heights[0], heights[-1]) == (3, 0)


def test_it_says_when_the_last_of_them_fades():
    found = ladder.propose([ago(10), ago(170)], now=NOW, has_place=True)
    assert (found.counted, found.fades_at) == (2, NOW + timedelta(days=170))
    assert ladder.propose([ago(400)], now=NOW, has_place=True).fades_at is None


def test_nobody_is_ever_sent_out_by_it():
    assert Measure.CLOSED not in {one.measure for one in ladder.STEPS}
    assert Act.HIDE not in {one.measure for one in ladder.STEPS}
