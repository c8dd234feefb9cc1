"""The roles, and what each may do: groups that ``manage.py migrate`` brings to what stands here.

    reader          reads the private sources that name the group
    contributor     uploads and writes drafts, and works on their own until they are published
    editor          corrects everyone's articles, decides what readers see, reads every private source
    archivist       deletes and brings back, takes back imports, merges and renames sources and tags
    administrator   gives people their roles, reads the audit trail, erases articles in law

Each may do what the one before it may. What a permission opens is decided where the page is: in the
administration by its classes (:mod:`articles.admin`), on the upload pages by :mod:`articles.access.rights`,
in what is read by :mod:`articles.access.audience`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

READER, CONTRIBUTOR, EDITOR = "reader", "contributor", "editor"
ARCHIVIST, ADMINISTRATOR = "archivist", "administrator"
ALL: Final = (READER, CONTRIBUTOR, EDITOR, ARCHIVIST, ADMINISTRATOR)

NAMES: Final[Mapping[str, Any]] = {
    READER: _("قارئ"),
    CONTRIBUTOR: _("مساهم"),
    EDITOR: _("محرّر"),
    ARCHIVIST: _("أمين أرشيف"),
    ADMINISTRATOR: _("مدير"),
}

# What a role adds to the one before it.
_ADDED: Final[Mapping[str, tuple[str, ...]]] = {
    READER: (),
    CONTRIBUTOR: ("articles.add_article", "articles.view_source", "articles.view_tag"),  # to choose them
    EDITOR: (
        "articles.view_article",
        "articles.change_article",
        "articles.read_private_source",
        "articles.view_collection",
        "articles.change_collection",  # decide which of the public ones are listed
    ),
    ARCHIVIST: (
        "articles.delete_article",
        *(f"articles.{act}_{name}" for name in ("source", "tag") for act in ("add", "change", "delete")),
        "articles.view_indexchange",
    ),
    ADMINISTRATOR: (
        *(f"auth.{act}_{name}" for name in ("user", "group") for act in ("add", "change", "view")),
        "auth.delete_user",
        "articles.view_auditentry",
        "articles.erase_article",
        *(f"articles.{act}_apikey" for act in ("add", "change", "view")),
        *(f"axes.view_{name}" for name in ("accessattempt", "accesslog")),
    ),
}


def permissions_of(role: str) -> frozenset[str]:
    """The permissions of a role, as ``has_perm`` takes them."""
    lower = ALL[: ALL.index(role) + 1]
    return frozenset(name for each in lower for name in _ADDED[each])


def is_staff(group: str) -> bool:
    """Whether members of the group enter the administration."""
    return group in ALL and group != READER


def label(group: Group) -> str:
    """The name of a group for people: of a role in their language."""
    return str(NAMES.get(group.name, group.name))


def by_names(field: Any) -> Any:
    """A form's field, with groups in it by the names that they have for people."""
    if field is not None and field.queryset.model is Group:
        field.label_from_instance = label
    return field


def make_groups(**options: Any) -> None:
    """Make the groups of the roles, with exactly these permissions; nobody's membership changes. The signal
    tells of the models as far as they are migrated: half-way some permissions are not there yet."""
    migrated: Apps = options.get("apps") or apps
    content_type = migrated.get_model("contenttypes", "ContentType")
    if any(field.name == "name" for field in content_type._meta.get_fields()):
        return  # before its second migration, in which it loses that column
    known = _known()
    if permissions_of(ADMINISTRATOR) - known.keys():
        for config in apps.get_app_configs():  # those of an app that is migrated later
            create_permissions(config, verbosity=0, apps=migrated)
        known = _known()
    for role in ALL:
        group, _made = Group.objects.get_or_create(name=role)
        wanted = {known[name] for name in permissions_of(role) if name in known}
        if set(group.permissions.all()) != wanted:
            group.permissions.set(wanted)


def _known() -> dict[str, Permission]:
    rows = Permission.objects.select_related("content_type")
    return {f"{each.content_type.app_label}.{each.codename}": each for each in rows}


def connect() -> None:
    """Have the groups made after each migration, when the tables of accounts stand."""
    post_migrate.connect(make_groups, sender=apps.get_app_config("auth"), dispatch_uid="roles")
