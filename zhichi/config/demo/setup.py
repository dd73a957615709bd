"""Put the demo's people, customers and handbook in place, then play the story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from zhichi.accounts import services as accounts
from zhichi.config.demo import (
    answers,
    articles,
    calendars,
    cast,
    held,
    ideas,
    letters,
    levels,
    moves,
    reports,
    reviews,
    roster,
    routing,
    sources,
    warnings,
)
from zhichi.config.demo.story import DAYS, Stage, World, deliver_mail_of_the_past, plan_requests
from zhichi.config.demo.visits import plan_visits
from zhichi.core.actors import Actor
from zhichi.customers import selectors as customers_read
from zhichi.customers import services as customers
from zhichi.records import services as records
from zhichi.records import tails
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket

FOUNDER = Actor.system("demo")
Progress = Callable[[str, int, int], None]


def build(*, at: datetime, progress: Progress) -> int:
    """Fill an empty database with ninety days ending at `at` (aware); returns how many requests were played.

    `progress(what, done, all)` is called now and then. Everything goes through services, so the record is true.
    """
    start = at - timedelta(days=DAYS + 5)
    staff = _staff(start)
    calendars.make(by=Actor.of(staff["supervisor"]), at=start, until=at)
    roster.make(staff, at=at)
    products = _products(start, staff)
    world = World(staff=staff, contacts={"zh-hans": [], "en": []}, assets={}, products=products)
    _customers(start, world)
    levels.make(person=staff["supervisor"], at=start, until=at)
    routing.make(world=world, by=Actor.of(staff["supervisor"]), at=start)
    stage = Stage()
    stage.plan(at - timedelta(days=30), lambda moment: levels.revise(person=staff["supervisor"], at=moment))
    count = plan_requests(stage, world, end=at)
    reviews.plan(stage, world, start=start, end=at)
    reports.plan(stage, world, start=start, end=at)
    plan_visits(stage, world, end=at)
    articles.plan(stage, world, start=start, end=at)
    routing.plan(stage, world, end=at)
    for steps, moment in enumerate(stage.play(until=at)):
        if steps % 50 == 0:
            done = DAYS - (at - moment).days
            progress("story", done, DAYS)
        deliver_mail_of_the_past(moment)
    moves.play(world, at=at)
    answers.play(world, at=at)
    letters.play(world, at=at)
    sources.play(world, at=at)
    ideas.make(staff, at=at)
    held.play(world, at=at)
    deliver_mail_of_the_past(at)
    _finish(world, at)
    roster.hand_over(staff, at=at)
    routing.switch_on(world=world, by=Actor.of(staff["supervisor"]), at=at)
    progress("index", 0, 1)
    tails.drain()
    _hold(staff, at)
    warnings.play(staff=world.staff, at=at)  # the worker did not watch while ninety days were played
    deliver_mail_of_the_past(at)
    records.verify(by=FOUNDER, at=at)
    progress("index", 1, 1)
    return count


def _staff(at: datetime) -> dict[str, Any]:
    teams = {name: _team(name, order, at) for order, name in enumerate(cast.TEAMS)}
    first = teams[cast.TEAMS[0]]
    accounts.create_duty_role(
        name="受理值班台", name_en="Intake desk", team=first, code="intake-desk", is_intake=True, by=FOUNDER, at=at
    )
    accounts.create_duty_role(
        name="二线值班", name_en="Second line on duty", team=teams[cast.TEAMS[1]], code="second-line", by=FOUNDER, at=at
    )
    skills = {
        name: accounts.create_skill(name=name, name_en=cast.SKILLS[name], by=FOUNDER, at=at) for name in cast.SKILLS
    }
    people = {}
    for person in cast.STAFF:
        details = accounts.Details(language=person.language)
        user = accounts.create_person(
            email=person.email,
            display_name=person.name,
            post=person.post,
            password=settings.DEMO_PASSWORD,
            details=details,
            by=FOUNDER,
            at=at,
        )
        accounts.set_teams(person_id=user.pk, team_ids=[teams[person.team].pk], by=FOUNDER, at=at)
        levels = {skills[name].pk: level for name, level in person.skills}
        accounts.set_skills(person_id=user.pk, levels=levels, by=FOUNDER, at=at)
        week = [accounts.Interval(day, *hours) for day in range(5) for hours in person.hours]
        accounts.set_working_hours(person_id=user.pk, intervals=week, by=FOUNDER, at=at)
        people[person.login] = user
    return people


def _team(name: str, order: int, at: datetime) -> Any:
    return accounts.create_team(name=name, name_en=cast.TEAMS_EN[order], order=order, by=FOUNDER, at=at)


def _products(at: datetime, staff: dict[str, Any]) -> dict[str, Any]:
    made = {}
    for goods in cast.PRODUCTS:
        data = customers.ProductData(code=goods.code, name=goods.name, name_en=goods.name_en, versions=goods.versions)
        made[goods.code] = customers.create_product(data=data, by=FOUNDER, at=at)
    for person in cast.STAFF:
        for code, level in person.products:
            customers.set_expert(product_id=made[code].pk, user=staff[person.login], level=level, by=FOUNDER, at=at)
    return made


def _customers(at: datetime, world: World) -> None:
    for company in cast.COMPANIES:
        data = customers.OrganisationData(
            name=company.name,
            standing=company.standing,
            domains=[company.domain],
            language=company.language,
            time_zone=company.time_zone,
            shares_requests=company.standing == "core",
        )
        row = customers.create_organisation(data=data, by=FOUNDER, at=at)
        for code, version, serial in company.assets:
            asset = customers.AssetData(product_id=world.products[code].pk, version=version, serial=serial)
            world.assets[row.pk, code] = customers.create_asset(organisation_id=row.pk, data=asset, by=FOUNDER, at=at)
        for client in company.people:
            world.contacts[company.language].append(_contact(company, client, row, at))


def _contact(company: cast.Company, client: cast.Client, row: Any, at: datetime) -> Any:
    data = customers.ContactData(
        display_name=client.name,
        organisation_id=row.pk,
        addresses=[f"{client.mailbox}@{company.domain}"],
        phones=[customers.PhoneData(number=client.phone)],
        job_title=client.title,
        language=company.language,
        time_zone=company.time_zone,
    )
    return customers.create_contact(data=data, by=FOUNDER, at=at)


def _finish(world: World, at: datetime) -> None:
    """Give two customers portal accounts, let most of the staff acknowledge the handbook, keep a shared view."""
    for contact in (world.contacts["zh-hans"][0], world.contacts["en"][0]):
        address = customers_read.mail_addresses(contact)[0]
        user = accounts.create_customer_account(
            email=address,
            name=contact.display_name,
            language=contact.language,
            password=settings.DEMO_PASSWORD,
            by=FOUNDER,
            at=at,
        )
        customers.link_account(contact_id=contact.pk, user=user, by=FOUNDER, at=at)
    for login, person in world.staff.items():
        if login not in {"kim", "service"}:
            accounts.acknowledge_handbook(version=1, by=Actor.of(person), at=at)
    lead = world.staff["supervisor"]
    filters = {"product": world.products["reports"].pk}
    tickets.save_view(name="砚台报表", filters=filters, team=lead.teams.first(), by=Actor.of(lead), at=at)


def _hold(staff: dict[str, Any], at: datetime) -> None:
    """The auditor keeps one closed request as evidence."""
    row = Ticket.objects.filter(closed_at__isnull=False).order_by("pk").first()
    if row is not None:
        reason = "客户就这次故障提出赔偿，双方协商结束前保留全部记录"
        records.place_hold(stream=row.stream, reason=reason, by=Actor.of(staff["auditor"]), at=at - timedelta(days=2))
