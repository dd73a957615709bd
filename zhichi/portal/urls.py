"""Addresses of the portal, at the root."""

from __future__ import annotations

from django.urls import path

from zhichi.portal.views import follow_up, guest, home, profile, requests, shared, sign_in, submit, visits

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("charter/", home.charter, name="charter"),
    path("help/", home.help_and_contact, name="help"),
    path("requests/", requests.index, name="requests"),
    path("requests/new/", submit.new, name="new"),
    path("requests/<str:number>/", requests.detail, name="request"),
    path("requests/<str:number>/answer/", requests.answer, name="answer"),
    path("requests/<str:number>/outcome/", requests.outcome, name="outcome"),
    path("requests/<str:number>/visits/<str:visit_id>/", visits.report, name="visit"),
    path("requests/<str:number>/remote/<int:session_id>/", visits.consent, name="consent"),
    path("r/<str:public_id>/", guest.detail, name="guest"),
    path("r/<str:public_id>/sent/", submit.sent, name="sent"),
    path("r/<str:public_id>/answer/", guest.answer, name="guest-answer"),
    path("r/<str:public_id>/outcome/", guest.outcome, name="guest-outcome"),
    path("r/<str:public_id>/visits/<str:visit_id>/", visits.guest_report, name="guest-visit"),
    path("r/<str:public_id>/remote/<int:session_id>/", visits.guest_consent, name="guest-consent"),
    path("d/<str:token>/", shared.shared, name="shared"),
    path("f/<str:public_id>/", follow_up.follow_up, name="follow-up"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/link/", sign_in.ask, name="sign-in-link"),
    path("sign-in/link/<str:secret>/", sign_in.use, name="sign-in-by-link"),
    path("profile/", profile.profile, name="profile"),
]
