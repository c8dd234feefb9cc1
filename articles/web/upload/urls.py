"""The paths of uploading, below /admin/upload/."""

from django.urls import path

from articles.web.upload import deciding, receiving, reviewing

urlpatterns = [
    path("", receiving.upload_view, name="upload"),
    path("<int:pk>/", reviewing.batch_view, name="upload-batch"),
    path("<int:pk>/publish/", deciding.publish_view, name="upload-publish"),
    path("<int:pk>/retry/", deciding.retry_view, name="upload-retry"),
    path("<int:pk>/undo/", deciding.undo_view, name="upload-undo"),
    path("<int:pk>/forget/", deciding.forget_view, name="upload-forget"),
    path("file/<int:pk>/", reviewing.file_view, name="upload-file"),
    path("file/<int:pk>/discard/", deciding.discard_file_view, name="upload-discard-file"),
    path("file/<int:pk>/retry/", deciding.retry_file_view, name="upload-retry-file"),
    path("article/<int:pk>/", reviewing.article_view, name="upload-article"),
    path("article/<int:pk>/discard/", deciding.discard_article_view, name="upload-discard-article"),
    path("article/<int:pk>/restore/", deciding.restore_article_view, name="upload-restore-article"),
]
