"""The WSGI entry point that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from newsarchive import data_folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
data_folder.prepare()
# A page that writes holds one of the process's threads while it waits its turn: less long than a command may.
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = 5
application = get_wsgi_application()
