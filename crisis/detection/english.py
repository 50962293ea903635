"""English as people write it: its rules together, its short spellings, the circumstances that change a level."""

from __future__ import annotations

from crisis.detection import english_deeds, english_people, english_plans, english_together, english_wishes
from crisis.detection.grammar import Grammar, patterns, spellings, words
from crisis.detection.normalise import PAUSE

ENGLISH = Grammar(
    fillers=words(
        "really just so still sometimes honestly actually only always often kinda truly literally do fucking simply"
        " badly now too also even ever have tonight recently very totally completely already lately"
        "constantly definitely again seriously genuinely more all quite almost right probably maybe"
        " finally then perhaps"
        " basically desperately badly much please fucking bloody damn forever"
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
        evryone, every one, everybody, evryi, everyi, evry one, evrybody, evrybdy: everyone
        w, wit: with
        abt, bout: about
        nite, nyt, nigt: night
        2nite, tonite, 2night, tonigt, tnite, tnight, 2nigt, tongiht: tonight
        evry, evri, evey: every
        burdn, burdon, burdan: burden
        suicde, sucide, suiside, suicid, sewerside, suacide: suicide
        suicidl, sucidal, suicidle: suicidal
        wnna, wnt: want to
        imma, ima: i am going to
        iam: i am
        dye: die
        u: you
        ur: your
        idk: i do not know
        tme, tiem: time
        nomore: anymore
        didt: did not
        wont: will not
        shouldnt, shouldn t: should not
        couldnt, couldn t: could not
        doesnt, doesn t: does not
        wouldve, would ve: would have
        shouldve, should ve: should have
        hes: he is
        shes: she is
        theyre, they re: they are
        youre, you re: you are
        its, it s: it is
        thats, that s: that is
        theyd, they d: they would
        everyone d: everyone would
        what s: what is
        youll, you ll: you will
        he ll: he will
        she ll: she will
        they ll: they will
        he s: he is
        she s: she is
        nobodys: nobody is
        unalived: killed
        ded: dead
        kil: kill
        lif, lyf: life
        cuting: cutting
        pls, plz: please
        gudbye, good bye, godbye, goodby: goodbye
        4ever, foreva: forever
        2moro, tmrw, tomoro, 2morow, tmr, tomorow: tomorrow
        arent, aren t: are not
        nothin: nothing
        livin: living
        dyin: dying
        killin: killing
        goin: going
        bridg: bridge
        alredy, alrdy: already
        evrything, everythin, everythng: everything
        can not even: can not
        """
    ),
    bags=english_together.BAGS,
    rules=(english_wishes.RULES + english_plans.RULES + english_deeds.RULES + english_people.RULES),
    doubts=patterns(
        """
        not that
        not saying
        not saying that
        never said
        never said that
        not because
        not know if|whether
        whether
        as if
        so bad|boring|embarrassing|awkward|funny|cringe|ashamed|embarrassed
        not think
        not think that
        no intention of
        no plans|wish|desire to
        not want you to think
        never
        not going to say
        """
    ),
    reports=patterns(
        """
        says|said|say|saying|writes|wrote|texted|screams|screamed|whispered|repeats|repeated|shouted|yelled
        told|tells|telling me|us|him|her|them|my|everyone ~
        """
    ),
    beliefs=patterns(
        """
        asks|asked|wondered|wonders|fears|feared|worries|worried|thinks|think|thought
        believes|believe|believed|says|say|said|assumes|assume
        """
    ),
    conjunctions=words("that if whether"),
    selves=words("i"),
    others=words("he she they who someone somebody you we people"),
    fictions=words(
        "character heroine hero novel chapter game level boss script plot story manga series episode scene protagonist"
    ),
    titles=words(
        "heroine character hero king play lyrics tweet headline poster song movie film book title called"
        " titled series poem article novel album show"
    ),
    now=patterns(
        """
        tonight
        right now
        now
        today
        just now
        this minute
        just taken|took|swallowed|overdosed|cut|hurt|harmed|tried|attempted
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
        hit|beat|abused|hurt me for ~ #|a|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|many years
        """
    ),
    recovery=patterns(
        """
        i am ~ glad|grateful ~ i|to ~ survived|be
        i am ~ proud
        not anymore
        but not anymore|now
        i am ~ better|fine|ok|okay|well|happy|recovered|safe
        doing|feeling|am ~ so|really? ~ better|well|fine|ok|okay|great|good|amazing
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
    denials=words("not never no without nor"),
    theirs=words("to_him"),
    years=words("year years month months in"),
    since=words("for since am only just turned im be"),
    accidents=words(
        "shaving cooking gym stairs football running falling playing kitchen slicing chopping skiing work garden"
        " bike tripped door"
    ),
    laughs=words("lol lmao rofl haha hahaha xd"),
)
