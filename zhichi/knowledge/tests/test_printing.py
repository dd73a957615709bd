"""Articles as PDF, read back with Chinese in it; for staff and customers apart; without the libraries (6.3.2)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from zhichi.core import pdf
from zhichi.files import services as files
from zhichi.knowledge import policies, printing, services
from zhichi.knowledge.choices import HOLDER
from zhichi.knowledge.tests.conftest import PARTS, text

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.models import Article
    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db


def read(client: Client, article: Article) -> PdfReader:
    answer = client.get(f"/kb/{article.pk}/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.content))


def words(document: PdfReader) -> str:
    return "".join("".join(page.extract_text().split()) for page in document.pages)


def test_says_what_the_page_says_in_chinese(client: Client, library: Library) -> None:
    article = library.published("public")
    document = read(client, article)
    said = words(document)
    for part in (
        "导出的CSV打开后中文乱码的处理",
        article.number,
        "第1版",
        "目录",
        "原因",
        "文件没有BOM。",
        "重新导出。",
    ):
        assert part in said, part
    assert f"{article.published_at:%Y-%m-%d}"[:7] in said
    assert f"1/{len(document.pages)}" in said
    assert "PRB-118" not in said
    assert any("CJK" in str(font) or "Noto" in str(font) for font in _fonts(document))


def _fonts(document: PdfReader) -> list[str]:
    found = []
    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            found.append(str(font.get_object()["/BaseFont"]))
    return found


def test_only_staff_get_the_blocks_for_staff(client: Client, library: Library) -> None:
    article = library.published("public")
    client.force_login(library.people.junior)
    said = words(read(client, article))
    assert "PRB-118" in said
    assert "仅内部可见" in said


def test_english_has_its_own_words_and_page_numbers_go_on(client: Client, library: Library) -> None:
    long = "".join(f"<p>Step {number}: look at the console and write down what it says.</p>" for number in range(150))
    article = library.published(
        "public", language="en", text=text("Exported files are garbled", parts={**PARTS, "fix": long}, summary="BOM")
    )
    document = read(client, article)
    count = len(document.pages)
    assert count > 2
    assert f"{count}/{count}" in "".join(document.pages[-1].extract_text().split())
    assert "Contents" in document.pages[0].extract_text()
    assert "Version 1" in document.pages[0].extract_text()


def test_a_picture_that_may_not_be_shown_leaves_its_name(client: Client, library: Library) -> None:
    html = '<p>看图</p><img src="/files/nothing-there/a.png" alt="界面截图">'
    article = library.write(text=text(parts={**PARTS, "fix": html}))
    library.readers(article, "public")
    library.approve(library.submit(article))
    editor = library.people.actor("knowledge_editor")
    services.publish(article_id=article.pk, in_spite="图片稍后补", by=editor, at=library.tick())
    assert "[界面截图]" in words(read(client, article))


def test_its_pictures_are_inside_and_those_for_staff_in_the_files_of_staff_only(
    client: Client, library: Library
) -> None:
    article = library.write()
    red, blue = (_stored(library, article, colour) for colour in ((214, 40, 40), (40, 60, 200)))
    fix = f'<p>点“写入 BOM”，见图</p><img src="{red}" alt="导出设置"><aside><img src="{blue}" alt="内部面板"></aside>'
    writer = library.people.actor("junior")
    services.save_draft(article_id=article.pk, text=text(parts={**PARTS, "fix": fix}), by=writer, at=library.tick())
    library.readers(article, "public")
    library.publish(library.approve(library.submit(article)))
    document = read(client, article)
    assert "点“写入BOM”，见图" in words(document) and "[导出设置]" not in words(document)
    assert _pictures(document) == [((214, 40, 40), (120, 80))]
    client.force_login(library.people.junior)
    assert _pictures(read(client, article)) == [((214, 40, 40), (120, 80)), ((40, 60, 200), (120, 80))]


def _stored(library: Library, article: Article, colour: tuple[int, int, int]) -> str:
    """The address of a picture of one colour that hangs on the article."""
    content = BytesIO()
    Image.new("RGB", (120, 80), colour).save(content, "PNG")
    row = files.store(
        content=content.getvalue(), filename="截图.png", claimed_type="image/png", holder=(HOLDER, article.pk),
        is_inline=True, by=library.people.actor("junior"), at=library.tick(),
    )  # fmt: skip
    return reverse("files:download", args=[row.public_id, row.filename])


def _pictures(document: PdfReader) -> list[tuple[Any, tuple[int, int]]]:
    """Colour at the middle and size of every picture, read back from the file."""
    found = [Image.open(BytesIO(one.data)).convert("RGB") for page in document.pages for one in page.images]
    return [(picture.getpixel((60, 40)), picture.size) for picture in found]


def test_whoever_may_not_read_it_gets_no_document(client: Client, library: Library) -> None:
    internal, draft = library.published("staff"), library.write(title="草稿")
    for article in (internal, draft):
        assert client.get(f"/kb/{article.pk}/pdf/").status_code == 404
    assert not policies.READ.allows(library.customer(None), internal)


def test_without_the_libraries_the_button_says_so_and_the_page_prints(
    client: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = library.published("public")
    monkeypatch.setattr(pdf, "is_there", lambda: False)
    answer = client.get(f"/kb/{article.pk}/pdf/")
    assert answer.status_code == 503
    assert "浏览器打印" in answer.text
    page = client.get(f"/kb/{article.pk}/", follow=True).text
    assert "无法生成 PDF" in page
    assert "<zc-print>" in page
    assert f"/kb/{article.pk}/pdf/" not in page


def test_nothing_is_fetched_from_the_network_or_the_disk() -> None:
    html = '<p>文</p><img src="http://127.0.0.1:9/x.png"><img src="file:///etc/passwd">'
    assert pdf.make(html, "").startswith(b"%PDF")


def test_too_many_documents_wait(client: Client, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhichi.core.limits import Limit

    article = library.published("public")
    monkeypatch.setattr(printing, "as_pdf", lambda *_given: b"%PDF")
    monkeypatch.setattr("zhichi.knowledge.views.reading.DOCUMENTS", Limit("test.pdf", 1, 600))
    answers = [client.get(f"/kb/{article.pk}/pdf/").status_code for _time in range(2)]
    assert answers == [200, 429]
