"""English words that mean danger when one sentence holds them all, in whatever order."""

from __future__ import annotations

from crisis.detection.gathering import bags
from crisis.detection.grammar import Bag
from crisis.detection.kinds import Kind

_SETS = {
    "i": "i me my myself mine",
    "tonight": "tonight right_now now this_evening in_an_hour in_ten_minutes minutes in_a_few_hours hour midnight sunrise dawn"
    " by_morning before_morning asleep today this_minute tomorrow_morning as_soon_as in_a_minute any_minute",
    "end": "kill_myself killing_myself end_my_life ending_my_life end_it ending_it end_it_all take_my_life take_my_own_life"
    " suicide commit_suicide hang_myself overdose end_everything ending_everything end_myself my_own_death"
    " taking_my_life end_things shoot_myself drown_myself jump_off unalive_myself",
    "drugs": "pills tablets meds medication sleeping_pills painkillers capsules",
    "dead": "dead die dying died death",
    "gone": "when_i_am_gone after_i_am_gone once_i_am_gone when_i_am_dead after_i_am_dead when_i_am_no_longer_here"
    " when_i_am_not_here after_my_death will_not_be_around will_not_be_here when_i_die when_i_am_not_around"
    " after_i_die once_i_am_dead not_be_here_anymore not_be_around_anymore will_be_gone",
    "if_gone": "without_me if_i_was_gone if_i_were_gone if_i_died if_i_was_dead if_i_were_dead if_i_disappeared if_i_was_not"
    " if_i_were_not if_i_did_not_exist if_i_vanished if_i_am_gone when_i_am_gone once_i_am_gone if_i_just_died"
    " if_i_did_not_wake if_i_stopped_existing if_i_left_this if_i_died_tonight if_i_never_existed if_i_had_never"
    " if_i_just_disappeared if_i_ceased",
    "edge": "bridge roof rooftop ledge cliff edge platform tracks balcony railing up_here overpass",
    "sharp": "blade razor knife gun rope noose weapon scissors",
    "other": "he she his her him they their them friend brother sister mother father mum mom dad son daughter husband wife"
    " partner boyfriend girlfriend cousin neighbour colleague pupil you your uncle aunt patient",
    "talk": "prevention article book talk course training research statistics rate rates awareness survivor survivors"
    " hotline number day film song lecture study news podcast presentation asked essay mission squad documentary",
}

