"""Bodies and names of files, as lists, forms and gateways send them."""

from __future__ import annotations

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "html_only": {
        "subject": "html",
        "from_address": "news@corp.example",
        "text": "故障报告\n\n第一段，看这里 (https://kb.zhichi.example/a?x=1&y=2)，或 https://kb.zhichi.example。\n\n"
        "- 甲\n- 乙 & 丙\n\n型号\tX-200\n序列号\tSN 01\n\nline 1\n  line 2\n\n"
        "> 旧内容\n> 第二行\n\n1 < 2 [图标] 完",
        "html": ("<h1>故障报告</h1>", "<script>"),
    },
    "html_with_blank_plain": {
        "subject": "blank",
        "from_address": "crm@corp.example",
        "text": "only here",
        "html": ("<p>only here</p>",),
    },
    "flowed": {
        "subject": "flowed",
        "from_address": "thunder@client.example",
        "text": "This paragraph goes on and on  to the end.\n> quoted text that goes on\n>> deeper\n>stuffed\n"
        "-- \nThunder",
    },
    "flowed_delsp": {
        "subject": "flowed",
        "from_address": "thunder@client.example",
        "text": "这一行没有空格地连着。",
    },
    "list_footer": {
        "subject": "footer",
        "text": "hello\n\nList footer <https://list.example>",
        "html": ("<p>hello</p>\n<pre>List footer &lt;https://list.example&gt;</pre>",),
    },
    "rfc2231_continued": {
        "subject": "contract",
        "text": "see file",
        "attachments": [
            (
                "二〇二六年第二季度信息系统运行维护服务合同及附件清单（最终版）.docx",
                "application/octet-stream",
                4,
                "",
            )
        ],
    },
    "rfc2231_gb18030": {
        "subject": "invoice",
        "text": "",
        "attachments": [("发票.pdf", "application/pdf", 69, "")],
    },
    "raw_gbk_file_name": {
        "subject": "quote",
        "text": "",
        "attachments": [("报价单 六月.xls", "application/vnd.ms-excel", 3, "")],
        "problems": ("header_raw_8bit",),
    },
    "odd_file_names": {
        "subject": "names",
        "text": "",
        "attachments": [
            ("trace.log", "text/plain", 8, ""),
            ("read me.txt", "text/plain", 6, ""),
            ("pass_wd", "application/octet-stream", 1, ""),
            ("invoicefdp.exe", "application/octet-stream", 1, ""),
            ("image-5.png", "image/png", 70, ""),
        ],
        "problems": ("header_raw_8bit",),
    },
    "nested_forward": {
        "subject": "转发: 客户来信",
        "from_address": "agent@corp.example",
        "text": "请处理附件里的来信。",
        "attachments": [("原始_来信.eml", "message/rfc822", 241, "")],
    },
    "digest": {
        "subject": "digest",
        "from_address": "list@corp.example",
        "text": "",
        "attachments": [("one.eml", "message/rfc822", 43, ""), ("attachment-2.eml", "message/rfc822", 30, "")],
    },
}
