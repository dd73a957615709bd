"""Django settings. Environments differ by `ZHICHI_*` variables only; numbers of the handbook are policy values."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from zhichi import __version__
from zhichi.config import env

PACKAGE_DIR = Path(__file__).resolve().parent.parent

DEMO = env.flag("DEMO")
DEMO_PASSWORD = "zhichi-demo-2026"  # noqa: S105 - shown on the sign-in page, in demo mode only
DEBUG = env.flag("DEBUG")
DATA_DIR = Path(env.text("DATA_DIR", "data")).resolve()

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    if not DEMO:
        raise env.no_secret_key()
    SECRET_KEY = "demo-only-key-" + "not-for-real-use-" * 3

BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"127.0.0.1,localhost,[::1],{urlsplit(BASE_URL).hostname or ''}")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", BASE_URL if BASE_URL.startswith("https") else "")

INSTALLED_APPS = [
    "zhichi.core",
    "zhichi.ui",
    "zhichi.records",
    "zhichi.accounts",
    "zhichi.handbook",
    "zhichi.files",
    "zhichi.outbound",
    "zhichi.notices",
    "zhichi.customers",
    "zhichi.search",
    "zhichi.calendars",
    "zhichi.roster",
    "zhichi.upkeep",
    "zhichi.sla",
    "zhichi.tickets",
    "zhichi.knowledge",
    "zhichi.handover",
    "zhichi.reviews",
    "zhichi.channels.email",
    "zhichi.visits",
    "zhichi.guidance",
    "zhichi.gathering",
    "zhichi.escalation",
    "zhichi.assigner",
    "zhichi.reports",
    "zhichi.improvement",
    "zhichi.portal",
    "zhichi.desk",
    "zhichi.api",
    "zhichi.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_prose_editor",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhichi.config.middleware.ContentSecurityPolicy",
    "zhichi.api.middleware.ApiProblems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhichi.config.middleware.PersonalSettings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhichi.accounts.middleware.Activity",
    "zhichi.accounts.middleware.SignInPages",
    "zhichi.config.middleware.DomainErrors",
    "zhichi.config.busy.DatabaseBusy",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "zhichi.config.urls"
# Used by the server; each thread keeps a database connection.
WEB_THREADS = env.whole("WEB_THREADS", 4)
MAX_REQUEST_BYTES = env.whole("MAX_REQUEST_BYTES", 110 * 1024 * 1024)
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhichi.config.context.site",
            ],
        },
    },
]
FORM_RENDERER = "zhichi.ui.forms.UiRenderer"

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'zhichi.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.shared_cache("CACHE_URL")}

LANGUAGE_CODE = env.text("LANGUAGE", "zh-hans")
FORMAT_MODULE_PATH = "zhichi.ui.formats"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
LANGUAGE_COOKIE_NAME = "zhichi_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# The version is in the address, so that browsers may keep files and a new version is seen at once.
STATIC_URL = f"/static/{__version__}/"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Without a collect step whitenoise finds the files inside the installed packages.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MAIL_RECEIVER = env.text("MAIL_RECEIVER")  # lmtp://host:port or smtp://host:port: mail servers hand mail over there
MAIL_RECEIVER_CONNECTIONS = env.whole("MAIL_RECEIVER_CONNECTIONS", 100)  # at once; one client may hold half of them
MAIL_RECEIVER_PER_MINUTE = env.whole("MAIL_RECEIVER_PER_MINUTE", 1200)  # messages of one client; 0: no limit
# Secrets of mail providers that call /hooks/mail/…; one without a secret is answered 404.
MAIL_WEBHOOKS = {
    "mailgun": env.text("MAIL_WEBHOOK_MAILGUN"),
    "postal": env.text("MAIL_WEBHOOK_POSTAL"),
    "postmark": env.text("MAIL_WEBHOOK_POSTMARK"),
}
# unix:///run/clamav/clamd.ctl or tcp://host:3310: each file is scanned there before anybody opens it.
CLAMAV = env.text("CLAMAV")
# Meaning in search: the model of the extra [semantic], or an OpenAI-compatible address.
EMBED_OWN = env.flag("EMBED_OWN", default=True)
EMBED_URL = env.address("EMBED_URL")
EMBED_KEY = env.text("EMBED_KEY")
EMBED_MODEL = env.text("EMBED_MODEL", "text-embedding-3-small")
EMBED_SECONDS = env.whole("EMBED_SECONDS", 60)  # that a lot of texts may take; a question gets two
MAX_ATTACHMENT_BYTES = env.whole("MAX_ATTACHMENT_BYTES", 25 * 1024 * 1024)
# What may be read from elsewhere: hosts or networks that are private, ports beside 80 and 443, folders, `git pull`.
FETCH_PRIVATE = env.words("FETCH_PRIVATE")
FETCH_PORTS = [int(port) for port in env.words("FETCH_PORTS") if port.isdecimal()]
GATHER_FOLDERS = [Path(place) for place in env.words("GATHER_FOLDERS")] or ([DATA_DIR / "demo-sources"] if DEMO else [])
GATHER_GIT = env.flag("GATHER_GIT")

BACKUP_DIR = Path(env.text("BACKUP_DIR", str(DATA_DIR / "backups"))).resolve()
BACKUP_SECOND_DIR = env.text("BACKUP_SECOND_DIR")  # a folder of another disk or machine; copied to after each backup
BACKUP_RECIPIENTS = env.words("BACKUP_RECIPIENTS")  # public keys age1…: this machine cannot read what it wrote
BACKUP_PASSPHRASE = env.text("BACKUP_PASSPHRASE")
BACKUP_IDENTITY = env.text("BACKUP_IDENTITY")  # the secret key, where this machine shall test restores by itself
PG_BIN = env.text("PG_BIN")  # folder of pg_dump and pg_restore, where they are not on the path

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "zhichi.accounts.backends.MailAddressBackend",
]
SESSION_ENGINE = "zhichi.accounts.backends"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "zhichi.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make this site write to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when a password or second factor changed
ACCOUNT_FORMS = {
    "login": "zhichi.accounts.forms.sign_in.LoginForm",
    "reset_password": "zhichi.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "zhichi.accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "zhichi.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "zhichi.accounts.forms.sign_in.SetPasswordForm",
    "reauthenticate": "zhichi.accounts.forms.sign_in.ReauthenticateForm",
}
MFA_ADAPTER = "zhichi.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "zhichi.accounts.forms.sign_in.CodeForm",
    "reauthenticate": "zhichi.accounts.forms.sign_in.CodeAgainForm",
    "activate_totp": "zhichi.accounts.forms.sign_in.ActivateAppForm",
    "add_webauthn": "zhichi.accounts.forms.sign_in.AddKeyForm",
    "edit_webauthn": "zhichi.accounts.forms.sign_in.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Zhichi"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
USERSESSIONS_TRACK_ACTIVITY = False  # zhichi.accounts.middleware.Activity does it without a write on every page
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "zhichi.accounts.throttle.username_of"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"

SECURE_COOKIES = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES and env.flag("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_BACKEND = "zhichi.outbound.django_backend.QueueBackend"
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "support@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
}
