"""The page that tells how words are read: every rule, in both languages, for everybody."""

from __future__ import annotations

import pytest
from django.test import Client

from crisis.detection.english import ENGLISH
from crisis.detection.french import FRENCH
from crisis.rules_in_words import RULES


def test_every_rule_has_its_sentence() -> None:
    for grammar in (FRENCH, ENGLISH):
        told = {rule.id[3:] for rule in grammar.rules} | {bag.rule.id[3:] for bag in grammar.bags} | {"second"}
        assert told == set(RULES)


@pytest.mark.parametrize("language, sentence", [("fr", "je veux en finir"), ("en", "I want to end it")])
def test_anybody_reads_the_rules(client: Client, language: str, sentence: str) -> None:
    page = client.get(f"/{language}/help/words/")
    assert page.status_code == 200
    assert sentence in page.text
    assert page.text.count('id="rule-') == len(RULES)
    assert not page.cookies
