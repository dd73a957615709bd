"""Customers' files by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office


def test_opens_and_changes_the_file_of_a_company(office: Office) -> None:
    program = office.program()
    made = program.post("/organisations", {"name": "示例制造", "domains": ["Client.example.com"]})
    assert made.status_code == 201
    path = f"/organisations/{made.json()['id']}"
    changed = program.patch(path, {"standing": "core"}).json()
    assert (changed["name"], changed["standing"], changed["domains"]) == ("示例制造", "core", ["client.example.com"])
    assert program.get(path).json() == changed


def test_opens_and_changes_the_file_of_a_person(office: Office) -> None:
    program, company = office.program(), office.organisation()
    body = {
        "display_name": "何青",
        "organisation_id": company.pk,
        "addresses": ["He.Qing@client.example.com"],
        "phones": [{"number": "0755-2345 6789 转 801", "kind": "office"}],
    }
    made = program.post("/contacts", body).json()
    assert made["phones"] == [{"number": "+8675523456789", "extension": "801", "kind": "office"}]
    changed = program.patch(f"/contacts/{made['id']}", {"job_title": "IT 主管"}).json()
    assert (changed["job_title"], changed["phones"]) == ("IT 主管", made["phones"])
    assert changed["addresses"] == ["he.qing@client.example.com"]
    assert program.get("/contacts", q="heqing").json()["items"][0]["organisation"]["name"] == company.name


def test_adds_and_changes_an_asset(office: Office) -> None:
    program, company, product = office.program(), office.organisation(), office.product()
    made = program.post("/assets", {"organisation_id": company.pk, "product_id": product.pk, "serial": "YT-1"}).json()
    changed = program.patch(f"/assets/{made['id']}", {"version": "8.2.1"}).json()
    assert (changed["serial"], changed["version"], changed["product"]["name"]) == ("YT-1", "8.2.1", "砚台报表")
    assert program.get("/assets", organisation_id=company.pk).json()["items"] == [changed]


def test_lists_products(office: Office) -> None:
    product = office.product()
    program = office.program("junior", ("tickets:read",))
    assert [item["code"] for item in program.get("/products").json()["items"]] == ["reports"]
    assert program.get(f"/products/{product.pk}").json()["versions"] == ["8.2.0"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/organisations", {"name": " "}, "name"),
        ("/organisations", {"name": "x", "domains": ["qq.com"]}, "domains"),
        ("/organisations", {"name": "x", "time_zone": "Mars/Crater"}, "time_zone"),
        ("/contacts", {"display_name": "x", "addresses": ["nobody"]}, "addresses"),
        ("/contacts", {"display_name": "x", "phones": [{"number": "12"}]}, "phones"),
        ("/contacts", {"display_name": "x", "organisation_id": 99}, "organisation"),
        ("/assets", {"organisation_id": 99, "product_id": 1}, "organisation_id"),
    ],
)
def test_names_what_is_wrong(office: Office, path: str, body: dict[str, Any], field: str) -> None:
    answer = office.program().post(path, body)
    assert answer.status_code == 422
    assert field in answer.json()["fields"]


@pytest.mark.parametrize("post", ["auditor", "knowledge_editor"])
def test_readers_write_nothing(office: Office, post: str) -> None:
    program, company = office.program(post), office.organisation()
    assert program.get(f"/organisations/{company.pk}").status_code == 200
    assert program.post("/organisations", {"name": "x"}).status_code == 403
    assert program.patch(f"/organisations/{company.pk}", {"name": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["/organisations/99", "/contacts/99", "/assets/99", "/products/99"])
def test_answers_404_for_what_is_not_there(office: Office, path: str) -> None:
    answer = office.program().get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_pages_people_by_name(office: Office) -> None:
    program = office.program()
    for name in ("张三", "安然", "李四"):
        program.post("/contacts", {"display_name": name})
    first = program.get("/contacts", size=2).json()
    rest = program.get("/contacts", size=2, cursor=first["next"]).json()
    assert [item["display_name"] for item in first["items"] + rest["items"]] == ["安然", "李四", "张三"]
    assert rest["next"] == ""
