"""All settings, read from the environment.

Nothing here is a secret. On a development machine the values come from
`app.env` in the state folder, which `make demo` writes; in production they
come from the process environment alone. A missing or unsafe value stops the
start with a sentence that says what to set.
"""

import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from lendcore.database.state import state_dir

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

if "DATABASE_URL" not in env.ENVIRON and (state_dir() / "app.env").exists():
    environ.Env.read_env(state_dir() / "app.env")


def required(name: str, why: str) -> str:
    """Return a setting that has no safe default, or stop the start."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value


# Process ---------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not DEBUG)
SECRET_KEY = required(
    "SECRET_KEY", "50 or more random characters that sign sessions and tokens."
)
if not DEBUG and (len(SECRET_KEY) < 50 or "insecure" in SECRET_KEY):
    raise ImproperlyConfigured(
        "SECRET_KEY is too short or a default. Set SECRET_KEY to 50 or more random "
        "characters."
    )
MASTER_KEYS = required(
    "MASTER_KEYS",
    "the key ring that wraps each tenant's keys, as id:base64-of-32-bytes, newest "
    "first, separated by commas.",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost"] if DEBUG else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "Set ALLOWED_HOSTS: the host names that this site answers to, separated by "
        "commas."
    )
# Where mailed links lead, such as https://lendcore.example; a tenant's own domain wins.
SITE_URL = env.str("SITE_URL", default="")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Applications ----------------------------------------------------------------

INSTALLED_APPS = [
    "lendcore.apps.LendcoreConfig",
    "lendcore.site.apps.SiteConfig",
    "customers.apps.CustomersConfig",
    "accounts.apps.AccountsConfig",
    "lendcore.admin.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "axes",
    "lucide",
    "simple_history",
]

MIDDLEWARE = [
    "lendcore.views.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lendcore.tenancy.middleware.TenantMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lendcore.tenancy.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lendcore.urls"
WSGI_APPLICATION = "lendcore.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    # Preloading HSTS is the operator's decision, made for the whole domain.
    "security.W021",
    # E-mail addresses are unique without case, by a constraint of the model.
    "auth.W004",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lendcore.templatetags.lendcore"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lendcore.site.context_processors.settings_counts",
            ],
        },
    }
]

# Database and tenancy --------------------------------------------------------

if not env.str("DATABASE_URL", default=""):
    raise ImproperlyConfigured(
        "No database. Run `make demo`, which starts one, or set DATABASE_URL to a "
        "PostgreSQL server and DATABASE_OWNER_URL to its owner role."
    )

# "session": the tenant is a session setting of the connection (direct, or psycopg's
# pool). "local": it is set inside each transaction (pgbouncer, Citus).
TENANT_MODE = env.str("TENANT_MODE", default="session")
if TENANT_MODE not in {"session", "local"}:
    raise ImproperlyConfigured('Set TENANT_MODE to "session" or "local".')


def database(name: str, role: str) -> dict:
    """Return the connection of one role; `role` is checked at every connect."""
    config = env.db_url(name)
    config["ENGINE"] = "lendcore.database.backend"
    config["CONN_MAX_AGE"] = 0 if role == "owner" else env.int("CONN_MAX_AGE", 600)
    config["CONN_HEALTH_CHECKS"] = True
    config["ATOMIC_REQUESTS"] = TENANT_MODE == "local"
    config["DISABLE_SERVER_SIDE_CURSORS"] = TENANT_MODE == "local"
    config["ROLE_KIND"] = role
    return config


# The web and worker processes serve as the app role. Only a process started with
# DATABASE_ROLE=owner migrates; it is given DATABASE_OWNER_URL for that.
DATABASE_ROLE = env.str("DATABASE_ROLE", default="app")
DATABASE_APP_ROLE = env.db_url("DATABASE_URL")["USER"]
DATABASES = {
    "default": database(
        "DATABASE_OWNER_URL" if DATABASE_ROLE == "owner" else "DATABASE_URL",
        DATABASE_ROLE,
    )
}

SIMPLE_HISTORY_DATE_INDEX = False

# People and sessions ---------------------------------------------------------

AUTH_USER_MODEL = "lendcore.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lendcore.tenancy.authentication.MemberBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"

SESSION_COOKIE_NAME = "lendcore_session"
SESSION_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The tenant's own idle time and lifetime are checked in the middleware; this is
# the longest that any tenant may set.
SESSION_COOKIE_AGE = 24 * 60 * 60
CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lendcore.views.errors.csrf_failure"
# Messages name people: in a cookie they would outlive the session on the machine.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # Hours: a pause of 15 minutes.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLED = True
AXES_HANDLER = "lendcore.tenancy.lockout.QuietHandler"
AXES_LOCKOUT_CALLABLE = "lendcore.views.sign_in.locked_out"
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
OTP_TOTP_ISSUER = "lendcore"

# Security headers ------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 24 * 3600) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if env.bool("TRUST_PROXY_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# Files -----------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(state_dir() / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(state_dir() / "media")))
STORAGES = {
    # Files of tenants are never served from a public address: a view checks first.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "lendcore.static.ManifestStorage"
    },
}
# Without a collected folder, files are found as they are asked for.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_USE_FINDERS = DEBUG or TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# E-mail, tasks, language, logs -----------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
SMTP_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
}
MAILERS = {
    "default": {
        "BACKEND": "lendcore.console_mail.ReadableBackend"
        if "console" in EMAIL_CONFIG["EMAIL_BACKEND"]
        else EMAIL_CONFIG["EMAIL_BACKEND"],
        "OPTIONS": {
            option: EMAIL_CONFIG[name]
            for name, option in SMTP_OPTIONS.items()
            if "smtp" in EMAIL_CONFIG["EMAIL_BACKEND"] and EMAIL_CONFIG.get(name)
        },
    }
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="lendcore@localhost")

TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend",
    }
}

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_secrets": {"()": "lendcore.logs.WithoutSecrets"},
    },
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_secrets"],
        },
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # gunicorn writes tracebacks of streams that fail on the way. It makes its own
        # handler before the settings are read, which this one replaces; when it makes
        # that anew at a reload, the filter stays, as it is the logger's too.
        "gunicorn.error": {
            "handlers": ["stderr"],
            "filters": ["without_secrets"],
            "propagate": False,
        },
    },
}
