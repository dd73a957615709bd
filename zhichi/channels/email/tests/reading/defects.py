"""Mail with the defects that really arrive: charsets, header fields, structure, transfer encodings."""

from __future__ import annotations

import base64

from zhichi.channels.email.tests.reading.building import case, crlf, file, mail, parts, text, whole, word


def plain(charset: str, words: str, codec: str = "gb18030") -> bytes:
    """A text that says one charset and is written in another."""
    head = (f"Content-Type: text/plain; charset={charset}",) if charset else ()
    return mail(*head, body=words, charset=codec)


WORDS = "朱镕基楼的服务器宕机了"
CHARSETS = (
    *(
        case(f"charset_{label}", plain(label, WORDS), text=WORDS)
        for label in ("x-gbk", "cp936", "GB_2312-80", "csgb2312", "GBK18030", "utf-8-gbk")
    ),
    case("charset_gb18030_four_bytes", plain("gb18030", "𠮷野家 龘"), text="𠮷野家 龘"),
    case("charset_in_quotes_twice", plain("\"'gb2312'\"", WORDS), text=WORDS),
    case(
        "charset_with_a_comment",
        mail("Content-Type: text/plain; charset=gb2312 (simplified)", body=WORDS, charset="gbk"),
        text=WORDS,
    ),
    case("charset_says_ascii_is_gbk", plain("us-ascii", WORDS), text=WORDS),
    case("charset_says_ascii_is_utf8", plain("us-ascii", WORDS, "utf-8"), text=WORDS),
    case("charset_says_latin1_is_utf8", plain("iso-8859-1", WORDS, "utf-8"), text=WORDS),
    case("charset_says_big5_is_utf8", plain("big5", "网络打印机无法连接", "utf-8"), text="网络打印机无法连接"),
    case("charset_none_short_gbk", plain("", "密码忘了"), text="密码忘了"),
    case(
        "charset_none_utf16", whole(content=text("打印机", "utf-16").replace(b'; charset="utf-16"', b"")), text="打印机"
    ),
    case("charset_utf8_with_mark", plain("utf-8", "\ufeff打印机", "utf-8"), text="打印机"),
    case("charset_windows_smart_quotes", plain("iso-8859-1", "it’s “here” – €5", "cp1252"), text="it’s “here” – €5"),
    case("charset_utf7", mail("Content-Type: text/plain; charset=utf-7", body="Hi Mom +Jjo-!"), text="Hi Mom ☺!"),
    case(
        "charset_hz",
        mail(
            "Content-Type: text/plain; charset=hz-gb-2312",
            body=WORDS.encode("gbk").decode("latin-1").encode("latin-1"),
            charset="gbk",
        ),
        text=WORDS,
    ),
    case(
        "charset_one_broken_byte",
        mail("Content-Type: text/plain; charset=utf-8", body="打印机连不上，请处理。".encode() + b"\xff"),
        text="打印机连不上，请处理。\ufffd",
    ),
    case("charset_escape_codec", plain("unicode_escape", "\\u0041", "ascii"), text="\\u0041"),
    case(
        "charset_html_meta_lies",
        whole(content=b"Content-Type: text/html\n\n" + '<meta charset="utf-8"><p>网络故障</p>'.encode("gbk")),
        text="网络故障",
    ),
    case(
        "charset_header_beats_meta",
        whole(content=text('<meta charset="iso-8859-1"><p>网络故障</p>', "gb2312", "html")),
        text="网络故障",
    ),
    case("charset_controls", mail(body="a\x00b\x07c\x1b[31md"), text="abc[31md"),
)

