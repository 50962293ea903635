"""What is said in English. Each list is written as people say it; capitals and doubled letters do not matter."""

from __future__ import annotations

from crisis.detection.grammar import Grammar, Kind, Rule, patterns, spellings, words
from crisis.detection.normalise import PAUSE

_LISTS: dict[str, list[str]] = {
    "die": ["die", "kill myself", "be dead", "end my life", "end it all", "take my life", "take my own life",
            "commit suicide", "unalive myself"],
    "kill": ["kill myself", "end my life", "end it all", "take my life", "take my own life", "commit suicide",
             "unalive myself"],
    "killing": ["killing myself", "ending my life", "ending it all", "taking my life", "taking my own life", "suicide"],
    "want": ["i want to", "i would like to", "i would love to", "i need to", "i wish to", "i wish i could",
             "i have wanted to"],
    "feel": ["i feel like", "i felt like"],
    "harm": ["hurt myself", "harm myself", "cut myself", "injure myself", "self harm"],
    "harming": ["hurting myself", "harming myself", "cutting myself", "self harming"],
    "will": ["i am going to", "i will", "i am about to", "i have decided to", "i am planning to", "i plan to",
             "i intend to", "i am ready to"],
    "drugs": ["pills", "tablets", "meds", "medication", "medicine", "painkillers", "antidepressants"],
    "beyond": ["in heaven", "up there", "in death", "on the other side"],
    "on_purpose": ["on purpose", "deliberately", "again", "tonight", "last night", "to feel", "so i"],
}  # fmt: skip

_IDIOMS = """
of|from ~ laughing|laughter|embarrassment|shame|boredom|curiosity|cringe|hunger|thirst|cold|heat|happiness|joy|love
of|from old age
old
laughing
on this hill
"""
_END_OF_LIFE = """
with dignity
in my own? bed|sleep
at home
in peace
peacefully
surrounded
before my|him|her|them|you
"""


def _rule(name: str, kind: Kind, lines: str, *, drop: str = "", lower: str = "") -> Rule:
    return Rule(
        f"en.{name}",
        kind,
        patterns(lines, _LISTS),
        patterns(drop, _LISTS) if drop else (),
        patterns(lower, _LISTS) if lower else (),
    )


RULES = (
    _rule(
        "wish",
        Kind.WISH,
        """
        i ~ want to ~ @die
        @want ~ @die
        i feel|felt like i want to ~ @die
        i feel like @killing|dying
        all i want is to @die
        ^ ~ want to ~ @die
        iwantodie
        i want die
        i ~ hate myself ~ and ~ want to ~ @die
        i ~ hate my life ~ and ~ want to ~ @die
        i wish i was|were dead
        i would be better off dead
        """,
        drop=_IDIOMS,
        lower=_END_OF_LIFE,
    ),
    _rule(
        "end-it",
        Kind.WISH,
        """
        @want ~ end it
        i ~ want to ~ end it
        ^ ~ want to ~ end it
        """,
        drop="with|now|all|quickly|here",
    ),
    _rule(
        "end-life",
        Kind.WISH,
        """
        i ~ want to ~ be done with life|living
        i ~ want my life to end|stop
        i ~ want my life to be over
        i ~ want everything to end
        """,
    ),
    _rule(
        "no-more-life",
        Kind.WISH,
        """
        i do not ~ want to ~ live
        i do not ~ want to ~ be alive
        i do not ~ want to ~ exist
        i no longer ~ want to ~ live|exist
        i no longer ~ want to ~ be alive
        i can not ~ live anymore
        i have no wish|desire|will to live
        """,
        drop="""
        here|with|in|at|alone|there|on|near|together|without|far|under
        anymore? here|with|in|at|alone|there|on|near|together
        """,
        lower="""
        like
        anymore? like
        """,
    ),
    _rule(
        "thoughts",
        Kind.WISH,
        """
        i ~ think about|of @killing|dying
        i am ~ thinking about|of @killing|dying
        i keep thinking about|of @killing|dying
        i can not stop thinking about|of @killing|dying
        i have ~ suicidal thoughts|ideas|urges
        i am having ~ suicidal thoughts|urges
        i am ~ suicidal
        i feel ~ suicidal
        i am ~ afraid|scared of|i @harming|@killing
        i am ~ afraid|scared i might|will @harm|@kill
        """,
        drop="prevention|of|awareness|rates|statistics|in",
    ),
    _rule(
        "plan",
        Kind.PLAN,
        """
        @will ~ @kill
        @will ~ end it tonight|now|today
        """,
        drop="""
        laughing
        working
        if i hear|see|have
        """,
    ),
    _rule(
        "wished",
        Kind.WISHED,
        """
        i ~ wanted to ~ @die
        i ~ wanted to end it
        i used to ~ want to ~ @die
        i felt like @killing|dying
        i ~ thought about|of @killing
        """,
        drop=_IDIOMS + "with\nof|prevention",
    ),
    _rule(
        "attempt",
        Kind.ATTEMPT,
        """
        i have? ~ tried to ~ @die
        i have? ~ attempted to ~ @die
        i have? ~ attempted suicide
        i have? ~ made an|a|two|three ~ suicide? attempt|attempts on|at? my? life?
        i survived a|my suicide attempt
        """,
        drop="at making|talking|calling|fixing|getting",
    ),
    _rule(
        "taken",
        Kind.TAKEN,
        """
        i have? ~ taken|took|swallowed something to die
        i have? ~ taken|took|swallowed something to end it|my all|life?
        i have? ~ taken|took|swallowed all the|my|of? my|the? @drugs
        i have? ~ taken|took|swallowed too many|much of? my|the? @drugs
        i have? ~ overdosed
        i have? ~ taken|took an overdose
        """,
    ),
    _rule(
        "harm",
        Kind.HARM,
        """
        i have? ~ hurt|harmed|cut|injured myself @on_purpose
        i have? ~ hurt|harmed|cut myself $
        i ~ harm myself
        i have? ~ self harm|harmed
        i have been @harming
        i keep @harming
        i have? ~ started @harming
        i have? ~ started cutting again
        i have? ~ relapsed and ~ hurt|cut|harmed myself
        i am @harming
        """,
        lower="by|with",
    ),
    _rule(
        "harm-wish",
        Kind.WISH,
        """
        i ~ want to ~ @harm
        @want ~ @harm
        @will ~ @harm
        i feel like @harming
        i have|feel the|an urge to @harm
        """,
        drop="at|playing|running",
    ),
    _rule(
        "weary",
        Kind.WEARY,
        """
        i do not ~ want to ~ be here anymore?
        i ~ want|wish to? ~ disappear
        i wish i could|would ~ disappear
        i do not ~ want to ~ wake up
        i ~ want to ~ fall asleep and never|not wake up
        i ~ want to ~ go to sleep and never|not wake up
        i ~ hope i do not wake up
        i can not go on
        i do not have the strength to live|go
        i have no strength to live|go
        i am ~ such? a burden
        everyone would be better|happier off? without me
        they would ~ be better off without me
        i can not ~ stand|bear life|living
        i am ~ tired|sick of ~ living|life
        there is no point in living|going
        i have nothing to live for
        i have no reason|reasons to live
        i would rather die
        i ~ think about death
        life is not worth
        i wish i had never been born
        makes|make me want to @die
        i can not ~ live
        i ~ want to ~ leave forever
        i ~ want to ~ be with him|her|them again? @beyond
        i ~ want to ~ join him|her|them @beyond
        i ~ want to ~ join my dad|mum|mom|husband|wife|son|daughter|brother|sister|baby|parents|friend @beyond
        goodbye to all|everyone
        this is my last|final message
        after my suicide attempt
        """,
        drop="""
        than|of|without|here|with|on
        under|behind|into
        in bed
        early|at|with|late
        """,
    ),
)

