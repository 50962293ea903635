"""What is said in English of hopelessness, of other people in danger, of violence, and to somebody's face."""

from __future__ import annotations

from crisis.detection.english_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

RULES: tuple[Rule, ...] = (
    rule(
        "en.weary",
        Kind.WEARY,
        """
        i|^ do not ~ want|wish to ~ be here anymore?
        i|^ do not ~ want to ~ be ~ around|anywhere|on this earth ~ anymore|$
        i ~ want|wish to? ~ disappear|vanish
        i ~ would like|love to ~ disappear|vanish
        i wish i could|would ~ disappear|vanish
        i wish i could|would ~ sleep ~ forever
        i wish i ~ did not|had|was|were ~ exist|never|not ~ existed|exist|born|here|alive
        i|^ wish ~ i ~ had ~ never ~ been born|existed
        i|^ do not ~ want to ~ wake up
        i ~ want to ~ fall asleep .. never|not wake up
        i ~ want to ~ go to sleep .. never|not wake up
        i ~ want|wish to? ~ sleep ~ forever
        i ~ want to ~ never wake up
        i|^ ~ hope|pray|wish|hoping i do|did|will|would|could|might not|never ~ wake up
        i|^ ~ hope|pray|wish ~ i|to ~ never wake up
        i wish i ~ just? ~ would|could|did not|never ~ wake up
        i would not ~ mind|care ~ not|if|dying ~ waking|i|to? ~ up|died|did|wake|never|was|were
        it would be ~ okay|fine|easier|better|simpler|a|good|best ~ relief|blessing? ~ if|not|for i|we|to|everyone ~ was|were|died|did|disappeared|had|wake|if ~ not|around|gone|here|never|dead|$
        would be ~ easier|better|simpler|happier|best ~ off|for? ~ without|if|everyone ~ me|i|if
        if i ~ could ~ just? ~ fall|not|go|disappear|sleep|close ~ asleep|wake|forever|to|my .. over|forever|up|never|sleep|good
        if i ~ died|disappeared|vanished ~ tomorrow|today|tonight|nobody|no|it|would
        nobody|no|anyone|none one? ~ would|will|s ~ even? ~ notice|miss|care|mind|cry ~ if|when|me|that ~ i ~ was|were|died|disappeared|am|vanished|left|$
        nobody|anyone|no would|will|one ~ would|will? ~ miss|notice|mourn me
        who would ~ even? ~ miss|notice|care ~ me|if
        i ~ want|wish|need ~ it|everything|this|the pain ~ all ~ to ~ stop|end|be_over|go_away
        i ~ want|wish|need ~ it|everything|this|all|the ~ all|pain|of? ~ it? to? ~ be|stop|end ~ over|$
        i ~ want|wish|need ~ everything|it|the|this ~ all? ~ pain|suffering|nightmare? ~ to|would ~ stop|end|finish|be_over
        if a ~ truck|car|bus|train ~ hit|ran ~ me|over
        if i ~ got ~ hit|run .. by|over
        i ~ hope|wish|pray|want ~ something|a|that|to ~ car|truck|bus|illness|would|get|cancer .. hit|hits|kills|happens|killed|me|cancer
        i ~ want|would to|like ~ to? ~ cease|stop|not ~ to|existing|exist
        i ~ can|could not ~ go|keep|carry ~ on|going $
        i ~ can|could not ~ go|keep|carry ~ on|going ~ anymore|much|any|like|living|with this|longer|another
        can not ~ go|keep|carry ~ on|going ~ anymore|like|much|any|living|longer
        i|^ can not ~ do ~ this|it|life ~ anymore|any|no|another|$$
        i|^ can not ~ take ~ this|it|life ~ anymore|any|no_more? $$
        i|^ can not ~ take ~ it|this|life ~ anymore|any
        i|^ can not ~ fight ~ anymore|any|this|$
        i|^ can not ~ bear|stand|endure ~ this? ~ life|living|pain|to_live|it anymore|another|existing
        i ~ can not ~ see|imagine|picture ~ myself ~ alive|living|here|getting|next|in|a ~ next|future|a|year|in|anymore
        i ~ can not ~ see|imagine|picture|find ~ a|any|tomorrow|another ~ tomorrow|future|way|anymore|day|reason|$ ~ out|anymore|ahead|to|forward|$
        i|^ do not|never ~ see|imagine|picture ~ myself ~ alive|living|here|being|making ~ next|in|a|around|it|tomorrow
        i|^ do not ~ see|have|imagine ~ a|any|tomorrow|the ~ tomorrow|future|way|point|reason|hope ~ out|in|to|for|forward|anymore|left|$
        i do not think i ~ will|can ~ still? ~ be ~ here|alive|around ~ in|next|much|for|by|at|then
        i|^ do not|not ~ have|got|the ~ the|any ~ strength|energy|courage|will to|left ~ live|go|keep|fight|anymore|carry|$
        i|^ have|no ~ no ~ more? ~ strength|energy|courage|will ~ left? ~ to ~ live|go|fight|keep|carry
        i|^ have ~ no ~ fight ~ left
        i ~ have|see ~ no ~ future|hope|purpose|way ~ left|anymore|out|ahead|for|in|$|and
        i see ~ no ~ point|reason|sense|future|meaning|hope|tomorrow|way ~ in|to|out|of|anymore|for|ahead|$
        i ~ have ~ lost ~ all|any|every ~ hope
        i ~ have ~ given up ~ on ~ life|living|myself|everything|hope
        i ~ have ~ given|gave|am|giving ~ up ~ on|hope ~ life|living|everything|myself|$
        i ~ have ~ given up $$
        there is ~ no ~ hope ~ left|for|anymore|$
        there is ~ no ~ way ~ out|forward
        there is ~ no ~ point|use|sense|reason ~ in|to|of|anymore ~ me? ~ living|live|going|go|fighting|anything|trying|keep|continuing|life|anymore|carrying|being|me|$
        there is ~ no ~ future|place|tomorrow ~ for ~ me
        there is ~ nothing ~ left|to|for ~ me|to|for|look|in ~ live|live|forward|here|to|me|this|life|look|hope|$
        there is not ~ any|a ~ point|hope|reason
        nothing ~ left ~ to ~ live|lose|hope|look
        nothing ~ to ~ look_forward|live ~ to|for
        nothing ~ matters|will ~ anymore|ever|matters ~ get|be|anymore|change? ~ better|good?
        it|things|this will ~ never ~ get|be ~ better|good|easier|over
        what is|s ~ the ~ point|use ~ of|in|to ~ living|life|going|anything|it|trying|me|carrying|waking|being|existing|fighting|continuing|all|getting
        why ~ should|do|am|bother|must|keep|not ~ i|on|even ~ even? ~ live|keep|go|exist|living|alive|still|bother|here|just .. living|going|trying|on|alive|life|here|end|die|dead|$
        i ~ am ~ nothing ~ but|more ~ than? ~ a ~ burden|weight|waste|problem
        i am|feel|was ~ such|only|just|like|nothing|seen ~ but|like? ~ a ~ burden|weight|waste|dead
        i am|feel ~ a ~ burden|waste ~ to|on|for|of|$
        i am ~ worthless .. die|live|alive|exist|without|everyone|better
        i ~ am ~ a ~ waste of ~ space|oxygen|air
        i ~ only? ~ take up ~ space
        i should not|never ~ exist|have ~ been|existed|$ ~ born|$
        i ~ ruin|ruined|destroy|spoil ~ everyone|everything|the|my ~ life|lives|s|family|i|for
        everyone|they|you|world|people|kids|children|family|all|parents|mum|mom|husband|wife|friends|he|she would|will|are|is|d ~ all|both|probably|have|surely|finally? ~ be|are|do|breathe|live|manage|cope ~ better|happier|relieved|freer|fine|easier|lighter ~ off? ~ without|if|when|once me|i
        everyone|they|family|world|he|she|kids|children|you ~ deserve|deserves ~ better|to ~ than|be ~ me|free
        better|happier|lighter|easier off|place|world? ~ for|world? ~ everyone? ~ without me
        better|happier|relieved|easier off? ~ for? ~ everyone? ~ if ~ i ~ was|were|am|did|died|disappeared|left|had
        i|they|world|family would be ~ relieved|glad|happy|free ~ if ~ i ~ was|were|died|disappeared|left|am
        they would ~ be better off without me
        i am ~ tired|sick|weary|exhausted|done ~ of|with|from ~ living|life|existing|being|fighting|everything|it ~ alive|here|all|$|to|every
        i am ~ tired|sick ~ of ~ waking up
        i am ~ so? ~ tired ~ of ~ this ~ life|world
        i am ~ at ~ the ~ end ~ of ~ my|the|everything ~ rope|tether|road|line|strength
        i ~ have ~ reached ~ my|the ~ limit|end|breaking
        i have nothing ~ left? ~ to live for
        i have ~ no ~ reason|reasons|desire ~ left? ~ to ~ live|go|be|wake|get|continue|stay
        i have ~ no|lost ~ more|any|the? ~ hope|future|joy|will|taste ~ left|anymore|for|to|in|$
        i ~ see|have|want|need ~ nothing ~ anymore|ahead
        i would rather|sooner ~ die|not ~ wake|exist|$|be
        i ~ think about ~ death
        i ~ am ~ not ~ afraid|scared of ~ death|dying ~ anymore|$
        i|death ~ do not ~ fear|scare|scares ~ death|me|dying ~ anymore|$
        life is ~ not|no ~ worth ~ it|living|anything|$
        life ~ has|is|feels|seems ~ no|meaningless|pointless|empty|hopeless|worthless|unbearable|over|useless|longer|too ~ meaning|purpose|point|sense|worth|much|painful|$|for|to
        my life is|has|feels|seems ~ over|pointless|meaningless|worthless|useless|ruined|empty|finished|no|a|hopeless|nothing|not ~ meaning|point|purpose|waste|sense|worth|nightmare|$|for|value
        life has no ~ meaning|point|purpose
        everything ~ is|feels|seems ~ lost|hopeless|pointless|over|dark|black|meaningless|ruined ~ for|anymore|and|$|to
        all ~ is ~ lost ~ for|$
        i ~ am ~ hopeless|$
        i feel ~ so? ~ hopeless|trapped|empty ~ inside? ~ and|i|about|that|like|$
        i am ~ trapped ~ and|with|in ~ no|there|this|life ~ way|is|life|out
        i should ~ never ~ have ~ been ~ born
        i wish|regret ~ i|my|being ~ birth|born
        makes|make|made me want to ~ @die
        i ~ can not ~ live
        i ~ want|going to ~ leave|go ~ forever|away ~ forever|for? ~ good?
        i ~ want to ~ be with him|her|them|you|my .. @beyond
        i ~ want to ~ join|see|be ~ with|again? him|her|them|my|you .. @beyond
        i ~ want to ~ join my dad|mum|mom|husband|wife|son|daughter|brother|sister|baby|parents|friend|father|mother|grandmother|partner ~ @beyond|$
        i ~ want to ~ be with my dad|mum|mom|husband|wife|son|daughter|brother|sister|baby|father|mother ~ again|@beyond
        i ~ wish ~ it|i ~ had ~ been ~ me ~ instead|who|that|$
        i wish i could ~ be|go ~ with him|her|them ~ now|again|@beyond
        after my suicide attempt
        i ~ have ~ dark|black|bad|morbid thoughts
        dark thoughts ~ are|keep|come|again|at|$
        i ~ do not ~ care ~ if|whether ~ i ~ live|die|wake|am|survive|get
        i ~ do not ~ care ~ about ~ living|staying|being ~ alive|anymore
        i ~ do not ~ matter ~ to|$|anymore
        i ~ feel ~ dead ~ inside
        i ~ am ~ already ~ dead ~ inside
        i ~ want ~ to ~ give up ~ on|$ ~ life|everything|living|$
        i ~ am ~ going to ~ die ~ alone|anyway|soon|and|$
        i do not ~ know ~ how ~ long|much|to ~ longer|more|go|i|keep .. can|hold|on|go|live|take|going|living
        i ~ do not ~ think|know ~ i|how|if ~ i|to ~ can|will ~ hold|go|keep|make|carry ~ on|it|going ~ much|longer|anymore|through|$
        i ~ can not ~ hold|hang ~ on ~ any|much|anymore|longer|$
        i ~ do not ~ belong ~ here|anywhere|in ~ this|$|anymore
        i ~ exist|am ~ for ~ nothing
        i ~ will ~ never ~ be ~ happy|okay|loved|well ~ again|$
        """,
        PHRASES,
        drop="""
        than|without|here|with|on
        of my|his|her|their|our|a|coffee|chocolate
        under|behind|into
        in bed
        early|at|with|late
        for a|some|few|good? few|days|week|while|weekend
        eat|watch|go to
        to ~ the|my ~ gym|office|work|cinema|beach|school
        of ~ my|this|that|the ~ shift|job|studies|homework|series|meeting|exam
        to ~ clean|cook|study|work|tidy|drive|run|move
        this ~ job|shift|noise|homework|course|winter|weather
        """,
    ),
    rule(
        "en.attacked",
        Kind.ATTACKED,
        """
        @attacker ~ is|are|was|keeps|has ~ been? ~ hitting|beating|choking|strangling|threatening|hurting|punching|kicking|attacking|slapping|raping|chasing|abusing ~ me|us
        @attacker ~ just|has|again? ~ again? ~ hit|beat|choked|strangled|hurt|punched|kicked|attacked|slapped|raped|threatened|stabbed|assaulted ~ me|us
        @attacker ~ hits|beats|chokes|strangles|hurts|punches|kicks|slaps|rapes|abuses|threatens ~ me|us
        @attacker ~ is|s ~ trying|going|threatening|wants|coming|about ~ to ~ kill|hurt|beat|stab|choke|strangle|rape|shoot|hit|murder|get ~ me|us
        @attacker ~ wants|tries|threatens|tried|threatened|is|said|says|will|would ~ going|trying|he|she? ~ to|will|would|is? ~ going|to? ~ kill|stab|strangle|murder|shoot|beat|hurt|choke ~ me|us
        @attacker ~ has|is|got|holding|had ~ holding|got? ~ a|the|his|her ~ knife|gun|weapon|bat|hammer|axe|machete
        i .. locked|hiding|hid|barricaded|locked ~ myself|in .. bathroom|room|closet|toilet|outside|door|from ~ he|she|wants|my|him|her|me|$
        i .. locked|barricaded ~ myself|in .. he|she|my|they ~ wants|is|says|husband|father|ex ~ to|going|outside|trying
        he|she|they|husband|ex|father ~ is|are ~ outside|behind|banging|breaking|pounding|kicking|at ~ the|my|down|on|in ~ door|the|house
        he|she ~ will|is|s ~ going|to? ~ kill|murder|beat ~ me|us
        he|she ~ will ~ not ~ let ~ me ~ leave|go|out
        help .. he|she ~ is|has ~ hitting|hurting|beating|a|trying|coming
        i ~ am ~ being ~ beaten|hit|attacked|abused|raped|followed|threatened|held
        i ~ was|have ~ just|been ~ been? ~ raped|assaulted|attacked|beaten|stabbed
        i ~ am|was ~ afraid|scared|terrified ~ of ~ my ~ husband|partner|boyfriend|father|ex|wife|stepfather|dad
        i ~ am ~ afraid|scared|terrified ~ he|she|that|my|of ~ he|she|husband|father|ex? ~ will|is|might|going|would ~ going|to? ~ kill|hurt|beat|hit ~ me|us
        """,
        PHRASES,
        drop="if ~ i ~ told|tell|say|break|lose\nwith ~ kindness|boredom|questions\nat ~ chess|cards|tennis|school|poker\nif ~ i ~ am|get|come|forget|break|do\nwhen ~ she|he ~ sees|finds\nfor ~ being ~ late",
    ),
    rule(
        "en.attacking",
        Kind.ATTACKING,
        """
        i .. going|want|about|plan|planning|decided|ready to .. kill|shoot|stab|murder|poison ~ him|her|them|my|everyone|people|someone|somebody|those .. tonight|gun|knife|weapon|really|sleep|at|tomorrow|then|$
        i|we ~ have|got ~ a|the|my ~ gun|knife|weapon|rifle .. will|going|am|and ~ i|pay|they|shoot|kill|going|make|he|she
        i ~ am|will ~ going|to? ~ shoot|stab|murder ~ him|her|them|everyone|my|people|up
        i ~ will ~ make ~ them|him|her ~ pay .. gun|knife|weapon|tonight|blood|die
        i ~ am ~ afraid|scared ~ i|of ~ will|might|could|hurting|killing ~ hurt|kill|harm|my|him|her? ~ my|him|her|someone|them|baby|child|kids
        i ~ might|could ~ hurt|harm|kill ~ my|him|her|someone|them ~ baby|child|kids|children|tonight|$
        """,
        PHRASES,
        drop="if ~ he|she|they ~ eats|eat|forgets|touches\nfor ~ eating|forgetting\nlol\nin ~ the|this ~ game",
    ),
    rule(
        "en.other",
        Kind.OTHER,
        """
        my ~ @kin ~ wants|tried|wanted|threatens|threatened|tries|plans|planned|needs|is|was|has|attempted|keeps|says|said .. @their_act|suicide
        my ~ @kin .. do|does|did not|no|longer ~ want|wants|see|wish|feel .. live|alive|here|living|wake|exist|point
        my ~ @kin .. talks|talking|speaks|speaking|thinks|thinking|writes|writing|joking|jokes|mentioned|posting|posted ~ about|of .. @their_doing|death|suicide|@their_act|end
        my ~ @kin ~ is|was|s|has|feels|became|seems ~ been? ~ suicidal
        my ~ @kin ~ has|had|is|gets ~ having? ~ been? ~ suicidal
        my ~ @kin ~ cuts|cut|hurts|hurt|harms|harmed|burns|scratches @their
        my ~ @kin ~ is|keeps|s|has|started|been ~ been|started? ~ @their_doing
        my ~ @kin ~ self harms|harmed|harm
        my ~ @kin .. wrote|left|sent .. goodbye|suicide|farewell note|letter|message
        my ~ @kin ~ may|might|could|will|would|is|going ~ going|to? ~ @their_act
        my ~ @kin .. made|survived|had ~ a|an|another|his|her ~ suicide? ~ attempt
        he|she|they .. wants|want|tries|tried|threatens|threatened|threatening|going|plans|planning|keeps|talks|talking|wanted|might|may|will|could to|about|of|saying|that|go? ~ @their_act|@their_doing
        he|she|they ~ is|are|was|s|feels ~ suicidal
        he|she|they ~ does|do|no|did not|longer ~ want|wants to ~ live|be|exist ~ anymore|alive|here|$
        he|she|they .. said|says|told|texted|wrote|tells .. wants|want|going|will|would to ~ die|@their_act
        he|she ~ cuts|hurts|harms|burns @their
        a|my ~ friend|colleague|neighbour|cousin|classmate ~ told|wrote|said|texted ~ me? ~ that? ~ he|she|they ~ does|do|wants|want|is|feels ~ not? ~ want|suicidal|to|longer ~ to? ~ live|die|be|end
        a|the ~ friend|colleague|girl|boy|person|woman|man|guy|member|classmate|pupil|student|coworker ~ of|from|in|at? ~ mine|work|school|my|this|here|class|room? .. told|wants|is|says|said|wrote|does|tried|talks|feels|threatened .. @their_act|@their_doing|suicidal|live|alive|disappear|die|suicide|himself|herself
        someone|somebody .. here|i|in|on|at|know|close|he|she? .. suicidal|@their_act|@their_doing
        i .. fear|afraid|scared|worried|worry|think|believe|sure|feel .. my|he|she|they|a|someone ~ @kin|friend|colleague|neighbour? ~ may|will|might|could|is|wants|going|would|tries .. @their_act|@their_doing|suicidal
        i ~ am ~ worried|scared|afraid|terrified ~ about|for|of|that .. @their_act|@their_doing|suicidal|suicide|losing ~ him|her|himself|herself?
        threatens|threatening|threatened ~ to ~ kill|hurt|harm himself|herself|themselves
        threatens|threatening|threatened ~ suicide
        do you ~ want|feel|think|plan|wish .. die|suicide|dying|killing|kill|end|hurt|harm
        are you ~ suicidal|thinking|planning|going|feeling ~ of|about|to? ~ suicide|killing|kill|ending|hurting|suicidal|dying|$
        i|we ~ understand|hear|see|know|believe .. you .. want|wanting|feel|wish to|like ~ die|dying|disappear|end
        my ~ pupil|student|@kin .. wrote|said|says|told|texted .. he|she|they ~ wanted|wants|want to ~ disappear|die|@their_act
        how ~ do|can|to|should|could ~ i? ~ help .. suicidal
        """,
        PHRASES,
        drop="of ~ laughing|laughter|shame|embarrassment|old|cancer|boredom|hunger\nlaughing\nat home\nat the hospital\nin peace",
    ),
    rule(
        "en.other-now",
        Kind.OTHER_NOW,
        """
        my ~ @kin ~ has|is|just|s? ~ just|currently? ~ swallowed|took|taken|overdosed|cut|tried|attempted|jumped|drank|hanged|shot|slit|stabbed .. pills|meds|tablets|medication|everything|all|himself|herself|themselves|kill|suicide|die|wrists|veins|bridge|whole|overdose|box|bottle|too
        my ~ @kin ~ just .. tried|attempted .. @their_act|suicide|kill
        my ~ @kin ~ has just .. tried|attempted|swallowed|taken .. @their_act|suicide|kill|pills|all
        he|she|they|@kin ~ has|just|have ~ just? ~ swallowed|took|taken|overdosed .. pills|meds|tablets|medication|everything|all|box|bottle|whole|too
        he|she|they ~ just ~ tried|attempted .. @their_act|suicide
        he|she|they|@kin ~ is|are|s .. on|at|standing|over ~ on|at|the|a? ~ the|a|edge|of? ~ @edge .. jump|wants|will|going|says|threatening
        he|she|they|@kin .. wants|going|about|threatening|ready ~ to ~ jump
        he|she|they|@kin|friend .. is|says|said|told|texted|will|wants|going|about|threatens|wrote|swears|plans .. @their_act .. tonight|now|today|this|soon|right|minute|evening|hour
        he|she|they|@kin|friend .. is|says|said|told|texted|going|wants|threatening .. tonight|now ~ @their_act
        he|she|they|@kin|friend ~ sent|wrote|left|texted ~ me? ~ a|his|her|their ~ goodbye|farewell|suicide ~ message|note|letter|text|email
        he|she|they|@kin|friend .. sent|wrote|left|posted|texted .. goodbye|farewell|suicide|last|adieu .. answer|answers|respond|responding|reply|replying|answering|phone|pick|find|reach|disappeared|gone|tonight|unreachable|off|vanished|missing
        he|she|they|@kin|friend ~ has|is|got|s|holding ~ got|holding? ~ a|the ~ gun|knife|rope|blade|noose|razor|weapon .. himself|herself|kill|die|head|throat|end|themselves
        he|she|they|@kin ~ is ~ not ~ breathing|responding|waking .. pills|took|overdose|swallowed
        my ~ @kin ~ is ~ bleeding .. cut|wrists|himself|herself
        found ~ my|him|her .. pills|hanging|unconscious|bleeding|wrists
        """,
        PHRASES,
    ),
    rule(
        "en.abuse",
        Kind.ABUSE,
        """
        kys
        ^ ~ go|please? ~ and|to? ~ kill|hang|shoot|drown|off|neck|end yourself
        go ~ and? ~ kill|hang|shoot|drown|off|neck|end yourself
        go ~ and? ~ die|rot|jump $
        go ~ and? ~ die ~ in|already|somewhere|you|alone|bitch|nobody|no
        go ~ jump ~ off|in|under ~ a|front|the
        ^ ~ jump ~ off ~ a ~ bridge|roof|cliff
        you|u ~ should|deserve|ought|need|must|better|might|could ~ all|really|just? ~ to|go|as? ~ well|and? ~ die|kill_yourself|be_dead|hang_yourself|disappear|rot|never|not|end_it|be_put ~ exist|$|yourself|a|down|already|have|slow
        why do not you ~ just? ~ kill|hang|die|end|go|jump|shoot ~ yourself|kill|die|off|already|and|it|$
        why are you ~ still ~ alive|breathing
        just ~ kill|hang|end ~ yourself ~ already|then|$
        just ~ die ~ already|$|you
        and|favor|favour|us ~ kill|hang|shoot|end|off yourself
        drop dead
        do ~ us|everyone|the|me ~ all|world? ~ a ~ favor|favour .. kill|die|yourself|disappear|end|jump
        i|we ~ hope|wish ~ you ~ die|get|rot|kill|choke|were|never|would|do not ~ cancer|yourself|dead|die|wake|to|born|raped|$|in|slowly|on|soon|hit
        nobody|no|everyone|we|noone one? ~ would|will ~ miss|cry|care|be|celebrate|mourn ~ for|if|about? ~ you|happier|better|glad ~ if|without|died|dead|were|you|$|die
        the|this_world|forum|place|room|everyone ~ would|will|s ~ be ~ better|happier ~ off|place? ~ without|if ~ you ~ dead|died|gone|were|$|in|all
        better off without you
        i ~ will ~ find|kill|hurt|beat|get you
        waste of ~ oxygen|air|space
        you ~ are ~ a ~ waste|burden ~ of|to|on|and|$
        your ~ life ~ is ~ worthless|pointless
        you ~ fucking? ~ retard|freak|psycho|nutcase|junkie
        you ~ should ~ have ~ died|been ~ aborted|dead|$
        should have ~ finished|succeeded|done ~ the|it|properly|when ~ job|$|you|properly
        kill yourself ~ then|already|you|$$|bitch|loser|now|please|and
        """,
        PHRASES,
        drop="before\nlaughing\nto death\nwith work",
    ),
    rule(
        "en.age",
        Kind.AGE,
        """
        i am ~ 8|9|10|11|12|13|14|15|16|17 ~ years|yrs|yo|y|and|but|year|now|$
        i am ~ only|just|turning ~ 8|9|10|11|12|13|14|15|16|17
        i am ~ eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen
        i am ~ a ~ 8|9|10|11|12|13|14|15|16|17|twelve|thirteen|fourteen|fifteen|sixteen|seventeen ~ year|yr
        i ~ just? ~ turned ~ 8|9|10|11|12|13|14|15|16|17|twelve|thirteen|fourteen|fifteen|sixteen|seventeen
        ^ 10|11|12|13|14|15|16|17 ~ years old ~ here|and|$
        as a ~ 11|12|13|14|15|16|17 ~ year old
        12|13|14|15|16|17 ~ f|m|yo
        i am ~ in ~ year|grade ~ 5|6|7|8|9|10|11|12|five|six|seven|eight|nine|ten|eleven
        i am ~ in ~ the? ~ 5th|6th|7th|8th|9th|10th|11th|sixth|seventh|eighth|ninth|tenth|eleventh ~ grade
        i am ~ in ~ primary|middle|high|secondary|junior ~ school
        i am ~ a ~ minor|freshman|sophomore
        i am ~ at ~ secondary|primary|middle school
        i ~ am ~ under ~ 18|age|eighteen
        i am not ~ 18|eighteen ~ yet
        """,
        PHRASES,
        drop="""
        weeks|days|months|hours|minutes|percent|km|miles|th|pounds|kilos|st|kg|stone|weeks? pregnant
        years|year ~ sober|clean|older|younger|into|in|married|free|together|ago|late
        """,
    ),
    rule(
        "en.detail",
        Kind.DETAIL,
        """
        # ~ mg|milligrams|grams|pills|tablets|capsules|paracetamol|boxes
        twenty|thirty|forty|fifty|sixty|hundred ~ mg|pills|tablets|capsules
        hang|hanging myself
        @sharp .. wrist|wrists|throat|neck|temple
        noose|gunshot|overdose|cyanide|helium|bleach
        step|stepping|jump|jumping .. front of ~ a|the ~ train|truck|bus|car|metro|tube
        slit|slash|cut|slitting|cutting ~ my ~ wrists|throat|veins
        """,
        PHRASES,
    ),
)
