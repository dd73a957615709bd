"""Letters in the manner of Chinese mail programs and web mail, written by us."""

from __future__ import annotations

from zhichi.channels.email.tests.reading.building import case, file, mail, parts, text, whole, word

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

CASES = (
    case(
        "qq_phone",
        whole(
            f'From: "{word("小程", "gb18030")}" <12345@qq.com>',
            f"Subject: {word('打印机又连不上了', 'gb18030')}",
            "X-QQ-MIME: TCMime 1.0 by Tencent",
            content=parts(
                "alternative",
                text("打印机又连不上了\n\n发自我的iPhone", "gb18030"),
                text("<div>打印机又连不上了</div><div>发自我的iPhone</div>", "gb18030", "html"),
            ),
        ),
        subject="打印机又连不上了",
        from_name="小程",
        from_address="12345@qq.com",
        text="打印机又连不上了\n\n发自我的iPhone",
        html_has=("<div>打印机又连不上了</div>",),
    ),
    case(
        "qq_file_names",
        whole(
            "Subject: " + word("日志", "gb18030"),
            content=parts(
                "mixed",
                text("见附件", "gb18030"),
                file(
                    f'Content-Disposition: attachment; filename="{word("运行日志（六月）.txt", "gb18030")}"',
                    kind=f'application/octet-stream; name="{word("运行日志（六月）.txt", "gb18030")}"',
                ),
            ),
        ),
        subject="日志",
        text="见附件",
        files=[("运行日志（六月）.txt", "application/octet-stream")],
    ),
    case(
        "foxmail_7",
        whole(
            'From: "sun@corp.example" <sun@corp.example>',
            f"Subject: {word('转发: 报价单', 'GB2312')}",
            "X-mailer: Foxmail 7.2.25.254[cn]",
            content=parts(
                "alternative",
                text("报价单见下。", "GB2312"),
                text("<html><head><meta charset=3D'x'></head><body>报价单见下。</body></html>", "GB2312", "html"),
                boundary="----=_001_NextPart123456789012_=----",
            ),
        ),
        subject="转发: 报价单",
        from_name="sun@corp.example",
        text="报价单见下。",
    ),
    case(
        "foxmail_mac_split_subject",
        mail(
            "Subject: =?GB2312?B?1eLKx9K7uPa52NPatPLTobs=?=\n =?GB2312?B?+rXEutyzpLrcs6S1xLHqzOI=?=",
            "Content-Type: text/plain; charset=GB2312",
            body="正文",
            charset="gbk",
        ),
        subject="这是一个关于打印机的很长很长的标题",
        text="正文",
    ),
    case(
        "netease_163_web",
        whole(
            f"From: {word('王小明', 'GBK')} <wang_xm@163.com>",
            f"Subject: {word('申请开通', 'GBK')} VPN",
            "X-Mailer: Coremail Webmail Server Version XT5.0.14",
            content=parts("alternative", text("申请开通 VPN", "GBK"), text("<div>申请开通 VPN</div>", "GBK", "html")),
        ),
        subject="申请开通 VPN",
        from_name="王小明",
        text="申请开通 VPN",
    ),
    case(
        "netease_163_large_file",
        whole(
            f"Subject: {word('超大附件', 'GBK')}",
            content=parts("mixed", text('<a href="https://u.163.example/x">下载 录像.mp4</a>', "GBK", "html")),
        ),
        subject="超大附件",
        text="下载 录像.mp4 (https://u.163.example/x)",
    ),
    case(
        "netease_yeah_empty_name",
        mail('From: "" <someone@yeah.net>', "Subject: hi", body="hi"),
        from_name="",
        from_address="someone@yeah.net",
    ),
    case(
        "netease_master_phone",
        whole(
            f"Subject: {word('盘点机', 'utf-8')}",
            "X-Mailer: MailMasterAndroid/7.18.6",
            content=parts(
                "alternative",
                text("扫不出条码\n\n| |\n王芳\n|\n|\n邮箱：wf@126.com\n|", "utf-8"),
                text("<p>扫不出条码</p>", "utf-8", "html"),
            ),
        ),
        subject="盘点机",
        html_has=("扫不出条码",),
    ),
    case(
        "sina_gbk_qp",
        mail(
            f"Subject: {word('网页打不开', 'GBK', 'Q')}",
            "Content-Type: text/plain; charset=GBK",
            "Content-Transfer-Encoding: quoted-printable",
            body="=CD=F8=D2=B3=B4=F2=B2=BB=BF=AA=\n=A3=AC=C7=EB=B4=A6=C0=ED",
        ),
        subject="网页打不开",
        text="网页打不开，请处理",
    ),
    case(
        "sohu_html_only",
        whole(f"Subject: {word('发票')}", content=text("<p>请开发票</p><p>谢谢</p>", "GBK", "html")),
        subject="发票",
        text="请开发票\n\n谢谢",
    ),
    case(
        "coremail_139",
        mail(
            f"From: {word('移动用户', 'GB18030')}<13800000000@139.com>",
            f"Subject:{word('话机故障', 'GB18030')}",
            "Content-Type: text/plain;charset=GB18030",
            body="话机没有声音",
            charset="gb18030",
        ),
        subject="话机故障",
        from_name="移动用户",
        from_address="13800000000@139.com",
        text="话机没有声音",
    ),
    case(
        "189_cn_declares_utf8",
        whole(f"Subject: {word('宽带')}", content=text("断线", "utf-8")),
        subject="宽带",
        text="断线",
    ),
    case(
        "aliyun_enterprise",
        whole(
            f"From: {word('何静')} <hejing@corp.example>",
            f"Subject: {word('回复：工单 10017')}",
            "X-Mailer: [Alimail-Mailagent revision 4][W1_3][default][Chrome]",
            content=parts(
                "alternative",
                text("好了\n------------------------------------------------------------------\n发件人：支持", "UTF-8"),
                text('<div class="__aliyun_email_body_block">好了</div>', "UTF-8", "html"),
            ),
        ),
        subject="回复：工单 10017",
        html_has=("好了",),
    ),
    case(
        "exmail_signature_picture",
        whole(
            f"Subject: {word('合同续签', 'gb18030')}",
            content=parts(
                "related",
                parts(
                    "alternative",
                    text("合同续签", "gb18030"),
                    text('<p>合同续签</p><img src="cid:LOGO@1">', "gb18030", "html"),
                    boundary="in",
                ),
                file("Content-ID: <LOGO@1>", PNG, "image/png"),
            ),
        ),
        text="合同续签",
        files=[("image-1.png", "image/png")],
        html_has=('src="cid:LOGO@1"',),
    ),
    case(
        "wecom_mail",
        whole(
            f"From: {word('企业微信用户')} <u@corp.example>",
            f"Subject: {word('【报修】三号车间')}",
            content=parts("alternative", text("三号车间报修"), text("<div>三号车间报修</div>", kind="html")),
        ),
        subject="【报修】三号车间",
        text="三号车间报修",
    ),
    case(
        "lark_mail",
        whole(
            f"From: {word('周工')}<zhou@corp.example>",
            f"Subject: {word('Re:')} {word('接口报错')}",
            content=text('<div data-lark-mail="1"><span>接口报 500</span></div>', kind="html"),
        ),
        subject="Re:接口报错",
        text="接口报 500",
    ),
    case(
        "huawei_phone",
        mail(
            f"Subject: {word('手机端闪退')}",
            "Content-Type: text/plain; charset=UTF-8",
            body="闪退\n\n来自我的华为手机",
        ),
        subject="手机端闪退",
        text="闪退\n\n来自我的华为手机",
    ),
    case(
        "hand_made_php_form",
        mail("Subject: 网站留言：张三", "Content-Type: text/html", body="<b>姓名</b>：张三<br>电话：010-1234"),
        subject="网站留言：张三",
        text="姓名：张三\n电话：010-1234",
    ),
    case(
        "hand_made_gbk_form",
        mail("Subject: 网站留言：李四".encode("gbk"), body="电话：010-1234", charset="gbk"),
        subject="网站留言：李四",
        text="电话：010-1234",
    ),
    case(
        "hong_kong_big5",
        mail(
            f"From: {word('陳大文', 'big5')} <chan@corp.example>",
            f"Subject: {word('無法登入', 'big5')}",
            "Content-Type: text/plain; charset=Big5",
            body="無法登入系統",
            charset="big5",
        ),
        from_name="陳大文",
        subject="無法登入",
        text="無法登入系統",
    ),
)
