"""One settings file, read from the environment; docs/operations.md lists the variables.

With DEBUG on everything has a default fit for development. With DEBUG off the process
refuses to start until what a production needs is given, and says what is missing.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from segments_app.mail_settings import mail_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))  # all that a run leaves behind

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # shows the demo log-ins on the log-in page
HTTPS = env.bool("HTTPS", default=not DEBUG)


def required(name: str, development: str) -> str:
    """Return the variable; only DEBUG may fall back to `development`."""
    value: str = env.str(name, default=development if DEBUG else "")
    if not value:
        missing.append(name)
    return value


missing: list[str] = []
SECRET_KEY = required("SECRET_KEY", "development-only-and-known-to-everybody-0123456789")
HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
ALLOWED_HOSTS = [host.strip() for host in HOSTS if host.strip()]
DATABASE_URL = required("DATABASE_URL", f"sqlite:///{VAR_DIR / 'development.sqlite3'}")
if missing:
    raise ImproperlyConfigured(
        f"Set {', '.join(missing)} in the environment (or DEBUG=1 for development). "
        "docs/operations.md says what each one is."
    )
if DEBUG:
    VAR_DIR.mkdir(exist_ok=True)

INSTALLED_APPS = [
    "segments_app.apps.SegmentsConfig",  # first: its templates and commands win
    "contacts.apps.ContactsConfig",
    "campaigns.apps.CampaignsConfig",
    "interactions.apps.InteractionsConfig",
    "segments_app.admin_site.SegmentsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "django_countries",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "segments_app.common.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "segments_app.common.limits.BodySizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "segments_app.common.access.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "segments_app.common.form_addresses.FormAddressMiddleware",
]

ROOT_URLCONF = "segments_app.urls"
WSGI_APPLICATION = "segments_app.wsgi.application"
ASGI_APPLICATION = "segments_app.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE two writers that read first fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"-c jit=off {options.get('options', '')}"  # it took longer than a count
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# Suppressed addresses are known by a hash that takes this key: keep it, outside the database.
SUPPRESSION_KEY = env.str("SUPPRESSION_KEY", default="") or SECRET_KEY
SUPPRESSION_IGNORES = env.list("SUPPRESSION_IGNORES", default=["tags"])  # of e-mail: tags, dots
KEEP_REFRESHES_DAYS = env.int("KEEP_REFRESHES_DAYS", default=90)  # who joined and left, and why
KEEP_EXPORTS_DAYS = env.int("KEEP_EXPORTS_DAYS", default=7)  # files that the worker wrote
LARGE_SEGMENT, LARGE_EXPORT = 20_000, 50_000  # beyond so many rows a worker does the work, if any
# Bytes of bitmaps that each process may hold to count at once; 0 leaves all counts to SQL.
LIVE_INDEX_MEMORY = env.int("LIVE_INDEX_MEMORY", default=128) * 1024 * 1024

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
HASHERS = ("Argon2PasswordHasher", "PBKDF2PasswordHasher")
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in HASHERS]
LOGIN_URL = LOGOUT_REDIRECT_URL = "login"
LOGIN_REDIRECT_URL = "segments:home"
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")  # in mails

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("sv", _("Swedish")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("da", _("Danish")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["segments_app.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Brussels")  # decides what "today" is

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
PLAIN, HASHED = "django.contrib.staticfiles.storage.", "segments_app.common.storage."
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN + "StaticFilesStorage" if DEBUG else HASHED + "StaticStorage"},
}

OWN = ("script-src", "style-src", "font-src", "connect-src", "form-action")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {name: ["'self'"] for name in OWN}
    | {name: ["'none'"] for name in ("default-src", "frame-ancestors", "base-uri")}
    | {"img-src": ["'self'", "data:"]}
}
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked for inside the network, without TLS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30 if HTTPS else 0
# Whether subdomains and preload lists are bound too is for the owner of the domain to say. W040:
# SQLite makes an index without the columns that only spare PostgreSQL a look at the row.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "models.W040"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "segments_app.errors.csrf_failure"
REQUEST_MAX_SIZE, IMPORT_MAX_SIZE = 32 << 20, env.int("IMPORT_MAX_MB", default=250) << 20  # files
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
globals().update(mail_settings(env, debug=DEBUG))
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "segments_app.common.logs.JsonFormatter"}},
    "filters": {"id": {"()": "segments_app.common.logs.RequestIdFilter"}},
    "handlers": {
        "json": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["id"]}
    },
    "loggers": {"django": {"handlers": []}},  # its own would write the same in another form
    "root": {"handlers": ["json"], "level": env.str("LOG_LEVEL", default="INFO")},
}
