"""Linking one's account to that of the institution, and taking it back: by its owner, signed in with the
password, who proves it once more with the password and, where the account works in the administration, the
second step. An e-mail address proves nothing here.

The proof is remembered in the session for some minutes, while the provider asks who somebody is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final, Literal

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.access import institution, second_factor
from articles.editing import audit
from articles.models import InstitutionIdentity

WAITS: Final = 600.0  # seconds between the proof and the way back from the provider
_LINKING: Final = "institution_linking"  # in the session: whose account, and until when

# Why an account cannot be linked: it has no password of its own, it is a superuser's, it works in the
# administration without the second step.
Hindrance = Literal["", "password", "superuser", "second_step"]


def hindrance(user: User) -> Hindrance:
    """What keeps this account from being linked; "" for nothing."""
    if not user.has_usable_password():
        return "password"
    if user.is_superuser:
        return "superuser"
    if institution.works_in_administration(user) and not second_factor.is_on(user):
        return "second_step"
    return ""


def identities(user: User) -> QuerySet[InstitutionIdentity]:
    """Who of the institution in use signs in to this account."""
    return InstitutionIdentity.objects.filter(user=user, issuer=settings.OIDC_ISSUER)


def is_proven(user: User, password: str, code: str) -> bool:
    """Whether password and, where the second step is on, code are this user's. A code counts once."""
    if not user.check_password(password):
        return False
    return not second_factor.is_on(user) or second_factor.verified_device(user, code) is not None


def expect(request: HttpRequest, user: User) -> None:
    """Whoever comes back from the provider in this session is to be linked to this account."""
    request.session[_LINKING] = {"user": user.pk, "until": time.time() + WAITS}


def is_expected(request: HttpRequest) -> bool:
    """Whether the present user has proved that it is their account, a moment ago."""
    asked = request.session.get(_LINKING) or {}
    return bool(asked) and asked["user"] == request.user.pk and asked["until"] > time.time()


def forget(request: HttpRequest) -> None:
    request.session.pop(_LINKING, None)


def link(user: User, claims: Mapping[str, Any]) -> None:
    """Raises Refused."""
    with transaction.atomic():
        institution.link(user, claims)
        _record(user, "linked", institution.person(claims))


def unlink(user: User) -> bool:
    """Nobody of the institution signs in to this account any more. Returns whether anybody did."""
    with transaction.atomic():
        gone, _ = identities(user).delete()
        if gone:
            _record(user, "unlinked")
    return bool(gone)


def _record(user: User, state: str, person: str = "") -> None:
    values = {"person": person} if person else {}
    audit.record(audit.Action.ACCOUNT, kind="user", row_id=user.pk, institution=state, **values)
