"""Nonsense in a variable stops the start with a sentence that names the variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


def test_nothing_set_is_a_house_on_this_machine_alone():
    found = environment.read({})
    assert (found.host, found.port, found.site_url) == ("127.0.0.1", 8000, "http://localhost:8000")
    assert found.is_loopback
    assert found.rate_limits
    assert not found.debug
    assert not found.is_https


def test_the_public_address_follows_the_port():
    assert environment.read({"PORT": "8123"}).site_url == "http://localhost:8123"


@pytest.mark.parametrize(
    "name, word",
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٨٠٠٠"),
        ("HOST", "a b"),
        ("HOST", "127.0.0.1/24"),
        ("HOST", "*"),
        ("HOST", "127.0.0.1:8000"),
        ("HOST", "::1::"),
        ("HOST", "[::1]"),
        ("SITE_URL", "entraide.example.org"),
        ("SITE_URL", "ftp://entraide.example.org"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://*.example.org"),
        ("SITE_URL", "https://example.org/forum"),
        ("SITE_URL", "https://user@example.org"),
        ("SITE_URL", "https://example.org:99999"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "mysql://u@h/db"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://localhost"),
        ("RATE_LIMITS", "maybe"),
        ("DEBUG", "2"),
        ("EXIT_URL", "calendar"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("TRUSTED_PROXIES", "one"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATA_DIR", str(Path(__file__))),
        ("MAIL_URL", "mail.example.org"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "filemail:///tmp"),
        ("MAIL_FROM", "nobody"),
    ],
)
def test_nonsense_is_refused_with_a_sentence_that_names_the_variable(name: str, word: str):
    with pytest.raises(ImproperlyConfigured, match=rf"\b{name}\b.+\."):
        environment.read({name: word})


def test_a_wrong_database_address_is_not_repeated_because_it_may_hold_a_password():
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.read({"DATABASE_URL": "postgrs://user:hunter2@host/db"})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", ["RATE_LIMITS", "DEBUG"])
@pytest.mark.parametrize(
    "elsewhere", [{"HOST": "0.0.0.0"}, {"SITE_URL": "https://entraide.example.org"}, {"HOST": "::"}]
)
def test_limits_are_lifted_and_the_inside_is_shown_on_this_machine_alone(name: str, elsewhere: dict[str, str]):
    word = {"RATE_LIMITS": "off", "DEBUG": "on"}[name]
    environment.read({name: word})
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.read({name: word, **elsewhere})


def test_both_addresses_must_be_this_machine_for_it_to_count_as_loopback():
    assert environment.read({"HOST": "::1", "SITE_URL": "http://[::1]:8000"}).is_loopback
    assert not environment.read({"HOST": "0.0.0.0"}).is_loopback
    assert not environment.read({"SITE_URL": "http://entraide.example.org"}).is_loopback
    assert not environment.read({"SITE_URL": "http://localhost.example.org"}).is_loopback


def test_a_socket_folder_reaches_the_driver():
    found = environment.database("postgres://user@/db?host=/socket/dir&sslmode=disable", data_dir=Path())
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["NAME"], found["HOST"]) == ("user", "db", "")
    assert found["OPTIONS"] == {"host": "/socket/dir", "sslmode": "disable"}


def test_a_password_with_signs_in_it_is_read_as_it_is():
    found = environment.database("postgresql://us%40er:p%2Fw%3Ax@host:5433/db", data_dir=Path())
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("us@er", "p/w:x", "host", 5433)


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path: Path):
    assert environment.database("", data_dir=tmp_path)["NAME"] == tmp_path / "entraide.sqlite3"


@pytest.mark.parametrize(
    "given, said",
    [
        ("https://Entraide.Example.org", "https://entraide.example.org"),
        ("https://entraide.example.org:443", "https://entraide.example.org"),
        ("http://entraide.example.org:80/", "http://entraide.example.org"),
        ("https://entraide.example.org:8443", "https://entraide.example.org:8443"),
        ("http://entraide.example.org:443", "http://entraide.example.org:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_written_as_browsers_write_an_origin(given: str, said: str):
    assert environment.read({"SITE_URL": given}).site_url == said


def test_a_mail_server_is_read_and_none_is_needed():
    assert environment.mail("") == {}
    found = environment.mail("smtp+tls://post:secret@mail.example.org:587")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert "console" in environment.mail("consolemail://")["EMAIL_BACKEND"]
    assert environment.read({"SITE_URL": "https://maison.example.org"}).mail_from == "noreply@maison.example.org"
