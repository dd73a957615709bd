"""HTML of articles as Markdown and back: the very same bytes, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.gathering.exchange import sheet
from zhichi.gathering.exchange.writing import back, to_markdown
from zhichi.knowledge.html import sanitise

pytestmark = pytest.mark.one_database
SAMPLES = (
    "",
    "<p>字</p>",
    "<p>a</p><p>b</p>",
    "<h3>标题</h3><p>文 <strong>粗</strong>，<em>斜</em>，<code>代码</code>。</p>",
    '<ol><li><p>一</p></li><li><p>二</p><pre><code class="language-sh">ls\n\n# no\n## nor this</code></pre></li></ol>',
    "<ul><li>紧</li><li>凑<ul><li>内</li></ul></li></ul>",
    "<ul><li><p>只有一个</p></li></ul>",
    "<blockquote><p>引用</p><p>两段</p></blockquote>",
    "<p># 不是标题</p>",
    "<p>1. 不是列表</p>",
    "<p>- 也不是</p>",
    "<p>a*b*c _d_ `e` [f](g) &lt;b&gt; &amp;amp; ~~h~~ | i \\ j</p>",
    "<p>一<br>二</p>",
    "<hr>",
    "<p>+ 加</p><p>&gt; 大于</p>",
    "<aside><p>仅供员工</p></aside>",
    '<div class="callout callout-warn"><p>小心</p></div>',
    '<figure class="picture"><img src="/files/abc/a.png" alt="图" width="10"><figcaption>图一</figcaption></figure>',
    '<p><img src="/files/abc/a%20b.png" alt="界面 [1]"></p>',
    "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>1|2</td><td>x</td></tr></tbody></table>",
    '<table><tbody><tr><td colspan="2"><p>合并</p></td></tr></tbody></table>',
    '<p><a href="https://a.example/?b=1&amp;c=(d)" rel="noopener noreferrer">链接</a></p>',
    "<p>H<sub>2</sub>O <mark>亮</mark> <u>线</u></p>",
    "text without a paragraph",
    "<p>a</p>\n<p>b</p>",
    "<pre>plain\n\n  pre</pre>",
    "<pre><code>```\nfence\n```</code></pre>",
    "<p>    四个空格</p>",
    "<p>a\nb</p>",
    "<p>---</p>",
    "<p>===</p>",
    "<p>&nbsp;</p>",
    "<p>{=html}</p><pre><code>```{=html}\nx\n```</code></pre>",
    "<p>## 头 {#cause}</p>",
    "<p>\tx</p>",
    "<p>a  </p>",
    "<p>*</p>",
)


@pytest.mark.parametrize("html", SAMPLES)
def test_comes_back_as_it_was(html: str) -> None:
    kept = sanitise(html)
    assert back(to_markdown(kept)) == kept


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n*_`[]()<>#-+|~&\\!{} "), max_size=24
)


def _wrap(tags: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(tags)


INLINE = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        _wrap(["strong", "em", "code", "s", "sub", "mark", "a href='https://x.example/'"]),
        st.lists(inner, max_size=3),
    ).map(lambda html: html.replace("</a href='https://x.example/'>", "</a>")),
    max_leaves=5,
)
BLOCK = st.recursive(
    st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag}>", _wrap(["p", "h3", "h4", "pre", "pre><code", "div"]), INLINE
    ).map(lambda html: html.replace("</pre><code>", "</code></pre>")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        _wrap(["ul><li", "ol><li", "blockquote", "aside", "li"]),
        st.lists(inner, min_size=1, max_size=3),
    ).map(lambda html: html.replace("</ul><li>", "</li></ul>").replace("</ol><li>", "</li></ol>")),
    max_leaves=6,
)


@given(st.lists(BLOCK, max_size=4))
def test_any_article_comes_back_as_it_was(blocks: list[str]) -> None:
    kept = sanitise("".join(blocks))
    assert back(to_markdown(kept)) == kept


@given(
    st.dictionaries(st.sampled_from(["symptom", "where", "cause", "fix"]), st.lists(BLOCK, min_size=1, max_size=2)),
    WORDS,
)
def test_any_sheet_comes_back_as_it_was(parts: dict[str, list[str]], title: str) -> None:
    kept = {code: html for code, blocks in parts.items() if (html := sanitise("".join(blocks)))}
    front = {"title": title or "x", "type": "fault", "language": "zh-hans", "family": "0" * 16, "tags": [title]}
    text = sheet.write(front, kept)
    found, again = sheet.read(text)
    assert (found, again) == (front, kept)
    assert sheet.write(found, again) == text


def test_ordinary_text_reads_as_markdown() -> None:
    html = sanitise("<h3>步骤</h3><ol><li><p>打开</p></li><li><p>点 <strong>保存</strong></p></li></ol><p>完</p>")
    assert to_markdown(html) == "### 步骤\n\n1. 打开\n\n2. 点 **保存**\n\n完\n"
