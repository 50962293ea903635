"""The linker: somebody with a whole copy of the house, no key and much patience, who wants to know who the masks are.

It knows how the house is built. What pages show is always its own (`shown`); to that it adds whatever a dump lets it
believe. It believes an order of rows, or an hour, only where that agrees with what pages say more often than chance
does; so it is led astray by nothing, and loses nothing that is there.

What it tries: equal values and foreign keys, digests without a key, hours finer than a quarter, the order of rows in
the file, the order of their numbers, which rows stand side by side, the size of what is sealed, how far an open name
has read, lines of a log, the counts in Redis (`buckets`), and for every mask the people who were active within windows
from one second to one hour.
"""

from __future__ import annotations

import hashlib
import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from tests.attack import buckets
from tests.attack.dumps import Dump, Row
from tests.attack.shown import QUARTER, Pages, Span, Words, instant, is_exact, plain

WINDOWS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 1800.0, 3600.0)
# How much more often than chance something must agree with the pages to be believed; and of an order, how often at all.
BELIEVED, TRUE_ORDER = 0.25, 0.8
# Columns whose values pages show, or which name another row that is a mask's.
_SHOWN = {"body", "html", "forms", "words", "post_id", "target_id", "first_words", "title"}
# Rows about somebody that others wrote, and hours at which others did something to a row.
_ABOUT_THEM = {"members_letter", "moderation_case", "forum_thread", "moderation_unmasking", "moderation_question"}
_BY_OTHERS = {"ended_at", "closed_at", "set_aside_at", "undone_at", "until", "withdrawn_at"}
# Rows about a mask that others wrote.
_OF_OTHERS = {"forum_mention", "moderation_flag", "moderation_decision", "moderation_unmasking", "record_content"}


class Sight(IntEnum):
    """How much of a dump a linker is given."""

    PAGES = 0
    REDUCED = 1  # all of it, each masked row reduced to what pages show of it, and nothing but tables
    WHOLE = 2


@dataclass
class Guess:
    """How much speaks for each member (by open name), for each mask, and which other mask seems to be the same."""

    holders: dict[str, dict[str, float]] = field(default_factory=dict)
    partners: dict[str, dict[str, float]] = field(default_factory=dict)


