"""The paths of uploading, below /admin/upload/."""

from django.urls import path

from articles.web.upload import (
    batch_actions,
    batch_views,
    columns_view,
    correction_views,
    review_views,
    rule_views,
    upload_views,
)

urlpatterns = [
    path("", upload_views.upload_view, name="upload"),
    path("together/", correction_views.propose_view, name="upload-propose-correction"),
    path("together/all/", correction_views.list_view, name="upload-corrections"),
    path("together/<id:pk>/", correction_views.correction_view, name="upload-correction"),
    path("<id:pk>/", batch_views.batch_view, name="upload-batch"),
    path("<id:pk>/publish/", batch_actions.publish_view, name="upload-publish"),
    path("<id:pk>/together/", batch_views.together_view, name="upload-together"),
    path("<id:pk>/retry/", batch_actions.retry_view, name="upload-retry"),
    path("<id:pk>/undo/", batch_actions.undo_view, name="upload-undo"),
    path("<id:pk>/forget/", batch_actions.forget_view, name="upload-forget"),
    path("rules/", rule_views.list_view, name="upload-rules"),
    path("rules/<id:pk>/", rule_views.rule_view, name="upload-rule"),
    path("file/<id:pk>/", review_views.file_view, name="upload-file"),
    path("file/<id:pk>/discard/", batch_actions.discard_file_view, name="upload-discard-file"),
    path("file/<id:pk>/columns/", columns_view.columns_view, name="upload-columns"),
    path("file/<id:pk>/retry/", batch_actions.retry_file_view, name="upload-retry-file"),
    path("article/<id:pk>/", review_views.article_view, name="upload-article"),
    path("article/<id:pk>/rule/", rule_views.propose_view, name="upload-propose-rule"),
    path("article/<id:pk>/discard/", batch_actions.discard_article_view, name="upload-discard-article"),
    path("article/<id:pk>/restore/", batch_actions.restore_article_view, name="upload-restore-article"),
]
