"""What is said in English: what has been done to oneself, the urge to hurt oneself, and the search for a way."""

from __future__ import annotations

from crisis.detection.english_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

RULES: tuple[Rule, ...] = (
    rule(
        "en.attempt",
        Kind.ATTEMPT,
        """
        i have? ~ tried to ~ @die
        i have? ~ almost tried to ~ @die|@harm
        i have? ~ attempted to ~ @die
        i have? ~ attempted suicide|again
        i have? ~ made|had an|a|two|three|my|another ~ suicide? attempt|attempts ~ on|at? my? life?
        i survived ~ a|my|the ~ suicide? attempt
        i ~ failed|botched .. attempt|suicide
        i ~ came|was ~ close to ~ @killing
        my ~ last|first|second|third|suicide ~ suicide? attempt|attempts
        since my ~ suicide? attempt
        """,
        PHRASES,
        drop="at making|talking|calling|fixing|getting|drawing|baking|cooking",
    ),
    rule(
        "en.taken",
        Kind.TAKEN,
        """
        i have? .. taken|took|swallowed something .. to die
        i have? .. taken|took|swallowed something to end_it|my all|life?
        i have? .. taken|took|swallowed ~ all|every|everything|loads|lots|tons|handful|handfuls|half ~ of? ~ the|my|his|her|their|a|of|those|these? .. @drugs
        i have? .. taken|took|swallowed|downed|emptied|finished ~ the|a|my|an ~ whole|entire|full ~ @drugs
        i have? .. taken|took|swallowed|had ~ way? ~ too many|much ~ of? ~ my|the|his|her? ~ @drugs
        i have? .. taken|took|swallowed ~ way? ~ too many|much $
        i have? .. taken|took|swallowed ~ a ~ lot|bunch|handful|load|fistful|whole|bottle|box|ton of ~ my|the|his|her? ~ @drugs
        i have? .. taken|took|swallowed .. @drugs .. die|over|goodbye|sorry|late|dizzy|sleepy|drowsy|asleep|numb|blurry
        i have? ~ already? just? swallowed ~ them|it|everything all?
        i have? ~ already? just? taken|took ~ everything
        i have? ~ just? taken|took|swallowed ~ them all
        i have? ~ already|just ~ taken|took|swallowed ~ everything|them|all
        i have? ~ swallowed|drank|drunk ~ everything|bleach|poison|it all
        i have? ~ emptied ~ the|my|all .. @drugs
        i have? ~ overdosed|poisoned
        i have? ~ poisoned myself
        i am ~ overdosing
        i have? ~ taken|took ~ an ~ overdose
        i have? .. cut|slit|slashed|opened ~ my ~ wrists|veins|wrist|throat|arms deep
        i have? .. cut|slit|slashed|opened ~ my ~ wrists|veins|wrist|throat
        it is ~ done .. i ~ took|swallowed|cut|have ~ everything|them|it|all|myself|my
        i have ~ done it .. late|pills|goodbye|over|die|sorry|took|swallowed|swallow|time|scared|cut|dying
        i did it .. late|pills|goodbye|die|took|swallowed|cut|dying
        ^ ~ took|swallowed ~ all ~ of? ~ my|the|them|it .. @drugs
        ^ ~ just ~ took|swallowed .. all|whole|too|every ~ the|my|many? .. @drugs
        ^ ~ took ~ the|my|a ~ whole|entire .. @drugs
        ^ ~ took ~ too ~ many|much
        i ~ jumped .. alive|survived|bleeding|hurt
        the @drugs are|is ~ starting|kicking|beginning|taking .. work|in|effect|hold
        i ~ am ~ bleeding .. stop|cut|lot|out|everywhere|dying
        there is ~ so? ~ much? ~ blood .. everywhere|cut|stop|i|arm|wrist|arms
        i ~ am ~ waiting for ~ it|them|the|death ~ @drugs? to ~ work|come|kick|take|end
        """,
        PHRASES,
        drop="for ~ my|a ~ headache|migraine|cold|back|flu\nas prescribed|usual|planned\nout|off|away|home|back|from|apart|down\nof ~ cookies|chocolates|sweets|cereal",
    ),
    rule(
        "en.harm",
        Kind.HARM,
        """
        i have? ~ hurt|harmed|cut|injured|burned|burnt|scratched|hit|bit myself ~ @on_purpose
        i have? ~ hurt|harmed|cut|injured|burned|burnt myself ~ and ~ it|i|there|now|can
        i have? ~ hurt|harmed|cut myself $
        i have? ~ cut|burned|burnt|carved|scratched|slashed|sliced ~ my ~ arms|arm|thighs|thigh|legs|wrists|skin|stomach|wrist|forearm|forearms
        i ~ harm|hurt|cut|burn|punch|hit|scratch|bite myself ~ @on_purpose
        i ~ harm myself
        i have? ~ self_harm|harmed
        i have? ~ been @harming
        i keep @harming
        i can not stop @harming
        i can not stop cutting
        i have? ~ started @harming
        i have? ~ started|began|resumed ~ cutting ~ again|to|myself|my
        i ~ went back to ~ cutting|self|@harming
        i ~ am ~ back ~ to ~ cutting|self|@harming
        i ~ started to ~ @harm
        i have? ~ relapsed .. hurt|cut|harmed|cutting|self|blade|harm|burned
        i have? ~ gave|given ~ in ~ and ~ hurt|cut|harmed|burned
        i am @harming
        i am ~ cutting ~ again|myself|right|now|my
        my|the ~ arms|arm|thighs|legs|wrists ~ are|is ~ full|covered .. cuts|scars|wounds|burns|scratches|slashes
        fresh|new ~ cuts .. my|i|arm|arms|thighs|wrists|legs
        i ~ hide|hid|cover|hiding .. cuts|wounds|scars .. arms|sleeves|parents|everyone|long
        i ~ hit|bang|punch|smash ~ my ~ head ~ against|on|into|until
        i ~ punch|hit ~ the ~ walls? ~ until ~ my|it|i
        i ~ made myself bleed
        only pain|cutting ~ helps|calms|relieves|makes
        cutting ~ is|helps ~ me|the ~ only|feel|thing|calm
        i ~ starve|starving ~ myself ~ to ~ punish|die|disappear
        """,
        PHRASES,
        drop="shaving|cooking\nwith ~ the|a ~ kitchen|paper\non ~ the|a|some ~ oven|glass|paper|door|stove|iron|fence|nettles|can\npeeling|chopping|slicing|opening",
        lower="by|with|on",
    ),
    rule(
        "en.harm-wish",
        Kind.WISH,
        """
        i ~ want to ~ @harm
        @want ~ @harm
        @will ~ @harm
        i .. going to|might|could|will|about ~ to? ~ @harm
        i feel|am like @harming
        i have|feel|get|had|fighting|fight the|an|this|strong|my ~ strong? ~ urge|urges|need|compulsion to ~ @harm|cut|bleed
        the ~ urge|urges|need|craving|temptation to ~ @harm|cut
        ^ ~ urges|urge to ~ @harm|cut
        i ~ need|crave ~ to ~ cut|bleed|feel ~ pain?
        i ~ need|miss|want|crave ~ the? ~ blade|cutting|pain
        i am ~ thinking about|of ~ @harming|cutting
        """,
        PHRASES,
        drop="at|playing|running|down|back\nfeelings\nthe|carbs|sugar|costs|spending|some|my ~ hair|losses",
    ),
    rule(
        "en.asking",
        Kind.ASKING,
        """
        what|which ~ is? ~ the|a ~ dose|amount|quantity|number .. to ~ die|kill|@kill|end|be_fatal
        what|which ~ dose|amount|quantity .. die|kill|fatal|lethal|overdose|myself|deadly
        lethal|fatal|deadly ~ dose|amount|quantity
        what|which ~ dose|amount|quantity .. to ~ not|never ~ wake|fail
        how many .. to ~ not|never ~ wake
        what|which|is ~ is? ~ the|there? ~ a? ~ quickest|fastest|surest|easiest|way .. die|dying|go ~ without|with ~ no? ~ pain|suffering
        what|which ~ is ~ the ~ quickest|fastest|surest|easiest .. want to ~ die
        method|way ~ that ~ works|work|never|does ~ fails? ~ to ~ end_it|die|@kill
        how ~ does|do ~ one|you|people ~ die ~ without
        how many ~ @drugs ~ to ~ never|not|die|end|sleep ~ wake|up|forever|it|$
        how many ~ @drugs .. die|kill|fatal|lethal|overdose|wake|end|deadly|dead|death
        how much .. would|does|to|do .. kill|die|fatal|lethal|overdose|end ~ me|myself|it|my|yourself|someone?
        what ~ is ~ the ~ least|most|easiest|quickest|fastest|best|surest ~ painful|painless|reliable? ~ way|method to ~ die|go|@kill|end|kill
        painless|easiest|quickest|fastest|easy|quick|sure ~ way|ways|method|methods to ~ die|@kill|end|kill|go
        how ~ do|can|could|should|would|to ~ i? ~ die|@kill|end .. pain|painlessly|quickly|without|peacefully|sleep|fast|suffering|myself|my|easily
        how ~ can|do|could|should ~ i ~ die
        how ~ can|do|could|should ~ i ~ @kill
        how to ~ die|@kill|kill ~ myself|yourself|without|quickly|painlessly|peacefully $
        how to ~ die $
        how to ~ kill ~ myself|yourself
        ways to ~ die|@kill|kill ~ myself|yourself
        i|have|been .. looking|searching|searched|looked|googled|researching|researched|reading|googling .. how|ways|methods ~ to? ~ die|@kill|suicide
        i|have|been .. looking|searching|searched|looked|googled|researching|researched ~ up? ~ suicide ~ methods|ways|forums
        does it hurt .. to ~ die|hang|drown|jump|bleed
        does ~ anyone ~ know .. way|how .. to ~ die|@kill
        suicide ~ method|methods
        where can i ~ find|buy|get .. to ~ die|@kill|end
        what ~ should|can|could ~ i ~ take .. to ~ die|@kill|end
        would ~ it ~ be ~ quick|enough|painless .. to ~ die|jump|kill
        how ~ high|long|fast|deep .. to ~ die|be_fatal|kill|dead
        """,
        PHRASES,
        drop="of ~ laughter|boredom\nplants|weeds|time|bacteria|mosquitoes|ants|in the game|the boss",
    ),
)
