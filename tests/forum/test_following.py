"""Following, calling by name, what one does not want to see, and where one was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum import following, services, steering
from forum.models import Bookmarks, Mention, ThemeMark, Thread
from members import hiding, inbox, quiet
from tests import factories
from tests.cast import person
from tests.forum.speaking import answer, fresh, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return factories.make_theme("memoire", name_fr="La mémoire")


@pytest.fixture
def thread(theme, marc):
    return start(marc.actor, theme, title="Le premier hiver").post.thread


def said(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def kinds(somebody) -> list[str]:
    return [item.kind for item in inbox.items_for(somebody.actor) if item.is_new]


def place(thread, more="") -> str:
    return f"/fr/threads/{thread.pk}/{thread.slug}/{more}"


# --- threads --------------------------------------------------------------------------------------
def test_who_opened_a_thread_hears_of_answers_until_they_are_read(marc, lucie, thread):
    assert kinds(marc) == []
    answer(lucie.actor, thread)
    answer(lucie.actor, fresh(thread), "Encore.")
    [item] = inbox.items_for(marc.actor)
    assert (item.kind, item.title, item.url) == (
        "reply",
        "Le premier hiver",
        f"/en/threads/{thread.pk}/{thread.slug}/#new",
    )
    assert inbox.has_news(marc.actor)
    page = said(marc.client.get(place(thread)))
    assert re.search(r'id="new">.*Nouveau depuis votre dernière visite.*id="p2"', page)
    assert kinds(marc) == ["reply"], "looking writes nothing"
    position = re.search(r'name="position" value="(\d+)"', page)[1]
    assert marc.client.post(f"/fr/threads/{thread.pk}/read/", {"position": position}).status_code == 303
    assert kinds(marc) == []
    assert "Nouveau depuis" not in said(marc.client.get(place(thread)))


def test_reading_never_goes_back_and_never_beyond_the_end(marc, lucie, thread):
    answer(lucie.actor, thread)
    following.read_up_to(marc.actor, thread=fresh(thread), position=99)
    following.read_up_to(marc.actor, thread=fresh(thread), position=1)
    assert following.read_position(marc.actor, thread) == 2


@pytest.mark.parametrize("position", ["", "x", "-1", "9" * 12])
def test_a_place_that_is_none_is_not_found(marc, thread, position):
    assert marc.client.post(f"/fr/threads/{thread.pk}/read/", {"position": position}).status_code == 404


def test_one_follows_a_thread_and_no_more(lucie, marc, thread, theme):
    lucie.client.post(f"/fr/threads/{thread.pk}/follow/", {"on": "yes"})
    assert kinds(lucie) == []
    answer(marc.actor, thread, "Il neige encore.")
    assert kinds(lucie) == ["reply"]
    page = said(lucie.client.get("/fr/me/following/"))
    assert "Le premier hiver" in page
    lucie.client.post(f"/fr/threads/{thread.pk}/follow/", {"on": "no", "back": "following"})
    assert kinds(lucie) == []
    assert "Le premier hiver" not in said(lucie.client.get("/fr/me/following/"))


def test_who_read_before_writing_follows_by_writing(lucie, marc, thread):
    following.read_up_to(lucie.actor, thread=thread, position=1)
    assert not following.followed_threads(lucie.actor)
    answer(lucie.actor, thread)
    assert following.followed_threads(lucie.actor) == [thread]
    answer(marc.actor, fresh(thread), "Merci.")
    assert kinds(lucie) == ["reply"]


def test_who_follows_no_more_is_not_made_to_follow_by_writing(lucie, marc, thread):
    answer(lucie.actor, thread)
    following.follow_thread(lucie.actor, thread=thread, is_on=False)
    answer(lucie.actor, fresh(thread), "Encore.")
    answer(marc.actor, fresh(thread), "Oui.")
    assert kinds(lucie) == []


def test_a_thread_that_is_gone_is_told_in_a_sentence(lucie):
    response = lucie.client.post("/fr/threads/999999/follow/", {"on": "yes"})
    assert response.status_code == 404
    assert "il n’y a donc rien à suivre" in said(response)


def test_marks_bear_no_time_and_nobody_elses_eyes_find_whose_they_are(lucie, marc, thread):
    lucie.client.post(f"/fr/threads/{thread.pk}/follow/", {"on": "yes"})
    boxes = list(Bookmarks.objects.values())
    assert {name for box in boxes for name in box} == {"id", "token", "sealed"}
    # One box a member, of one size, whatever they read under whichever name.
    assert len(boxes) == 2
    assert len({len(box["sealed"]) for box in boxes}) == 1
    told = b"".join(bytes(box["token"]) + bytes(box["sealed"]) for box in boxes)
    for who in (lucie, marc):
        assert who.name.pk.bytes not in told
        assert who.member.pk.bytes not in told


# --- themes ---------------------------------------------------------------------------------------
def test_one_hears_of_new_threads_in_a_theme_until_put_away(lucie, marc, theme, thread):
    lucie.client.post("/fr/themes/memoire/mark/", {"way": "follow"})
    assert kinds(lucie) == []
    start(marc.actor, theme, title="Un second")
    assert kinds(lucie) == ["follow"]
    assert "Un second" in said(lucie.client.get("/fr/inbox/"))
    assert lucie.client.post("/fr/inbox/seen/").status_code == 302
    assert kinds(lucie) == []
    lucie.client.post("/fr/themes/memoire/mark/", {"way": "unfollow"})
    assert not ThemeMark.objects.exists()
    assert lucie.client.post("/fr/themes/memoire/mark/", {"way": "?"}).status_code == 404


def test_a_hidden_theme_is_left_out_of_lists_for_oneself_alone(lucie, anouk, theme, thread):
    lucie.client.post("/fr/themes/memoire/mark/", {"way": "hide"})
    for address in ("/fr/", "/fr/unanswered/"):
        assert "Le premier hiver" not in said(lucie.client.get(address)), address
        assert "Le premier hiver" in said(anouk.client.get(address)), address
    assert "La mémoire" in said(lucie.client.get("/fr/me/following/"))
    assert "Le premier hiver" in said(lucie.client.get("/fr/themes/memoire/"))
    lucie.client.post("/fr/themes/memoire/mark/", {"way": "show"})
    assert "Le premier hiver" in said(lucie.client.get("/fr/unanswered/"))


# --- called by name -------------------------------------------------------------------------------
def test_who_wrote_in_a_thread_is_called_by_name_there(lucie, marc, anouk, thread):
    answer(lucie.actor, thread)
    answer(marc.actor, fresh(thread), "Merci, @lucie du port, et @Anouk aussi.")
    assert [call.name for call in Mention.objects.all()] == [lucie.name]
    assert "call" in kinds(lucie)
    assert "Merci, <b>@lucie du port</b>, et @Anouk aussi." in said(marc.client.get(place(thread)))
    assert "Marc des bois" in said(lucie.client.get("/fr/inbox/"))
    following.read_up_to(lucie.actor, thread=fresh(thread), position=3)
    assert kinds(lucie) == []


def test_nobody_is_called_who_switched_it_off_or_in_a_tender_thread(lucie, marc, thread):
    answer(lucie.actor, thread)
    quiet.change(lucie.actor, takes_mentions=False)
    answer(marc.actor, fresh(thread), "@Lucie du port ?")
    assert not Mention.objects.exists()
    quiet.change(lucie.actor, takes_mentions=True)
    Thread.objects.filter(pk=thread.pk).update(is_tender=True)
    answer(marc.actor, fresh(thread), "@Lucie du port ?")
    assert not Mention.objects.exists()
    assert "<b>" not in said(marc.client.get(place(thread)))


def test_words_that_change_call_anew_and_a_cut_keeps_the_mark(lucie, marc, thread):
    answer(lucie.actor, thread)
    post = answer(marc.actor, fresh(thread), "@Lucie du port, un mot de trop.").post
    steering.replace_words(post, body="@Lucie du port, […]", reason="names")
    assert "<p><b>@Lucie du port</b>, […]</p>" in fresh(post).html
    steering.replace_words(fresh(post), body=post.body, reason="")
    services.edit_post(marc.actor, post=fresh(post), body="Personne.")
    assert not Mention.objects.exists()
    assert "<b>" not in fresh(post).html
    services.edit_post(marc.actor, post=fresh(post), body="Si, @Lucie du port.", note="un deuil")
    assert not Mention.objects.exists()


def test_what_is_marked_under_a_mask_does_not_tell_whose_it_is(lucie, marc, thread):
    answer(lucie.actor, thread)
    mask = answer(lucie.actor, fresh(thread), "Sous un masque.", is_masked=True).post.author
    tries = [
        answer(who.actor, fresh(thread), f"@Lucie du port ? @{mask.name} ?", is_masked=is_masked).post.html
        for who, is_masked in ((lucie, True), (lucie, False), (marc, False))
    ]
    assert tries == [f"<p><b>@Lucie du port</b> ? <b>@{mask.name}</b> ?</p>\n"] * 3
    # Nobody but the name itself calls itself in vain: what is noted hangs on the words and the name they stand under.
    assert Mention.objects.filter(name=mask).exclude(post__author=mask).count() == 2
    assert Mention.objects.filter(name=lucie.name).exclude(post__author=lucie.name).count() == 2


def test_a_preview_shows_whom_it_calls_and_folds_what_a_word_stands_before(lucie, marc, thread):
    answer(lucie.actor, thread)
    form = {"body": "@Lucie du port, je vous lis.", "preview": "1"}
    page = said(marc.client.post(f"/fr/threads/{thread.pk}/reply/", form))
    assert "<b>@Lucie du port</b>, je vous lis." in page
    page = said(marc.client.post(f"/fr/threads/{thread.pk}/reply/", form | {"note": "un deuil", "voice": "mask"}))
    assert re.search(r'<details class="note"><summary><strong>un deuil</strong>.*@Lucie du port, je vous lis', page)
    assert "Un masque, tiré au sort</strong>" in page
    assert not Mention.objects.exists()


def test_a_longer_name_is_not_taken_for_a_shorter_one(marc, thread):
    luc, lucie = person("Luc"), person("Lucienne")
    for somebody in (luc, lucie):
        answer(somebody.actor, fresh(thread))
    answer(marc.actor, fresh(thread), "@Lucienne, merci.")
    assert [call.name for call in Mention.objects.all()] == [lucie.name]


# --- what one does not want to see ----------------------------------------------------------------
def test_words_of_a_hidden_name_are_left_out_everywhere_for_oneself_alone(lucie, marc, anouk, theme, thread):
    answer(anouk.actor, thread, "Un lampadaire.")
    answer(lucie.actor, fresh(thread), "Je lis.")
    hiding.hide(lucie.actor, anouk.name.pk)
    page = said(lucie.client.get(place(thread)))
    assert "lampadaire" not in page
    assert "Une personne que vous avez masquée a écrit ici" in page
    assert "Anouk" not in page
    assert "lampadaire" in said(marc.client.get(place(thread)))
    answer(anouk.actor, fresh(thread), "@Lucie du port, encore un lampadaire.")
    assert kinds(lucie) == []
    hiding.hide(lucie.actor, marc.name.pk)
    assert "Le premier hiver" not in said(lucie.client.get("/fr/themes/memoire/"))


def test_muted_words_fold_a_message_and_leave_threads_out_of_lists(lucie, marc, anouk, theme, thread):
    quiet.change(lucie.actor, muted_words=("hiver", "réverbère"))
    answer(anouk.actor, thread, "Le reverbere, la nuit.")
    page = said(lucie.client.get(place(thread)))
    assert re.search(r'<details class="note"><summary><strong>Ce message contient un mot.*reverbere', page)
    listed = said(lucie.client.get("/fr/themes/memoire/"))
    assert "Le premier hiver" not in listed
    assert "Rien ici, en dehors de ce que vous préférez ne pas croiser." in listed
    assert "Personne n’a encore écrit" not in listed
    assert "un mot que vous préférez" not in said(marc.client.get(place(thread)))
    answer(anouk.actor, fresh(thread), "Un lampadaire.")
    start(anouk.actor, theme, title="Au printemps")
    start(marc.actor, theme, title="Encore un hiver")
    for address in ("/fr/unanswered/", f"/fr/names/{marc.name.pk}/", f"/fr/names/{anouk.name.pk}/"):
        page = said(lucie.client.get(address))
        assert not re.search("hiver|reverb|lampadaire", page), address
        assert re.search("hiver|reverb|lampadaire", said(marc.client.get(address))), address
    assert "Au printemps" in said(lucie.client.get("/fr/unanswered/"))


def test_on_the_page_of_a_name_one_finds_what_one_left_out_nowhere(lucie, marc, guest, theme, thread):
    own = f"/fr/names/{marc.name.pk}/"
    quiet.change(lucie.actor, hidden_themes=(theme.pk,))
    assert "Il neige" not in said(lucie.client.get(own))
    quiet.change(lucie.actor, hidden_themes=())
    assert "Il neige" in said(lucie.client.get(own))
    hiding.hide(lucie.actor, marc.name.pk)
    page = said(lucie.client.get(own))
    assert "Il neige" not in page
    assert "Vous avez choisi de ne plus voir cette personne." in page
    quiet.change(marc.actor, muted_words=("neige",))
    for somebody in (guest, marc):
        assert "Il neige" in said(somebody.client.get(own))


# --- where I was ----------------------------------------------------------------------------------
def test_a_guest_finds_what_is_new_by_an_address_and_leaves_no_trace(guest, marc, lucie, thread):
    first = guest.client.get(place(thread))
    address = re.search(r'href="([^"]*since=1#new)"', first.content.decode())[1]
    assert "Nouveau depuis" not in said(guest.client.get(address))
    answer(lucie.actor, thread)
    later = guest.client.get(address)
    assert re.search(r"Nouveau depuis votre dernière visite.*id=\"p2\"", said(later))
    assert later.cookies == {}
    assert Bookmarks.objects.count() == 2


# --- who welcomes ---------------------------------------------------------------------------------
def test_first_words_without_an_answer_reach_who_chose_to_welcome(lucie, anouk, thread):
    quiet.change(lucie.actor, welcomes=True)
    assert kinds(lucie) == []
    Thread.objects.filter(pk=thread.pk).update(created_at=timezone.now() - timedelta(hours=12, minutes=1))
    Thread.objects.filter(pk=thread.pk).update(language=lucie.actor.language)
    assert kinds(lucie) == ["wait"]
    assert kinds(anouk) == []
    answer(anouk.actor, fresh(thread))
    assert kinds(lucie) == []
