"""The staff pages: they open, refuse, and keep what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.people import POSTS, SETUP
from zhichi.accounts import services
from zhichi.accounts.models import Skill, User
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db

READ = [
    "/desk/staff/",
    "/desk/staff/{id}/",
    "/desk/staff/teams/",
    "/desk/staff/skills/",
    "/desk/staff/duty-roles/",
    "/desk/me/",
    "/desk/staff/?q=lx&post=junior&team=99&skill=7&activity=all&cursor=rubbish",
]
PLAN = ("teams", "skills", "hours", "absences/new")
MANAGE = ("edit", "post", "deactivate", "reactivate")


@pytest.mark.parametrize("post", POSTS)
def test_keeps_pages_open_to_whom_they_concern(client: Client, people: People, post: str) -> None:
    client.force_login(getattr(people, post))
    row = people.senior.pk
    assert [path for path in READ if client.get(path.format(id=row)).status_code != 200] == []
    may_plan, may_manage = post in {"manager", "supervisor", "administrator"}, post in {"manager", "administrator"}
    for name in PLAN:
        assert client.get(f"/desk/staff/{row}/{name}/").status_code == (200 if may_plan else 403), name
    for name in MANAGE:
        assert client.get(f"/desk/staff/{row}/{name}/").status_code == (200 if may_manage else 403), name
    for path in ("/desk/staff/new/",):
        assert client.get(path).status_code == (200 if may_manage else 403)
    for path in ("/desk/staff/teams/new/", "/desk/staff/skills/new/", "/desk/staff/duty-roles/new/"):
        assert client.get(path).status_code == (200 if may_plan else 403)


def test_refuses_guests_and_customers(client: Client, people: People) -> None:
    assert client.get("/desk/staff/").headers["Location"].startswith("/account/login/")
    customer = services.create_customer_account(
        email="he@client.example.com", name="何青", language="zh-hans", by=SETUP, at=people.at
    )
    client.force_login(customer)
    for path in ("/desk/staff/", f"/desk/staff/{people.senior.pk}/", "/desk/me/"):
        assert client.get(path).status_code == 403
    assert client.get("/account/2fa/").status_code == 200  # their own sign-in is theirs


def test_refuses_rows_that_are_not_there(client: Client, people: People) -> None:
    customer = services.create_customer_account(
        email="he@client.example.com", name="何青", language="zh-hans", by=SETUP, at=people.at
    )
    client.force_login(people.manager)
    for path in (customer.pk, 999_999):
        assert client.get(f"/desk/staff/{path}/").status_code == 404
        assert client.post(f"/desk/staff/{path}/deactivate/", {"reason": "x"}).status_code == 404
    assert client.get("/desk/staff/teams/999/").status_code == 404


def test_keeps_what_was_typed_when_a_service_refuses(client: Client, people: People) -> None:
    client.force_login(people.manager)
    form = {"display_name": "林晓", "email": people.senior.email, "post": "junior", "phone": "13800138000"}
    response = client.post("/desk/staff/new/", {**form, "language": "zh-hans", "time_zone": "Asia/Shanghai"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "林晓" in page
    assert "13800138000" in page
    assert 'aria-invalid="true"' in page


def test_keeps_a_new_person_with_invitation(client: Client, people: People, mailoutbox: list[object]) -> None:
    client.force_login(people.manager)
    form = {"display_name": "林晓", "email": "lx@staff.example.com", "post": "junior", "invites": "on"}
    response = client.post("/desk/staff/new/", {**form, "language": "en", "time_zone": "Asia/Shanghai"})
    user = User.objects.get(email="lx@staff.example.com")
    assert response.headers["Location"] == f"/desk/staff/{user.pk}/"
    assert len(mailoutbox) == 1
    assert not user.has_usable_password()


def test_keeps_the_week_from_the_page(client: Client, people: People) -> None:
    client.force_login(people.supervisor)
    path = f"/desk/staff/{people.senior.pk}/hours/"
    bad = client.post(path, {"day_0": "9 bis 12", "day_1": "09:00-12:00"})
    assert bad.status_code == 422
    assert "9 bis 12" in bad.content.decode()
    assert client.post(path, {"day_0": "9-12, 13:00-18:00"}).status_code == 303
    assert people.senior.working_hours.count() == 2
    assert client.post(path, {}).status_code == 303
    assert people.senior.working_hours.count() == 0


def test_keeps_teams_skills_absence_and_duty_from_the_pages(client: Client, people: People) -> None:
    client.force_login(people.supervisor)
    row = people.senior.pk
    client.post("/desk/staff/skills/new/", {"name": "网络"})
    skill = Skill.objects.get()
    assert client.post(f"/desk/staff/{row}/skills/", {f"skill_{skill.pk}": "2"}).status_code == 303
    assert client.post(f"/desk/staff/{row}/teams/", {}).status_code == 303
    assert people.senior.teams.count() == 0
    absence = {"kind": "leave", "starts_at": "2026-12-01T09:00", "ends_at": "2026-12-02T18:00"}
    assert client.post(f"/desk/staff/{row}/absences/new/", absence).status_code == 303
    away = people.senior.absences.get()
    assert away.starts_at.isoformat() == "2026-12-01T01:00:00+00:00"
    assert client.post(f"/desk/staff/{people.junior.pk}/absences/{away.pk}/remove/").status_code == 404
    assert client.post(f"/desk/staff/{row}/absences/{away.pk}/remove/").status_code == 303
    role = {"name": "值班台", "team": people.team.pk, "holder": row, "is_intake": "on", "is_active": "on"}
    assert client.post(f"/desk/staff/duty-roles/{people.duty.pk}/", role).status_code == 303
    people.duty.refresh_from_db()
    assert people.duty.holder == people.senior


def test_keeps_the_end_of_an_account_from_the_page(client: Client, people: People) -> None:
    client.force_login(people.manager)
    path = f"/desk/staff/{people.junior.pk}/deactivate/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "离职"}).status_code == 303
    page = client.get(f"/desk/staff/{people.junior.pk}/").content.decode()
    assert "离职" in page
    assert client.post(f"/desk/staff/{people.junior.pk}/reactivate/", {"reason": "回来"}).status_code == 303


def test_keeps_preferences_from_page_and_menu(client: Client, people: People) -> None:
    client.force_login(people.senior)
    form = {"language": "en", "time_zone": "Europe/Berlin", "theme": "dark", "signature": "Lin"}
    assert client.post("/desk/me/", form).status_code == 303
    assert client.post("/desk/me/theme/", {"theme": "light"}).status_code == 204
    assert client.post("/desk/me/keys/", {"single_keys": "1"}).status_code == 204
    people.senior.refresh_from_db()
    user = people.senior
    assert (user.language, user.time_zone, user.theme, user.single_keys) == ("en", "Europe/Berlin", "light", True)
    assert "My settings" in client.get("/desk/me/").content.decode()
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/desk/me/"})
    assert "我的设置" in client.get("/desk/me/").content.decode()


def test_keeps_history_as_sentences(client: Client, people: People) -> None:
    services.change_post(person_id=people.junior.pk, post="senior", by=people.actor("manager"), at=people.at)
    client.force_login(people.auditor)
    page = client.get(f"/desk/staff/{people.junior.pk}/").content.decode()
    assert "将岗位由“初级工程师”改为“高级工程师”" in page
    assert len(history(f"user:{people.junior.pk}")) == 3
