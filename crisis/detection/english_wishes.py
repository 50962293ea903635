"""What is said in English: the wish to die, now or once."""

from __future__ import annotations

from crisis.detection.english_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

IDIOMS = """
of|from ~ laughing|laughter|embarrassment|shame|boredom|curiosity|cringe|hunger|thirst|cold|heat|happiness|joy|love
of|from old age|cringing
old
laughing
on this hill
my|your|her|his hair
hair
for a|some|that|this|these|those|it
it ~ blue|red|green|blond|black|pink
trying
inside a little|bit
at the boss|level
than eat|see|watch|wear|go|work|admit|listen|miss|talk|have|move|sit|drive|cook
because of the cringe
peacefully in|of
a happy|natural
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
_THINGS = """
with him|her|them|this|that|the|my boyfriend|girlfriend|husband|wife|job|boss|contract|partner
with him|her|them|this|that|the
the call|meeting|day|week|contract|lease|relationship|friendship|conversation|chapter
between us
here for today|tonight
early|well|badly|up
on a good|high|positive
"""

RULES: tuple[Rule, ...] = (
    rule(
        "en.wish",
        Kind.WISH,
        """
        i ~ want to ~ @die
        @want ~ @die
        @want ~ just|simply|really ~ @die
        i feel|felt like i want to ~ @die
        i feel like @killing|dying
        all i ~ want|wish|need|ask|hope .. is to ~ @die
        only thing i ~ want|need|wish is to ~ @die
        only thing i ~ want|need|wish is death
        ^ ~ want|wanting to ~ @die
        ^ ~ just? let me ~ @die
        iwantodie
        i want die
        i would ~ so? ~ much? ~ like|love|rather|prefer ~ to ~ @die
        i ~ hate|hated myself .. and ~ want|deserve to ~ @die
        i ~ hate my life .. and ~ want to ~ @die
        i wish i was|were ~ dead|gone
        i wish i could ~ @die
        i wish i had ~ died|succeeded|drowned
        if only i could ~ @die|vanish
        i would|will|am be? ~ better|happier off? dead
        better off dead
        i would rather be dead
        i would rather|sooner ~ @die than ~ live|keep|go|carry|face|wake|continue|spend|suffer|endure|stay
        i ~ want ~ death
        i ~ want death to
        death would be|feel a|such? relief|peace|mercy|gift|kindness|blessing
        i am ~ ready|waiting|begging|desperate|praying|hoping|dying|longing to|for ~ die|death
        i have ~ made up my mind to ~ @die
        i have ~ decided .. @die
        i should ~ be|have dead|died
        i should not be|have alive|survived
        i deserve ~ death
        i can not wait to ~ die|be_dead
        i long for death|it to be over
        i crave death
        i beg|pray|ask .. to ~ let me die
        make me want to kill myself|end
        i .. want to ~ kill|unalive myself
        i ~ think i ~ want to ~ @die
        part of me ~ wants to ~ @die
        i ~ feel|am like ~ dying|suicidal
        i feel the ~ need|urge|desire to ~ @die
        i have ~ the|an|this ~ urge|desire|need to ~ @die
        a ~ wish|desire|urge to die
        i do not deserve to ~ live|be alive|exist
        i ~ want to ~ stop ~ living|existing|breathing
        i want to ~ be|go ~ six feet|in the ground
        i am ~ ready to ~ go|leave for good|forever
        i ~ want out of ~ life|this_life|this_world
        someone|please kill me
        kill me ~ please|now
        """,
        PHRASES,
        drop=IDIOMS,
        lower=_END_OF_LIFE,
    ),
    rule(
        "en.end-it",
        Kind.WISH,
        """
        @want ~ end it
        i ~ want to ~ end it
        ^ ~ want to ~ end it
        """,
        PHRASES,
        drop=_THINGS + "quickly|here",
    ),
    rule(
        "en.end-life",
        Kind.WISH,
        """
        i ~ want to ~ be done with|for life|living|everything|good
        i am ~ done with life|living|this_life|this_world
        i ~ want my life to end|stop
        i ~ want my life to be over
        i ~ want everything to end
        i ~ wish my life would|could ~ end|be_over
        i ~ want to ~ end this_life|existence|suffering|nightmare
        i ~ want to ~ put an end to my life|it all|everything|this_life|my suffering|my days
        put an end to my life|days|existence
        """,
        PHRASES,
    ),
    rule(
        "en.no-more-life",
        Kind.WISH,
        """
        i|^ do not ~ want|wish|care|intend|deserve|plan|need to ~ live
        i|^ do not ~ want|wish|care|intend|plan|deserve to ~ be alive
        i|^ do not ~ want|wish|care|deserve to ~ exist
        i do not ~ want|wish to keep|go|carry|continue on? ~ living|existing|breathing
        i do not ~ want to go on ~ living|existing|like this
        i do not ~ want|need this? life|existence anymore
        i do not want to see another|tomorrow|the day|morning|year
        i no longer ~ want|wish to ~ live|exist
        i no longer ~ want|wish to ~ be alive
        i can not ~ live ~ anymore
        i can not|refuse ~ keep|to? ~ living ~ anymore
        i have ~ no|lost all|any|the|my? wish|desire|will|reason to ~ live
        i ~ lost the|my|all will|desire|wish to live
        there is no ~ will|desire to live
        i ~ stopped wanting to ~ live|be alive
        living is not|no for|something me|longer
        i do not ~ feel like living
        i ~ hate ~ being alive
        i do not belong in|on this_world|earth
        """,
        PHRASES,
        drop="""
        here|with|in|at|alone|there|on|near|together|without|far|under|by
        anymore? here|with|in|at|alone|there|on|near|together
        for|off my|parents|them
        """,
        lower="""
        like
        anymore? like
        """,
    ),
    rule(
        "en.thoughts",
        Kind.WISH,
        """
        i .. think|thinking|thought|dream|dreaming|fantasize|fantasizing|obsessing|obsess about|of|on @killing
        i .. think|thinking|dream|dreaming|fantasize|fantasise|fantasizing|daydream about|of dying
        i .. think|thinking about|of ~ @die
        i keep|been thinking|imagining|picturing about|of? ~ @killing|dying
        i can not stop thinking|obsessing about|of ~ @killing|dying|death
        can not stop thinking about|of ~ @killing
        i .. imagine|picture|imagining|picturing|planning @killing|dying
        i|^ ~ have|having|had|get|getting|keep|fighting ~ suicidal thoughts|ideas|urges|feelings|ideation|plans
        i have ~ been ~ having ~ suicidal thoughts|urges|ideation
        my suicidal thoughts|urges|ideas|ideation
        ^ ~ the suicidal thoughts|urges|ideas ~ are|have|keep|come|came ~ back|come|stronger|worse|coming|loud|returned
        suicidal thoughts are ~ back|louder|stronger|worse|winning|returning
        i|^ am ~ suicidal
        i|^ ~ feel|feeling ~ suicidal
        i ~ became|become|been ~ suicidal
        i|am ~ contemplating|considering|planning @killing|suicide
        i ~ contemplate|consider|plan @killing|suicide
        i am ~ afraid|scared|terrified of|i @harming|@killing
        i am ~ afraid|scared|terrified of what i ~ might|could|may|will|would ~ do
        i am ~ afraid|scared|terrified i ~ might|will|could|may|am .. @harm|@kill
        i am ~ afraid|scared|terrified|worried i ~ might|will|could|may act|do on? it|them|something
        i am ~ afraid|scared|terrified of acting on it|them
        i|might|may|will|could act on ~ my|them|these|those thoughts|urges|it
        i ~ do not trust myself ~ tonight|alone|anymore|right|with|near|not
        i am not safe ~ with|from|around|alone|by ~ myself
        i do not feel safe ~ with|from|around|alone|by ~ myself
        ^ ~ suicide .. is ~ on my mind
        suicide is ~ the|my only|last|best? ~ way|option|answer|solution|exit|thing
        the ~ thought|idea|thoughts ~ of|about ~ @killing|suicide|dying|death ~ never|always|keeps|keep|is|are|comes|come|will|wo ~ not?
        thoughts|thought|idea|ideas|urge of|about|to ~ @killing|suicide|kill|dying .. me|my|mind|head|constant|everywhere
        thoughts|ideas of ~ suicide|death|dying .. my|me
        i .. think about ~ suicide
        i .. thought of suicide .. every|all|each|again
        i ~ dream of|about my ~ own? death
        i ~ think about ~ ways to ~ die|@kill
        the voices|voice ~ tell|tells|telling|say|want me to ~ @die|@harm
        my|the head|brain|mind ~ tells|keeps|says .. to ~ @kill|die
        death is ~ all|the i|only|thing ~ think|about
        i .. death sounds|seems|looks|feels ~ peaceful|easier|good|better|appealing|comforting
        ^ ~ death|dying sounds|seems|looks|feels ~ peaceful|easier|good|better|appealing|comforting|like
        i want to .. act on ~ my|these|the suicidal|thoughts|urges
        i .. tempted to ~ @die|@harm
        """,
        PHRASES,
        drop="prevention|of|awareness|rates|statistics|squad|hotline|bombers",
    ),
    rule(
        "en.mention",
        Kind.MENTION,
        """
        kill|killing|killed|hang|hanging|shoot|shooting|drown|drowning|unalive|unaliving myself
        end|ending|ended|take|taking my own? life
        end|ending|put my suffering|existence
        committing|commit|attempting suicide
        ending it all
        end it all
        """,
        PHRASES,
        drop=IDIOMS
        + "laughing|working|over|for|with|trying|studying|at\nto ~ work|finish|please|get|be|keep\nof ~ work",
    ),
    rule(
        "en.wished",
        Kind.WISHED,
        """
        i ~ wanted to ~ @die
        i ~ wanted to end it
        i used to ~ want to ~ @die
        i used to ~ think|be about? ~ suicidal|@killing
        i felt like @killing|dying
        i ~ was ~ suicidal
        i ~ thought about|of @killing
        i almost|nearly ~ ended it|everything|my|things
        i almost|nearly ~ killed myself|jumped|did
        """,
        PHRASES,
        drop=IDIOMS + "with\nof|prevention\nfor a|some|that",
    ),
    rule(
        "en.dying",
        Kind.DYING,
        """
        i ~ am ~ going to ~ die|be dead
        i ~ will ~ die
        i ~ am ~ about to ~ die
        i ~ am ~ dying ~ tonight|inside|here|$
        """,
        PHRASES,
        drop=IDIOMS
        + "if\n"
        + "of|from ~ this|the|a|my|cancer|hunger|thirst|cold|heat\none day\neventually\nto ~ see|know|meet|hear|tell|go|get|try\nfor ~ a|some|the",
    ),
)
