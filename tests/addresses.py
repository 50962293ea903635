"""Every address by its name, and who finds a page there. A new one is named here before anybody finds it."""

from __future__ import annotations

from typing import Any

# Who finds a page: everyone; everyone, and a cookie may be set; who comes in; the team; those who keep the house.
EVERYONE, ENTRANCE, MEMBERS, TEAM, KEEPERS = "everyone", "entrance", "members", "team", "keepers"
ADDRESSES: dict[str, str] = {
    **dict.fromkeys(
        ["healthz", "readyz", "offline_worker", "home", "theme_list", "theme_detail", "name_detail", "exit", "masks"],
        EVERYONE,
    ),
    **dict.fromkeys(
        [
            "crisis:help",
            "crisis:words",
            "crisis:answering",
            "members:house_page",
            "moderation:flag",
            "moderation:flag_received",
        ],
        EVERYONE,
    ),
    **dict.fromkeys(["moderation:notice", "moderation:notice_outcome"], EVERYONE),
    **dict.fromkeys(["forum:search", "forum:theme_feed"], EVERYONE),
    **dict.fromkeys(["members:mail_confirm", "members:mail_leave"], EVERYONE),
    **dict.fromkeys(["forum:unanswered", "forum:thread_detail", "forum:post_detail"], EVERYONE),
    **dict.fromkeys(["chat:room_list", "chat:room_detail", "chat:room_events", "chat:room_agreement"], EVERYONE),
    **dict.fromkeys(["account_login", "account_signup", "members:recover"], ENTRANCE),
    **dict.fromkeys(["my_page", "plan", "inbox", "letter_detail", "account_logout", "members:password"], MEMBERS),
    **dict.fromkeys(
        [
            "members:new_kit",
            "members:preferences",
            "members:consents",
            "members:sign_out_everywhere",
            "members:new_name",
        ],
        MEMBERS,
    ),
    **dict.fromkeys(["members:take_along", "members:leave", "members:own_masks"], MEMBERS),
    **dict.fromkeys(["chat:message", "chat:held_message", "chat:room_search"], MEMBERS),
    **dict.fromkeys(["members:hidden_names", "members:hidden_list", "members:hide_name"], MEMBERS),
    **dict.fromkeys(["moderation:my_record", "moderation:my_record_file"], MEMBERS),
    **dict.fromkeys(["moderation:appeal", "moderation:reply"], MEMBERS),
    **dict.fromkeys(["forum:thread_start", "forum:reply", "forum:post_edit", "forum:post_delete"], MEMBERS),
    **dict.fromkeys(["forum:waiting", "forum:held_detail", "forum:held_edit"], MEMBERS),
    **dict.fromkeys(["forum:following", "forum:ways", "members:quiet", "members:mail"], MEMBERS),
    **dict.fromkeys(["forum:care", "forum:join", "forum:split"], TEAM),
    **dict.fromkeys(["moderation:my_reports", "moderation:my_report"], MEMBERS),
    **dict.fromkeys(["moderation:queue", "moderation:decided", "moderation:case_detail"], TEAM),
    **dict.fromkeys(["moderation:shields", "moderation:team", "moderation:decide_now", "moderation:debrief"], TEAM),
    **dict.fromkeys(["moderation:appeal_case", "moderation:hold_room", "moderation:readings"], TEAM),
    **dict.fromkeys(["house", "groups:house_themes", "groups:house_theme_add", "groups:house_theme_edit"], KEEPERS),
    **dict.fromkeys(
        ["moderation:house_reasons", "moderation:house_reason_add", "moderation:house_reason_edit"], KEEPERS
    ),
    **dict.fromkeys(["moderation:unmaskings", "moderation:unmasking_ask", "moderation:unmasking"], KEEPERS),
    **dict.fromkeys(["chat:house_rooms", "chat:room_new", "chat:room_edit"], KEEPERS),
    **dict.fromkeys(["house_lines", "house_line", "house_line_add", "house_lines_file"], KEEPERS),
    **dict.fromkeys(["members:page_list", "members:page_edit", "members:role_list"], KEEPERS),
}
# Those that name a thread by its number alone.
OF_THREAD = ["forum:reply", "forum:care", "forum:join", "forum:split", "forum:follow", "forum:read"]
OF_THREAD += ["forum:ways", "forum:audience", "forum:widening"]
# They take a form and have no page of their own.
ACTIONS = {
    *("chat:room_read", "chat:message_edit", "chat:message_delete", "chat:message_gesture"),
    *("moderation:answer", "moderation:ask", "moderation:room_notice", "moderation:end_pause"),
    *("chat:card_away", "moderation:room_card"),
    *("forum:held_withdraw", "forum:gesture", "forum:follow", "forum:read", "forum:theme_mark"),
    *("forum:audience", "forum:widening", "chat:held_message_withdraw"),
    *("inbox_seen", "members:break_end"),
    *("moderation:report_add", "moderation:report_withdraw"),
    *("moderation:duty", "moderation:take", "moderation:hand_over", "moderation:debrief_erase", "moderation:shelter"),
    *("chat:room_frames", "moderation:decide", "moderation:look_again", "members:role_end"),
    *("moderation:house_reason_retire", "house_line_read"),
    *("moderation:unmasking_answer", "moderation:unmasking_look"),
}
# They show something once, or to nobody who has not just done something else.
PASSAGES = {"members:kit"}
# Nothing of it is kept, by a browser either: it must not be found by going back.
UNKEPT = {"exit", "forum:search", "moderation:notice_outcome", "members:mail_confirm", "members:mail_leave"}
# They take a guest's word: no token, but the browser must say that it comes from here.
WITHOUT_TOKEN = {"moderation:flag", "moderation:notice", "members:mail_confirm", "members:mail_leave"}
# What stands behind no address, and the addresses of cases, which have long random names.
ELSEWHERE: dict[str, Any] = {"pk": 987654321, "slug": "nulle-part", "seq": 99, "kind": "post", "target_id": "987654321"}
ELSEWHERE |= {"reference": "abc", "code": "nulle_part"}
LISTED_BY_UUID = {
    "moderation:debrief_erase",
    *(f"moderation:unmasking{what}" for what in ("", "_ask", "_answer", "_look")),
    *("moderation:appeal_case", "moderation:answer", "moderation:ask"),
    *("moderation:take", "moderation:hand_over", "moderation:shelter"),
    *("members:hide_name", "name_detail", "moderation:case_detail", "moderation:decide", "moderation:look_again"),
}
# What stands behind the addresses of the help lines.
LINES: dict[str, dict[str, Any]] = {name: {"slug": "fr-3114"} for name in ("house_line", "house_line_read")}
LINES["house_lines_file"] = {"kind": "csv"}
