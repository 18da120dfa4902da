"""Settings, read from the environment; the only place that names every app."""

import os
from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from config import environment

django_stubs_ext.monkeypatch()  # lets admin and form classes state their model's type at run time

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.secret("SECRET_KEY", kept_in=LOCAL_DIR / "secrets")
PARTY_KEY = environment.secret("PARTY_KEY", kept_in=LOCAL_DIR / "secrets")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", default="")

# The municipality of a request that names none: by its DLA code.
MUNICIPALITY = environment.text("MUNICIPALITY", default="04500199", pattern=r"\d{8}")
# Off: what is published says of itself that it is a test (Open311's discovery, the status of CAP messages).
IS_IN_SERVICE = environment.flag("IS_IN_SERVICE", default=False)
# The address printed in QR codes and documents.
PUBLIC_URL = environment.text("PUBLIC_URL", default="http://127.0.0.1:8000", pattern=r"https?://[^\s/]+")

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "opendata",
    "landsurvey",
    "taxroll",
    "incidents",
    "permits",
    "casework",
    "gis_assets",
    "fixtures",
    "leaflet",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gis_assets.tenancy.municipality_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.lost.LostDatabase",
    "config.notext.NoText",
]

# GeoDjango uses Debian's GDAL only to know geometries; files from outside are read by pyogrio's own, newer GDAL.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gis_assets.access.roles_of_request",
                "config.home.places",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# Requests that one process works on at once; others wait their turn. Each may hold a database connection.
REQUESTS_AT_ONCE = environment.whole_number("REQUESTS_AT_ONCE", default=16, least=1)
# Requests of programs for open layers that one process works on at once, beside those; each keeps a connection.
OPEN_API_AT_ONCE = environment.whole_number("OPEN_API_AT_ONCE", default=6, least=1)
# Set by the server that answers requests (`config.asgi`). A few connections more than turns: for threads of our own and
# answers on their way out.
KEEPS_CONNECTIONS = environment.flag("KEEPS_CONNECTIONS", default=False)
KEPT_OPEN = REQUESTS_AT_ONCE + OPEN_API_AT_ONCE + 8 if KEEPS_CONNECTIONS else 0
DATABASES = {"default": environment.database(base_dir=BASE_DIR, kept_open=KEPT_OPEN)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "opendata:map"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "config" / "static",
    ("fonts/sarabun", BASE_DIR / "node_modules" / "@fontsource" / "sarabun" / "files"),
    ("idiomorph", BASE_DIR / "node_modules" / "idiomorph" / "dist"),
]
# Untouched uploads and issued documents: private, never served by address.
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", LOCAL_DIR / "files"))

SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None

# Tiles of a base map ("" = our own vectors only, which works without internet).
BASE_LAYER_URL = os.environ.get("BASE_LAYER_URL", "")
BASE_LAYER_ATTRIBUTION = os.environ.get("BASE_LAYER_ATTRIBUTION", "")
LEAFLET_CONFIG = {
    "TILES": [(_("Base map"), BASE_LAYER_URL, {"attribution": BASE_LAYER_ATTRIBUTION})] if BASE_LAYER_URL else [],
    "ATTRIBUTION_PREFIX": "",
    "MIN_ZOOM": 10,
    "MAX_ZOOM": 21,
    "RESET_VIEW": False,
    "SCALE": "metric",
}

