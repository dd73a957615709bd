"""What customers ask in the demo, what the cause was and what solved it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A request with its whole story."""

    product: str
    type: str
    urgency: str
    subject: str
    symptom: str
    reply: str
    note: str
    answer: str  # the customer's second message
    cause: str
    method: str
    kind: str
    parts: tuple[tuple[str, str], ...]
    solution: str
    opinion: str
    affected: int = 1
    language: str = "zh-hans"


CASES = (
    Case(
        "reports", "fault", "urgent", "升级 8.2 后月结报表导出的 CSV 中文显示乱码",
        "昨晚升级到 8.2 后，今天导出的月结报表用表格软件打开，中文全是乱码，数字正常。网页预览没问题。",
        "您好，已收到。我正在用您的文件复现，有进展马上告诉您。",
        "已复现：8.2.0 的导出组件去掉了 UTF-8 BOM，表格软件按 GBK 打开就会乱码。",
        "补充一下：网页预览正常，只有导出的 CSV 打开后中文全是乱码，升级前没有这个问题。",
        "8.2.0 导出的 CSV 缺少 UTF-8 BOM，表格软件按 GBK 打开。", "remote", "configuration",
        (("setting", "系统设置 → 导出 → 写入 BOM"), ("before", "关闭"), ("after", "打开")),
        "请在“系统设置 → 导出”勾选“写入 BOM”，再重新导出即可正常显示。8.2.1 会默认修复。", "处理很快，说明清楚。", 12,
    ),
    Case(
        "reports", "fault", "normal", "打印处方时页边距错位",
        "处方单打印出来右边被裁掉一列，屏幕预览是好的。打印机没有换过。",
        "您好，请把打印设置截一张图给我，我对照模板看一下。", "模板页宽 210，客户纸张设成了 Letter。",
        "截图已附上，纸张显示的是 Letter。", "打印纸张设成了 Letter，模板按 A4 排版。", "phone", "guidance",
        (("article", "打印设置：纸张与页边距"),), "把打印纸张改为 A4，缩放选“实际大小”，就不会错位了。", "解决了。", 6,
    ),
    Case(
        "flow", "fault", "normal", "移动端收不到审批通知",
        "从周一开始，手机上收不到审批提醒，电脑上有。重装过应用，还是一样。",
        "您好，我先查通知网关的日志。", "推送证书 10 日过期，续签后要重启通知服务。",
        "两部手机都一样，系统版本不同。", "推送证书过期，通知服务没有加载新证书。", "remote", "upgrade",
        (("version", "5.6.0 补丁 3"), ("link", "https://download.example.com/flow/5.6.0-p3")),
        "请安装 5.6.0 补丁 3，安装后重启通知服务，手机即可收到审批提醒。", "恢复了，谢谢。", 40,
    ),
    Case(
        "flow", "inquiry", "normal", "新员工的审批权限怎么批量设置",
        "我们这个月入职 30 人，一个一个设权限太慢，有没有批量的办法？",
        "您好，可以用“岗位模板”一次设置，我把步骤整理给您。", "手册第 4 章有，客户没有开模板权限。",
        "模板菜单我这里看不到。", "账号没有岗位模板权限。", "mail", "guidance",
        (("article", "用岗位模板批量设置审批权限"),),
        "我已为您的账号打开模板权限。请按“设置 → 岗位模板 → 批量应用”操作。", "比原来省事多了。", 1,
    ),
    Case(
        "gateway", "fault", "urgent", "网关每天凌晨断网几分钟",
        "每天凌晨三点左右网关会断开四五分钟，夜间备份因此失败。",
        "您好，已升级为紧急处理。请保持远程通道打开，我今晚抓日志。", "日志显示 02:58 看门狗重启，内存占用 97%。",
        "远程已打开，管理口地址没有变。", "G3-2.3 固件内存泄漏，看门狗重启。", "remote", "upgrade",
        (("version", "G3-2.4"), ("link", "https://download.example.com/gateway/g3-2.4")),
        "请升级到 G3-2.4，修复了内存泄漏。升级约 3 分钟，建议在业务空闲时进行。", "连续三天没有再断。", 200,
    ),
    Case(
        "gateway", "fault", "urgent", "网关电源灯不亮，整个楼层断网",
        "早上到单位发现网关电源灯不亮，换了插座也不行，整层楼上不了网。",
        "您好，备件今天上午寄出，先用临时线路接入，我电话指导您。", "电源模块故障率批次 771，直接换。",
        "临时线路已经接好，可以上网。", "电源模块损坏。", "phone", "hardware",
        (("part", "电源模块 PSU-G3"), ("serial", "PSU-771-0932"), ("rma", "已寄出备件，旧件待返修")),
        "新电源模块已寄出，换上后恢复。旧件请放回原盒，快递会上门取。", "响应很快。", 80,
    ),
    Case(
        "reports", "enhancement", "normal", "希望看板支持按门店筛选",
        "我们有 60 家门店，看板只能看汇总，希望能按门店筛选。",
        "您好，需求已登记，我先确认现有版本能不能用参数实现。", "8.2 的看板参数可以做，做个示例。",
        "门店编码在维度表里有。", "现有看板可用参数实现，不需要开发。", "mail", "guidance",
        (("article", "看板参数：按维度筛选"),), "已为您做了一个示例看板，照着加“门店”参数就能筛选。", "可以用，期待以后更简单。", 5,
    ),
    Case(
        "reports", "inquiry", "normal", "申请报表接口的只读权限",
        "数据组需要用接口取报表数据，请开通只读权限。",
        "您好，请确认调用方的服务器地址，开通后我发密钥给您。", "银行客户要双人复核。",
        "服务器地址是内网出口，稍后邮件补上盖章的申请。", "接口账号尚未创建。", "mail", "configuration",
        (("setting", "接口 → 账号 → report-read"), ("before", "无"), ("after", "只读，限两台服务器")),
        "只读账号已开通，限您提供的两台服务器使用。", "满意。", 3,
    ),
    Case(
        "flow", "fault", "normal", "单点登录后反复跳回登录页",
        "用统一身份登录以后又跳回登录页，循环好几次才进得去。",
        "您好，请告诉我浏览器和大致时间，我查对应的日志。", "时钟相差 6 分钟，断言过期。",
        "Edge，大概九点半。", "服务器时钟慢了 6 分钟，登录断言被判过期。", "remote", "configuration",
        (("setting", "系统时间同步"), ("before", "未启用"), ("after", "ntp.example.com")),
        "已启用时间同步，时钟对齐后登录正常。", "没有再出现。", 25,
    ),
    Case(
        "reports", "fault", "normal", "批量打印运单时打印服务无响应",
        "一次打 200 张以上运单，打印服务就没反应，重启才好。",
        "您好，先分批打印 50 张可以避开，我们查原因。", "线程池满，8.1.4 已知问题。",
        "分批可以，但是高峰期太慢。", "8.1.4 打印线程池在大批量时死锁。", "phone", "upgrade",
        (("version", "8.2.0"),), "请升级到 8.2.0，打印服务改为队列，500 张一批测试通过。", "高峰期没有再卡。", 15,
    ),
    Case(
        "reports", "fault", "urgent", "Garbled Chinese in month-end CSV export after 8.2 upgrade",
        "The on-screen preview is fine. Only the exported CSV shows garbled Chinese, and 8.1 did not do this.",
        "Thanks, we have it. I am reproducing it with your file and will update you shortly.",
        "Reproduced: the 8.2.0 exporter dropped the UTF-8 BOM.",
        "More detail: finance must file the May report by 18:00, so please look soon.",
        "The 8.2.0 exporter writes no UTF-8 BOM, so spreadsheets guess the wrong encoding.", "remote", "configuration",
        (("setting", "Settings → Export → Write BOM"), ("before", "off"), ("after", "on")),
        "Please tick “Write BOM” under Settings → Export and export again. 8.2.1 will do this by default.",
        "Quick and clear.", 12, "en",
    ),
    Case(
        "flow", "inquiry", "normal", "How do we add a second approver for large orders?",
        "Orders above 50,000 should need two approvals. Where can we set this?",
        "Hello, this is a rule on the approval step. I will send you the steps.", "Chapter 4, conditional approvers.",
        "We are on 5.6.0.", "No conditional approver was set up.", "mail", "guidance",
        (("article", "Conditional approvers"),),
        "Open the approval step, add the condition “amount > 50,000” and choose a second approver.", "Works well.", 4, "en",
    ),
    Case(
        "gateway", "fault", "urgent", "VPN drops every ten minutes since Monday",
        "All three sites lose the VPN every ten minutes and reconnect by themselves.",
        "Hello, I can see the drops in the log and am comparing the key lifetimes now.", "Peer rekeys at 600 s.",
        "Nothing was changed on our side as far as I know.", "Key lifetimes of the two ends differ.", "remote",
        "configuration",
        (("setting", "VPN → rekey interval"), ("before", "600 s"), ("after", "3600 s")),
        "We set the rekey interval to 3600 s on both ends. The tunnel has been up since.", "Stable again.", 60, "en",
    ),
    Case(
        "reports", "enhancement", "normal", "Dashboards should remember the last filter",
        "Each morning we set the same five filters again. Please keep the last ones.",
        "Thank you, I have noted the wish and will check what today's version can do.", "Saved views do this.",
        "We have about twenty users who would like it.", "Saved views cover it.", "mail", "guidance",
        (("article", "Saved views"),), "Save the filters as a view and mark it as your start page.", "Good enough.", 20, "en",
    ),
)  # fmt: skip