class Linker:
    """One attack on one dump."""

    def __init__(self, dump: Dump, sight: Sight = Sight.WHOLE) -> None:
        self.pages = Pages(dump)
        self.dump, self.tables = dump, dump.tables
        self.public = {words.key: words.span for words in self.pages.words}
        self.spans = dict(self.public)
        self.first = {words.mask: words.key for words in reversed(self.pages.words)}
        self.holding = {plain(row["member_id"]): plain(row["pseudonym_id"]) for row in dump.tables["members_holding"]}
        self.acts = self._acts() if sight > Sight.PAGES else {name: sorted(at) for name, at in self.pages.acts.items()}
        self.ties: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.pairs: dict[frozenset[str], float] = defaultdict(float)
        self.read: dict[str, dict[str, int]] = defaultdict(dict)
        self.believed: list[str] = []
        if sight > Sight.PAGES:
            self._read_marks()
        if sight == Sight.WHOLE:
            self._hours()
            self._orders()
            self._neighbours()
            self._values()
            self._sizes()
            self._lines()
            self._counts()

    def guess(self) -> Guess:
        """Return what speaks for whom."""
        found = Guess()
        of_mask: dict[str, list[str]] = defaultdict(list)
        could: dict[str, set[str]] = {}
        for words in self.pages.words:
            of_mask[words.mask].append(words.key)
            if (there := self._could(words)) is not None:
                could[words.mask] = could.get(words.mask, there) & there
        for mask, said in of_mask.items():
            weights: dict[str, float] = defaultdict(float)
            for key in said:
                for name, weight in self._near(self.spans[key]).items():
                    weights[name] += weight / len(said)
            if mask in could:
                weights = defaultdict(float, {name: weights[name] + 0.5 for name in could[mask]})
            for name, weight in self.ties[mask].items():
                weights[name] += weight
            found.holders[mask] = dict(weights)
        for mask, said in of_mask.items():
            found.partners[mask] = {
                other: self.pairs[frozenset((mask, other))]
                + max(_closeness(self.spans[one], self.spans[two]) for one in said for two in others)
                for other, others in of_mask.items()
                if other != mask
            }
        return found

    # --- who was there ----------------------------------------------------------------------------
    def _acts(self) -> dict[str, list[float]]:
        """Every exact hour at which an open name did something, in any table, public or not."""
        acts: dict[str, set[float]] = defaultdict(set)
        for table in self.tables.keys() - _ABOUT_THEM:
            for row in self.tables[table]:
                values = [value for key, value in row.items() if key not in _BY_OTHERS]
                times = {at for value in values if (at := instant(value)) is not None and is_exact(at)}
                if times and (name := self._only_name(row)):
                    acts[name] |= times
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

    def _read_marks(self) -> None:
        """Whoever said something in a room has read there: leave out all others."""
        for row in self.tables.get("chat_mark", ()):
            if row.get("reader_id"):
                self.read[f"room_id {row['room_id']}"][self._name(row["reader_id"])] = int(row["read_seq"] or 0)

    def _could(self, words: Words) -> set[str] | None:
        """Return who has read as far as where something was said; None where nothing tells."""
        read = self.read.get(words.place)
        return {name for name, seq in read.items() if seq >= words.number - 1} if read else None

    # --- what a dump adds -------------------------------------------------------------------------
    def _hours(self) -> None:
        """Take every hour in a row of a mask's words that is finer than what pages show."""
        for words in self.pages.words:
            row = self.pages.rows[words.key]
            times = [at for value in row.values() if (at := instant(value)) is not None and is_exact(at)]
            inside = [at for at in times if words.span[0] <= at <= words.span[1]]
            if inside:
                self._narrow(words.key, (min(inside), min(inside)))
                self.believed.append("an exact hour")

    def _orders(self) -> None:
        """Take what stands between two rows of known hours, in the file and by number, for written between them."""
        for table, rows in self.tables.items():
            for order, ordered in _orders_of(rows):
                hours = [self._hour(table, row) for row in ordered]
                own = [self._said(table, row) for row in ordered]
                between = {
                    key: span for place, keys in enumerate(own) for key in keys if (span := _between(hours, place))
                }
                narrow = {key: span for key, span in between.items() if span[1] - span[0] < 2 * QUARTER}
                if self._agrees(narrow):
                    self.believed.append(f"{table} by {order}")
                    for key, span in narrow.items():
                        self._narrow(key, span)

    def _hour(self, table: str, row: Row) -> float | None:
        """Return the hour at which a row of an open name was written, as far as anything tells."""
        if self._is_masked(table, row):
            return None
        times = [at for value in row.values() if (at := instant(value)) is not None and is_exact(at)]
        if times:
            return max(times)
        return self.pages.at.get(_post_of_words(table, row))

    def _is_masked(self, table: str, row: Row) -> bool:
        if any(self.pages.is_masked(key) for key in _things(table, row)):
            return True
        return any(plain(value) in self.pages.masks for key, value in row.items() if key not in {"body", "html"})

    def _said(self, table: str, row: Row) -> list[str]:
        """Return the words that a row belongs to: its own, or the first of its mask."""
        if found := [key for key in _things(table, row) if self.pages.is_masked(key)]:
            return found[:1]
        masks = {plain(value) for value in row.values()} & self.pages.masks
        return [self.first[mask] for mask in masks if mask in self.first][:1]

    def _agrees(self, found: dict[str, Span]) -> bool:
        """Whether these spans meet what pages say nearly always, and much more often than when dealt out otherwise."""
        known = [(span, self.public[key]) for key, span in found.items() if key in self.public]
        if len(known) < 8:
            return False
        hits = sum(_meet(span, public) for span, public in known) / len(known)
        shifts = [known[step:] + known[:step] for step in range(1, min(9, len(known)))]
        chance = [_meet(span, other) for dealt in shifts for (span, _), (_, other) in zip(known, dealt, strict=True)]
        return hits > TRUE_ORDER and hits - sum(chance) / len(chance) > BELIEVED

    def _narrow(self, key: str, span: Span) -> None:
        low, high = self.spans[key]
        if _meet(span, (low, high)):
            self.spans[key] = (max(low, span[0]), min(high, span[1]))

    def _neighbours(self) -> None:
        """Take the open name whose row stands beside a mask's for its holder, where that agrees with who was there."""
        for table, rows in self.tables.items():
            taken: set[tuple[str, str]] = set()
            for order, ordered in _orders_of(rows):
                names = [self._only_name(row) for row in ordered]
                if not any(names):
                    continue
                found = []
                for place, row in enumerate(ordered):
                    masks = {plain(value) for value in row.values()} & self.pages.masks
                    if len(masks) == 1:
                        [mask] = masks
                        near = range(max(0, place - 1), min(len(ordered), place + 2))
                        # What was written at one moment somebody else wrote for both of them.
                        beside = {names[one] for one in near if not _of_one_moment(row, ordered[one])}
                        found += [(mask, name) for name in beside - {""}]
                if self._fits(found):
                    self.believed.append(f"side by side in {table} by {order}")
                    taken |= set(found)
            for mask, name in taken:
                self.ties[mask][name] += 4.0

    def _only_name(self, row: Row) -> str:
        who = {self._name(value) for value in row.values()} - {""}
        is_masked = any(plain(value) in self.pages.masks for value in row.values())
        return who.pop() if len(who) == 1 and not is_masked else ""

    def _fits(self, found: list[tuple[str, str]]) -> bool:
        """Whether these names were there when these masks wrote, more often than when they are dealt out otherwise."""
        spans = {words.mask: self.public[words.key] for words in self.pages.words}
        there = {
            mask: {name for name, weight in self._near(span).items() if weight >= 4} for mask, span in spans.items()
        }
        known = [(mask, name) for mask, name in found if mask in there]
        if len(known) < 8:
            return False
        hits = sum(name in there[mask] for mask, name in known) / len(known)
        dealt = [known[(place + step) % len(known)][1] for step in (3, 5, 7, 11) for place in range(len(known))]
        chance = sum(name in there[mask] for (mask, _), name in zip(known * 4, dealt, strict=True)) / len(dealt)
        # Of few rows some agree by chance.
        return hits - chance > max(BELIEVED, 3 * math.sqrt(chance * (1 - chance) / len(known)))

    def _values(self) -> None:
        """Look for a value of a mask's rows that is a member's: as it stands, or as a digest without a key."""
        known = self._known_values()
        shared: dict[str, set[str]] = defaultdict(set)
        for table, rows in self.tables.items():
            for row in rows:
                masks = {plain(value) for value in row.values()} & self.pages.masks
                if not masks:
                    masks = {self.pages.author[key] for key in self._said(table, row)}
                if len(masks) != 1 or table in _OF_OTHERS:
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
        said = {key.split()[1] for key in self.pages.rows}
        for word, masks in shared.items():
            if 1 < len(masks) < 6 and word not in self.pages.masks and word not in said:
                self._pair(masks, 50.0)

    def _pair(self, masks: set[str], weight: float) -> None:
        for one in masks:
            for other in masks - {one}:
                self.pairs[frozenset((one, other))] += weight / 2

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
                self._pair(masks, 5.0)

    def _lines(self) -> None:
        """Look in every line of a log, and in every value of Redis, for a mask and a member side by side."""
        known = {word: name for word, name in self._known_values().items() if len(word) >= 16}
        words = re.compile(r"[0-9a-f]{16,}")
        kept = [one for key in self.dump.redis for one in (key.name, *key.values)]
        for line in [*self.dump.lines, *kept]:
            found = set(words.findall(plain(line)))
            masks, names = found & self.pages.masks, {known[one] for one in found & known.keys()}
            for mask in masks:
                for name in names:
                    self.believed.append("a line")
                    self.ties[mask][name] += 100.0

    def _counts(self) -> None:
        """Take what the counts of limits in Redis say of who did something besides what pages show."""
        threads: dict[str, list[float]] = defaultdict(list)
        for key, author in self.pages.author.items():
            if key.startswith("forum_post ") and not self.pages.is_masked(key):
                threads[author].append(self.pages.at[key])
        spans = {key: span for key, span in self.public.items() if key.startswith("forum_post ")}
        told = buckets.told(self.dump.redis, {name: sorted(at) for name, at in threads.items()}, spans)
        self.believed += told.believed
        for key, moment in told.moments.items():
            self._narrow(key, (moment, moment))
        for key, name, weight in told.names:
            self.ties[self.pages.author[key]][name] += weight


