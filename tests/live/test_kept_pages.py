"""Kept pages on real processes: once a writer has its answer, no reader at any door gets a page from before."""

from __future__ import annotations

import http.client
import random
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests import servers
from tests.live.clients import sign_in
from tests.live.conftest import PrivateRedis

ROUNDS = 24
READERS = 4


@pytest.fixture
def lively(redis: PrivateRedis, house: servers.House) -> Iterator[servers.House]:
    """The house of the two Daphnes, with a worker too."""
    with ExitStack() as stack:
        log = house.data_dir / "worker.log"
        command = [servers.sys.executable, "manage.py", "worker"]
        stack.enter_context(servers.process(command, log, environ=house.environ))
        yield house


def ask(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read().decode()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@dataclass
class Writer:
    """A member at one door, who writes as a browser without scripts does."""

    address: str
    cookie: str
    said: list[str] = field(default_factory=list)

    def post(self, path: str, form_page: str, **words: str) -> None:
        _status, _headers, page = ask(self.address, form_page, Cookie=self.cookie)
        hidden: dict[str, Any] = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie, "Origin": self.address}
        line.request("POST", path, urlencode({**hidden, **words}), headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        assert answer.status in {200, 302, 303}, answer.status


class Reader(threading.Thread):
    """A guest who reads the same page over and over at both doors, and remembers what was certain before each look."""

    def __init__(self, house: servers.House, path: str, certain: list[str], gone: list[str]) -> None:
        super().__init__(daemon=True)
        self.house, self.path, self.certain, self.gone = house, path, certain, gone
        self.ends = threading.Event()
        self.faults: list[str] = []
        self.looks = 0

    def run(self) -> None:
        dice = random.Random(self.name)
        tag = ""
        while not self.ends.is_set():
            before, without = list(self.certain), list(self.gone)
            address = dice.choice(self.house.addresses)
            headers = {"If-None-Match": tag} if tag and dice.random() < 0.5 else {}
            status, told, body = ask(address, self.path, **headers)
            self.looks += 1
            if status == 304:
                # The page that this reader has is told to be the present one: it was read before.
                body = self.seen
            elif status == 200:
                tag, self.seen = told["etag"], body
            else:
                self.faults.append(f"answered {status}")
                continue
            # What another process was about to take away meanwhile is certain no more.
            self.faults += [f"lacks {one}" for one in before if one not in body and one in self.certain]
            self.faults += [f"still shows {one}" for one in without if one in body]
            if "set-cookie" in told:
                self.faults.append("a cookie for a guest")

    seen = ""


def test_no_reader_at_any_door_sees_a_page_from_before_a_write(lively: servers.House) -> None:
    here, there = lively.addresses
    ways = [lively.sign_ins["member"], lively.sign_ins["second_member"]]
    writers = [
        Writer(address, sign_in(address, way["login"], way["password"]))
        for address, way in zip((here, there), ways, strict=True)
    ]
    # A thread of one page that anybody may read and that one may answer.
    listed = set(re.findall(r'href="(/en/threads/\d+/[^"/]+/)"', ask(here, "/en/unanswered/")[2]))
    path = min(listed)
    number = path.split("/")[3]
    certain: list[str] = []
    gone: list[str] = []
    readers = [Reader(lively, path, certain, gone) for _number in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        dice = random.Random(1871)
        for turn in range(ROUNDS):
            writer = dice.choice(writers)
            mark = f"marque-{turn}-{dice.randrange(10**9)}"
            writer.post(f"/en/threads/{number}/reply/", path, body=f"Un signe de vie, {mark}.")
            certain.append(mark)
            if turn % 6 == 5:
                # Another process altogether, as the worker and the team's commands are.
                lost = certain.pop()
                told = lively.manage(
                    "shell",
                    "-c",
                    "from forum.models import Post; from forum.taking_down import hide_post; "
                    f"hide_post(Post.objects.get(body__contains={lost!r}), reason='hostile')",
                )
                assert "Error" not in told
                gone.append(lost)
            for address in lively.addresses:
                body = ask(address, path)[2]
                assert all(one in body for one in certain)
                assert not any(one in body for one in gone)
    finally:
        for reader in readers:
            reader.ends.set()
        for reader in readers:
            reader.join(120)
    assert [reader.faults for reader in readers] == [[]] * READERS
    assert all(reader.looks > 10 for reader in readers)


def test_a_kept_page_is_answered_with_304_at_every_door(lively: servers.House) -> None:
    for address in lively.addresses:
        for path in ("/en/", "/en/themes/"):
            _status, headers, _body = ask(address, path)
            for _turn in range(3):
                status, again, body = ask(address, path, **{"If-None-Match": headers["etag"]})
                if status != 304:  # the demo's worker may have changed something meanwhile: then the tag is new
                    assert again["etag"] != headers["etag"]
                    headers = again
                else:
                    assert body == ""
