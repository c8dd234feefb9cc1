from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("الأرشيف")

    def ready(self) -> None:
        """Who saves need not know who indexes: the outbox is drained by the layer above it. The groups of the
        roles and the identity of the archive follow each migration."""
        from django.conf import settings

        from articles.access import (
            audit_signals,  # noqa: F401 - listens to who signs in and who changes accounts
            roles,
        )
        from articles.indexing.outbox import drain_after_commit
        from articles.logs import metrics
        from articles.models import identity, lookups
        from articles.models.outbox import on_commit
        from articles.status import checks  # noqa: F401 - registers them
        from articles.web.site import request_log  # noqa: F401 - listens to who signs in

        lookups.register()
        metrics.store_in(settings.BUILD_DIR)
        on_commit(drain_after_commit)
        roles.connect()
        identity.connect()
