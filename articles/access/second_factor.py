"""A second step of signing in, for who has chosen it: a code of six digits from an app (TOTP, RFC 6238).

Backup codes stand in for a lost phone, each once; who has lost both asks whoever may run
``manage.py reset_second_factor``. Devices, codes used twice and waiting after wrong ones are django-otp's.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from typing import Any, Final

import segno
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.editing import audit

BACKUP_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # without letters and digits that look alike
_CODE_LENGTH: Final = 10  # 49 bits
_WAITS: Final = 600.0  # seconds between password and code
_TRIES: Final = 5  # codes after one password
_PENDING: Final = "second_factor"  # in the session


def is_on(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


# ---- setting up -----------------------------------------------------------------------------------


def device_in_setup(user: User) -> TOTPDevice | None:
    """The app that is shown the key and has not sent a code yet."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return found


def begin(user: User) -> None:
    """A new key, unless one waits for its first code already, or the second step is on."""
    if not TOTPDevice.objects.filter(user=user).exists():
        TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def cancel(user: User) -> None:
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


def confirm(request: HttpRequest, user: User, code: str) -> list[str]:
    """Turn the second step on when the code is the app's. Returns the backup codes; [] for a wrong code."""
    device = device_in_setup(user)
    if device is None or not device.verify_token(clean_code(code)):
        return []
    with transaction.atomic():
        device.confirmed = True
        device.save()
        codes = new_backup_codes(user)
        _record(user, "on")
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id  # who has set it up has passed it
    return codes


def turn_off(user: User) -> bool:
    """Delete devices and backup codes. Returns whether there was anything."""
    with transaction.atomic():
        apps, _ = TOTPDevice.objects.filter(user=user).delete()
        papers, _ = StaticDevice.objects.filter(user=user).delete()
        if apps or papers:
            _record(user, "off")
    return bool(apps or papers)


def _record(user: User, state: str) -> None:
    audit.record(audit.Action.ACCOUNT, kind="user", row_id=user.pk, second_step=state)


def new_backup_codes(user: User) -> list[str]:
    """Codes in the place of those that there were, as they are shown: in two halves."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(BACKUP_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="backup codes")
        StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    half = _CODE_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def qr_code(device: TOTPDevice) -> str:
    """The key as an SVG that apps read from the screen: dark on white, whatever the page's colours."""
    drawn: str = segno.make(device.config_url, micro=False).svg_inline(scale=4, border=4, light="#fff")
    return drawn


def clean_code(text: str) -> str:
    """A code as people type it: in any digits, with blanks, hyphens and capitals."""
    digits = (str(unicodedata.digit(letter, letter)) for letter in text)
    return "".join(letter for letter in digits if letter.isalnum()).lower()[:64]


# ---- signing in -----------------------------------------------------------------------------------


def ask_for_code(request: HttpRequest, user: Any, then: str) -> None:
    """Remember who has given the right password, and where they were going."""
    request.session[_PENDING] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + _WAITS,
        "tries": 0,
        "then": then,
    }


def pending_user(request: HttpRequest) -> User | None:
    """Who has given the password a few minutes ago, and may still sign in with it."""
    pending = request.session.get(_PENDING)
    if not pending or pending["until"] < time.time():
        return None
    user = get_user_model()._default_manager.filter(pk=pending["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == pending["hash"] else None


def sign_in(request: HttpRequest, user: User, code: str) -> str | None:
    """Sign in with a code of the app or a backup code. Returns where they were going; None for a wrong code,
    and after several of them the password is asked for again."""
    pending = request.session[_PENDING]
    device = verified_device(user, code)
    if device is None:
        user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=request)
        pending["tries"] += 1
        request.session[_PENDING] = pending
        if pending["tries"] >= _TRIES:
            del request.session[_PENDING]
        return None
    del request.session[_PENDING]
    login(request, user, backend=pending["backend"])
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    return str(pending["then"])


def verified_device(user: User, code: str) -> Any | None:
    """The user's device that the code is of. A code counts once; after a wrong one the device rests."""
    return match_token(user, clean_code(code))
