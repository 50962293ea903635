"""The house's own settings, with a throw-away data folder and what makes tests quick.

`DATABASE_URL` and `REDIS_URL` in the environment choose PostgreSQL and Redis, as in production; without them the tests
run on SQLite and in memory. Nothing else of the developer's own environment reaches the tests.
"""

import atexit
import os
import shutil
import tempfile

for _name in ("HOST", "PORT", "SITE_URL", "SECRET_KEY", "SEAL_KEYS", "RATE_LIMITS", "DEBUG", "EXIT_URL"):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="entraide-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and (_redis_url := os.environ.get("REDIS_URL", "")):
    # Parallel test processes must not read each other's counters and groups: one Redis database each.
    os.environ["REDIS_URL"] = f"{_redis_url.rsplit('/', 1)[0]}/{int(_worker.removeprefix('gw')) + 1}"

from config.settings import *  # noqa: E402, F403
from config.settings import ALLOWED_ORIGINS, DATA_DIR, DATABASES, STORAGES  # noqa: E402

# What django.test's clients call the house.
ALLOWED_ORIGINS = [*ALLOWED_ORIGINS, "http://testserver"]
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS

# The modest Argon2 takes 30 ms a password; tests of the hasher itself name it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "members.hashers.ModestArgon2PasswordHasher"]

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
(DATA_DIR / "static").mkdir()

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: an in-memory database shared by threads locks whole tables and knows no WAL.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