SURVEY_UPLOAD_LIMIT_MB = environment.whole_number("SURVEY_UPLOAD_LIMIT_MB", default=500, least=1)
SURVEY_EXPANDED_LIMIT_MB = environment.whole_number("SURVEY_EXPANDED_LIMIT_MB", default=2000, least=1)
# What the reading of one survey file may take in its sandbox: seconds on the clock, and megabytes of memory of its own.
# A town of 13,000 parcels takes seconds and under 500 MB; a file beyond the limits is refused with a sentence.
SURVEY_TIME_LIMIT_S = environment.whole_number("SURVEY_TIME_LIMIT_S", default=900, least=1)
SURVEY_MEMORY_LIMIT_MB = environment.whole_number("SURVEY_MEMORY_LIMIT_MB", default=3000, least=200)
# Hours after which a file that stopped arriving is discarded.
SURVEY_PARTS_HOURS = environment.whole_number("SURVEY_PARTS_HOURS", default=48, least=1)
# Days after which the texts of the rows of a closed survey are removed. The personal data act (B.E. 2562, section
# 37 (3)) wants data erased when their purpose has ended and names no number of days: one year is our own choice.
SURVEY_RAW_ATTRIBUTES_DAYS = environment.whole_number("SURVEY_RAW_ATTRIBUTES_DAYS", default=365, least=1)
# A phone that was offline for days sends everything at once; no surveyor visits so many parcels.
FIELD_VISITS_PER_HOUR = environment.whole_number("FIELD_VISITS_PER_HOUR", default=1000, least=1)
# Parcels that one phone or one field package carries.
FIELD_PARCELS_MOST = environment.whole_number("FIELD_PARCELS_MOST", default=10_000, least=1)
# A raster is read and copied piece by piece, so it may be larger than what is unpacked in memory.
SURVEY_RASTER_LIMIT_MB = environment.whole_number("SURVEY_RASTER_LIMIT_MB", default=8000, least=1)
# From which slope a part of a parcel counts as steep, in per cent. The national forest policy (cabinet resolution of
# 3 December 2528, item 17) bars title documents where land slopes by 35 % or more on average; noted in November 2569
# without the text at hand, to be checked in the gazette. What it means for a land's value is for the valuer to say.
TERRAIN_STEEP_PERCENT = environment.whole_number("TERRAIN_STEEP_PERCENT", default=35, least=1)
# Map tiles of rasters that are drawn at once by one process; more wait a moment.
RASTER_TILES_AT_ONCE = environment.whole_number("RASTER_TILES_AT_ONCE", default=2, least=1)
# Tries of a notice number and a citizen id in an hour: from one network address, and for one notice.
OWNER_TRIES_PER_ADDRESS = environment.whole_number("OWNER_TRIES_PER_ADDRESS", default=30, least=1)
OWNER_TRIES_PER_NOTICE = environment.whole_number("OWNER_TRIES_PER_NOTICE", default=10, least=1)
# What one filing may carry: documents, and megabytes of each.
FILING_DOCUMENTS_MOST = environment.whole_number("FILING_DOCUMENTS_MOST", default=5, least=1)
FILING_DOCUMENT_MB = environment.whole_number("FILING_DOCUMENT_MB", default=10, least=1)
# Seconds after which an open page of live incidents must show again that it may follow: a signed-out officer's ends.
LIVE_ASK_AGAIN_S = environment.whole_number("LIVE_ASK_AGAIN_S", default=60, least=1)
# Days for which the numbers of what changed are kept, so that a page that slept goes on where it stood.
LIVE_EVENTS_DAYS = environment.whole_number("LIVE_EVENTS_DAYS", default=2, least=1)
# Fragments that apps serve for the page of step times, by the names of their addresses.
KPI_PARTS = ["incidents:indices"]
# Ways are searched in the process's own memory; off: always by pgRouting. Networks of so many roads are read while
# the asker waits (a second or so), larger ones aside, while pgRouting answers.
ROUTING_IN_MEMORY = environment.flag("ROUTING_IN_MEMORY", default=True)
ROUTING_ROADS_AT_ONCE = environment.whole_number("ROUTING_ROADS_AT_ONCE", default=60_000)
# Reports taken in an hour: from one network address, which many phones may share, and from one phone.
REPORTS_PER_HOUR = environment.whole_number("REPORTS_PER_HOUR", default=20, least=1)
REPORTS_PER_HOUR_OF_A_PHONE = environment.whole_number("REPORTS_PER_HOUR_OF_A_PHONE", default=10, least=1)
# Tries of tracking codes that nobody has, in an hour from one network address.
LOOKUPS_PER_HOUR = environment.whole_number("LOOKUPS_PER_HOUR", default=30, least=1)
# What programs of others may ask and send (Open311): questions in a minute from one network address, counted by each
# process, and reports in an hour that a new key starts with.
OPEN311_READS_PER_MINUTE = environment.whole_number("OPEN311_READS_PER_MINUTE", default=120, least=1)
OPEN311_REPORTS_PER_HOUR = environment.whole_number("OPEN311_REPORTS_PER_HOUR", default=600, least=1)
# Days after the repair when telephone and e-mail of a report are deleted, and in which its citizen may say that it is
# not mended. No law names a number: both are our own choice.
REPORT_CONTACT_DAYS = environment.whole_number("REPORT_CONTACT_DAYS", default=90, least=1)
REPORT_REOPEN_DAYS = environment.whole_number("REPORT_REOPEN_DAYS", default=14, least=1)

