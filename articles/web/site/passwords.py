"""What is asked of passwords, in the digits of the interface."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from articles.web.i18n.formatting import in_digits
from articles.web.i18n.languages import current_language


class MinimumLength(MinimumLengthValidator):
    """Django's, whose sentences have their number in the digits that the page has."""

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            told = in_digits(" ".join(error.messages), current_language().digits)
            raise ValidationError(told, code=error.code) from error

    def get_help_text(self) -> str:
        return in_digits(str(super().get_help_text()), current_language().digits)
