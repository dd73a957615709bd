"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from zhichi.files import views

app_name = "files"
urlpatterns = [
    path("upload/", views.upload, name="upload"),
    path("upload/<str:public_id>/discard/", views.discard, name="discard"),
    path("<str:public_id>/", views.download, name="download_unnamed"),
    path("<str:public_id>/<str:filename>", views.download, name="download"),
]
