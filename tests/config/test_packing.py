"""How answers are packed: what is for everybody as small as it goes, the rest with a length that tells less."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from config.packing import PackingMiddleware, encoding_for

pytestmark = pytest.mark.only_on("sqlite")
WORDS = "Une voisine a lu ces mots, et elle y pense. " * 40


def answer(
    accepted: str = "gzip, deflate, br", *, words: str = WORDS, control: str = "public, no-cache"
) -> HttpResponse:
    def page(_request: object) -> HttpResponseBase:
        return HttpResponse(words, headers={"Cache-Control": control, "ETag": '"abc"'})

    found = PackingMiddleware(page)(RequestFactory().get("/", headers={"Accept-Encoding": accepted}))
    assert isinstance(found, HttpResponse)
    return found


def test_a_page_for_everybody_is_packed_as_small_as_the_browser_takes_it() -> None:
    small, usual = answer(), answer("gzip")
    assert small["Content-Encoding"] == "br"
    assert brotli.decompress(small.content).decode() == WORDS
    assert usual["Content-Encoding"] == "gzip"
    assert gzip.decompress(usual.content).decode() == WORDS
    for one in (small, usual):
        assert one["Vary"] == "Accept-Encoding"
        assert one["ETag"] == 'W/"abc"'
        assert int(one["Content-Length"]) == len(one.content)


def test_whoever_takes_nothing_packed_gets_it_plain_and_caches_are_told() -> None:
    plain = answer("")
    assert plain.content.decode() == WORDS
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == "Accept-Encoding"
    assert plain["ETag"] == '"abc"'


def test_the_length_of_what_is_one_persons_tells_little() -> None:
    lengths = {len(answer(control="no-store").content) for _time in range(60)}
    assert len(lengths) > 5
    assert answer(control="no-store")["Content-Encoding"] == "gzip"
    assert len({len(answer().content) for _time in range(20)}) == 1


def test_what_fits_into_one_parcel_is_left_alone() -> None:
    assert "Content-Encoding" not in answer(words="Bonsoir.")


def test_what_comes_in_pieces_or_packed_already_is_left_to_django() -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "br"})
    pieces = StreamingHttpResponse([b"a"], headers={"Cache-Control": "public"})
    assert "Content-Encoding" not in PackingMiddleware(lambda _request: pieces)(request)
    packed = HttpResponse(b"x" * 900, headers={"Cache-Control": "public", "Content-Encoding": "zstd"})
    assert PackingMiddleware(lambda _request: packed)(request).content == b"x" * 900  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "accepted, encoding",
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0,gzip;q=0", ""),
        ("identity", ""),
        ("brotli", ""),
        ("*", ""),
    ],
)
def test_what_a_browser_takes_is_read_from_its_words(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding
