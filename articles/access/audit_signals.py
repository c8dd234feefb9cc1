"""Sign-ins and changes of accounts, for the audit trail: Django tells of them by its signals."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from articles.access import institution
from articles.access.actor import actor_of
from articles.editing import audit
from articles.models.actor import acting, actor

Action = audit.Action
RIGHTS = ("is_active", "is_staff", "is_superuser")


@receiver(user_logged_in, dispatch_uid="audit")
def signed_in(user: Any, request: HttpRequest | None = None, **options: Any) -> None:
    with acting(actor_of(request) if request else actor()):
        by = {"by": "institution"} if getattr(user, "backend", "") == institution.BACKEND else {}
        audit.record(Action.SIGNED_IN, kind="user", row_id=user.pk, user_name=user.get_username(), **by)


@receiver(user_login_failed, dispatch_uid="audit")
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **options: Any) -> None:
    name = str(credentials.get("username", ""))
    with acting(actor_of(request) if request else actor()):
        audit.record(Action.SIGN_IN_FAILED, kind="user", user_name=name)


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="audit")
def roles_changed(instance: Any, action: str, reverse: bool, pk_set: Any, **options: Any) -> None:
    """Before a clearing, because afterwards nobody knows what there was."""
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    verb = action.partition("_")[2]
    if reverse:  # a group was given to users
        for pk in pk_set or instance.user_set.values_list("pk", flat=True):
            _record_roles(pk, verb, [instance.name])
        return
    groups = Group.objects.filter(pk__in=pk_set) if pk_set is not None else instance.groups.all()
    named = sorted(groups.values_list("name", flat=True))
    if named:
        _record_roles(instance.pk, verb, named)


def _record_roles(user_id: int, verb: str, names: list[str]) -> None:
    values: dict[str, Any] = {verb: names}
    audit.record(Action.ROLES, kind="user", row_id=user_id, **values)


@receiver(m2m_changed, sender=User.user_permissions.through, dispatch_uid="audit")
def permissions_changed(instance: Any, action: str, **options: Any) -> None:
    if action in {"post_add", "post_remove", "post_clear"} and isinstance(instance, User):
        audit.record(Action.ROLES, kind="user", row_id=instance.pk, permissions=action.partition("_")[2])


@receiver(pre_save, sender=User, dispatch_uid="audit")
def account_changed(instance: User, raw: bool = False, **options: Any) -> None:
    before = User.objects.filter(pk=instance.pk).first() if instance.pk and not raw else None
    if before is None:
        return
    after = {name: getattr(instance, name) for name in RIGHTS}
    changed: dict[str, Any] = {name: value for name, value in after.items() if value != getattr(before, name)}
    if before.password != instance.password:
        changed["password"] = True
    if changed:
        audit.record(Action.ACCOUNT, kind="user", row_id=instance.pk, **changed)


@receiver(post_delete, sender=User, dispatch_uid="audit")
def account_deleted(instance: User, **options: Any) -> None:
    audit.record(Action.ACCOUNT, kind="user", row_id=instance.pk, deleted=instance.get_username())
