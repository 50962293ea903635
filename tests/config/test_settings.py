"""What must not be forgotten in settings, as they are for a house on the internet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import deploy_check

SAID = """
import json
from django.conf import settings as s
names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT \
SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS ALLOWED_HOSTS ALLOWED_ORIGINS CHANNEL_LAYERS CACHES \
SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE DEBUG IS_LOOPBACK CONTENT_SECURITY_POLICY".split()
said = {name: getattr(s, name) for name in names}
d = s.DATABASES["default"]
said["DATABASE"] = {key: d[key] for key in ("ENGINE", "CONN_MAX_AGE", "OPTIONS")}
print(json.dumps(said))
"""


def settings_with(folder: Path, **environ: str) -> dict:
    """Return the settings of a process with this environment."""
    clean = {name: word for name, word in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    clean |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(folder), **environ}
    done = subprocess.run(
        [sys.executable, "-c", SAID], cwd=settings.BASE_DIR, env=clean, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> dict:
    return settings_with(
        tmp_path_factory.mktemp("var"),
        SITE_URL="https://entraide.example.org",
        DATABASE_URL="postgres://user@/db?host=/socket/dir",
        REDIS_URL="redis://127.0.0.1:6379/0",
    )


def test_each_request_opens_and_closes_its_own_connection(online: dict):
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] == 0
    assert online["DATABASE"]["CONN_MAX_AGE"] == 0


def test_the_pool_does_not_push_out_the_socket_folder(online: dict):
    assert online["DATABASE"]["OPTIONS"]["host"] == "/socket/dir"
    assert online["DATABASE"]["OPTIONS"]["pool"]["max_size"] == 7


def test_an_idle_socket_is_not_cut_by_redis(online: dict):
    [host] = online["CHANNEL_LAYERS"]["default"]["CONFIG"]["hosts"]
    assert host["socket_timeout"] is None
    assert host["address"] == "redis://127.0.0.1:6379/0"
    assert online["CHANNEL_LAYERS"]["default"]["CONFIG"]["capacity"] >= 1000


def test_https_locks_cookies_and_asks_for_https_for_a_year(online: dict):
    assert online["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert online["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert online["SESSION_COOKIE_SECURE"]
    assert online["CSRF_COOKIE_SECURE"]
    assert online["SESSION_COOKIE_HTTPONLY"]
    assert online["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert online["SECURE_SSL_REDIRECT"]
    assert online["SECURE_HSTS_SECONDS"] >= 31536000
    assert online["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_a_house_online_answers_to_its_own_name_alone(online: dict):
    assert online["ALLOWED_HOSTS"] == ["entraide.example.org"]
    assert online["ALLOWED_ORIGINS"] == ["https://entraide.example.org"]
    assert not online["DEBUG"]
    assert not online["IS_LOOPBACK"]


def test_sockets_may_be_opened_to_this_house_alone(online: dict):
    directives = online["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["connect-src"] == ["'self'", "wss://entraide.example.org"]
    assert not [word for words in directives.values() for word in words if "unsafe" in word or "*" in word]


def test_on_plain_http_a_member_can_sign_in(tmp_path: Path):
    plain = settings_with(tmp_path, PORT="8123")
    assert plain["SESSION_COOKIE_NAME"] == "sessionid"
    assert not plain["SESSION_COOKIE_SECURE"]
    assert not plain["SECURE_SSL_REDIRECT"]
    assert plain["ALLOWED_ORIGINS"] == ["http://127.0.0.1:8123", "http://localhost:8123"]


def test_sqlite_waits_in_line_and_keeps_its_promises(tmp_path: Path):
    options = settings_with(tmp_path)["DATABASE"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


def test_the_deployment_check_has_nothing_to_say():
    done = deploy_check.check()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_the_deployment_check_would_speak_up_on_plain_http():
    assert deploy_check.check(SITE_URL="http://entraide.example.org").returncode == 1


def test_a_wrong_variable_ends_the_command_line_with_one_sentence():
    done = deploy_check.check(PORT="eight")
    assert done.returncode != 0
    assert done.stderr.strip() == "Entraide cannot start: PORT is “eight”; it must be a port number from 1 to 65535."
