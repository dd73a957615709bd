"""Articles about the invented products: written, reviewed by another person, published, linked, one in two languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from zhichi.config.demo import readers
from zhichi.config.demo.articles.pieces import PICTURES, PIECES, Piece
from zhichi.core.actors import Actor
from zhichi.files import services as files
from zhichi.knowledge import services
from zhichi.knowledge.choices import Visibility

if TYPE_CHECKING:
    from zhichi.config.demo.story import Stage, World

MODULES = {
    "导入与导出": "Import and export",
    "安装与升级": "Installation and upgrades",
    "网络与设备": "Network and devices",
    "部门规程": "Department procedures",
    "报表与看板": "Reports and dashboards",
    "审批设置": "Approval settings",
    "账号与权限": "Accounts and rights",
    "打印与字体": "Printing and fonts",
    "移动端与通知": "Mobile and notifications",
    "接口与集成": "API and integration",
    "安全与合规": "Security and compliance",
}
CLASSES = {
    "area": {
        "财务报表": "Financial reports",
        "审批流程": "Approvals",
        "基础设施": "Infrastructure",
        "用户与权限": "Users and rights",
        "集成": "Integration",
    },
    "technology": {
        "文件与编码": "Files and encodings",
        "数据库": "Databases",
        "网络": "Networks",
        "身份认证": "Identity",
        "打印": "Printing",
        "移动端": "Mobile",
        "接口": "APIs",
    },
    "process": {
        "请求受理": "Intake",
        "故障处理": "Fault handling",
        "变更与升级": "Changes and upgrades",
        "日常使用": "Everyday use",
        "内部管理": "Internal matters",
    },
}


def plan(stage: Stage, world: World, *, start: datetime, end: datetime) -> None:
    """Plan the articles: the trees first, then the articles day by day; a second version of the first, late."""
    made: dict[str, int] = {}
    places: dict[str, int] = {}
    editor = Actor.of(world.staff["editor"])
    stage.plan(start + timedelta(days=1), lambda at: places.update(_trees(editor, at)))
    begun = {piece.name: _begins(piece, number, start=start, end=end) for number, piece in enumerate(PIECES)}
    for piece in PIECES:
        stage.plan(begun[piece.name], partial(_write, stage, world, piece, places, made))
        for kind, other in piece.links:
            later = max(begun[piece.name], begun[other]) + timedelta(hours=8)
            stage.plan(later, partial(_link, made, piece.name, other, kind, editor))
    readers.plan(stage, world, made, start=start, end=end)
    stage.plan(end - timedelta(days=12), partial(_revise, stage, world, made))


def _begins(piece: Piece, number: int, *, start: datetime, end: datetime) -> datetime:
    """When its author begins it; what is still in review is of the day before the last."""
    if piece.ends_as != "published":
        return end - timedelta(hours=30)
    return start + timedelta(days=piece.day, minutes=40 * (number % 5))


def _trees(by: Actor, at: datetime) -> dict[str, int]:
    found = {}
    for order, (name, name_en) in enumerate(MODULES.items()):
        rhythm = "monthly" if order == 0 else "quarterly"
        branch = services.Branch(name=name, name_en=name_en, order=order, rhythm=rhythm)
        found[name] = services.save_module(branch=branch, by=by, at=at).pk
    for scheme, branches in CLASSES.items():
        for order, (name, name_en) in enumerate(branches.items()):
            branch = services.Branch(name=name, name_en=name_en, order=order)
            found[name] = services.save_category(scheme=scheme, branch=branch, by=by, at=at).pk
    return found


def _write(
    stage: Stage, world: World, piece: Piece, places: dict[str, int], made: dict[str, int], at: datetime
) -> None:
    author, editor = Actor.of(world.staff[piece.author]), Actor.of(world.staff["editor"])
    writer = editor if piece.variant_of else author
    parts = _with_pictures(piece, writer, at)
    text = services.Text(title=piece.title, summary=piece.summary, parts=parts, search_words=piece.words)
    key = services.create(
        kind=piece.kind, language=piece.language, text=text, variant_of=made.get(piece.variant_of), by=writer, at=at
    ).pk
    made[piece.name] = key
    products = {world.products[piece.product].pk: list(piece.versions)} if piece.product else {}
    settings = services.Settings(
        readers=_readers(world, piece), owner_id=author.user_id, module_id=places.get(piece.module),
        category_ids=[places[name] for name in piece.classes], tags=piece.tags, products=products,
    )  # fmt: skip
    services.arrange(article_id=key, settings=settings, by=writer, at=at)
    later = at + timedelta(minutes=20)
    stage.plan(later, lambda now: services.submit(article_id=key, by=author, at=now, note="首次提交"))
    if piece.ends_as == "published":
        reviewer = Actor.of(world.staff["linxiao" if piece.author != "linxiao" else "suhe"])
        _approve_and_publish(stage, key, reviewer, editor, at + timedelta(hours=5))


def _with_pictures(piece: Piece, by: Actor, at: datetime) -> dict[str, str]:
    """The parts with the addresses of its pictures, which are uploaded as the editor does it."""
    parts = dict(piece.parts)
    for name in piece.pictures:
        content = (PICTURES / f"{name}.png").read_bytes()
        upload = SimpleUploadedFile(f"{name}.png", content, "image/png")
        stored = files.receive(upload=upload, visitor=files.Visitor(user=by.user), by=by, at=at)
        parts = {code: html.replace(f"/files/{name}/", f"/files/{stored.public_id}/") for code, html in parts.items()}
    return parts


def _readers(world: World, piece: Piece) -> services.Readers:
    """Who may read it: the teams named by a member of theirs, posts and products by their codes."""
    if piece.visibility == Visibility.TEAMS:
        teams = [team.pk for login in piece.readers for team in world.staff[login].teams.all()]
        return services.Readers(visibility=piece.visibility, team_ids=teams)
    if piece.visibility == Visibility.PRODUCTS:
        return services.Readers(
            visibility=piece.visibility, product_ids=[world.products[code].pk for code in piece.readers]
        )
    return services.Readers(visibility=piece.visibility, posts=piece.readers)


def _approve_and_publish(stage: Stage, key: int, reviewer: Actor, editor: Actor, at: datetime) -> None:
    stage.plan(at, lambda now: services.approve(article_id=key, by=reviewer, at=now))
    stage.plan(at + timedelta(hours=1), lambda now: services.publish(article_id=key, by=editor, at=now))


def _link(made: dict[str, int], name: str, other: str, kind: str, by: Actor, at: datetime) -> None:
    services.bind(article_id=made[name], other_id=made[other], kind=kind, by=by, at=at)


def _revise(stage: Stage, world: World, made: dict[str, int], at: datetime) -> None:
    """The Chinese article about CSV gets a second version, so that the English one is behind it."""
    first = next(piece for piece in PIECES if piece.name == "csv")
    author, editor = Actor.of(world.staff[first.author]), Actor.of(world.staff["editor"])
    parts = first.parts | {"prevention": "<p>升级到 8.2.1，并在升级后检查“写入 BOM”。</p>"}
    text = services.Text(title=first.title, summary=first.summary, parts=parts, search_words=first.words)
    key = made[first.name]
    services.save_draft(article_id=key, text=text, by=author, at=at)
    services.submit(article_id=key, by=author, at=at, note="补充预防措施")
    _approve_and_publish(stage, key, Actor.of(world.staff["suhe"]), editor, at + timedelta(hours=2))
