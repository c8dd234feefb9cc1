#!/usr/bin/env python3
"""Django's command line for newsarchive."""

import os
import sys

# They read nothing of the archive, and run where nothing can be written.
WITHOUT_DATA_FOLDER = {"analyze", "match"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from newsarchive import data_folder

    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_DATA_FOLDER:
        try:
            data_folder.prepare()
        except ImproperlyConfigured as error:
            sys.exit(f"newsarchive: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
