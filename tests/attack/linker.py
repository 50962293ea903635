"""The linker: somebody with a whole copy of the house, no key and much patience, who wants to know who the masks are.

It knows how the house is built. What pages show is always its own: threads, places, words, the quarter of an hour of
masked words, the minute of all others. To that it adds whatever a dump lets it believe. It believes an order of rows,
or an hour, only where that agrees with what pages say more often than chance does; so it is led astray by nothing, and
loses nothing that is there.

What it tries: equal values and foreign keys, digests without a key, hours finer than a quarter, the order of rows in
the file, the order of their numbers, which rows stand side by side, the size of what is sealed, and for every mask the
people who were active within windows from one second to one hour.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.attack.dumps import Dump, Row

WINDOWS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 1800.0, 3600.0)
QUARTER = 900.0
# How much more often than chance something must agree with the pages to be believed.
BELIEVED = 0.25
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+00)?")
Span = tuple[float, float]
# Columns whose values pages show, or which name another row that is a mask's.
_SHOWN = {"body", "html", "forms", "words", "post_id", "target_id"}


@dataclass
class Words:
    """Words under a mask, as a page shows them, and the span of time in which they were written."""

    post: str
    mask: str
    span: Span


@dataclass
class Guess:
    """How much speaks for each member (by open name), for each mask, and which other mask seems to be the same."""

    holders: dict[str, dict[str, float]] = field(default_factory=dict)
    partners: dict[str, dict[str, float]] = field(default_factory=dict)


def plain(word: str | None) -> str:
    """Return a value as the linker compares it: numbers of names without their dashes."""
    return (word or "").replace("-", "").lower()


def instant(word: str | None) -> float | None:
    """Return a moment of a dump in seconds, None for what is none."""
    if word is None or not _TIME.fullmatch(word):
        return None
    return datetime.fromisoformat(word.removesuffix("+00")).replace(tzinfo=UTC).timestamp()


def is_exact(at: float) -> bool:
    """Whether a moment is finer than a quarter of an hour."""
    return at % QUARTER > 1e-6


class Pages:
    """What pages show: who wrote openly, when, where; and the words of masks."""

    def __init__(self, dump: Dump) -> None:
        names = dump.tables["members_pseudonym"]
        self.masks = {plain(row["id"]) for row in names if row["scope"]}
        self.open = {plain(row["id"]) for row in names if not row["scope"]}
        self.posts = {str(row["id"]): row for row in dump.tables["forum_post"]}
        self.is_masked = {pk: plain(row["author_id"]) in self.masks for pk, row in self.posts.items()}
        self.at = {pk: instant(row["created_at"]) or 0.0 for pk, row in self.posts.items()}
        self.acts: dict[str, list[float]] = defaultdict(list)
        for pk, row in self.posts.items():
            if not self.is_masked[pk]:
                self.acts[plain(row["author_id"])].append(self.at[pk])
        self.words = self._words()

    def _words(self) -> list[Words]:
        threads: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for pk, row in self.posts.items():
            threads[str(row["thread_id"])].append((int(row["position"] or 0), pk))
        found = []
        for inside in threads.values():
            order = [pk for _position, pk in sorted(inside)]
            for place, pk in enumerate(order):
                if not self.is_masked[pk]:
                    continue
                # Pages show the quarter, whatever the table says, and between which other words these stand.
                begin = self.at[pk] - self.at[pk] % QUARTER
                low, high = begin, begin + QUARTER
                before = [self.at[one] for one in order[:place] if not self.is_masked[one]]
                after = [self.at[one] for one in order[place + 1 :] if not self.is_masked[one]]
                low = max([low, *(at for at in before if at <= high)])
                high = min([high, *(at for at in after if at >= low)])
                found.append(Words(pk, plain(self.posts[pk]["author_id"]), (low, high)))
        return found


class Linker:
    """One attack on one dump; `is_blind` shows it of masked rows only what pages show."""

    def __init__(self, dump: Dump, *, is_blind: bool = False) -> None:
        self.pages = Pages(dump)
        self.tables = dump.tables
        self.public = {words.post: words.span for words in self.pages.words}
        self.spans = dict(self.public)
        self.holding = {plain(row["member_id"]): plain(row["pseudonym_id"]) for row in dump.tables["members_holding"]}
        self.acts = self._acts()
        self.ties: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.pairs: dict[frozenset[str], float] = defaultdict(float)
        self.believed: list[str] = []
        if not is_blind:
            self._hours()
            self._orders()
            self._neighbours()
            self._values()
            self._sizes()

    def guess(self) -> Guess:
        """Return what speaks for whom."""
        found = Guess()
        of_mask: dict[str, list[str]] = defaultdict(list)
        for words in self.pages.words:
            of_mask[words.mask].append(words.post)
        for mask, posts in of_mask.items():
            weights: dict[str, float] = defaultdict(float)
            for post in posts:
                for name, weight in self._near(self.spans[post]).items():
                    weights[name] += weight / len(posts)
            for name, weight in self.ties[mask].items():
                weights[name] += weight
            found.holders[mask] = dict(weights)
        for mask, posts in of_mask.items():
            found.partners[mask] = {
                other: self.pairs[frozenset((mask, other))]
                + max(_closeness(self.spans[one], self.spans[two]) for one in posts for two in others)
                for other, others in of_mask.items()
                if other != mask
            }
        return found

    # --- who was there ----------------------------------------------------------------------------
    def _acts(self) -> dict[str, list[float]]:
        """Every exact hour beside an open name, in any table, public or not."""
        acts: dict[str, set[float]] = defaultdict(set)
        for rows in self.tables.values():
            for row in rows:
                who = {self._name(value) for value in row.values()} - {""}
                times = {at for value in row.values() if (at := instant(value)) is not None and is_exact(at)}
                if len(who) == 1 and not any(plain(value) in self.pages.masks for value in row.values()):
                    acts[who.pop()] |= times
        return {name: sorted(times) for name, times in acts.items()}

    def _name(self, value: str | None) -> str:
        """Return the open name that a value leads to, through its member too; "" for none."""
        word = plain(value)
        return word if word in self.pages.open else self.holding.get(word, "")

    def _near(self, span: Span) -> dict[str, float]:
        """Weigh everybody by how near they were: one for each window that holds something they did."""
        found = {}
        for name, times in self.acts.items():
            place = bisect_left(times, span[0])
            around = [abs(at - span[0]) for at in times[max(0, place - 1) : place]]
            if place < len(times):
                around.append(max(0.0, times[place] - span[1]))
            distance = min(around, default=1e9)
            if weight := sum(distance <= window for window in WINDOWS):
                found[name] = float(weight)
        return found

    # --- what a dump adds -------------------------------------------------------------------------
    def _hours(self) -> None:
        """Take every hour in a row of a mask's words that is finer than what pages show."""
        for words in self.pages.words:
            row = self.pages.posts[words.post]
            times = [at for value in row.values() if (at := instant(value)) is not None and is_exact(at)]
            inside = [at for at in times if words.span[0] <= at <= words.span[1]]
            if inside:
                self._narrow(words.post, (min(inside), min(inside)))
                self.believed.append("an exact hour")

    def _orders(self) -> None:
        """Take what stands between two rows of known hours, in the file and by number, for written between them."""
        for table, rows in self.tables.items():
            for order, ordered in _orders_of(rows):
                hours = [self._hour(table, row) for row in ordered]
                own = [self._masked_posts(table, row) for row in ordered]
                between = {
                    post: span for place, posts in enumerate(own) for post in posts if (span := _between(hours, place))
                }
                narrow = {post: span for post, span in between.items() if span[1] - span[0] < 2 * QUARTER}
                if self._agrees(narrow):
                    self.believed.append(f"{table} by {order}")
                    for post, span in narrow.items():
                        self._narrow(post, span)

    def _hour(self, table: str, row: Row) -> float | None:
        """Return the hour at which a row of an open name was written, as far as anything tells."""
        if self._is_masked(row):
            return None
        times = [at for value in row.values() if (at := instant(value)) is not None and is_exact(at)]
        if times:
            return max(times)
        if table == "forum_post_words":
            return self.pages.at.get(str(row["rowid"]))
        return None

    def _is_masked(self, row: Row) -> bool:
        return any(
            plain(value) in self.pages.masks or self.pages.is_masked.get(str(value), False)
            for key, value in row.items()
            if key not in {"body", "html", "forms"}
        )

    def _masked_posts(self, table: str, row: Row) -> list[str]:
        """Return the words that a row belongs to: those of its post, or the first of its mask."""
        for key in ("id", "rowid", "post_id"):
            if self.pages.is_masked.get(str(row.get(key)), False) and (
                table in {"forum_post", "forum_post_words"} or key == "post_id"
            ):
                return [str(row[key])]
        masks = {plain(value) for value in row.values()} & self.pages.masks
        return [words.post for words in self.pages.words if words.mask in masks][:1]

    def _agrees(self, found: dict[str, Span]) -> bool:
        """Whether these spans meet what pages say, more often than when they are dealt out otherwise."""
        known = [(span, self.public[post]) for post, span in found.items() if post in self.public]
        if len(known) < 8:
            return False
        hits = sum(_meet(span, public) for span, public in known) / len(known)
        shifts = [known[step:] + known[:step] for step in range(1, min(9, len(known)))]
        chance = [_meet(span, other) for dealt in shifts for (span, _), (_, other) in zip(known, dealt, strict=True)]
        return hits - sum(chance) / len(chance) > BELIEVED

    def _narrow(self, post: str, span: Span) -> None:
        low, high = self.spans[post]
        if _meet(span, (low, high)):
            self.spans[post] = (max(low, span[0]), min(high, span[1]))

    def _neighbours(self) -> None:
        """Take the open name whose row stands beside a mask's for its holder, where that agrees with who was there."""
        for table, rows in self.tables.items():
            for order, ordered in _orders_of(rows):
                names = [self._only_name(row) for row in ordered]
                if not any(names):
                    continue
                found = []
                for place, row in enumerate(ordered):
                    masks = {plain(value) for value in row.values()} & self.pages.masks
                    if len(masks) == 1:
                        [mask] = masks
                        beside = {name for name in names[max(0, place - 1) : place + 2] if name}
                        found += [(mask, name) for name in beside]
                if self._fits(found):
                    self.believed.append(f"side by side in {table} by {order}")
                    for mask, name in found:
                        self.ties[mask][name] += 4.0

    def _only_name(self, row: Row) -> str:
        who = {self._name(value) for value in row.values()} - {""}
        is_masked = any(plain(value) in self.pages.masks for value in row.values())
        return who.pop() if len(who) == 1 and not is_masked else ""

    def _fits(self, found: list[tuple[str, str]]) -> bool:
        """Whether these names were there when these masks wrote, more often than when they are dealt out otherwise."""
        spans = {words.mask: self.public[words.post] for words in self.pages.words}
        there = {
            mask: {name for name, weight in self._near(span).items() if weight >= 4} for mask, span in spans.items()
        }
        known = [(mask, name) for mask, name in found if mask in there]
        if len(known) < 8:
            return False
        hits = sum(name in there[mask] for mask, name in known) / len(known)
        dealt = [known[(place + step) % len(known)][1] for step in (3, 5, 7, 11) for place in range(len(known))]
        chance = sum(name in there[mask] for (mask, _), name in zip(known * 4, dealt, strict=True)) / len(dealt)
        return hits - chance > BELIEVED

    def _values(self) -> None:
        """Look for a value of a mask's rows that is a member's: as it stands, or as a digest without a key."""
        known = self._known_values()
        shared: dict[str, set[str]] = defaultdict(set)
        for table, rows in self.tables.items():
            for row in rows:
                masks = {plain(value) for value in row.values()} & self.pages.masks
                posts = self._masked_posts(table, row) if not masks else []
                masks |= {plain(self.pages.posts[post]["author_id"]) for post in posts}
                if len(masks) != 1 or table in {"forum_mention", "moderation_flag", "moderation_decision"}:
                    continue
                [mask] = masks
                for key, value in row.items():
                    word = plain(value).removeprefix("\\x")
                    if name := known.get(word):
                        self.believed.append(f"a value of {table}")
                        self.ties[mask][name] += 100.0
                    # Hours are looked at as hours.
                    is_opaque = len(word) >= 16 and instant(value) is None and key not in _SHOWN
                    if is_opaque:
                        shared[word].add(mask)
        for word, masks in shared.items():
            if 1 < len(masks) < 6 and word not in self.pages.masks and word not in self.pages.posts:
                for one in masks:
                    for other in masks - {one}:
                        self.pairs[frozenset((one, other))] += 50.0

    def _known_values(self) -> dict[str, str]:
        """Return what leads to a member: numbers, names, and what anybody can compute of them."""
        known: dict[str, str] = {}
        members = {plain(row["id"]): row for row in self.tables["members_member"]}
        called = {plain(row["id"]): row for row in self.tables["members_pseudonym"]}
        scopes = sorted({str(row["scope"]) for row in called.values() if row["scope"]})
        for member, name in self.holding.items():
            words = [member, name, str(members.get(member, {}).get("username")), str(called[name]["name"])]
            raw = [word.encode() for word in words] + [bytes.fromhex(member), bytes.fromhex(name)]
            raw += [_dashed(member).encode(), _dashed(name).encode()]
            salted = [one + scope.encode() for one in (raw[0], raw[4], raw[6]) for scope in scopes]
            known |= {member: name, name: name, words[2]: name}
            for one in [*raw, *salted]:
                for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
                    known[make(one).hexdigest()] = name
        return known

    def _sizes(self) -> None:
        """Take masks whose sealed values have one rare size for masks of one person."""
        sizes: dict[tuple[str, str, int], set[str]] = defaultdict(set)
        for row in self.tables.get("members_mask", ()):
            for key, value in row.items():
                if (value or "").startswith("\\x"):
                    sizes["members_mask", key, len(value or "")].add(plain(row["pseudonym_id"]))
        for masks in sizes.values():
            if 1 < len(masks) < 6:
                for one in masks:
                    for other in masks - {one}:
                        self.pairs[frozenset((one, other))] += 5.0


def _dashed(word: str) -> str:
    return "-".join((word[:8], word[8:12], word[12:16], word[16:20], word[20:]))


def _orders_of(rows: list[Row]) -> Iterable[tuple[str, list[Row]]]:
    """Yield the rows of a table in every order that they have."""
    yield "place", rows
    for key in ("_rowid", "id"):
        if rows and re.fullmatch(r"-?\d+", rows[0].get(key) or ""):
            yield key, sorted(rows, key=lambda row: int(row[key] or 0))


def _between(hours: list[float | None], place: int) -> Span | None:
    """Return the nearest known hours before and after a place of an order; None where they make no sense."""
    before = next((at for at in reversed(hours[:place]) if at is not None), None)
    after = next((at for at in hours[place + 1 :] if at is not None), None)
    return (before, after) if before is not None and after is not None and before <= after else None


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _closeness(one: Span, other: Span) -> float:
    distance = max(0.0, one[0] - other[1], other[0] - one[1])
    # Two spans that meet are the nearer, the shorter they are.
    width = max(one[1] - one[0], other[1] - other[0])
    return sum((distance + width / 2) <= window for window in WINDOWS)
