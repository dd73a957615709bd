"""Letters in the manner of the mail programs of the rest of the world and web mail, written by us."""

from __future__ import annotations

from zhichi.channels.email.tests.reading.building import case, file, mail, parts, text, whole

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

CASES = (
    case(
        "outlook_desktop",
        whole(
            'From: "Wang, Wei" <wei@corp.example>',
            "Subject: RE: Server down",
            "Thread-Index: AdqxAAAAAAAAAAAAAAAAAAAAAAAAAA==",
            content=parts(
                "alternative",
                text("Server is up again.\n", "us-ascii", encoding="7bit"),
                text(
                    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><o:x/></xml>'
                    "<![endif]--><style><!-- p.MsoNormal {margin:0cm} --></style></head><body><p class=MsoNormal>"
                    "Server is up again.<o:p></o:p></p></body></html>",
                    "us-ascii",
                    "html",
                    "quoted-printable",
                ),
            ),
        ),
        from_name="Wang, Wei",
        text="Server is up again.",
        html_has=("MsoNormal",),
    ),
    case(
        "outlook_html_without_text",
        whole(content=text("<p class=MsoNormal>只有 HTML<o:p></o:p></p><p>&nbsp;</p><p>王</p>", "gb2312", "html")),
        text="只有 HTML\n\n王",
    ),
    case(
        "outlook_mac",
        whole(
            "User-Agent: Microsoft-MacOutlook/16.85.24051214",
            content=parts(
                "alternative",
                text("Müller fragt", "UTF-8", encoding="quoted-printable"),
                text("<p>Müller fragt</p>", "UTF-8", "html", "quoted-printable"),
                boundary="B_3799",
            ),
        ),
        text="Müller fragt",
    ),
    case(
        "outlook_phone",
        whole(
            content=parts("alternative", text("Get Outlook for iOS", "gb2312"), text("<p>Get</p>", "gb2312", "html"))
        ),
        text="Get Outlook for iOS",
    ),
    case(
        "exchange_disclaimer_at_the_end",
        whole(content=parts("mixed", text("The question"), text("This e-mail is confidential.", "us-ascii"))),
        text="The question\n\nThis e-mail is confidential.",
    ),
    case(
        "gmail_phone",
        whole(
            "From: Ann <ann@client.example>",
            content=parts("alternative", text("hi", "UTF-8"), text('<div dir="auto">hi</div>', "UTF-8", "html")),
        ),
        text="hi",
        html_has=('<div dir="auto">hi</div>',),
    ),
    case(
        "gmail_inline_picture",
        whole(
            content=parts(
                "related",
                parts(
                    "alternative",
                    text("[image: shot.png]"),
                    text('<img src="cid:ii_lx1" alt="shot.png">', kind="html"),
                    boundary="x",
                ),
                file(
                    'Content-Disposition: inline; filename="shot.png"\nX-Attachment-Id: ii_lx1\nContent-ID: <ii_lx1>',
                    PNG,
                    'image/png; name="shot.png"',
                ),
            )
        ),
        text="[image: shot.png]",
        files=[("shot.png", "image/png")],
    ),
    case(
        "apple_mail_flowed",
        whole(
            content=text(
                "A long line that \ngoes on.\n> quoted \n> too\n", "utf-8", encoding="7bit", more="; format=flowed"
            )
        ),
        text="A long line that goes on.\n> quoted too",
    ),
    case(
        "apple_mail_picture_between",
        whole(
            content=parts(
                "mixed",
                text("above"),
                file("Content-Disposition: inline; filename=a.png", PNG, "image/png; name=a.png"),
                text("below"),
            )
        ),
        text="above\n\nbelow",
        files=[("a.png", "image/png")],
    ),
    case(
        "apple_decomposed_file_name",
        whole(
            content=parts(
                "mixed", text("x"), file("Content-Disposition: attachment; filename*=utf-8''Mu%CC%88ller.pdf")
            )
        ),
        files=[("Mu\u0308ller.pdf", "application/octet-stream")],
    ),
    case(
        "thunderbird",
        whole(
            "User-Agent: Mozilla Thunderbird",
            content=text("Zeile eins \nweiter", "UTF-8", encoding="8bit", more="; format=flowed"),
        ),
        text="Zeile eins weiter",
    ),
    case(
        "k9_phone",
        mail(
            "Content-Type: text/plain;\n charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            body="=F0=9F=98=80 ok",
        ),
        text="😀 ok",
    ),
    case(
        "samsung_phone",
        whole(
            content=parts(
                "alternative", text("Sent from my Galaxy"), text("<div>Sent from my Galaxy</div>", kind="html")
            )
        ),
        text="Sent from my Galaxy",
    ),
    case(
        "yahoo_web",
        whole(
            content=parts(
                "alternative",
                text(" Hello\xa0there", "UTF-8"),
                text('<div class="ydp">Hello&nbsp;there</div>', "UTF-8", "html"),
            )
        ),
        text=" Hello\xa0there",
    ),
    case(
        "zoho",
        whole(
            content=parts(
                "alternative", text("issue"), text('<div style="font-family:Verdana">issue</div>', kind="html")
            )
        ),
        text="issue",
    ),
    case("proton", whole(content=text("<span>no plain part</span>", kind="html")), text="no plain part"),
    case(
        "lotus_notes",
        whole(
            "X-Mailer: Lotus Notes Release 8.5.3",
            content=parts(
                "alternative",
                text("Die Maske lädt nicht", "ISO-8859-1", encoding="quoted-printable"),
                text("<font size=2>Die Maske lädt nicht</font>", "ISO-8859-1", "html", "quoted-printable"),
            ),
        ),
        text="Die Maske lädt nicht",
    ),
    case(
        "mutt",
        mail("User-Agent: Mutt/2.2", "Content-Disposition: inline", body="plain words\n-- \nAnn"),
        text="plain words\n-- \nAnn",
    ),
    case(
        "roundcube",
        whole(
            content=parts(
                "mixed",
                parts("alternative", text("q"), text("<p>q</p>", kind="html"), boundary="=_in"),
                file(
                    "Content-Disposition: attachment;\n filename*=UTF-8''%E6%8A%A5%E8%A1%A8.xlsx;\n size=4",
                    kind='application/vnd.ms-excel; name="=?UTF-8?Q?=E6=8A=A5=E8=A1=A8=2Exlsx?="',
                ),
            )
        ),
        text="q",
        files=[("报表.xlsx", "application/vnd.ms-excel")],
    ),
    case(
        "zimbra",
        whole(content=parts("alternative", text("x"), text("<html><body><div>x</div></body></html>", kind="html"))),
        text="x",
    ),
    case(
        "the_bat_koi8",
        mail("Content-Type: text/plain; charset=koi8-r", body="Не печатает", charset="koi8-r"),
        text="Не печатает",
    ),
    case(
        "japanese_carrier", whole(content=text("印刷できません", "iso-2022-jp", encoding="7bit")), text="印刷できません"
    ),
    case("korean", whole(content=text("인쇄가 안 됩니다", "euc-kr")), text="인쇄가 안 됩니다"),
    case("thai", whole(content=text("พิมพ์ไม่ได้", "tis-620")), text="พิมพ์ไม่ได้"),
    case("arabic", whole(content=text("الطابعة لا تعمل", "windows-1256")), text="الطابعة لا تعمل"),
    case(
        "monitoring_system",
        mail("Auto-Submitted: auto-generated", "X-Priority: 1", "Subject: [FIRING:1] disk", body="disk 91%"),
        is_auto_reply=True,
        text="disk 91%",
    ),
    case(
        "newsletter",
        mail("List-Unsubscribe: <mailto:leave@list.example>", "List-Id: News <news.list.example>", body="news"),
        is_list=True,
        is_auto_reply=False,
    ),
    case("mailing_list_precedence", mail("Precedence: list", body="hi"), is_list=True),
    case(
        "scanner",
        whole(
            content=parts(
                "mixed", file("Content-Disposition: attachment; filename=SCAN0001.PDF", b"%PDF", "application/pdf")
            )
        ),
        text="",
        files=[("SCAN0001.PDF", "application/pdf")],
    ),
    case(
        "fax_gateway_tiff",
        whole(content=file("Content-Disposition: attachment; filename=fax.tif", b"II*\0", "image/tiff")),
        text="",
        files=[("fax.tif", "image/tiff")],
    ),
)
