"""The settings of the tests: the product's own, with a data folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

# Of this process and those that it starts; each of several that share the tests has one of its own.
if os.environ.get("NEWSARCHIVE_TEST_DATA_OF") != os.environ.get("PYTEST_XDIST_WORKER", "alone"):
    os.environ["NEWSARCHIVE_TEST_DATA_OF"] = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    os.environ["NEWSARCHIVE_TEST_DATA"] = tempfile.mkdtemp(prefix="newsarchive-test-")
    atexit.register(shutil.rmtree, os.environ["NEWSARCHIVE_TEST_DATA"], ignore_errors=True)
os.environ["NEWSARCHIVE_DATA"] = os.environ["NEWSARCHIVE_TEST_DATA"]
os.environ["API_RATE_LIMIT"] = os.environ["PAGE_RATE_LIMIT"] = "0"

from articles.build.compile_translations import build_translations
from newsarchive.settings import *  # noqa: F403
from newsarchive.settings import BASE_DIR as _BASE_DIR
from newsarchive.settings import STORAGES as _STORAGES

# Catalogues are built, not committed; Django reads each once, so they are there before it starts.
build_translations(_BASE_DIR / "articles" / "locale")

# Template tests render without a collected manifest; collectstatic has a test of its own.
STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
AXES_ENABLED = False  # signing in without a request, as tests do; its own tests turn it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
