"""Draws the screens of the invented products that the demo's articles show: `python -m tools.demo_pictures FONT`.

The pictures are kept in the repository, because a machine that plays the demo need not have a Chinese font. FONT is a
font file with Chinese letters; of a collection the third face is taken, the simplified one of the usual ones.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).resolve().parent.parent / "zhichi" / "config" / "demo" / "articles" / "pictures"
WIDTH, MARGIN, LINE = 720, 24, 40
PAPER, RULE, INK, FAINT, ACCENT, BAD, MARKED = (
    "#ffffff",
    "#d5dae1",
    "#1f2a37",
    "#64748b",
    "#0f6f63",
    "#b42318",
    "#fdecea",
)
COLOURS = 32


@dataclass(frozen=True)
class Screen:
    """A window: lines of (kind, words). Kinds: field, button, note, bad, row, marked, bars; words are parted by |."""

    name: str
    title: str
    lines: tuple[tuple[str, str], ...]


SCREENS = (
    Screen(
        "import-preview",
        "数据源 → 导入 → 预览",
        (
            ("bad", "IMP-311 第 1842 行应有 14 列，读到 15 列。已导入 0 行。"),
            ("row", "行|日期|门店|地址|金额"),
            ("row", "1841|2026-04-02|S-017|滨江路 6 号|1,280.00"),
            ("marked", "1842|2026-04-02|S-018|滨江路 8 号|3 楼"),
            ("row", "1843|2026-04-02|S-021|长堤街 15 号|940.50"),
            ("button", "下载出错的行|重新上传"),
        ),
    ),
    Screen(
        "import-preview-en",
        "Data sources → Import → Preview",
        (
            ("bad", "IMP-311 line 1842 should have 14 columns, found 15. 0 rows imported."),
            ("row", "Line|Date|Store|Address|Amount"),
            ("row", "1841|2026-04-02|S-017|6 Riverside|1,280.00"),
            ("marked", "1842|2026-04-02|S-018|8 Riverside|3rd floor"),
            ("row", "1843|2026-04-02|S-021|15 Long Quay|940.50"),
            ("button", "Download faulty lines|Upload again"),
        ),
    ),
    Screen(
        "schedule",
        "定时发送：月结汇总",
        (
            ("field", "频率|每月，最后一天"),
            ("field", "时间|07:30（亚洲/上海）"),
            ("field", "收件人|finance@example.com，共 3 个"),
            ("field", "格式|PDF"),
            ("button", "保存并试发一次|取消"),
        ),
    ),
    Screen(
        "schedule-en",
        "Send on a schedule: month-end summary",
        (
            ("field", "Repeats|monthly, on the last day"),
            ("field", "Time|07:30 (Europe/Berlin)"),
            ("field", "Recipients|finance@example.com and 2 more"),
            ("field", "Format|PDF"),
            ("button", "Save and send once now|Cancel"),
        ),
    ),
    Screen(
        "push-settings",
        "系统设置 → 移动端 → 推送",
        (
            ("field", "推送服务|已连接"),
            ("field", "证书到期|2026-05-10"),
            ("bad", "证书已过期，手机收不到通知。安装补丁 3 后重启通知服务。"),
            ("button", "发一条测试通知|重启通知服务"),
        ),
    ),
    Screen(
        "push-settings-en",
        "System settings → Mobile → Push",
        (
            ("field", "Push service|connected"),
            ("field", "Certificate until|2026-05-10"),
            ("bad", "The certificate has expired; phones get no notifications. Install patch 3."),
            ("button", "Send a test notification|Restart the service"),
        ),
    ),
    Screen(
        "approver-rule",
        "流程设计 → 采购单 → 部门审批",
        (
            ("field", "审批人|发起人的上级"),
            ("field", "条件|金额 大于 50000"),
            ("field", "加审批人|财务总监"),
            ("field", "顺序|依次"),
            ("note", "在途的 7 张单据按旧版本走完。"),
            ("button", "保存为新版本|取消"),
        ),
    ),
    Screen(
        "approver-rule-en",
        "Flow designer → Purchase order → Department",
        (
            ("field", "Approver|the requester's manager"),
            ("field", "Condition|Amount greater than 50000"),
            ("field", "Then also|Finance director"),
            ("field", "Order|one after the other"),
            ("note", "7 orders on their way finish under the old version."),
            ("button", "Save as a new version|Cancel"),
        ),
    ),
    Screen(
        "certificate",
        "系统 → 证书",
        (
            ("row", "名称|用途|到期|剩余"),
            ("marked", "gw.example.com|管理页|2026-06-23|12 天"),
            ("row", "vpn-ca|VPN|2029-01-15|948 天"),
            ("note", "续期时管理页中断约 10 秒，业务流量不受影响。"),
            ("button", "生成申请|上传|检查"),
        ),
    ),
    Screen(
        "certificate-en",
        "System → Certificates",
        (
            ("row", "Name|Used for|Expires|Left"),
            ("marked", "gw.example.com|Admin page|2026-06-23|12 days"),
            ("row", "vpn-ca|VPN|2029-01-15|948 days"),
            ("note", "The admin page is away for about 10 seconds; traffic is not touched."),
            ("button", "Make a request|Upload|Check"),
        ),
    ),
    Screen(
        "dashboard-filter",
        "看板：门店日报",
        (
            ("field", "门店|S-018 滨江路店"),
            ("bars", "周一 62|周二 48|周三 55|周四 70|周五 91|周六 100|周日 84"),
            ("note", "三张图表随“门店”一起更新。"),
        ),
    ),
    Screen(
        "pdf-fonts",
        "系统设置 → 导出 → PDF 字体",
        (
            ("field", "默认字体|Sample Sans SC（服务器）"),
            ("field", "缺字时|用后备字体，并写入日志"),
            ("note", "找到 2 套中文字体。"),
            ("button", "生成测试页|保存"),
        ),
    ),
    Screen(
        "pdf-fonts-en",
        "System settings → Export → PDF font",
        (
            ("field", "Default font|Sample Sans SC (server)"),
            ("field", "Missing letters|use the second font, tell the log"),
            ("note", "2 Chinese fonts found."),
            ("button", "Make a test page|Save"),
        ),
    ),
)


class Drawing:
    """One window on paper, drawn from the top down."""

    def __init__(self, screen: Screen, font: str) -> None:
        self.font = ImageFont.truetype(font, 15, index=2 if font.endswith(".ttc") else 0)
        height = 56 + sum(150 if kind == "bars" else LINE for kind, _words in screen.lines) + 16
        self.image = Image.new("RGB", (WIDTH, height), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.pen.rectangle((0, 0, WIDTH - 1, height - 1), outline=RULE)
        self.pen.rectangle((0, 0, WIDTH - 1, 40), fill="#eef1f4", outline=RULE)
        self.text(MARGIN, 20, screen.title, INK)
        self.y = 56
        for kind, words in screen.lines:
            getattr(self, kind)(words.split("|"))

    def text(self, x: float, y: float, words: str, colour: str) -> None:
        """Words whose middle is at `y`."""
        self.pen.text((x, y), words, font=self.font, fill=colour, anchor="lm")

    def field(self, words: list[str]) -> None:
        """A label and a box with its value."""
        self.text(MARGIN, self.y + 18, words[0], FAINT)
        self.pen.rounded_rectangle((200, self.y + 2, 560, self.y + 34), 4, fill=PAPER, outline=RULE)
        self.text(212, self.y + 18, words[1], INK)
        self.y += LINE

    def button(self, words: list[str]) -> None:
        """Buttons side by side; the first is the one to press."""
        x = float(MARGIN)
        for number, label in enumerate(words):
            width = self.font.getlength(label) + 32
            fill, colour = (ACCENT, PAPER) if number == 0 else (PAPER, INK)
            self.pen.rounded_rectangle((x, self.y + 4, x + width, self.y + 36), 4, fill=fill, outline=ACCENT)
            self.text(x + 16, self.y + 20, label, colour)
            x += width + 12
        self.y += LINE

    def note(self, words: list[str]) -> None:
        """A faint line."""
        self.text(MARGIN, self.y + 18, words[0], FAINT)
        self.y += LINE

    def bad(self, words: list[str]) -> None:
        """A message about what is wrong."""
        self.pen.rectangle((MARGIN, self.y + 2, WIDTH - MARGIN, self.y + 34), fill=MARKED)
        self.pen.rectangle((MARGIN, self.y + 2, MARGIN + 3, self.y + 34), fill=BAD)
        self.text(MARGIN + 14, self.y + 18, words[0], BAD)
        self.y += LINE

    def row(self, words: list[str], colour: str = INK) -> None:
        """A row of a table."""
        step = (WIDTH - 2 * MARGIN) / len(words)
        for number, cell in enumerate(words):
            self.text(MARGIN + 14 + number * step, self.y + 18, cell, colour)
        self.pen.line((MARGIN, self.y + LINE - 2, WIDTH - MARGIN, self.y + LINE - 2), fill=RULE)
        self.y += LINE

    def marked(self, words: list[str]) -> None:
        """A row that stands out."""
        self.pen.rectangle((MARGIN, self.y, WIDTH - MARGIN, self.y + LINE - 3), fill=MARKED)
        self.row(words, BAD)

    def bars(self, words: list[str]) -> None:
        """Upright bars, each “label value”, the highest value being 100."""
        step = (WIDTH - 2 * MARGIN) / len(words)
        for number, bar in enumerate(words):
            label, value = bar.split()
            x, foot = MARGIN + number * step + 20, self.y + 116
            self.pen.rectangle((x, foot - int(value), x + 44, foot), fill=ACCENT)
            self.text(x + 6, foot + 16, label, FAINT)
        self.y += 150


def main(font: str) -> None:
    """Draw all of them."""
    FOLDER.mkdir(exist_ok=True)
    for screen in SCREENS:
        small = Drawing(screen, font).image.quantize(COLOURS)
        small.save(FOLDER / f"{screen.name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
