"""Settings: safe by default, everything that differs between installations comes from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config import environment, keys

ENVIRONMENT = environment.read()
BASE_DIR = environment.BASE_DIR
DATA_DIR = ENVIRONMENT.data_dir
SITE_URL = ENVIRONMENT.site_url
IS_LOOPBACK = ENVIRONMENT.is_loopback
REDIS_URL = ENVIRONMENT.redis_url
HEARTBEAT_FILE = DATA_DIR / "worker.heartbeat"
RATE_LIMITS = ENVIRONMENT.rate_limits
LOST_KEYS = ENVIRONMENT.lost_keys
EXIT_URL = ENVIRONMENT.exit_url
RECORD_YEARS = ENVIRONMENT.record_years
SET_ASIDE_AFTER = ENVIRONMENT.set_aside_after
APPROVAL_HOURS = ENVIRONMENT.approval_hours
PAGE_CACHE_MIB = ENVIRONMENT.page_cache_mib
APPROVAL = ENVIRONMENT.approval

DEBUG = ENVIRONMENT.debug
SECRET_KEY = keys.secret_key(DATA_DIR)
SEAL_KEYS = keys.seal_keys(DATA_DIR)

ALLOWED_HOSTS = [ENVIRONMENT.site_host]
ALLOWED_ORIGINS = [SITE_URL]
if ENVIRONMENT.site_host in environment.LOOPBACK:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    ALLOWED_ORIGINS = sorted({SITE_URL, f"http://localhost:{ENVIRONMENT.port}", f"http://127.0.0.1:{ENVIRONMENT.port}"})
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    # Its widgets are found beside our own templates (FORM_RENDERER).
    "django.forms",
    "channels",
    "allauth",
    "allauth.account",
    "config",
    "record",
    "crisis",
    "members",
    "groups",
    "forum",
    "chat",
    "moderation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside what settles the ETag, so that a page is compressed after it was compared.
    "config.packing.PackingMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.security.HeadersMiddleware",
    "config.first_paint.FirstPaintMiddleware",
    "config.lifeline.LifelineMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "config.context_processors.house",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data -----------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {"default": environment.database(ENVIRONMENT.database_url, data_dir=DATA_DIR)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    keys.keep_private(Path(DATABASES["default"]["NAME"]))
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is deleted or moved is overwritten: free pages tell nothing.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    }
else:
    # With the server gone, a page that asks who reads waits as long as this, then opens; the help lines never wait.
    POOL_WAIT_S = 2
    # Merged, never overwritten: a socket folder given as ?host= stands here too.
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 7, "timeout": POOL_WAIT_S}}
# Under ASGI every request has a thread of its own; a connection kept by it would never be closed.
DATABASES["default"]["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if ENVIRONMENT.redis_url:
    CACHES: dict[str, Any] = {"default": {"BACKEND": "config.cache.CalmRedisCache", "LOCATION": ENVIRONMENT.redis_url}}
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                # redis-py 8 gives sockets a read time-out of 5 s, shorter than the layer's blocking call.
                "hosts": [
                    {
                        "address": ENVIRONMENT.redis_url,
                        "socket_timeout": None,
                        "socket_connect_timeout": 5,
                        "health_check_interval": 30,
                    }
                ],
                "capacity": 1000,
            },
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["members.authentication.MemberBackend"]
PASSWORD_HASHERS = ["members.hashers.ModestArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "members.adapter.MemberAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"

# Lines by e-mail, for whoever asks for them: see members.digests. Without a server nothing of it is offered.
_MAIL = environment.mail(ENVIRONMENT.mail_url)
MAIL_IS_ON = bool(_MAIL)
EMAIL_BACKEND = _MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _MAIL.get("EMAIL_HOST") or "localhost", _MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_USER") or "", _MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = bool(_MAIL.get("EMAIL_USE_TLS")), bool(_MAIL.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"signup": "members.forms.SignupForm", "login": "members.forms.LoginForm"}
# How many proxies of ours stand in front and write X-Forwarded-For; what anybody else wrote there is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = False

SESSION_ENGINE = "members.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "members.views.csrf_failure"
if ENVIRONMENT.is_https:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    # Whoever watches over the machine asks from inside, in plain http.
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# --- headers --------------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        # Older Safari does not count the same host's sockets as 'self'.
        "connect-src": [SELF, *(origin.replace("http", "ws", 1) for origin in ALLOWED_ORIGINS)],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# --- words and time -------------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def static_headers(headers: Any, path: str, url: str) -> None:
    """Give whitenoise's files what pages carry."""
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


WHITENOISE_ADD_HEADERS_FUNCTION = static_headers
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Daphne's access log names addresses; nothing of the kind is kept.
    # A line about a form that was refused would say to the second when somebody was about to write, and where.
    "loggers": {
        "daphne": {"level": "WARNING"},
        "django.channels.server": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