def _dashed(word: str) -> str:
    return "-".join((word[:8], word[8:12], word[12:16], word[16:20], word[20:]))


def _post_of_words(table: str, row: Row) -> str:
    return f"forum_post {row.get('rowid')}" if table == "forum_post_words" else ""


def _things(table: str, row: Row) -> list[str]:
    """Return what was said that a row belongs to: the thing itself, or what it names."""
    pairs = [(table, "id"), ("forum_post", "post_id"), ("chat_roomevent", "event_id")]
    return [_post_of_words(table, row), *(f"{whose} {row[key]}" for whose, key in pairs if row.get(key))]


def _orders_of(rows: list[Row]) -> Iterable[tuple[str, list[Row]]]:
    """Yield the rows of a table in every order that they have."""
    yield "place", rows
    for key in ("_rowid", "id", "number"):
        if rows and re.fullmatch(r"-?\d+", rows[0].get(key) or ""):
            yield key, sorted(rows, key=lambda row: int(row[key] or 0))


def _between(hours: list[float | None], place: int) -> Span | None:
    """Return the nearest known hours before and after a place of an order; None where they make no sense."""
    before = next((at for at in reversed(hours[:place]) if at is not None), None)
    after = next((at for at in hours[place + 1 :] if at is not None), None)
    return (before, after) if before is not None and after is not None and before <= after else None


def _of_one_moment(one: Row, other: Row) -> bool:
    times = [
        {at for value in row.values() if (at := instant(value)) is not None and is_exact(at)} for row in (one, other)
    ]
    return bool(times[0] & times[1])


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _closeness(one: Span, other: Span) -> float:
    distance = max(0.0, one[0] - other[1], other[0] - one[1])
    # Two spans that meet are the nearer, the shorter they are.
    width = max(one[1] - one[0], other[1] - other[0])
    return sum((distance + width / 2) <= window for window in WINDOWS)