HEADERS = (
    case("subject_raw_utf8", mail("Subject: 打印机故障"), subject="打印机故障"),
    case("subject_raw_big5", mail("Subject: 印表機無法列印".encode("big5")), subject="印表機無法列印"),
    case(
        "subject_gbk_says_utf8",
        mail(b"Subject: =?utf-8?B?" + base64.b64encode("打印机坏了".encode("gbk")) + b"?="),
        subject="打印机坏了",
    ),
    case("subject_words_without_space", mail(f"Subject: {word('打印机')}{word('坏了')}"), subject="打印机坏了"),
    case(
        "subject_words_two_charsets", mail(f"Subject: {word('打印机', 'gb2312')} {word('坏了')}"), subject="打印机坏了"
    ),
    case("subject_word_inside_word", mail(f"Subject: Re:{word('打印机')}!"), subject="Re:打印机!"),
    case("subject_word_in_quotes", mail(f'Subject: "{word("打印机")}"'), subject='"打印机"'),
    case("subject_q_with_spaces", mail("Subject: =?utf-8?Q?a b_c?="), subject="a b c"),
    case("subject_word_unpadded", mail("Subject: =?utf-8?B?5omT5Y2w5py6ISE?="), subject="打印机!!"),
    case("subject_word_lower_b_language", mail("Subject: =?gb2312*zh-CN?b?tPLTobv6?="), subject="打印机"),
    case("subject_word_unknown_charset", mail("Subject: =?x-nobody?B?tPLTobv6?="), subject="打印机"),
    case("subject_folded_with_tabs", mail("Subject: one\n\ttwo\n \tthree"), subject="one two  three"),
    case("subject_twice", mail("Subject: first", "Subject: second"), subject="first"),
    case("subject_missing", mail(), subject=""),
    case("subject_of_spaces", mail("Subject:    "), subject=""),
    case(
        "subject_with_line_feed_word",
        mail("Subject: =?utf-8?Q?a=0D=0ABcc:=20x@y.example?="),
        subject="a Bcc: x@y.example",
    ),
    case(
        "from_address_in_name",
        mail('From: "support@bank.example" <a@evil.example>'),
        from_name="support@bank.example",
        from_address="a@evil.example",
    ),
    case("from_encoded_whole", mail(f"From: {word('张三 <zhang@client.example>')}"), from_address=""),
    case(
        "from_raw_gbk_quoted",
        mail(b'From: "' + "张三".encode("gbk") + b'" <z@client.example>'),
        from_name="张三",
        from_address="z@client.example",
    ),
    case(
        "from_comment_form",
        mail("From: z@client.example (=?gbk?B?1cXI/Q==?=)"),
        from_name="张三",
        from_address="z@client.example",
    ),
    case("from_group", mail("From: Team: a@client.example, b@client.example;"), from_address="a@client.example"),
    case("from_no_angle_end", mail("From: Ann <a@client.example"), from_address="a@client.example"),
    case(
        "from_missing_reply_to_there",
        whole("From: ", "Reply-To: r@client.example", content=text("x")),
        from_address="",
        reply_to=("r@client.example",),
    ),
    case(
        "to_hundred",
        mail("To: " + ",\n ".join(f"p{n}@client.example" for n in range(100))),
        to=tuple(f"p{n}@client.example" for n in range(100)),
    ),
    case("to_semicolons", mail("To: a@client.example; b@client.example"), to=("a@client.example", "b@client.example")),
    case("to_internationalised", mail("To: 用户@例子.example"), to=("用户@例子.example",)),
    case(
        "date_chinese_comment",
        mail("Date: Tue, 2 Jun 2026 09:12:33 +0800 (中国标准时间)".encode("gbk")),
        problems=("message_id_missing",),
    ),
    case("message_id_with_spaces", mail("Message-ID: < a b@client.example >"), message_id="<ab@client.example>"),
    case("message_id_bare", mail("Message-ID: a.b@client.example"), message_id="<a.b@client.example>"),
    case("references_glued", mail("References: <a@x><b@x>,<c@x>"), references=("<a@x>", "<b@x>", "<c@x>")),
    case("in_reply_to_prose", mail("In-Reply-To: Your message of Monday <a@x.example>"), in_reply_to="<a@x.example>"),
    case("header_name_with_space", mail("Subject : odd"), subject="odd"),
    case("header_case", mail("SUBJECT: LOUD"), subject="LOUD"),
    case(
        "mbox_line_first",
        b"From kate@client.example Tue Jun  2 09:12:33 2026\r\n" + mail("Subject: box"),
        subject="box",
    ),
    case("blank_lines_first", b"\r\n\r\n" + mail("Subject: late"), subject="late"),
)

