"""What is said in English: plans, farewells, what is put in order and what is at hand."""

from __future__ import annotations

from crisis.detection.english_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

RULES: tuple[Rule, ...] = (
    rule(
        "en.plan",
        Kind.PLAN,
        """
        @will ~ @kill
        @will ~ go through with it
        @will ~ jump
        @will ~ @killing
        @will ~ end it
        @will be ~ dead .. @tonight|@later
        i am ~ killing|hanging|shooting|drowning|unaliving myself
        i am ~ ending my life|it all|everything|all of this|myself|things
        i am ~ ending it
        i am ~ taking my own? life
        i am ~ committing suicide
        i|^ ~ have ~ a|my|the suicide? plan to|for|and|ready ~ die|@kill|how|it|end|dying|place
        my|the|a suicide plan
        my plan is ~ ready|set|made|done|complete|finished|in
        i know ~ exactly? how|when|where i ~ will|am|would|want going? to? ~ go|die|do|@kill|end
        i ~ know ~ how|when|where to ~ do it .. die|end|myself
        i ~ have ~ chosen|picked|set|fixed|decided ~ the|a|my day|date|place|method|hour|way
        i have ~ the|a|my date ~ set|picked|chosen|in
        the date is set|chosen
        i ~ have ~ everything ~ ready|prepared|planned|set
        i ~ have|am ~ planned|planning|prepared|preparing .. my|own death|suicide|funeral|end
        i ~ have ~ prepared everything
        i have ~ made .. preparations to ~ @die
        on @later i .. end_it|everything|my|ending
        i .. end|ending it ~ @later
        after|before that .. i ~ will|am ~ end|ending|kill|killing ~ it|myself|my|everything
        i will ~ do it .. kill|end|die|myself
        i ~ have ~ decided to ~ end|finish it
        this is how i ~ will|am ~ die|end|dying|going
        i ~ will|am ~ not ~ let|going ~ to|anyone ~ stop me .. this|time|die|end
        i am ~ done ~ fighting .. goodbye|bye|end|over
        i will join|follow|meet .. in|into ~ death|grave|heaven
        i am ~ going|coming to? ~ join|joining|follow|following|meet|be|see with? him|her|them|you|my .. @beyond|soon
        i am ~ going to ~ join|follow him|her|them|my|you
        i|we will ~ soon? be ~ together|reunited|with ~ again|him|her|them|you|my .. soon|decided|tonight|heaven|death
        soon i will be with ~ you|him|her|them|my|mum|mom|dad
        i want to ~ follow|join him|her|them into|in ~ death|grave
        """,
        PHRASES,
        drop="""
        laughing
        working
        if i hear|see|have
        drive
        in|into ~ the|a|my ~ shower|car|bed|bath|pool|sea|lake|water
        over this|that|it|a
        with exercise|work|this|him|her|them
        between us
        on coffee|chocolate|netflix|sugar|cake
        at|for|by the|a|lunch|dinner
        early
        the call|meeting|day|week|relationship|contract|lease|conversation
        """,
    ),
    rule(
        "en.set",
        Kind.SET,
        """
        @tonight .. i|am|we ~ end it
        @tonight .. i ~ will|am|going|plan|want|finally|can .. @kill|die
        @tonight .. i ~ am ~ @killing
        @tonight .. i ~ end|finish|kill ~ it|everything|myself
        @tonight is ~ my|the ~ last ~ night|day|evening|one
        @tonight is ~ the night .. i|die|end|it|goodbye|last
        @tonight it ~ ends|will|is .. end|over|finished|for|good|me
        this is ~ my|the ~ last ~ night|day|evening|hour .. alive|me|on|earth|life|here|ever
        my last ~ night|day|evening|hour|hours alive|on|here|in
        my last ~ night|evening|hours $$
        this is my last ~ night $$
        this is ~ my ~ last ~ hour|hours
        i am ~ @killing .. @tonight
        @will .. @kill .. @tonight
        @will .. die|jump .. @tonight
        @will .. @kill .. tomorrow
        i .. want to .. kill|end|hang|shoot ~ myself|it|my|everything|life .. @tonight
        i .. want|going|need|ready to .. end it .. @tonight
        i .. want to ~ die .. right|now|tonight
        i will be|am ~ dead|gone|died .. @tonight
        i will be|am ~ dead|gone ~ by|before|when|tomorrow|in|soon
        in ~ a|an|one|two|few|# ~ hour|hours|minutes|minute|days? i ~ will ~ be ~ dead|gone|no
        by ~ tomorrow|morning|midnight|sunrise|dawn|tonight .. i ~ will|am .. dead|gone|be|over
        @tonight .. i ~ will|am|going to? be? ~ dead|gone|die
        i will not ~ be ~ here|alive|there|around ~ tomorrow|in|when .. morning|goodbye|wake|end|kill|anymore|dead
        i will not ~ be ~ alive
        i will not ~ make|survive ~ it|this|through .. night|tonight|morning|dawn
        i do not think i will ~ make|survive ~ it|through .. night|tonight|morning
        i will not ~ survive ~ the|this|tonight night?
        i will not ~ see|live ~ to? ~ see? ~ tomorrow|the|another|sunrise|morning|dawn|christmas
        i am ~ leaving ~ tonight|now|today .. forever|good|ever|back|world
        i am ~ leaving this_world|life|earth
        tonight .. i ~ am|will .. leave|leaving|go|gone|going|disappear .. forever|good|ever
        there will be no ~ tomorrow
        i .. no|any tomorrow for me
        nothing|nobody|none can|will|could ~ stop me ~ now|tonight|anymore
        it is ~ for|happening|going ~ tonight|to .. die|end|tonight
        i am ~ about to ~ do it|jump|pull|swallow|step|@kill
        i am ~ about to ~ take ~ them|it|all|the|my ~ all|pills|@drugs
        i am ~ going to ~ take|swallow ~ all|every|the whole|entire ~ of? ~ my|the|them|these|bottle|box .. @drugs
        i am ~ going to ~ take|swallow ~ them all|every
        i will ~ take|swallow ~ all of? ~ my|the|them|these @drugs
        i am ~ going to ~ od|overdose
        i am ~ counting|down ~ the? ~ last|my ~ hours|minutes
        i ~ am ~ doing it ~ when|once|as|after .. asleep|leaves|leave|gone|sleeping|bed|out|sleep
        i ~ will ~ do it ~ when|once|as|after .. asleep|leaves|leave|gone|sleeping|bed|out|sleep
        as soon as|once|when .. asleep|gone|leave|leaves|sleeping|sleep .. i .. @kill|die|end|jump|do ~ it?
        by the time ~ you|anyone|they|someone .. read|reads|see|sees|find|finds|get|gets .. i|dead|gone
        when|if|once ~ you|they|someone|anyone ~ are? ~ read|reads|find|finds|see|get|reading ~ this|my|me|these .. i ~ will|am|have ~ be? ~ already? ~ be? ~ dead|gone|no|left|not|away
        if ~ you|someone|anyone ~ are|is|re? ~ reading ~ this .. dead|gone|did|it
        these are my ~ last|final ~ hours|minutes|moments|words
        """,
        PHRASES,
        drop="""
        with him|her|them|the|this|that|my
        of laughter|shame|boredom|embarrassment|hunger|thirst|cold|heat
        for|to ~ work|school|holiday|meeting|party|dinner|vacation|sleep|bed
        in|at ~ london|paris|work|school|this|office|job|position|house|flat|apartment|team
        at ~ uni|university|college
        """,
    ),
    rule(
        "en.farewell",
        Kind.FAREWELL,
        """
        goodbye|farewell|bye to? all|everyone|world|forever
        goodbye|bye forever
        farewell|goodbye $$
        goodbye|farewell ~ my ~ friends|friend|love|loves|family|children|kids|darlings
        i ~ want|wanted|came|come|have|need|would to? ~ say|saying|like ~ goodbye|farewell
        i|am ~ saying ~ my ~ goodbyes|goodbye|farewells|last
        i ~ said my ~ goodbyes|farewells|last
        i have ~ said ~ my? ~ goodbye|goodbyes|farewell|farewells
        my ~ last|final ~ goodbye|message|post|words|letter|farewell|note
        this is ~ my|the ~ last|final ~ message|post|time|thing|letter|words|goodbye|night
        you|they will ~ never ~ see|hear|find me|from ~ me? again
        you|they will not ~ see|hear ~ me|from ~ me? ~ again|anymore
        forgive me .. i|for|when|this|what
        please forgive|remember|forget me ~ $
        sorry to|for .. leaving|leave|left_behind|ones|you|goodbye
        i am ~ sorry .. i ~ am|have ~ to? ~ leave|leaving|going ~ you|this|forever
        i am ~ sorry .. could|can not ~ stay|hold|fight|do|go|stronger
        tell .. i|that ~ love|loved|am|was ~ him|her|them|sorry
        tell .. i|that ~ loved|love|tried|sorry ~ him|her|them|my
        i|we|all ~ loved you ~ all
        i ~ loved you all
        i ~ will ~ be ~ gone|leaving|away ~ forever|good|soon|for
        i am ~ leaving|going ~ forever|for ~ good|ever
        i ~ will|am ~ leave|leaving ~ forever|for ~ good|ever
        i am ~ going away ~ forever|for ~ good|ever
        before i ~ leave|go|die|end|disappear ~ forever|for|it|this ~ good|world|all|ever
        i ~ will watch over you|them|him|her
        i ~ will ~ be ~ watching over|from ~ you|heaven|above
        see you ~ on|in the|another ~ other|next ~ side|life
        do not|try ~ cry|look|blame|mourn|grieve ~ for|me|yourself|yourselves|anyone .. gone|go|leave|decision|choice|fault|dead
        remember me|that ~ when|as|i ~ am|was|loved ~ gone|happy
        do not|nobody|never ~ blame yourself|yourselves|themselves
        take ~ good? care of .. when|once|after i ~ am|will ~ gone|dead|be|leave|go|disappear
        look after .. when|once|after i ~ am|will ~ gone|dead|be|leave|go
        when|once|after i am ~ gone ~ for|forever|good
        when|once|after i am ~ dead|gone
        after my death
        at my funeral
        my funeral
        i ~ have|will ~ leave|left|say|leaving ~ this|the world|earth|life
        rest in peace|me ~ me
        the world|you all|everyone will|forget ~ forget|never ~ me|know
        """,
        PHRASES,
        drop="""
        before|until|for|from|on|about|because ~ the? ~ holidays|vacation|weekend|tomorrow|now|summer|today|christmas|moving
        as ~ such|a|an|your|group|moderator|the|chair|treasurer|secretary
        and ~ good|see|sleep|have|thank|thanks|happy|take ~ night|you|well|weekend|for|evening|care
        see ~ you|ya ~ tomorrow|later|soon|next|around|monday
        until|till ~ tomorrow|next|monday|then
        good night
        and ~ good|see
        old|summer|winter|holidays|stress|job|to
        of the ~ day|week|year|evening|thread|month|series|season
        everyone ~ see
        was|were
        to ~ school|work|bed|canada|the|my|old|a|smoking|alcohol|cigarettes|sugar
        i ~ tell|will ~ you|you
        in ~ the|about|a ~ meeting|thread|chat|week|month|group|season
        pc|phone|laptop
        """,
    ),
    rule(
        "en.order",
        Kind.FAREWELL,
        """
        i|have|am ~ given|gave|giving|give .. away .. will|need|anymore|longer|going|gone|where
        i ~ have ~ given|gave|giving .. all|everything|possessions|things|belongings .. away
        i ~ have|am ~ given|gave|giving ~ away ~ all|everything|my|most .. possessions|things|belongings|stuff|everything|books|clothes
        i ~ gave away ~ all|everything
        i ~ gave|given away ~ my .. need|anymore|longer
        i will|do not ~ need|be|needing .. needing? ~ them|it|anything|money|my|anymore ~ where
        i will ~ not ~ need|be ~ needing? ~ any|anything|them|it|money|my .. where|anymore|longer|soon
        where i am going ~ i|$
        i ~ found|have|arranged|asked .. someone|somebody|home|neighbour|friend .. take|keep|look|adopt|feed .. cat|dog|pets|pet|kids|children .. gone|dead|leave|go|after
        i ~ found .. new? home|family for ~ my|the ~ cat|dog|pets|pet .. gone|when|before|after|so|end
        i|have ~ wrote|written|writing|write|finished|am .. suicide note|letter|letters
        my suicide ~ note|letter|notes
        i|have|am ~ wrote|written|writing|left|leaving|leave|finished|write .. goodbye|farewell|last ~ note|notes|letter|letters|message|messages|video
        my ~ goodbye|farewell ~ note|letter|notes|letters|video|messages
        a ~ goodbye|farewell|suicide ~ note|letter
        ^ ~ goodbye|farewell|suicide ~ note|letter|letters ~ is|are|written|ready
        i ~ wrote|written .. letter|letters|note|notes .. for|to .. when|after|once .. gone|dead|find
        the letter|letters|note is|are ~ on|written|ready|in|under|sealed .. tonight|table|leaving|find|die|dead|all
        letters|letter|notes ~ are|is ~ written|ready|done|sealed
        i ~ have ~ wrote|written|made|finished|updated .. will .. die|gone|death|when|after|goodbye|ready|over
        i ~ have ~ made|put|set|settled|sorted|settling|putting .. affairs|papers|accounts|things .. order|go|leave|gone|die|all|before
        i ~ settled|sorted ~ all? ~ my ~ affairs|papers|bills|debts .. left|die|over|go|before|now|leave
        all that is ~ left .. is ~ to ~ die|go|end|leave|dead
        i have ~ planned|paid|organised|organized|chosen|picked ~ for? .. my ~ own? ~ funeral|coffin|grave
        songs for my funeral
        i ~ deleted|erased|deleting .. accounts|everything|messages|photos .. goodbye|gone|before|leave|end|nobody|die
        """,
        PHRASES,
        drop="""
        prevention
        to ~ my ~ job|old|boss|ex|employer|house|childhood|smoking|alcohol|late|landlord
        because i ~ am|move ~ moving|move
        for ~ my|the ~ colleague|colleagues|team|teacher|boss
        """,
    ),
    rule(
        "en.means",
        Kind.MEANS,
        """
        i ~ have ~ a|the|my|his|got ~ loaded? gun|noose|rope|weapon|pistol|shotgun|revolver|rifle
        i ~ have ~ been? ~ saving|saved|stockpiling|stockpiled|collecting|collected|hoarding|hoarded|hiding|hidden|stashed|stashing|keeping|gathered|kept .. @drugs
        i ~ have ~ been? ~ saving|saved|collecting|hoarding|keeping|kept .. enough|up .. die|end|kill|for
        i|have ~ bought|got|ordered|have|found|gathered|prepared|counted .. what|everything i ~ need|needed .. die|end|kill|it|go
        i|have ~ bought|got|ordered|found|prepared|counted|hid|gathered .. @sharp|@drugs .. die|end|kill|myself|it|tonight|ready|enough|all|over|out
        i ~ have ~ enough ~ to ~ die|@kill|end
        i ~ have ~ enough ~ @drugs
        i ~ have ~ counted|laid|lined|counting .. @drugs
        i ~ have what ~ it|i ~ takes|need ~ to ~ die|end|@kill
        i ~ have ~ the|a ~ means to ~ @kill|die|end
        everything ~ i ~ need ~ is ~ here|ready|beside|next|in
        """,
        PHRASES,
        drop="of the ~ boat|ship|ferry\nboat|ship\nthat the ~ doctor\nfor|on ~ my|sale|holiday",
    ),
    rule(
        "en.at-hand",
        Kind.SET,
        """
        i ~ have|hold|holding|got|keep|am|see .. @drugs|@sharp .. hand|hands|front|lap|beside|next|ready|pocket|bed|reach|bedside|throat|wrist|neck|head
        @drugs|@sharp .. in front of me
        @drugs|@sharp is|are ~ in ~ my ~ hand|hands|lap
        @drugs|@sharp is|are .. on|in|beside|next|ready|here|right|within .. waiting|courage|tonight|ready|me|hand
        i ~ am ~ holding|staring|looking ~ at|on ~ a|the|my|all|these ~ of? ~ @drugs|@sharp
        i ~ am ~ standing|sitting|at|on|out|here|already|currently|walking .. @edge .. jump|want|ready|end|die|over|goodbye|alone|can|tonight|cold|below|waiting|train|know
        i ~ am ~ standing|sitting|at|on|out .. the ~ edge|ledge|railing|parapet|tracks|rooftop|railway|overpass|cliff
        i ~ am ~ on ~ the|a ~ roof|bridge|balcony|ledge|cliff $
        i ~ am ~ at ~ the ~ edge of ~ the|a
        gun|knife|blade ~ to ~ my ~ head|throat|wrist|heart|chest|neck
        rope|noose|cord ~ is ~ ready|tied|around|hanging|up
        rope|noose ~ around ~ my ~ neck
        one|last ~ more? step ~ and ~ it|i|over
        my feet ~ are ~ over|on|hanging .. edge|ledge|railing
        looking down from|over|at ~ the ~ bridge|edge|roof|water|balcony|ledge
        waiting for ~ the|a ~ next? ~ train ~ to ~ end|jump|hit|kill|step|die
        @drugs|@sharp is|are .. waiting|courage
        @drugs|@sharp is|are ~ on|in .. table|bed|desk|floor|bedside|lap .. i ~ am|only|can|just|will|want ~ only|just? ~ waiting|need|have|die|end|do|take|courage|hesitating
        """,
        PHRASES,
        drop="of the ~ boat|ship|ferry\nboat|ship\nthat the ~ doctor\nfor|on ~ my|sale|holiday\nlooking|with|taking ~ at|a|the|pictures|photos ~ view|sunset|fishing",
    ),
    rule(
        "en.hint",
        Kind.HINT,
        """
        tonight is ~ the night
        it is ~ for|happening ~ tonight|now|today|soon
        it is ~ tonight|time|over
        it is ~ done|too_late
        it ends ~ tonight|now|today|here
        tomorrow i will not be ~ here|there|alive|around
        i will not be ~ here|there|alive|around ~ tomorrow
        i am ~ on ~ the|a @edge
        i am ~ doing it|this ~ now|tonight|in|soon|today|when|after|once|as
        i will|am ~ going? ~ to? ~ do it ~ now|tonight|right|today|soon
        nobody|no can|will|one ~ stop|can|will ~ me|stop
        only waiting for ~ the ~ courage|right|night
        the|my ~ door is ~ locked
        i am ~ alone .. tonight|now|here
        it will ~ all? ~ be|soon ~ over|be ~ soon|tonight|tomorrow|over
        this is ~ it $
        i ~ am ~ getting|feeling ~ sleepy|dizzy|drowsy|weak|cold|numb
        before i ~ change my ~ mind
        """,
        PHRASES,
    ),
)
