"""Header text and charsets, right, wrong and missing, whatever client wrote them."""

from __future__ import annotations

from typing import Any

TEXTS: dict[str, dict[str, Any]] = {
    "split_gb2312_words": {
        "subject": "关于朱镕基楼服务器宕机的紧急报修申请单",
        "from_address": "zhao@foxmail.com",
        "from_name": "赵",
        "text": "ok",
    },
    "split_utf8_words": {
        "subject": "Re: 数据库连接超时报错 (urgent)",
        "from_address": "liuyang@corp.example",
        "from_name": "刘洋",
        "text": "ok",
    },
    "cut_base64_stream": {"subject": "这个主题的编码在任意位置被截断", "text": "ok"},
    "words_glued": {"subject": "[External]紧急通知 now =?broken"},
    "raw_gbk_headers": {
        "subject": "系统登录不了，请处理",
        "from_address": "zhangsan@old.example",
        "from_name": "张三",
        "text": "您好\n我是张三，系统登录不了。",
        "problems": ("header_raw_8bit", "charset_undeclared"),
    },
    "raw_utf8_headers": {
        "subject": "打印 报错：E-102",
        "from_address": "lin@corp.example",
        "from_name": "林凡",
        "text": "打印机报 E-102。",
        "problems": ("header_raw_8bit",),
    },
    "raw_gbk_fold_without_indent": {
        "subject": "第一行主题很长很长第二行主题",
        "from_address": "gw@corp.example",
        "text": "正文",
        "problems": ("header_malformed", "header_raw_8bit"),
    },
    "gb2312_superset": {
        "subject": "喆€–问题",
        "from_address": "zhu@corp.example",
        "from_name": "朱镕",
        "text": "朱镕基、陶喆——价格 5€ – 含税𠮷",
    },
    "lying_utf8_is_gbk": {"text": "声明是 UTF-8，其实是国标码。", "problems": ("charset_wrong",)},
    "lying_gbk_is_utf8": {
        "subject": "声明国标实为万国码",
        "text": "声明是国标码，其实是 UTF-8。",
        "problems": ("charset_wrong",),
    },
    "lying_latin1_is_gbk": {"text": "系统声明为拉丁字母。", "problems": ("charset_wrong",)},
    "latin1_is_latin1": {"subject": "Größe für Müller", "text": "Schöne Grüße, café für 5 Größen."},
    "undeclared_gbk": {
        "text": "没有声明编码的正文，重启之后网络仍然不通。",
        "problems": ("charset_undeclared",),
    },
    "undeclared_big5": {
        "text": "沒有宣告編碼的信件，印表機仍然無法連線，請協助處理。",
        "problems": ("charset_undeclared",),
    },
    "undeclared_cyrillic": {
        "text": "Здравствуйте, не работает принтер на третьем этаже. Помогите, пожалуйста, как можно скорее.",
        "problems": ("charset_undeclared",),
    },
    "big5_declared": {
        "subject": "系統無法登入",
        "from_address": "chan@corp.example",
        "from_name": "陳大文",
        "text": "您好，系統無法登入。",
    },
    "iso2022jp": {
        "subject": "接続できません",
        "from_address": "tanaka@corp.example",
        "from_name": "田中",
        "text": "接続できません。",
    },
    "charset_unknown": {
        "subject": "中文",
        "text": "中文",
        "problems": ("charset_unknown", "encoding_unknown"),
    },
    "utf8_cut_off": {"text": "网关把最后一个字截断了\ufffd", "problems": ("charset_damaged",)},
}
