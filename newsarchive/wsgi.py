"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from newsarchive import data_folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
data_folder.prepare()
application = get_wsgi_application()
