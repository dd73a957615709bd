"""Addresses of accounts, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from zhichi.accounts.views import groups, me, people, planning

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me.me, name="me"),
    path("me/theme/", me.set_theme, name="set_theme"),
    path("me/keys/", me.set_keys, name="set_keys"),
    path("me/sessions/<int:session_id>/end/", me.session_end, name="session_end"),
    path("staff/", people.staff, name="staff"),
    path("staff/new/", people.person_new, name="person_new"),
    path("staff/<int:person_id>/", people.person, name="person"),
    path("staff/<int:person_id>/edit/", people.person_edit, name="person_edit"),
    path("staff/<int:person_id>/post/", people.person_post, name="person_post"),
    path("staff/<int:person_id>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("staff/<int:person_id>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("staff/<int:person_id>/invite/", people.person_invite, name="person_invite"),
    path("staff/<int:person_id>/teams/", planning.person_teams, name="person_teams"),
    path("staff/<int:person_id>/skills/", planning.person_skills, name="person_skills"),
    path("staff/<int:person_id>/hours/", planning.person_hours, name="person_hours"),
    path("staff/<int:person_id>/absences/new/", planning.absence_add, name="absence_add"),
    path("staff/<int:person_id>/absences/<int:absence_id>/remove/", planning.absence_remove, name="absence_remove"),
    path("staff/teams/", groups.teams, name="teams"),
    path("staff/teams/new/", groups.team_new, name="team_new"),
    path("staff/teams/<int:team_id>/", groups.team_edit, name="team_edit"),
    path("staff/skills/", groups.skills, name="skills"),
    path("staff/skills/new/", groups.skill_new, name="skill_new"),
    path("staff/skills/<int:skill_id>/", groups.skill_edit, name="skill_edit"),
    path("staff/duty-roles/", groups.duty_roles, name="duty_roles"),
    path("staff/duty-roles/new/", groups.duty_role_new, name="duty_role_new"),
    path("staff/duty-roles/<int:role_id>/", groups.duty_role_edit, name="duty_role_edit"),
]
