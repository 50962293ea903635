"""Is the house alive, is it ready? Yes or no for each part, and nothing that would help somebody to harm it."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

HEARTBEAT_KEY = "worker-heartbeat"
# The worker beats every few seconds; a backup of a large database may hold it up a little.
HEARTBEAT_OLD_S = 90

_migrated = False


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process answers."""
    return answer({"status": "alive"}, 200)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether people can be served.

    503 while the database is lost or waits for migrations. Without Redis or worker the house serves people all the
    same, with less comfort: "degraded", 200, so that a proxy does not shut the whole house for it.
    """
    needed = {"database": holds(database), "migrations": holds(migrations)}
    wanted = {"redis": holds(redis_server)} if settings.REDIS_URL else {}
    wanted["worker"] = holds(worker)
    if not all(needed.values()):
        status, code = "unready", 503
    else:
        status, code = ("ready" if all(wanted.values()) else "degraded"), 200
    return answer({"status": status, "checks": {**needed, **wanted}}, code)


def answer(body: dict[str, object], code: int) -> JsonResponse:
    """Return `body` as JSON that nobody keeps."""
    return JsonResponse(body, status=code, headers={"Cache-Control": "no-store"})


def holds(check: Callable[[], bool]) -> bool:
    """Return what `check` says; whatever it stumbles over is a no."""
    try:
        return check()
    except Exception:
        return False


def database() -> bool:
    """Tell whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations() -> bool:
    """Tell whether every migration has run. A yes is remembered: the code of a running process does not change."""
    global _migrated  # noqa: PLW0603
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def redis_server() -> bool:
    """Tell whether Redis answers."""
    import redis

    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    finally:
        client.close()


def beat() -> None:
    """Leave a sign of life of the worker: in a file for this machine, in the cache for others."""
    now = time.time()
    settings.HEARTBEAT_FILE.write_text(f"{now:.0f}\n")
    cache.set(HEARTBEAT_KEY, now, timeout=HEARTBEAT_OLD_S)


def worker() -> bool:
    """Tell whether the worker gave a sign of life lately."""
    if time.time() - float(cache.get(HEARTBEAT_KEY) or 0) < HEARTBEAT_OLD_S:
        return True
    return time.time() - float(settings.HEARTBEAT_FILE.read_text()) < HEARTBEAT_OLD_S
