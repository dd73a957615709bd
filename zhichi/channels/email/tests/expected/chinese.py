"""Mail of Chinese clients: QQ, NetEase, Foxmail, DingTalk, Outlook in Chinese."""

from __future__ import annotations

from typing import Any

CHINESE: dict[str, dict[str, Any]] = {
    "qq_alternative": {
        "subject": "打印机无法连接",
        "from_address": "10086@qq.com",
        "from_name": "王小明",
        "text": "您好，三楼的打印机今天早上开始连不上，请尽快处理。",
        "html": ("<div>您好，三楼的打印机今天早上开始连不上，请尽快处理。</div>",),
        "message_id": "<tencent_6B3C0E2F1A4D@qq.com>",
    },
    "qq_inline_picture": {
        "subject": "截图",
        "from_address": "cheng@qq.com",
        "from_name": "小程",
        "text": "如图",
        "html": ('<img src="cid:8F2A@4B.jpg">',),
        "attachments": [("image-1.jpg", "image/jpeg", 8, "8F2A@4B.jpg")],
        "message_id": "<tencent_77@qq.com>",
    },
    "netease_163_reply": {
        "subject": "回复：工单处理进展 [#20260602-0017]",
        "from_address": "wzy@163.com",
        "from_name": "吴泽宇",
        "text": "已重启，还是报错 0x80070035。\n吴泽宇",
        "in_reply_to": "<t17.a9@zhichi.example>",
        "references": ("<CAF01@mail.gmail.example>", "<t17.a9@zhichi.example>"),
        "message_id": "<5f0c1e2b.1a2.18fd.Coremail.wzy@163.com>",
    },
    "netease_126_q_words": {
        "subject": "VPN 连不上",
        "from_address": "ouyang@126.com",
        "from_name": "欧阳娜",
        "text": "出差在外，VPN 一直连不上。\n谢谢 ！",
        "html": ("<b>VPN</b> 一直连不上。",),
    },
    "foxmail_attachment": {
        "subject": "设备清单",
        "from_address": "sun@foxmail.com",
        "from_name": "孙工",
        "text": "清单见附件。",
        "html": ("<body>清单见附件。</body>",),
        "attachments": [("设备清单（2026年6月）.xls", "application/vnd.ms-excel", 81, "")],
    },
    "outlook_cn_inline_picture": {
        "subject": "答复: 报错截图",
        "from_address": "chenxiao@corp.example",
        "from_name": "陈晓",
        "cc": ("lilei@corp.example", "han@corp.example"),
        "text": "见图：\n[cid:image001.png@01DAB0F2.7C1E0B50]",
        "html": ("<p>见图：</p>", 'src="cid:image001.png@01DAB0F2.7C1E0B50"'),
        "attachments": [("image001.png", "image/png", 70, "image001.png@01DAB0F2.7C1E0B50")],
        "in_reply_to": "<t18.b1@zhichi.example>",
        "references": ("<t18.b1@zhichi.example>",),
    },
    "dingtalk_html": {
        "subject": "求助：考勤机离线",
        "from_address": "hejing@dingtalk.example",
        "from_name": "钉邮-何静",
        "text": "考勤机离线，无法打卡。\n\n何静",
        "html": ("考勤机离线，&#26080;&#27861;打卡。",),
    },
}