# Petitions begun in an hour from one network address; a whole office or village may share one.
PETITIONS_PER_HOUR = environment.whole_number("PETITIONS_PER_HOUR", default=30, least=1)
# Letters with the link of a petition that one network address may send within an hour, to whatever address.
PETITION_LINKS_PER_HOUR = environment.whole_number("PETITION_LINKS_PER_HOUR", default=6, least=1)
# What one petition may carry: documents, megabytes of each, and the least width of a photo on which words can be read.
PETITION_DOCUMENTS_MOST = environment.whole_number("PETITION_DOCUMENTS_MOST", default=60, least=1)
PETITION_DOCUMENT_MB = environment.whole_number("PETITION_DOCUMENT_MB", default=15, least=1)
PETITION_PHOTO_PX = environment.whole_number("PETITION_PHOTO_PX", default=600, least=0)
# A drawing or file of outlines from which a footprint is taken.
PETITION_DRAWING_MB = environment.whole_number("PETITION_DRAWING_MB", default=10, least=1)
# Days after the last saving when a draft that was never submitted is deleted, and days after a petition's end when who
# asked and the documents are. The personal data act (B.E. 2562, s. 37 (3)) names no number: both are our own choice.
PETITION_DRAFT_DAYS = environment.whole_number("PETITION_DRAFT_DAYS", default=60, least=1)
PETITION_APPLICANT_DAYS = environment.whole_number("PETITION_APPLICANT_DAYS", default=3650, least=1)

# Metres around a parcel of which the checks of a petition take note: roads, waters, buildings, poles.
GROUND_RADIUS_M = environment.whole_number("GROUND_RADIUS_M", default=60, least=5)
# Who knows heights and floods, asked by name; empty: nobody.
GROUND_RELIEF = environment.text("GROUND_RELIEF", default="landsurvey.terrain.spots.of_shape")
# Who says whether a layer may be served to strangers, asked by name; empty: whoever keeps its things decides alone.
LAYERS_SERVED = environment.text("LAYERS_SERVED", default="opendata.gate.is_served")
# Checks of one petition's plan in a minute, counted by each process: one that is dragged asks five times a second.
CHECKS_PER_MINUTE = environment.whole_number("CHECKS_PER_MINUTE", default=600, least=1)

# Rows up to which, as the planner expects, a layer that nobody has checked is searched while the asker waits; a job
# checks larger ones. Milliseconds after which who asks for all layers waits for no further search: the next who asks
# goes on, and so does a job. Seconds for which a layer stays open after a change that no check has seen.
OPEN_CHECK_AT_ONCE_ROWS = environment.whole_number("OPEN_CHECK_AT_ONCE_ROWS", default=50_000, least=0)
OPEN_CHECK_AT_ONCE_MS = environment.whole_number("OPEN_CHECK_AT_ONCE_MS", default=500, least=0)
OPEN_UNCHECKED_S = environment.whole_number("OPEN_UNCHECKED_S", default=600, least=60)

# Days for which every state of a layer's files is kept; the first of each month is kept for ever.
OPEN_FILES_DAYS = environment.whole_number("OPEN_FILES_DAYS", default=90, least=1)

# The mail server that messages to citizens and crews are handed to; without a host there is no e-mail at all.
EMAIL_HOST = environment.text("EMAIL_HOST", default="")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", default=25, least=1)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = environment.flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", default="town@localhost", pattern=r"[^\s@]+@[^\s@]+")
# The ways by which messages leave, each with the class behind it; OUTBOX_ADAPTERS adds others, such as SMS.
OUTBOX_CHANNELS = {
    "webhook": "casework.outbox.webhooks.Webhook",
    **({"email": "casework.outbox.mail.Mail"} if EMAIL_HOST else {}),
    **environment.named("OUTBOX_ADAPTERS"),
}
# Networks of our own that webhooks may lead into, also without https; all other private ones are closed to them.
OUTBOX_INSIDE_NETWORKS = environment.networks("OUTBOX_INSIDE_NETWORKS")
# Seconds after which a try that was begun and never ended counts as lost; longer than any try takes.
OUTBOX_TRY_S = environment.whole_number("OUTBOX_TRY_S", default=300, least=1)
# The folder of the tokens with which data sets are sent to a CKAN: a file for each municipality, named by its DLA code.
CKAN_TOKENS = Path(os.environ.get("CKAN_TOKENS", LOCAL_DIR / "secrets" / "ckan"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_secrets"]},
    },
    "root": {
        "handlers": ["console"],
        "level": environment.text("LOG_LEVEL", default="WARNING", pattern="[A-Z]+"),
    },
}
