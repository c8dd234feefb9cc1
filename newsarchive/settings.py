"""All settings, with safe defaults. Every environment variable is read here, once.

The table of the variables stands in the README; a test holds the two together.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject
from django.utils.translation import to_language

from articles.ingest.limits import Limits
from articles.search.engines.opensearch.cluster import Cluster
from newsarchive import data_folder, env

BASE_DIR = Path(__file__).resolve().parent.parent

# ---- the data folder ------------------------------------------------------------------------------

DATA_DIR = env.path("NEWSARCHIVE_DATA", BASE_DIR / "data")
INDEX_DIR = DATA_DIR / "index"
MEDIA_ROOT = DATA_DIR / "uploads"
EXPORT_DIR = DATA_DIR / "exports"  # large ones, which their owners take within days
BUILD_DIR = DATA_DIR / "build"  # made at set-up, can be deleted: fonts, collected static files


# The key given by the environment, else the one generated into the data folder on first use.
SECRET_KEY = env.text("SECRET_KEY") or SimpleLazyObject(data_folder.secret_key)

# ---- where it is served ---------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, minimum=1, maximum=65535)
WEB_WORKERS = env.integer("WEB_WORKERS", 2, minimum=1, maximum=64)
# A web process or worker that has outgrown it ends after what it has in hand, and a new one takes its place.
PROCESS_MEMORY = env.megabytes("PROCESS_MEMORY_MB", 1024 * 2**20, minimum=256)
SITE_URL = env.text("SITE_URL").rstrip("/")
SITE_HTTPS = SITE_URL.startswith("https://")
if SITE_URL and not (urlsplit(SITE_URL).hostname and SITE_URL.startswith(("http://", "https://"))):
    raise ImproperlyConfigured(f"SITE_URL={SITE_URL!r} must look like https://archive.example.org")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
if SITE_URL:
    ALLOWED_HOSTS.append(urlsplit(SITE_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

ARCHIVE_PUBLIC = env.flag("ARCHIVE_PUBLIC", default=True)
ROBOTS = env.choice("ROBOTS", "index", ("index", "none"))
# Whose pages may use the API with scripts: all, unless some are named. No cookie gives a right to write.
_origins = env.words("API_CORS_ORIGINS") or ["*"]
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = "*" in _origins
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else _origins
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-match", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"]
# The Model Context Protocol at /mcp, for assistants elsewhere; manage.py mcp needs no setting.
MCP_HTTP = env.flag("MCP_HTTP", default=False)
if MCP_HTTP and find_spec("mcp") is None:
    raise ImproperlyConfigured("MCP_HTTP needs the extra: pip install '.[mcp]'")
# Requests a minute and address, counted by all web processes together; 0 turns a limit off.
API_RATE_LIMIT = env.integer("API_RATE_LIMIT", 600)
PAGE_RATE_LIMIT = env.integer("PAGE_RATE_LIMIT", 600)
RATE_LIMIT_FILE = BUILD_DIR / "request-counts"
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # whose X-Forwarded-For and X-Forwarded-Proto count

# The production settings hold with https; without it the site serves plain HTTP on loopback.
SECURE_SSL_REDIRECT = SITE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_HTTPS
SECURE_HSTS_PRELOAD = SITE_HTTPS
SESSION_COOKIE_SECURE = SITE_HTTPS
CSRF_COOKIE_SECURE = SITE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---- the application ------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Before ours, whose administration leaves their pages out.
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "articles",
    "articles.web.site.admin_site.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "corsheaders",
]

MIDDLEWARE = [
    "articles.web.site.request_log.request_log",  # first, so that every line has an id
    "articles.web.site.middleware.content_security_policy",
    "articles.web.site.middleware.robots_tag",
    "articles.access.proxies.forwarded",
    "articles.web.site.middleware.refused_host",
    "articles.web.site.middleware.null_characters",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",  # before those that may answer themselves
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.web.site.middleware.language",
    "articles.web.site.middleware.search_errors",
    "django.middleware.common.CommonMiddleware",
    "articles.access.middleware.RequestLimits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "articles.access.second_factor_views.SecondFactorRequired",
    "articles.access.api_keys.SignedByKey",  # a program has no second step
    "articles.access.audience.for_whom",  # from here on it is known who asks
    "articles.web.site.middleware.kept_by_nobody",
    "articles.access.middleware.MembersOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.web.errors.write_errors.write_errors",  # inside those that it uses: user, language, token
    "axes.middleware.AxesMiddleware",  # last: it turns a refused sign-in into its page
]

ROOT_URLCONF = "newsarchive.urls"
WSGI_APPLICATION = "newsarchive.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "articles.web.site.context_processors.site",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # before the one that looks at the password
    "django.contrib.auth.backends.ModelBackend",
]
# By the accounts of an institution too, when it has a provider (OpenID Connect).
OIDC_ISSUER = env.provider("OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")  # none: a public client, which PKCE protects
OIDC_NAME = env.text("OIDC_NAME")  # what the button calls it
OIDC_SCOPE = env.text("OIDC_SCOPE", "openid email profile")
OIDC_GROUPS_CLAIM = env.text("OIDC_GROUPS_CLAIM", "groups")
OIDC_ROLES = env.pairs("OIDC_ROLES", ("reader", "contributor", "editor", "archivist", "administrator"))
if OIDC_ISSUER:
    if not OIDC_CLIENT_ID:
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID: what the provider calls this archive")
    if find_spec("authlib") is None:
        raise ImproperlyConfigured("OIDC_ISSUER needs the extra: pip install '.[oidc]'")
    AUTHENTICATION_BACKENDS.append("articles.access.institution.InstitutionBackend")
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
# Who guesses passwords is locked out, by name and address together: nobody can lock out another reader.
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "articles.access.login_views.locked_out"
AXES_CLIENT_IP_CALLABLE = "articles.access.login_views.reader_address"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "أرشيف الأخبار"  # as apps with codes call the archive

EMAIL_URL = env.text("EMAIL_URL")
EMAIL_TIMEOUT = 30  # seconds
if EMAIL_URL:
    EMAIL_CONFIG = env.email("EMAIL_URL")
    EMAIL_BACKEND = EMAIL_CONFIG.backend
    EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG.host, EMAIL_CONFIG.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_CONFIG.user, EMAIL_CONFIG.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_CONFIG.use_ssl, EMAIL_CONFIG.use_tls
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_CONFIG.sender

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "articles.web.site.passwords.MinimumLength", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# ---- rows, files, jobs ----------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    url = env.text("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "archive.sqlite3",
            "CONN_MAX_AGE": 60,  # seconds; a new connection reads the schema anew, which takes a millisecond
            "OPTIONS": {
                # WAL: readers go on while one writes. IMMEDIATE: a writer waits its turn at the start,
                # instead of failing half-way when another has written meanwhile. Not mapped into memory:
                # that saves 0.06 ms for 20 articles, and every thread of a process maps the file anew; for
                # the same reason a cache of 8 MB, with which an import is as fast as with 64.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: with NORMAL a power cut takes what was saved in its last seconds. A commit waits for
                # the disk (4 ms), an import for one in a hundred articles.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;",
            },
        }
    try:
        import dj_database_url
    except ImportError as error:
        raise ImproperlyConfigured("DATABASE_URL needs the extra: pip install '.[postgres]'") from error
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_health_checks=True))
    # A request borrows a connection and gives it back; the worker's threads keep theirs.
    pool = {"min_size": 1, "max_size": env.integer("DATABASE_POOL", 20, minimum=2), "timeout": 30}
    return found | {"CONN_MAX_AGE": 0, "OPTIONS": {**found.get("OPTIONS", {}), "pool": pool}}


DATABASES = {"default": _database()}

STORAGE_URL = env.text("STORAGE_URL")
STORAGE_ENDPOINT = env.text("STORAGE_ENDPOINT")
STORAGE_REGION = env.text("STORAGE_REGION")
STORAGE_KEY = env.text("STORAGE_KEY")
STORAGE_SECRET = env.text("STORAGE_SECRET")


def _uploads() -> dict[str, Any]:
    """Where uploaded files lie: in the data folder, or in a bucket."""
    if not STORAGE_URL:
        return {"BACKEND": "articles.importing.storage.file_storage.DurableStorage"}
    parts = urlsplit(STORAGE_URL)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(
            f"STORAGE_URL={STORAGE_URL!r} must look like s3://bucket or s3://bucket/folder"
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("STORAGE_URL needs the extra: pip install '.[s3]'")
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": STORAGE_ENDPOINT or None,
        "region_name": STORAGE_REGION or None,
        "access_key": STORAGE_KEY or None,
        "secret_key": STORAGE_SECRET or None,
    }
    return {"BACKEND": "articles.importing.storage.s3_storage.UploadStorage", "OPTIONS": options}


STORAGES: dict[str, Any] = {
    "default": _uploads(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "articles.web.site.static_storage.StaticStorage"
    },
}
STATIC_URL = "static/"
STATIC_ROOT = BUILD_DIR / "static"
# Fonts are subset into the data folder at set-up (manage.py build_fonts), so no binary is committed.
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", BUILD_DIR / "fonts")]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"  # on the same disk: a complete file is renamed, not copied
DATA_UPLOAD_MAX_NUMBER_FILES = env.integer("UPLOAD_MAX_FILES", 2_000, minimum=1)
# What one file may cost; the names are those that messages of refusal give.
_limits = Limits()
IMPORT_LIMITS = {
    "file_size": env.megabytes("IMPORT_FILE_SIZE_MB", _limits.file_size),
    "document_size": env.megabytes("IMPORT_DOCUMENT_SIZE_MB", _limits.document_size),
    "unpacked_size": env.megabytes("IMPORT_UNPACKED_SIZE_MB", _limits.unpacked_size),
    "members": env.integer("IMPORT_MEMBERS", _limits.members, minimum=1),
    "depth": env.integer("IMPORT_DEPTH", _limits.depth),
    "line_size": env.megabytes("IMPORT_LINE_SIZE_MB", _limits.line_size),
    "characters": env.integer("IMPORT_CHARACTERS", _limits.characters, minimum=1),
    "pages": env.integer("IMPORT_PAGES", _limits.pages, minimum=1),
    "seconds": env.integer("IMPORT_SECONDS", int(_limits.seconds), minimum=1),
    "memory": env.megabytes("IMPORT_MEMORY_MB", _limits.memory, minimum=64),
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # form fields other than files: a long article by hand

# Orders by relevance that programs page through (articles.searching.rankings): at most some 100 MB.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "rankings": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": BUILD_DIR / "rankings",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# ---- search ---------------------------------------------------------------------------------------

SEARCH_ENGINE = env.choice("SEARCH_ENGINE", "whoosh", ("whoosh", "tantivy", "opensearch"))
SEARCH_CACHE_MB = env.integer("SEARCH_CACHE_MB", 0)
OPENSEARCH = Cluster(
    url=env.text("OPENSEARCH_URL", "http://127.0.0.1:9200"),
    index=env.text("OPENSEARCH_INDEX", "newsarchive"),
    user=env.text("OPENSEARCH_USER"),
    password=env.text("OPENSEARCH_PASSWORD"),
    ca_certs=env.text("OPENSEARCH_CA_CERTS"),
    shards=env.integer("OPENSEARCH_SHARDS", 1, minimum=1, maximum=1024),
    replicas=env.integer("OPENSEARCH_REPLICAS", 1, maximum=20),
)

# ---- backups --------------------------------------------------------------------------------------

BACKUP_DIR = env.path("BACKUP_DIR", DATA_DIR) if env.text("BACKUP_DIR") else None  # of the daily ones
BACKUP_KEEP = env.integer("BACKUP_KEEP", 14, minimum=1)
BACKUP_PASSPHRASE = env.text("BACKUP_PASSPHRASE")

# An authority that stamps the daily seals with its time (RFC 3161).
TSA_URL = env.text("TSA_URL")
if TSA_URL and not TSA_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"TSA_URL={TSA_URL!r} must look like https://tsa.example.org")

# ---- words, numbers, times ------------------------------------------------------------------------

LANGUAGE_CODE = "ar"
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
FORMAT_MODULE_PATH = ["articles.web.i18n.formats"]
# A folder with a catalogue and a language.toml is a language of the interface.
LANGUAGES = [
    (to_language(file.parent.name), tomllib.loads(file.read_text("utf-8"))["name"])
    for file in sorted(LOCALE_PATHS[0].glob("*/language.toml"))
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC")

# ---- logs -----------------------------------------------------------------------------------------

METRICS_TOKEN = env.text("METRICS_TOKEN")
LOG_LEVEL = env.choice("LOG_LEVEL", "DEBUG" if DEBUG else "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = env.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "articles.logs.formatters.RequestId"}},
    "formatters": {
        "text": {"()": "articles.logs.formatters.TextFormatter"},
        "json": {"()": "articles.logs.formatters.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.utils.autoreload": {"level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},  # jobs are told by ours, with their seconds
        "django_tasks_db": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # refused requests are told by ours, with address and time
        "fontTools": {"level": "WARNING"},
        "opensearch": {"level": "CRITICAL"},  # every request; what fails is told by ours
        "opensearchpy": {"level": "CRITICAL"},
        # Refused by a page of their own, and told with the request.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.security.TooManyFieldsSent": {"handlers": [], "propagate": False},
    },
}
