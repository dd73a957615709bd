"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from zhichi.files.views import quarantine, serving

app_name = "files"
urlpatterns = [
    path("quarantine/", quarantine.shelf, name="quarantine"),
    path("quarantine/<int:blob_id>/", quarantine.content, name="content"),
    path("quarantine/<int:blob_id>/take/", quarantine.take, name="take"),
    path("quarantine/<int:blob_id>/scan/", quarantine.again, name="scan_again"),
    path("quarantine/<int:blob_id>/<slug:deed>/", quarantine.act, name="act"),
    path("quarantine/<slug:name>/", quarantine.shelf, name="shelf"),
    path("upload/", serving.upload, name="upload"),
    path("upload/<str:public_id>/discard/", serving.discard, name="discard"),
    path("shared/<str:token>/<str:filename>", serving.shared, name="shared"),
    path("<str:public_id>/chip/", serving.chip, name="chip"),
    path("<str:public_id>/", serving.download, name="download_unnamed"),
    path("<str:public_id>/<str:filename>", serving.download, name="download"),
]
