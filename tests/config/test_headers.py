"""What answers carry: guests leave no trace and their pages may be kept; members' pages are kept by nobody."""

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import AsyncClient, Client, RequestFactory

from config import handling, security

pytestmark = pytest.mark.urls("tests.config.a_small_house")


@pytest.fixture
def member_client(client: Client) -> Client:
    # The session cookie alone makes the difference; nothing is looked up to settle headers.
    client.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
    return client


def test_a_guests_page_may_be_kept_and_is_asked_about_each_time(client: Client):
    answer = client.get("/fr/page/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["ETag"].startswith('"')
    assert "Vary" not in answer
    assert not answer.cookies


def test_a_page_that_is_still_the_same_is_not_sent_again(client: Client):
    etag = client.get("/fr/page/?q=1")["ETag"]
    again = client.get("/fr/page/?q=1", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == etag
    assert again["Cache-Control"] == "public, no-cache"
    assert client.get("/fr/page/?q=2", headers={"If-None-Match": etag}).status_code == 200


def test_what_a_proxy_made_weak_is_still_recognised(client: Client):
    etag = client.get("/fr/page/")["ETag"]
    assert client.get("/fr/page/", headers={"If-None-Match": f"W/{etag}"}).status_code == 304


@pytest.mark.django_db
def test_a_members_page_is_kept_by_nobody_and_never_answered_by_not_modified(client: Client, member_client: Client):
    etag = Client().get("/fr/page/")["ETag"]
    answer = member_client.get("/fr/page/", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer


@pytest.mark.django_db
def test_a_members_errors_are_kept_by_nobody(member_client: Client):
    answer = member_client.get("/fr/raise/unknown/")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


def test_a_page_that_touches_the_session_still_leaves_no_trace_of_a_guest(client: Client):
    answer = client.get("/fr/session/")
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    assert answer["Cache-Control"] == "public, no-cache"


def test_only_the_ways_in_set_a_cookie_for_a_guest(client: Client):
    assert not client.get("/fr/token/").cookies
    way_in = Client().get("/fr/accounts/login/")
    assert settings.CSRF_COOKIE_NAME in way_in.cookies
    assert way_in["Cache-Control"] == "no-store"


def test_a_page_that_asks_not_to_be_kept_is_obeyed(client: Client):
    assert client.get("/fr/kept-by-nobody/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/fr/raise/unknown/", "/fr/raise/fault/", "/fr/raise/lost-database/"])
def test_no_error_stays_in_a_shared_cache(client: Client, address: str):
    client.raise_request_exception = False
    assert client.get(address)["Cache-Control"] == "no-store"


def test_an_answer_to_a_form_is_kept_by_nobody(client: Client):
    assert client.post("/fr/page/", {"body": "mots"})["Cache-Control"] == "no-store"


def test_every_page_says_what_it_will_not_do(client: Client):
    answer = client.get("/fr/page/")
    assert "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "BREW"])
def test_methods_that_no_page_knows_are_refused(client: Client, method: str):
    answer = client.generic(method, "/fr/page/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert answer["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/fr/page/?q=%ff", "/fr/page/?q=a%00b", "/fr/page/?%c3%28=1", "/fr/page/%00/"])
def test_an_address_that_is_no_text_gets_a_sentence(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer["Content-Language"] == "fr"


@pytest.mark.parametrize("address", ["/fr/page/?q=%C3%A9t%C3%A9+%F0%9F%92%A1", "/fr/page/?q=100%", "/fr/page/?q=%zz"])
def test_an_address_with_any_text_is_welcome(client: Client, address: str):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "words, kind",
    [
        (b"body=caf%e9", "application/x-www-form-urlencoded"),
        (b"body=caf\xe9", "application/x-www-form-urlencoded"),
        (
            b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\ncaf\xe9\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_a_form_that_is_no_text_gets_a_sentence_instead_of_spoilt_words(client: Client, words: bytes, kind: str):
    assert client.generic("POST", "/en/page/", words, content_type=kind).status_code == 400


def test_a_form_in_any_script_is_welcome(client: Client):
    answer = client.post(
        "/fr/page/", "body=été 💡 سلام", content_type="application/x-www-form-urlencoded; charset=UTF-8"
    )
    assert answer.status_code == 200
    assert "été 💡 سلام" in answer.content.decode()


def test_a_form_beyond_all_measure_is_refused(client: Client):
    assert client.post("/fr/page/", {"body": "x" * 600_000}).status_code == 400


def test_a_typed_replacement_character_in_words_is_nobodys_fault():
    assert security.is_utf8(RequestFactory().get("/fr/page/?q=%EF%BF%BD"))


@pytest.mark.asyncio
async def test_the_same_holds_under_asgi():
    client = AsyncClient()
    answer = await client.get("/fr/page/")
    assert answer["Cache-Control"] == "public, no-cache"
    again = await client.get("/fr/page/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert (await client.generic("TRACE", "/fr/page/")).status_code == 405


async def status_of(path: str, *headers: tuple[bytes, bytes], body: bytes = b"") -> int:
    """Return the status that Daphne would be told."""
    scope = {"type": "http", "method": "POST" if body else "GET", "path": path, "query_string": b"q=1"}
    house = ApplicationCommunicator(handling.PagesHandler(), {**scope, "headers": [(b"host", b"testserver"), *headers]})
    await house.send_input({"type": "http.request", "body": body})
    status = (await house.receive_output(5))["status"]
    assert (await house.receive_output(5))["body"]
    await house.wait()
    return status


@pytest.mark.asyncio
async def test_a_path_that_daphne_could_not_decode_gets_a_sentence():
    assert await status_of("/fr/page/") == 200
    assert await status_of("/fr/caf\ufffd/") == 400


@pytest.mark.asyncio
@pytest.mark.parametrize("charset", [b"hex", b"utf-16", b"latin-1", b"none-such"])
async def test_an_encoding_of_the_senders_choice_is_refused(charset: bytes):
    kind = (b"content-type", b"application/x-www-form-urlencoded; charset=" + charset)
    assert await status_of("/fr/page/", kind) == 400
    assert await status_of("/fr/page/", kind, body=b"body=ok") == 400
    named = (b"content-type", b"application/x-www-form-urlencoded; charset=UTF-8")
    assert await status_of("/fr/page/", named, body=b"body=%C3%A9t%C3%A9") == 200
