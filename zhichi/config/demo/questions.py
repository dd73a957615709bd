"""What people type into the search of the portal: with slips, without spaces, in Latin letters; answered or not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """One question; `article` is the name of the one that answers, empty where none was written. `weight`: how often."""

    words: str
    article: str = ""
    language: str = "zh-hans"
    weight: int = 1


QUESTIONS = (
    Asked("导出 CSV 乱码", "csv", weight=6), Asked("表格打开是乱码", "csv", weight=3), Asked("导出乱吗", "csv"),
    Asked("luanma", "csv"), Asked("升级到 8.2", "upgrade", weight=3), Asked("8.2怎么升级", "upgrade"),
    Asked("备份数据库", "backup", weight=2), Asked("E-1042", "codes", weight=3), Asked("网关错误码", "codes", weight=2),
    Asked("审批人休假", "approver", weight=2), Asked("代理人设置", "approver"), Asked("单点登录怎么配置", "sso", weight=3),
    Asked("dandian denglu", "sso"), Asked("登录一直跳转", "sso-loop", weight=2), Asked("没有导出按钮", "export-right", weight=2),
    Asked("IMP-311", "import-fail", weight=2), Asked("导入失败 列数不符", "import-fail"), Asked("定时发送报表", "schedule", weight=3),
    Asked("报表自动发邮箱", "schedule"), Asked("手机收不到通知", "push", weight=4), Asked("shouji tongzhi", "push"),
    Asked("岗位模板", "post-template"), Asked("两级审批", "cond-approver", weight=2), Asked("VPN 掉线", "vpn-drop", weight=3),
    Asked("vpn断线", "vpn-drop"), Asked("证书过期", "cert", weight=2), Asked("凌晨断网", "night-restart", weight=2),
    Asked("许可证换服务器", "licence"), Asked("许可正转移", "licence"), Asked("迁移服务器", "migrate", weight=2),
    Asked("接口令牌", "token", weight=2), Asked("接口 429", "rate"), Asked("谁导出了数据", "audit"),
    Asked("打印右边少一列", "paper", weight=2), Asked("批量打印卡住", "print-hang"), Asked("pdf 方框", "fonts", weight=2),
    Asked("忘记密码", "password", weight=5), Asked("wangji mima", "password"), Asked("数据保存多久", "retention"),
    Asked("时间差8小时", "timezone", weight=2), Asked("看板按门店筛选", "filter", weight=2), Asked("合计对不上", "total-diff", weight=2),
    Asked("防火墙端口", "ports"), Asked("退回后重新审批", "reject"), Asked("最多导出多少行", "limits"),
    Asked("garbled csv", "csv-en", "en", 4), Asked("chinese caracters boxes pdf", "fonts-en", "en"),
    Asked("import wrong number of columns", "import-fail-en", "en", 2), Asked("dates wrong after import", "import-date-en", "en"),
    Asked("schedule report email", "schedule-en", "en", 2), Asked("sso setup", "sso-en", "en", 2),
    Asked("push notifications not working", "push-en", "en", 2), Asked("second approver", "cond-approver-en", "en", 2),
    Asked("vpn drops", "vpn-drop-en", "en", 3), Asked("certificate expired", "cert-en", "en"),
    Asked("move license", "licence-en", "en"), Asked("api token", "token-en", "en", 2), Asked("too many requests", "rate-en", "en"),
    Asked("forgot pasword", "password-en", "en", 2), Asked("wrong time in report", "timezone-en", "en"),
    Asked("remember filters", "saved-views-en", "en", 2), Asked("webhook signature", "webhook-en", "en"),
    Asked("logged out all the time", "sessions-en", "en"),
    # Nobody has written these yet.
    Asked("手机端看报表", weight=4), Asked("扫码登录", weight=3), Asked("电子签章", weight=3), Asked("看板合并", weight=1),
    Asked("深色模式", weight=2), Asked("误删报表恢复", weight=3), Asked("离线审批", weight=1), Asked("多语言报表", weight=1),
    Asked("export to slides", "", "en", 3), Asked("barcode label printing", "", "en", 2), Asked("merge two flows", "", "en"),
    Asked("undo delete report", "", "en", 2),
    # Not for an article.
    Asked("人工客服", weight=2), Asked("asdf"),
)  # fmt: skip
DISMISSED = {
    "人工客服": "找人而不是找文章；门户首页已放上联系方式。",
    "asdf": "只是试打，没有内容。",
    "深色模式": "产品没有这个功能，已记为需求。",
}
ASSIGNED = {"误删报表恢复": "linxiao", "手机端看报表": "anran", "export to slides": "alex"}
