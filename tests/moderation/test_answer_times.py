"""How soon somebody answers: counted hour by hour, once, and told as median and 95th percentile by language."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from chat.models import Room, RoomEvent
from chat.services import send_message
from forum.models import Post, Thread
from moderation import answer_times, services
from moderation.models import AnswersCounted, AnswerTime
from tests import factories
from tests.cast import Person
from tests.moderation.makers import call

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(minute=20, second=0, microsecond=0)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def began_long_ago() -> None:
    for place in ("thread", "room"):
        AnswersCounted.objects.create(place=place, until=(NOW - timedelta(days=8)).replace(minute=0))


def thread(began: datetime, *after_minutes: float, language: str = "fr") -> Thread:
    """A thread, and words of others so many minutes after."""
    made = factories.make_thread(language=language, created_at=began)
    factories.make_post(made, made.author, body="Encore moi.")
    for minutes in after_minutes:
        factories.make_post(made, body="Une réponse.", created_at=began + timedelta(minutes=minutes))
    return made


def told() -> dict[tuple[str, str], tuple[str, str]]:
    with translation.override("en"):
        return {
            (str(one.place), str(one.language)): (str(one.median), str(one.late)) for one in answer_times.figures(NOW)
        }


def test_the_first_answer_of_somebody_else_counts_and_each_hour_once() -> None:
    began = NOW - timedelta(days=5)
    for minutes in (3, 3, 3, 14, 50):
        thread(began, minutes, minutes + 400)
    thread(began)
    assert answer_times.count(NOW) == 6
    assert answer_times.count(NOW) == 0
    assert answer_times.count(NOW + HOUR) == 0
    assert told()["Threads", "Français"] == ("within 5 minutes", "later, or not at all")
    assert told()["Threads", "English"] == ("", "")


def test_a_few_tell_nothing_because_they_would_tell_whose_they_are() -> None:
    for _number in range(answer_times.FEWEST - 1):
        thread(NOW - timedelta(days=5), 3, language="en")
    answer_times.count(NOW)
    assert told()["Threads", "English"] == ("", "")
    thread(NOW - timedelta(hours=60), 3 * 60 + 1, language="en")
    answer_times.count(NOW + timedelta(days=1))
    assert told()["Threads", "English"] == ("within 5 minutes", "within 4 hours")


def test_what_is_too_young_is_waited_with(lucie: Person) -> None:
    thread(NOW - timedelta(days=2), 3)
    assert answer_times.count(NOW) == 0
    assert answer_times.count(NOW + timedelta(days=2)) == 1


def test_what_was_taken_down_or_back_is_no_answer() -> None:
    made = thread(NOW - timedelta(days=5), 3, 100)
    Post.objects.filter(thread=made, position=3).update(state="hidden")
    answer_times.count(NOW)
    assert AnswerTime.objects.get().step == answer_times.STEPS.index(120)


def test_first_words_in_a_room_are_those_of_whoever_never_spoke_there(lucie: Person, marc: Person) -> None:
    room: Room = factories.make_room()
    spoken = [(lucie, 0), (marc, 4), (lucie, 30), (marc, 50)]
    for person, minutes in spoken:
        event = send_message(person.actor, room=room, nonce=uuid4(), body="Bonsoir.").event
        at = NOW - timedelta(hours=20) + timedelta(minutes=minutes)
        RoomEvent.objects.filter(pk=event.pk).update(at=at)
    # Lucie was answered after four minutes, Marc's own first words after twenty-six.
    assert answer_times.count(NOW) == 2
    steps = AnswerTime.objects.filter(place="room").values_list("step", flat=True)
    assert {answer_times.STEPS[step] for step in steps} == {5, 30}


def test_urgent_words_are_told_apart_by_what_a_person_made_of_them(ines: Person, marc: Person) -> None:
    began = NOW - timedelta(days=5)
    threads = [thread(began, 3) for _number in range(6)] + [thread(began, 700) for _number in range(5)]
    for one in threads[:6]:
        post = Post.objects.get(thread=one, position=1)
        case = call(marc, "post", str(post.pk), reason="worry").case
        if one == threads[0]:
            services.decide(ines.actor, case, act="cared_for", outcome="other_meaning")
    answer_times.count(NOW)
    with translation.override("en"):
        split = next(one for one in answer_times.figures(NOW) if one.median).by_urgency
        assert [tuple(map(str, one)) for one in split] == [
            ("somebody was not well", "within 5 minutes", "within 5 minutes"),
            ("all others", "within 12 hours", "within 12 hours"),
        ]
    page = ines.client.get("/fr/moderation/team/").text
    assert "Quelqu’un n’allait pas bien" in page


def test_no_column_leads_to_anybody() -> None:
    fields = {field.name for field in AnswerTime._meta.get_fields()}
    assert fields == {"id", "place", "language", "urgency", "day", "step", "number"}


def test_counts_go_after_their_time_and_the_team_reads_the_rest(ines: Person, lucie: Person) -> None:
    AnswerTime.objects.create(place="room", language="fr", day=NOW - timedelta(days=500), step=3, number=9)
    AnswerTime.objects.create(place="room", language="fr", day=NOW - timedelta(days=2), step=5, number=9)
    assert answer_times.forget_old() == 1
    page = ines.client.get("/fr/moderation/team/").text
    assert "en 30 minutes" in page
    assert "trop peu pour le dire" in page
    assert lucie.client.get("/fr/moderation/team/").status_code == 404
