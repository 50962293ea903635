"""What a transactional test leaves behind is nothing at all."""

from __future__ import annotations

import pytest

from forum.models import Post
from members import masks
from tests import factories, triggers


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_drew_high_numbers_rows_are_counted_from_below_again() -> None:
    fresh = triggers.standing()
    masked = factories.make_post(factories.make_thread(), id=masks.random_id())
    triggers.empty(fresh)
    assert not Post.objects.exists()
    assert factories.make_thread().posts.get().pk < masks.LOWEST_ID < masked.pk
