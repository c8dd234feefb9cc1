"""The cleaning rules as commands take them."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from articles.importing.rules.cleaning_rules import current_rules
from articles.ingest.clean.rules import Rules


def checked_rules() -> Rules:
    """All rules. Raises CommandError for a bad file, before anything has begun."""
    try:
        return current_rules()
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from None
