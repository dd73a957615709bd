"""Articles about the invented products: written, reviewed by another person, published, linked, one in two languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from zhichi.config.demo import readers
from zhichi.core.actors import Actor
from zhichi.knowledge import services

if TYPE_CHECKING:
    from zhichi.config.demo.story import Stage, World

MODULES = {
    "导入与导出": "Import and export",
    "安装与升级": "Installation and upgrades",
    "网络与设备": "Network and devices",
    "部门规程": "Department procedures",
}
CLASSES = {
    "area": {"财务报表": "Financial reports", "审批流程": "Approvals", "基础设施": "Infrastructure"},
    "technology": {"文件与编码": "Files and encodings", "数据库": "Databases", "网络": "Networks"},
    "process": {"请求受理": "Intake", "故障处理": "Fault handling", "变更与升级": "Changes and upgrades"},
}


@dataclass(frozen=True)
class Piece:
    """One article as the demo tells it."""

    name: str
    kind: str
    title: str
    summary: str
    parts: dict[str, str]
    author: str
    module: str
    classes: tuple[str, ...]
    visibility: str = "public"
    language: str = "zh-hans"
    product: str = ""
    versions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: str = ""
    variant_of: str = ""
    ends_as: str = "published"
    links: tuple[tuple[str, str], ...] = field(default=())


PIECES = (
    Piece(
        "csv", "fault", "导出的 CSV 打开后中文乱码的处理", "升级到 8.2.0 后，用表格软件直接打开导出的 CSV，中文显示为乱码；网页预览不受影响。",
        {
            "symptom": "<p>用表格软件打开导出的 CSV，中文显示为乱码，数字和英文正常。</p>",
            "where": "<p>砚台报表 8.2.0；8.1.4 没有这个问题。</p>",
            "cause": "<p>8.2.0 导出的文件是 UTF-8 编码，但去掉了文件头的 <code>BOM</code> 标记，部分表格软件会按 <code>GBK</code> 读取。文件内容没有损坏。</p><aside><p>8.2.1 默认恢复写入 BOM。</p></aside>",
            "fix": '<ol><li><p>以管理员身份打开“系统设置 → 导出”。</p></li><li><p>勾选“写入 BOM”，点“保存”，无需重启服务。</p></li><li><p>请用户重新导出，再核对首行表头。</p></li></ol><div class="callout callout-warn"><p>如有脚本按字节读取导出文件，写入 BOM 后请跳过前 3 个字节。</p></div><pre><code class="language-sh">inkstone-export fix-encoding --add-bom ./reports/*.csv</code></pre>',
            "prevention": "<p>升级到 8.2.1。</p>",
        },
        "linxiao", "导入与导出", ("财务报表", "文件与编码", "故障处理"), product="reports", versions=("8.2.0",), tags=("CSV", "乱码"),
        words="编码 BOM GBK UTF-8 garbled",
    ),
    Piece(
        "csv-en", "fault", "Chinese text is garbled when an exported CSV is opened", "After the upgrade to 8.2.0 spreadsheets show Chinese text of an exported CSV as garbage; the preview is fine.",
        {
            "symptom": "<p>Chinese text in the exported CSV is garbled in a spreadsheet; numbers and English are right.</p>",
            "cause": "<p>8.2.0 writes UTF-8 without the <code>BOM</code>, and some spreadsheets then read the file as <code>GBK</code>. Nothing in the file is lost.</p><aside><p>8.2.1 writes the BOM again by default.</p></aside>",
            "fix": "<ol><li><p>Open System settings → Export as an administrator.</p></li><li><p>Tick “Write BOM” and save; no restart is needed.</p></li><li><p>Export again and look at the first line.</p></li></ol>",
        },
        "alex", "导入与导出", ("财务报表", "文件与编码", "故障处理"), language="en", product="reports", versions=("8.2.0",), tags=("CSV",),
        variant_of="csv",
    ),
    Piece(
        "upgrade", "how_to", "把砚台报表升级到 8.2", "从 8.1 升级到 8.2 的步骤，约需 20 分钟，期间报表不可用。",
        {
            "purpose": "<p>8.1 的用户需要 8.2 的新图表时使用。升级后原有报表不变。</p>",
            "before": "<ul><li><p>数据库备份不早于当天。</p></li><li><p>磁盘剩余空间不少于 10 GB。</p></li></ul>",
            "steps": "<ol><li><p>停止报表服务。</p></li><li><p>运行安装程序，选择“升级”。</p></li><li><p>启动服务，等待状态变为“就绪”。</p></li></ol>",
            "result": "<p>“关于”页面显示 8.2，首页的报表能打开。</p>",
        },
        "anran", "安装与升级", ("财务报表", "数据库", "变更与升级"), visibility="customers", product="reports", versions=("8.2.1", "8.2.0"), tags=("升级",),
        links=(("see_also", "csv"), ("prerequisite", "backup")),
    ),
    Piece(
        "backup", "how_to", "升级前备份报表数据库", "用自带工具备份，并确认备份可以恢复。",
        {
            "purpose": "<p>升级、迁移或改动数据库之前都要先备份。</p>",
            "steps": "<ol><li><p>打开“系统设置 → 维护 → 备份”。</p></li><li><p>选择目录，点“立即备份”。</p></li></ol><table><tbody><tr><th><p>数据量</p></th><th><p>大约时间</p></th></tr><tr><td><p>10 GB</p></td><td><p>5 分钟</p></td></tr><tr><td><p>100 GB</p></td><td><p>40 分钟</p></td></tr></tbody></table>",
            "result": "<p>备份列表里最新一条为“已校验”。</p>",
        },
        "linxiao", "安装与升级", ("基础设施", "数据库", "变更与升级"), visibility="customers", product="reports", tags=("备份",),
    ),
    Piece(
        "approver", "faq", "审批人休假时，单据会自动转给谁？", "按“代理人”设置转交；没有设置代理人时转给其上级。",
        {
            "answer": "<p>转给审批人设置的代理人；没有设置代理人时转给他的上级。</p>",
            "more": "<p>休假结束后新到的单据恢复由本人审批，已转交的不会退回。</p>",
        },
        "ningyuan", "部门规程", ("审批流程", "数据库", "请求受理"), product="flow", tags=("审批", "代理人"),
    ),
    Piece(
        "codes", "reference", "砚台网关错误码", "网关面板和日志中的错误码、含义与先做什么。",
        {
            "overview": "<p>适用于 G3 系列。错误码显示在面板第二行，也写在日志里。</p>",
            "details": "<table><tbody><tr><th><p>错误码</p></th><th><p>含义</p></th><th><p>先做什么</p></th></tr><tr><td><p>E-1042</p></td><td><p>上联口没有信号</p></td><td><p>检查网线和对端端口</p></td></tr><tr><td><p>E-2007</p></td><td><p>许可证过期</p></td><td><p>联系我们续期</p></td></tr></tbody></table>",
        },
        "suhe", "网络与设备", ("基础设施", "网络", "故障处理"), product="gateway", versions=("G3-2.4", "G3-2.3"), tags=("错误码", "E-1042", "E-2007"),
    ),
    Piece(
        "duty", "procedure", "紧急故障的受理与通报", "一线受理紧急故障后的动作和时限。",
        {
            "purpose": "<p>让客户在承诺的时间内听到第一次答复和进展（手册 3.1）。</p>",
            "duties": "<ul><li><p>一线：受理、首次响应、持续通报。</p></li><li><p>二线：定位与处理。</p></li></ul>",
            "procedure": "<ol><li><p>登记工单，紧急程度选“紧急”。</p></li><li><p>电话通知二线值班。</p></li><li><p>按承诺的时间通报进展。</p></li></ol>",
        },
        "supervisor", "部门规程", ("基础设施", "网络", "故障处理"), visibility="staff", tags=("紧急", "通报"), links=(("see_also", "codes"),),
    ),
    Piece(
        "slow", "fault", "月底报表打开很慢", "月底同时打开大报表时等待超过一分钟。",
        {
            "symptom": "<p>月底最后两天，打开合并报表要等一分钟以上。</p>",
            "cause": "<p>多人同时重算同一张合并报表。</p>",
            "fix": "<p>在“计划任务”里让合并报表每晚预先计算。</p>",
        },
        "anran", "安装与升级", ("财务报表", "数据库", "故障处理"), visibility="staff", product="reports", tags=("性能",), ends_as="submitted",
    ),
)  # fmt: skip


def plan(stage: Stage, world: World, *, start: datetime, end: datetime) -> None:
    """Plan the articles: the trees first, then one article every few days; a second version of the first, late."""
    made: dict[str, int] = {}
    places: dict[str, int] = {}
    editor = Actor.of(world.staff["editor"])
    stage.plan(start + timedelta(days=1), lambda at: places.update(_trees(editor, at)))
    for number, piece in enumerate(PIECES):
        moment = end - timedelta(hours=30) if piece.ends_as != "published" else start + timedelta(days=2 + 3 * number)
        stage.plan(moment, partial(_write, stage, world, piece, places, made))
    stage.plan(end - timedelta(days=20), partial(_link, made, editor))
    readers.plan(stage, world, made, end=end)
    stage.plan(end - timedelta(days=12), partial(_revise, stage, world, made))


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
    text = services.Text(title=piece.title, summary=piece.summary, parts=piece.parts, search_words=piece.words)
    key = services.create(
        kind=piece.kind, language=piece.language, text=text, variant_of=made.get(piece.variant_of), by=writer, at=at
    ).pk
    made[piece.name] = key
    products = {world.products[piece.product].pk: list(piece.versions)} if piece.product else {}
    settings = services.Settings(
        readers=services.Readers(visibility=piece.visibility), owner_id=author.user_id, module_id=places[piece.module],
        category_ids=[places[name] for name in piece.classes], tags=piece.tags, products=products,
    )  # fmt: skip
    services.arrange(article_id=key, settings=settings, by=writer, at=at)
    later = at + timedelta(minutes=20)
    stage.plan(later, lambda now: services.submit(article_id=key, by=author, at=now, note="首次提交"))
    if piece.ends_as == "published":
        reviewer = Actor.of(world.staff["linxiao" if piece.author != "linxiao" else "suhe"])
        _approve_and_publish(stage, key, reviewer, editor, at + timedelta(hours=5))


def _approve_and_publish(stage: Stage, key: int, reviewer: Actor, editor: Actor, at: datetime) -> None:
    stage.plan(at, lambda now: services.approve(article_id=key, by=reviewer, at=now))
    stage.plan(at + timedelta(hours=1), lambda now: services.publish(article_id=key, by=editor, at=now))


def _link(made: dict[str, int], by: Actor, at: datetime) -> None:
    for piece in PIECES:
        for kind, other in piece.links:
            services.bind(article_id=made[piece.name], other_id=made[other], kind=kind, by=by, at=at)


def _revise(stage: Stage, world: World, made: dict[str, int], at: datetime) -> None:
    """The Chinese article about CSV gets a second version, so that the English one is behind it."""
    first = PIECES[0]
    author, editor = Actor.of(world.staff[first.author]), Actor.of(world.staff["editor"])
    parts: dict[str, Any] = first.parts | {"prevention": "<p>升级到 8.2.1，并在升级后检查“写入 BOM”。</p>"}
    text = services.Text(title=first.title, summary=first.summary, parts=parts, search_words=first.words)
    key = made[first.name]
    services.save_draft(article_id=key, text=text, by=author, at=at)
    services.submit(article_id=key, by=author, at=at, note="补充预防措施")
    _approve_and_publish(stage, key, Actor.of(world.staff["suhe"]), editor, at + timedelta(hours=2))
