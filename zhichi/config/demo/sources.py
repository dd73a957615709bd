"""Two sources that work offline: a folder of Markdown and a table, read twice, so that changes wait for a decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from zhichi.core.actors import Actor
from zhichi.gathering import services
from zhichi.gathering.models import Item
from zhichi.knowledge import services as articles
from zhichi.knowledge.models import Module

if TYPE_CHECKING:
    from zhichi.config.demo.story import World
    from zhichi.gathering.models import Source

MANUAL = {
    "install/requirements.md": (
        "---\ntags: [安装, 环境]\n---\n# 安装砚台报表之前的检查\n\n"
        "安装前逐项核对，缺一项就会在安装中途停下。\n\n"
        "| 项目 | 最低要求 |\n| --- | --- |\n| 内存 | 8 GB |\n| 磁盘剩余空间 | 20 GB |\n| 数据库 | PostgreSQL 15 |\n\n"
        "## 端口\n\n报表服务使用 `8090`，安装程序会检查它是否被占用。\n"
    ),
    "install/silent.md": (
        "# 无人值守安装\n\n批量部署时用应答文件安装，全程不弹窗口。\n\n"
        "1. 在一台机器上正常安装一次，勾选“保存应答文件”。\n2. 把 `answers.ini` 复制到目标机器。\n"
        "3. 运行下面的命令。\n\n```sh\ninkstone-setup --silent --answers answers.ini\n```\n"
    ),
    "operate/logs.md": (
        "---\ntags: [日志]\n---\n# 日志放在哪里\n\n排查问题时先收集这三份日志。\n\n"
        "- 服务日志：`logs/server.log`\n- 导出日志：`logs/export.log`\n- 安装日志：`logs/setup.log`\n"
    ),
    "operate/license.md": "# 更换许可证\n\n许可证到期前 30 天，页面顶部会提示。\n\n1. 打开“系统设置 → 许可证”。\n2. 上传新的许可证文件。\n",
    "operate/old-client.md": "# 旧版客户端的下载地址\n\n7.x 客户端只为尚未升级的用户保留。\n\n- Windows：向客服索取安装包。\n",
}
LATER = {
    "install/requirements.md": MANUAL["install/requirements.md"].replace("8 GB", "16 GB").replace("15 |", "16 |"),
    "operate/logs.md": MANUAL["operate/logs.md"] + "- 审计日志：`logs/audit.log`（8.2 起）\n",
    "operate/backup.md": "---\ntags: [备份]\n---\n# 备份报表定义\n\n升级前备份报表定义，恢复只需几分钟。\n\n"
    "1. 停止报表服务。\n2. 复制 `definitions` 文件夹。\n3. 启动服务。\n",
}
OURS = (
    "<p>安装前逐项核对，缺一项就会在安装中途停下。</p><table><tbody><tr><td>项目</td><td>最低要求</td></tr><tr><td>内存</td><td>8 GB</td></tr>"
    "<tr><td>磁盘剩余空间</td><td>20 GB</td></tr><tr><td>数据库</td><td>PostgreSQL 15</td></tr></tbody></table><h3>端口</h3>"
    "<p>报表服务使用 <code>8090</code>，安装程序会检查它是否被占用。</p><p>客户的防火墙要先放行这个端口，请在安装前一天确认。</p>"
)
QUESTIONS = (
    "编号,问题,答案,标签\n"
    "Q-101,忘记管理员密码怎么办,在服务器上运行 inkstone-admin reset-password，按提示设置新密码。,密码;账号\n"
    "Q-102,能不能同时打开多个报表,可以。每个浏览器标签页打开一个，互不影响。,使用\n"
    "Q-103,支持哪些浏览器,支持最近两个大版本的 Chrome、Edge 和 Firefox。,环境\n"
)


def play(world: World, *, at: datetime) -> None:
    """Write the texts, read them, publish some, change some here and some there, read them again."""
    root = Path(settings.GATHER_FOLDERS[0])
    by = Actor.of(world.staff["editor"])
    manual = _source("砚台报表手册", "folder", {"folder": str(root / "manual")}, "page", "安装与升级", by, at)
    options = {
        "place": str(root / "questions.csv"), "title_field": "问题", "text_field": "答案", "id_field": "编号",
        "tags_field": "标签",
    }  # fmt: skip
    questions = _source("常见问题表", "table", options, "faq", "", by, at)
    _write(root, {**{f"manual/{name}": text for name, text in MANUAL.items()}, "questions.csv": QUESTIONS})
    _read(manual, by, at)
    _read(questions, by, at)
    later = at
    for name in ("requirements.md", "logs.md", "old-client.md", "Q-103"):
        later = _publish(world, Item.objects.get(external_id__endswith=name), later)
    ours = Item.objects.get(external_id__endswith="requirements.md")
    text = articles.Text(title=ours.title, summary=ours.base["summary"], parts={"text": OURS})
    articles.save_draft(article_id=ours.article_id or 0, text=text, by=by, at=later)
    _write(root, {f"manual/{name}": text for name, text in LATER.items()})
    (root / "manual" / "operate" / "old-client.md").unlink()
    _read(manual, by, later)


def _source(
    name: str, kind: str, options: dict[str, str], becomes: str, module: str, by: Actor, at: datetime
) -> Source:
    data = services.SourceData(
        name=name, kind=kind, options=options, language="zh-hans", article_type=becomes, visibility="public",
        owner_id=by.user_id, module_id=Module.objects.get(name=module).pk if module else None, is_active=True,
    )  # fmt: skip
    Path(settings.GATHER_FOLDERS[0], "manual").mkdir(parents=True, exist_ok=True)
    Path(settings.GATHER_FOLDERS[0], "questions.csv").touch()
    return services.save_source(data=data, by=by, at=at)


def _write(root: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _read(source: Source, by: Actor, at: datetime) -> None:
    services.ask(source_id=source.pk, by=by, at=at)
    claimed = services.claim(at=at)
    if claimed is None or claimed.source_id != source.pk:  # nothing else reads while the demo is built
        raise RuntimeError("the source of the demo was not read")
    services.run(run=claimed)


def _publish(world: World, item: Item, at: datetime) -> datetime:
    editor, reviewer = Actor.of(world.staff["editor"]), Actor.of(world.staff["linxiao"])
    services.decide(item_id=item.pk, choice="submit", by=editor, at=at)
    articles.approve(article_id=item.article_id or 0, by=reviewer, at=at + timedelta(seconds=1))
    articles.publish(article_id=item.article_id or 0, by=editor, at=at + timedelta(seconds=2))
    return at + timedelta(seconds=3)