STRUCTURE = (
    case(
        "parts_preamble_and_epilogue",
        whole(content=parts("mixed", text("in")).replace(b"\n\n--=_b", b"\n\nThis is MIME.\n--=_b", 1) + b"after\n"),
        text="in",
    ),
    case("parts_empty", whole(content=parts("mixed")), text=""),
    case("parts_boundary_with_spaces", whole(content=parts("mixed", text("in"), boundary="a b c")), text="in"),
    case(
        "parts_boundary_prefix_of_another",
        whole(
            content=parts(
                "mixed",
                parts("alternative", text("in"), text("<p>in</p>", kind="html"), boundary="b"),
                text("out"),
                boundary="ba",
            )
        ),
        text="in\n\nout",
    ),
    case(
        "parts_alternative_html_first",
        whole(content=parts("alternative", text("<p>h</p>", kind="html"), text("p"))),
        text="p",
        html_has=("<p>h</p>",),
    ),
    case("parts_alternative_two_texts", whole(content=parts("alternative", text("a"), text("b"))), text="a\n\nb"),
    case(
        "parts_alternative_with_a_file",
        whole(content=parts("alternative", text("a"), file("Content-Disposition: attachment; filename=a.bin"))),
        text="a",
        files=[("a.bin", "application/octet-stream")],
    ),
    case(
        "parts_several_texts_in_order",
        whole(content=parts("mixed", text("1"), text("<p>2</p>", kind="html"), text("3"))),
        text="1\n\n2\n\n3",
    ),
    case(
        "parts_text_as_file",
        whole(
            content=parts(
                "mixed",
                text("read me"),
                file("Content-Disposition: attachment; filename=log.txt", b"log", "text/plain"),
            )
        ),
        text="read me",
        files=[("log.txt", "text/plain")],
    ),
    case(
        "parts_text_inline_with_name",
        whole(
            content=parts(
                "mixed", text("read me"), file("Content-Disposition: inline; filename=log.txt", b"log", "text/plain")
            )
        ),
        text="read me",
        files=[("log.txt", "text/plain")],
    ),
    case(
        "parts_only_a_file",
        whole(content=file("Content-Disposition: attachment; filename=a.txt", b"hello", "text/plain")),
        text="",
        files=[("a.txt", "text/plain")],
    ),
    case("parts_type_without_subtype", mail("Content-Type: text", body="words"), text="words"),
    case("parts_type_nonsense", mail("Content-Type: ;;;", body="words"), text="words"),
    case(
        "parts_type_twice",
        mail("Content-Type: text/plain; charset=utf-8", "Content-Type: text/html", body="<b>x"),
        text="<b>x",
    ),
    case("parts_unknown_multipart", whole(content=parts("strange", text("a"), text("b"))), text="a\n\nb"),
    case(
        "parts_attached_letter",
        whole(
            content=parts(
                "mixed",
                text("see"),
                b"Content-Type: message/rfc822\n\n" + mail(f"Subject: {word('原信')}", body="inner"),
            )
        ),
        text="see",
        files=[("原信.eml", "message/rfc822")],
    ),
    case(
        "parts_attached_letter_in_base64",
        whole(
            content=parts(
                "mixed", text("see"), file("Content-Disposition: attachment", mail("Subject: inner"), "message/rfc822")
            )
        ),
        files=[("inner.eml", "message/rfc822")],
    ),
    case(
        "parts_letter_of_a_letter",
        whole(content=b"Content-Type: message/rfc822\n\n" + mail("Subject: deep", body="z")),
        text="",
        files=[("deep.eml", "message/rfc822")],
    ),
    case(
        "parts_related_start_last",
        whole(
            content=parts(
                "related", file("Content-ID: <i@1>", kind="image/png"), text('<img src="cid:i@1">see', kind="html")
            )
        ),
        text="see",
        files=[("image-1.png", "image/png")],
    ),
    case(
        "parts_cut_in_base64",
        whole(content=parts("mixed", text("x"), file("Content-Disposition: attachment; filename=a.bin", b"d" * 300)))[
            :-150
        ],
        files=[("a.bin", "application/octet-stream")],
    ),
    case(
        "flowed_with_signature",
        mail("Content-Type: text/plain; format=flowed", body="a \nb\n-- \nname"),
        text="a b\n-- \nname",
    ),
    case(
        "flowed_stuffed",
        mail("Content-Type: text/plain; format=flowed", body=" From here\n > no quote"),
        text="From here\n> no quote",
    ),
)

ENCODINGS = (
    case(
        "base64_with_spaces_and_noise",
        mail("Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset=utf-8", body="5omT 5Y2w\n!!5py6"),
        text="打印机",
    ),
    case(
        "base64_without_padding",
        mail("Content-Transfer-Encoding: BASE64", "Content-Type: text/plain; charset=utf-8", body="5omT5Y2w5py6IQ"),
        text="打印机!",
    ),
    case("base64_is_plain_text", mail("Content-Transfer-Encoding: 7bit", body="aGVsbG8="), text="aGVsbG8="),
    case("qp_soft_break_at_the_end", mail("Content-Transfer-Encoding: quoted-printable", body="a=\nb="), text="ab"),
    case(
        "qp_lower_case",
        mail(
            "Content-Transfer-Encoding: quoted-printable", "Content-Type: text/plain; charset=utf-8", body="=e6=89=93"
        ),
        text="打",
    ),
    case(
        "qp_broken", mail("Content-Transfer-Encoding: quoted-printable", body="100% = sure =zz"), text="100% = sure =zz"
    ),
    case(
        "encoding_of_a_multipart",
        whole("Content-Transfer-Encoding: base64", content=parts("mixed", text("in"))),
        text="in",
    ),
    case(
        "encoding_with_a_comment",
        mail("Content-Transfer-Encoding: base64 (of course)", body=base64.b64encode(b"hello")),
        text="hello",
    ),
    case("encoding_unknown", mail("Content-Transfer-Encoding: rot13", body="uryyb"), text="uryyb"),
    case("lines_bare_cr", mail("Subject: old", body="a\nb").replace(b"\r\n", b"\r"), subject="old", text="a\nb"),
    case(
        "lines_mixed",
        crlf(mail("Subject: m", body="a")).replace(b"Subject: m\r\n", b"Subject: m\n"),
        subject="m",
        text="a",
    ),
)

CASES = (*CHARSETS, *HEADERS, *STRUCTURE, *ENCODINGS)