BAGS: tuple[Bag, ...] = bags(
    _SETS,
    (
        ("en.together-now", Kind.SET, """
            @tonight & @end & @i & ! not never @other @talk
            @tonight & die dead & i_will_be i_am_going_to i_am_ready i_want_to i_have_decided & ! not never @other embarrassment
            tonight this_is_it & i_love_you_all goodbye forgive_me sorry_everyone love_you_all sorry_for_everything & ! dinner party happy
            tonight now soon & with & again & mum mom dad him her brother sister husband wife baby son daughter & i & pills ready join heaven end last
            i & took taken swallowed drank drunk & too_much too_many something everything all_of_it & feel_my hands dizzy numb end die help cabinet scared cannot_feel can_not_feel blurry heart sick hospital sleepy & ! he she coffee cake
            emptied cabinet everything_in_the_cabinet medicine_cabinet & took taken swallowed & i & ! he she clean moving
            before & sun_comes sunrise morning dawn & end_it end it_will_be_over be_gone be_dead & i & ! he she film
            writing posting typing & from & roof ledge bridge edge balcony rooftop & i my this & ! terrace party holiday
            gun rifle pistol weapon & loaded
            blade razor knife & against pressed & my & ! doctor
            jumped walked stepped & front & car train bus truck & i & missed back again going & ! he she
            minutes hour & all_be_over it_will_all_be all_over be_over & i my & ! work exam shift meeting
            hitting beating hurting choking attacking & me us mum & right_now now drunk scared help stop & ! heat sun
            friend brother sister son daughter husband wife mum dad & goodbye suicide_note & pills gun rope knife bridge not_answering & ! years_ago ago last_year
            pills tablets meds & note letter & ready time here written written_it & my i & ! doctor he she prescription
            holding hold have & @sharp & stop_myself trust_myself control_myself hurt_myself kill_myself & i & ! he she kitchen
            overdose overdosed & took taken already just had & i & ! he she years_ago ago last_year film
            station platform tracks rails railway & step jump throw lie walk & train front under tracks & i & ! he she work late
            cut & badly deep deeply & faint dizzy bleeding blood weak cold passing_out & i & ! he she cooking
            tonight now today & talk_me_out change_my_mind stop_me save_me saved convince_me & i me my & ! he she
            about_to & take_them swallow_them end_everything end_it jump pull_the_trigger end_my_life kill_myself & ! he she you
            @drugs bottle & about_to going_to_take take_them_all in_my_hand in_front_of_me swallow_them next_to_me ready_to_take all_of_them & @i & ! doctor he she
            @edge & jump next_train train step & i me mine my & ! he she not cannot catch missed ticket work late
            bleeding blood & deep stop cut wrist & i_cut my_arm my_wrist my_wrists so_deep too_deep myself
            suicide_note goodbye_letter goodbye_note & tonight minutes hour now soon table & ! he she
            i_will_be i_am_going_to_be & dead & sunrise dawn morning tonight soon hours hour minutes tomorrow midnight & ! tired
            @sharp & ready tied loaded throat head wrist hand & i my me & ! he she husband his her ex kitchen
            i_have & taken took swallowed & an_hour_ago minutes_ago hours_ago just too_many them_all everything & scared now die goodbye dizzy sorry tell alone regret hospital & ! he she
            took swallowed taken & load loads handful whole box bottle pack bunch lot & @drugs tablets & i & ! he she days doctor
        """),
        ("en.together", Kind.WISH, """
            plan & date method & i & ! wedding holiday trip party project meeting work @other lesson diet business
            plan & die suicide kill_myself end_my_life & i my & ! not @other @talk
            made_up_my_mind decided decision & to_go to_leave not_make_it will_not_make end final & i my & ! job work school course holiday party move quit degree
            death dying & only_escape only_exit only_release way_to_escape escape & ! he she film game
            rather sooner & die dead & live another_year like_this keep_going go_on & i
            train_tracks tracks bridge trains & think thinking stare staring & every_day about_it all_the_time jumping always & i & ! he she work late
            will wrote written notes letters note & nearly_time almost_time it_is_time soon ready last goodbye & i & ! exam essay class
            last_words final_words & i my & ! his her film book famous
            cutting & i_am i_have_been i_keep started again for_months for_weeks & i & ! grass hedge paper sugar carbs hours costs hair back no without not years_ago it_out
            cut burned burnt sliced slashed scratched carved slice burn & arm arms thigh thighs wrist wrists leg legs skin & i & deserve urge again feel on_purpose lighter blade because want need cigarette & ! oven cooking cat accident
            date day & picked_out picked chosen set & i & die end kill_myself out my & ! wedding move exam wedding interview
            i & deserve & to_die death to_be_dead
            courage brave guts & kill_myself end_it do_it die jump & i
            do_not no & reason why & kill_myself die end_it not_to
            letter letters note notes wrote written & @gone
            giving gave give given & away & @gone
            cat dog pet children kids daughter son & @gone & take look care keep found someone
            peace ready accepted prepared & with_dying to_die my_death with_death for_death & i & ! cancer doctor hospice not old
            hoarding saving stockpiling collecting saved stockpiled hoarded counting & @drugs & ! not
            relapsed relapse & cut cutting blade harm burned hurt & i & ! not without years
            sleep & die & want wish hope pray & ! not
            only_thing only_reason & keeping stopping stops keeps still & suicide alive killing_myself me_here
            if_it_were_not_for if_it_was_not_for were_not_for & dead kill_myself killed_myself gone ended
            suicidal & i_am i_feel i_have_been i_have i_got me & ! not no never @talk @other was no_longer used
            thoughts urges ideas & suicide suicidal ending_it dying death killing_myself & i me my & ! not no never @talk @other about_the
            suicide & keeping only_way only_option way_out answer solution escape choice considering tempted & i me my & ! @talk not he she brother
            i_do_not_want & be_alive to_live live & anymore longer & ! here with
            love_to like_to wish could & not_exist stop_existing be_dead never_wake & i
            death dying & only_way only_escape only_option only_solution looking_forward comforting welcome peaceful escape & i me my & ! hospice not grandmother
            planning planned picked chose choosing & my_own_death my_death my_suicide how_to_die way_to_die
            hurt harm cut punish burn & myself & urge urges want need tempted craving compulsion & ! not by
        """),
        ("en.together-low", Kind.WEARY, """
            @if_gone & better happier notice miss care easier relieved difference cry mind world fine relief better_off free
            nobody no_one noone none who & notice miss care cry mourn & died dead gone disappeared disappear funeral vanished & i me my
            burden & i_am i_feel me i_have_become being i_was feeling & ! not you she he taking
            hopeless & i feel my everything life & ! case not cook romantic
            no_hope without_hope lost_hope lost_all_hope & ! he she they not_lost
            trapped stuck & no_way no_escape way_out hopeless & i me
            future tomorrow & can_not not no & see imagine picture & i me my myself & ! meeting tickets weather
            drowning sinking suffocating & i_am me feel & nobody no_one noone alone care breathe anymore & ! swim pool
            nobody no_one noone & care cares would_care & i me about & alive live drowning exist hurting gone hopeless
            see imagine & myself & old older growing_old next_year future alive & not never can_not & i & ! doing
            wishing wish hoping hope & wake & not never i_would_not & i
            world everyone nobody & need needs & me & not no nobody does_not better_off & ! help_me you
            waiting & all_to_be_over it_to_be_over it_to_end to_be_over life_to_end all_to_end to_die & i & ! exam winter shift
            light & tunnel & no not
            pointless meaningless & everything life living existence it_all all_of_it world existing & ! meeting argument film
            why & am_i do_i should_i & alive still_here exist even_here living even_alive born
            family they everyone kids children husband wife & deserve deserves & better & me i
            ruin ruined destroy hurt & everyone everything_for_everyone everyone_i & i & ! knee back
            live_or_die alive_or_dead dead_or_alive die_or_not
            car bus truck train lorry & hit hits run crash crashed & wish hope want mind relief & me & ! my_car
            tired exhausted sick weary & being_alive of_living of_existing of_life of_fighting of_breathing of_being_here & i & ! here_in flat
            no_reason reason & to_live to_go_on to_wake to_stay to_be_alive to_carry_on to_keep & no not nothing never & i me my there
            point purpose meaning & no not what without lost & life living going_on existing alive carrying_on anything & ! meeting
            can_not & go_on keep_going carry_on continue live & like_this anymore any_longer much_longer this_way
            wish wishing & never_been_born never_existed never_born not_been_born not_exist was_not_here were_not_here not_alive
            wake_up waking_up & hope wish pray want mind rather & not never & i me & ! early late tired alarm
            give_up giving_up given_up & life living everything trying on_myself hope & i_am i_have i_want feel_like feel & ! smoking job
            nothing & left & me live lose hope & i me my
            better_off & dead without_me
            disappear vanish fade & want wish could rather & i me & forever everyone anymore just world nobody completely
            pain suffering & stop end over & want just need please wish & i me my & ! knee back tooth doctor period
            waste & space air oxygen & i i_am
            hate & being_alive existing my_existence
            worthless useless & i_am i_feel & no_one nobody anymore everyone live alive life
        """),
    ),
)  # fmt: skip