ENGLISH = Grammar(
    fillers=words(
        "really just so still sometimes honestly actually only always often kinda truly literally do fucking simply"
        " badly now too also even ever have tonight recently very totally completely already lately"
        " constantly definitely again seriously genuinely more"
    )
    | {PAUSE},
    spellings=spellings(
        """
        wanna, wana, want 2, wnt to: want to
        gonna, gona, going 2: going to
        im, i m: i am
        ive, i ve: i have
        id, i d: i would
        i ll: i will
        i wanna, i wana: i want to
        dont, dnt, don t, do nt: do not
        cant, can t, cannot: can not
        didnt, didn t: did not
        havent, haven t: have not
        hasnt, hasn t: has not
        wasnt, wasn t: was not
        isnt, isn t: is not
        wont, won t: will not
        wouldnt, wouldn t: would not
        kms: kill myself
        any more: anymore
        tryna: trying to
        myslf, mysel, my self: myself
        theres, there s: there is
        whats: what is
        rn: right now
        evryone, every one, everybody: everyone
        """
    ),
    rules=RULES,
    doubts=patterns(
        """
        not that
        not saying
        not saying that
        never said
        never said that
        not because
        not know if|whether
        if|whether
        as if
        """
    ),
    reports=patterns(
        """
        says|said|say|saying|writes|wrote|texted|screams|screamed|whispered|repeats|repeated|shouted|yelled
        told|tells|telling me|us|him|her|them|my|everyone ~
        """
    ),
    beliefs=patterns("thinks|think|thought|believes|believe|believed|says|say|said|assumes|assume"),
    conjunctions=words("that if whether"),
    selves=words("i"),
    others=words("he she they who someone somebody you we people"),
    titles=words("song movie film book title called titled series poem article novel album show"),
    now=patterns(
        """
        tonight
        right now
        now
        today
        just now
        this minute
        just taken|took|swallowed|overdosed|cut|hurt|harmed
        in an hour
        this evening
        """
    ),
    recent=patterns(
        """
        yesterday
        last night
        this morning
        this week
        this afternoon
        """
    ),
    long_ago=patterns(
        """
        years|months|decades|year ago
        long ago
        a long time ago
        last year
        in the past
        back then
        when i was
        as a teenager|teen|child|kid
        at school|fifteen|sixteen|twenty
        used to
        once
        """
    ),
    recovery=patterns(
        """
        i am ~ better|fine|ok|okay|well|happy|recovered|safe
        doing|feeling ~ better|well|fine|ok|okay
        i got|came through it?
        i have ~ recovered
        i recovered
        in recovery
        glad to be ~ alive|here
        glad i am ~ alive|here|still
        no longer want|do|feel|think
        life is good
        """
    ),
    negations=words("not never no"),
    years=words("year years month months in"),
    since=words("for since"),
    accidents=words(
        "shaving cooking gym stairs football running falling fell playing kitchen slicing chopping skiing work garden"
        " bike tripped door"
    ),
    laughs=words("lol lmao rofl haha hahaha xd"),
)
