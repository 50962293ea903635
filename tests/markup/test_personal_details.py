"""A telephone number, an e-mail address, a street: noticed as people write them, and nothing else taken for one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup import personal_details
from markup.personal_details import Detail, found_in

# Nothing here asks the database of the run: once is enough.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.parametrize(
    "text",
    [
        "Appelle-moi au 06 12 34 56 78.",
        "06.12.34.56.78",
        "mon numéro : 0612345678",
        "+33 6 12 34 56 78",
        "+33(0)6 12 34 56 78",
        "call 514-555-0199 after six",
        "(514) 555-0199",
        "+1 514 555 0199",
        "0032 475 12 34 56",
        "０６ １２ ３４ ５６ ７８",
        "06\u00a012\u00a034\u00a056\u00a078",
    ],
)
def test_a_telephone_number_is_noticed(text: str) -> None:
    assert Detail.TELEPHONE in found_in(text)


@pytest.mark.parametrize(
    "text", ["lucie@exemple.org", "écris à lucie.port+aide@mail.exemple.fr !", "lucie (at) exemple.org"]
)
def test_an_email_address_is_noticed(text: str) -> None:
    assert Detail.EMAIL in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "J’habite 12 rue de la Paix.",
        "au 3 bis, avenue des Lilas",
        "14 Rue du Port, Marseille",
        "I live at 221 Baker Street, top floor",
        "7 Old Mill Road",
        "102, boulevard l’Hôpital",
    ],
)
def test_a_street_with_its_number_is_noticed(text: str) -> None:
    assert Detail.ADDRESS in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cela fait 12 ans, et 3 jours sans boire.",
        "Le 15 112 et le 3114 répondent toute la nuit.",
        "En 2024, 2025 et 2026, trois hivers.",
        "J’ai dormi de 22 h 30 à 6 h 15.",
        "Il y a 3 places à table.",
        "Dossier 1234567890123456789",
        "Le 20/11/2026 à 18:30:00",
        "1 000 000 000 de raisons",
        "I walked down the street for 20 minutes.",
        "Deux rues plus loin, 5 minutes à pied.",
        "3,14159265358979",
        "",
    ],
)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert found_in(text) == set()


@given(st.text(max_size=400))
def test_whatever_is_typed_it_answers(text: str) -> None:
    assert found_in(text) <= set(Detail)


def test_a_long_run_of_digits_costs_little() -> None:
    assert found_in("1 " * 2_000) == set()
    assert found_in("a." * 2_000 + "@") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Je m’appelle Adèle Marchand.",
        "Le fils s'appelle Karim Belaïd, il a huit ans.",
        "my name is Aisha O’Connor",
        "J’ai revu Jean-Pierre Lefèvre hier.",
        "C’est le docteur… enfin, Dr Morel, qui me suit.",
        "Mary Porter lives next door.",
        "Paul DURAND m’a écrit.",
    ],
)
def test_a_full_name_is_noticed(text: str) -> None:
    assert found_in(text) == {Detail.NAME}


@pytest.mark.parametrize(
    "text",
    [
        "Marc, je t’ai lu. Merci.",
        "Elle dit « oui madame » au téléphone.",
        "Saint Jean arrive, et les feux. Lyon, Paris, Québec.",
        "Lucie du port m’a répondu.",
        "J’aime Noël. Marie aussi.",
        "I was at Guy’s on Tuesday. Paul came.",
        "Mon chat s’appelle Moustache.",
    ],
)
def test_one_name_alone_says_nothing(text: str) -> None:
    assert found_in(text) == set()


PIECES = [
    "a",
    " ",
    "06 12 34 56 78",
    "12",
    " rue ",
    "de la Paix",
    "Main ",
    "street",
    "@",
    "(AT)",
    "exemple",
    ".fr",
    "٣",
]
PIECES += [
    "Je m’appelle ",
    "MY NAME IS ",
    "is called ",
    "mon nom est ",
    "Élise ",
    "Jean-Marc ",
    "Durand",
    "Mme ",
    "Dr. ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_quick_look_overlooks_nothing(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    looks = {
        Detail.EMAIL: ("_EMAIL",),
        Detail.ADDRESS: ("_FRENCH", "_ENGLISH"),
        Detail.NAME: ("_PRESENTED", "_TITLED", "_KNOWN"),
    }
    seen = {kind for kind, names in looks.items() for name in names if getattr(personal_details, name).search(plain)}
    assert found_in(text) - {Detail.TELEPHONE} == seen
