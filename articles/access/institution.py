"""Whose account it is when the institution's provider has said who somebody is (OpenID Connect).

    known     the provider has named this person before
    linked    one account has the same e-mail address, which the provider has verified; never one that works
              in the administration: who takes over an address would take over the archive. Its owner links
              it by hand, with password and second step (:mod:`articles.access.institution_account`)
    new       a reader, without a password

``OIDC_ROLES`` gives roles by the provider's groups, anew with each sign-in, so that who leaves a group loses
its role. A superuser is never made, linked or changed here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Final, Literal

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from articles.access import roles
from articles.models import InstitutionIdentity

Reason = Literal["cancelled", "unproven", "unreachable", "inactive", "staff", "ambiguous", "taken"]

BACKEND: Final = "articles.access.institution.InstitutionBackend"
_MAX_NAME: Final = 150  # of a user; a part of it is left for a number
_MAX_EMAIL: Final = 254


class Refused(Exception):
    """Somebody does not get in. ``name`` is what the provider calls them, where that is known."""

    def __init__(self, reason: Reason, detail: str = "", name: str = "") -> None:
        super().__init__(detail or reason)
        self.reason: Reason = reason
        self.name = name


class InstitutionBackend(ModelBackend):
    """Sessions that began at the institution end when it is no longer configured. No password opens one."""

    def authenticate(self, request: Any, *args: Any, **credentials: Any) -> None:
        return None


def account_of(claims: Mapping[str, Any]) -> User:
    """The account of the person whom verified claims are about, with the roles of their groups.

    Raises Refused.
    """
    try:
        with transaction.atomic():
            user = _known(claims) or _linked(claims) or _made(claims)
    except IntegrityError:  # two first sign-ins at once: the other one has made the account
        user = _known(claims) or _made(claims)
    if not user.is_active:
        raise Refused("inactive", name=user.get_username())
    _give_roles(user, claims)
    return user


def works_in_administration(user: User) -> bool:
    """Whether the account may do more than a reader's."""
    if user.is_superuser or user.is_staff or user.user_permissions.exists():
        return True
    return any(roles.is_staff(group.name) for group in user.groups.all())


def link(user: User, claims: Mapping[str, Any]) -> None:
    """Let the person whom verified claims are about sign in to this account from now on, which its owner has
    asked for. Raises Refused when they have an account already."""
    known = _known(claims)
    if known and known != user:
        raise Refused("taken", name=known.get_username())
    try:
        with transaction.atomic():
            if not known:
                _remember(user, claims)
    except IntegrityError as error:  # they signed in for the first time meanwhile
        raise Refused("taken", name=user.get_username()) from error


def person(claims: Mapping[str, Any]) -> str:
    """What the provider calls somebody, for people."""
    return (
        _text(claims, "preferred_username", _MAX_NAME) or _text(claims, "email", _MAX_EMAIL) or claims["sub"]
    )


def _known(claims: Mapping[str, Any]) -> User | None:
    found = InstitutionIdentity.objects.filter(issuer=claims["iss"], subject=claims["sub"])
    identity = found.select_related("user").first()
    return identity.user if identity else None


def _linked(claims: Mapping[str, Any]) -> User | None:
    email = _verified_email(claims)
    same = list(User.objects.filter(email__iexact=email)[:2]) if email else []
    if not same:
        return None
    if len(same) > 1:
        raise Refused("ambiguous", name=email)
    user = same[0]
    if works_in_administration(user):
        raise Refused("staff", name=user.get_username())
    if user.is_active:
        _remember(user, claims)
    return user


def _made(claims: Mapping[str, Any]) -> User:
    user = User(
        username=_free_name(claims),
        email=_verified_email(claims),
        first_name=_text(claims, "given_name", _MAX_NAME),
        last_name=_text(claims, "family_name", _MAX_NAME),
    )
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=roles.READER))
    _remember(user, claims)
    return user


def _remember(user: User, claims: Mapping[str, Any]) -> None:
    InstitutionIdentity.objects.create(user=user, issuer=claims["iss"], subject=claims["sub"])


def _verified_email(claims: Mapping[str, Any]) -> str:
    """The address, if the provider says that it is the person's; anything but a plain yes is a no."""
    return _text(claims, "email", _MAX_EMAIL) if claims.get("email_verified") is True else ""


def _text(claims: Mapping[str, Any], name: str, length: int) -> str:
    value = claims.get(name)
    return value.strip()[:length] if isinstance(value, str) else ""


def _free_name(claims: Mapping[str, Any]) -> str:
    """A user name that nobody has, like the one that the provider knows."""
    wanted = _text(claims, "preferred_username", _MAX_NAME) or _verified_email(claims)
    plain = re.sub(r"[^\w.@+-]", "", unicodedata.normalize("NFKC", wanted))[: _MAX_NAME - 10] or "reader"
    name, number = plain, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{plain}-{number}"
    return name


# ---- roles ----------------------------------------------------------------------------------------


def _give_roles(user: User, claims: Mapping[str, Any]) -> None:
    """Of the roles that ``OIDC_ROLES`` names, those of the person's groups and no others; what else somebody
    has given them here stays."""
    if user.is_superuser or not settings.OIDC_ROLES:
        return
    wanted = {settings.OIDC_ROLES[group] for group in _groups(claims) if group in settings.OIDC_ROLES}
    present = {group.name for group in user.groups.all()}
    lost = (present & set(settings.OIDC_ROLES.values())) - wanted
    if lost:
        user.groups.remove(*Group.objects.filter(name__in=lost))
    if wanted - present:
        user.groups.add(*Group.objects.filter(name__in=wanted - present))
    if lost or wanted - present:
        user.is_staff = any(roles.is_staff(name) for name in (present - lost) | wanted)
        user.save(update_fields=["is_staff"])


def _groups(claims: Mapping[str, Any]) -> Collection[str]:
    """The person's groups: a list, or words between blanks."""
    value = claims.get(settings.OIDC_GROUPS_CLAIM)
    if isinstance(value, str):
        return value.split()
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
