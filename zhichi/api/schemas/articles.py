"""Shapes of the knowledge base: articles, drafts, votes, what is missing (chapter 6)."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import AddressId, Count, Flag, Id, Line, Moment, PageQuery, Ref, Strict, Text
from zhichi.guidance.choices import GapState, Reason
from zhichi.knowledge.choices import ArticleState, Visibility

ArticleLanguage = Literal["zh-hans", "en"]
Title = Annotated[str, Field(max_length=200, examples=["导出的 CSV 打开后中文乱码的处理"])]
Code = Annotated[str, Field(max_length=20, examples=["fault"])]


class ArticleQuery(PageQuery):
    """Which articles."""

    query: str = Field("", max_length=100, description="Part of a title, or a number.")
    state: ArticleState | None = None
    type: str = Field("", max_length=20)
    language: ArticleLanguage | None = None
    module_id: AddressId | None = None
    product_id: AddressId | None = None
    is_due: bool = Field(default=False, description="Only those whose full review is due (6.2.1).")


class ArticleOut(Schema):
    """An article as lists show it."""

    id: int
    number: str = Field(examples=["KB-0012"])
    title: str
    type: str
    language: ArticleLanguage
    state: ArticleState
    visibility: Visibility
    module: Ref | None
    owner: Ref | None
    published_version: int | None
    published_at: Moment | None
    updated_at: Moment
    review_due_at: Moment | None
    url: str = Field(description="Its page for readers.")


class PartOut(Schema):
    """One part of an article as HTML, cut to what the token's owner may see."""

    code: str
    title: str
    html: str


class ArticleLinkOut(Schema):
    """A link with another article."""

    kind: Literal["prerequisite", "see_also", "supersedes"]
    is_outward: bool = Field(description="From this article to the other.")
    article: Ref


class ArticleDetailOut(ArticleOut):
    """One article with its text: the published version, or for who may see it the draft (`which`)."""

    which: Literal["published", "draft", "version"]
    summary: str
    parts: list[PartOut]
    search_words: str
    products: list[Ref]
    links: list[ArticleLinkOut]
    draft_revision: int | None = Field(description="What PUT …/draft takes; null without a draft.")


Token = Annotated[str, Field(max_length=32, pattern=r"^[A-Za-z0-9_-]*$")]


class WhichQuery(Strict):
    """Which content of an article."""

    which: Literal["published", "newest"] = Field(
        "published", description="newest: the draft or the version in review, for who may see it."
    )
    from_search: Token = Field("", description="`search_id` of the answer from which it was opened.")


class ArticleIn(Strict):
    """A draft to begin. It is for staff only until somebody chooses its readers."""

    type: Code
    language: ArticleLanguage
    title: Title
    summary: Annotated[str, Field(max_length=500)] = ""
    parts: dict[str, Text] = Field(
        default_factory=dict,
        description="HTML by the codes of the type's parts; what an article may not hold is dropped.",
    )
    search_words: Annotated[str, Field(max_length=500)] = ""
    variant_of: Id | None = Field(None, description="The article that this one says in another language.")


class DraftIn(Strict):
    """The whole text of a draft."""

    title: Title
    summary: Annotated[str, Field(max_length=500)] = ""
    parts: dict[str, Text] = Field(default_factory=dict)
    search_words: Annotated[str, Field(max_length=500)] = ""
    note: Line = Field("", description="What changed, for the list of versions.")
    revision: Count | None = Field(None, description="That of the draft you read; 409 when somebody saved another one.")


class SubmitIn(Strict):
    """Asking for a review."""

    note: Line = ""


class FindQuery(Strict):
    """A question to the search."""

    query: str = Field(min_length=1, max_length=200)
    language: ArticleLanguage = Field("zh-hans", description="Of two variants, where the question is in no language.")


class ArticleFoundOut(Schema):
    """A published article that answers."""

    article: ArticleOut
    position: int
    by_meaning: bool = Field(description="It answers by its meaning, not by these words.")
    places: list[str] = Field(description="Where the words stand.")


class FoundListOut(Schema):
    """The answer, the best first; words and meaning, in either language."""

    search_id: str = Field(description="Names this search when what was chosen from it is reported; empty: no words.")
    items: list[ArticleFoundOut]


class CountQuery(Strict):
    """A question to be counted."""

    query: str = Field(min_length=1, max_length=200)


class CountOut(Schema):
    """How many there are."""

    number: int
    is_more: bool = Field(description="There may be more: of very many only some 200 are looked at.")


class FoundCountsOut(Schema):
    """How many articles hold every word of the question, each language variant for itself."""

    articles: CountOut
    by_type: dict[str, CountOut]
    by_language: dict[str, CountOut]


class ChoiceIn(Strict):
    """What somebody opened from an answer."""

    article_id: Id
    position: Annotated[int, Field(ge=1, le=999)] | None = Field(None, description="Its place in the answer, from 1.")


class ChoiceOut(Schema):
    """Whether it counts: of each search the first one does."""

    is_counted: bool


class ArticleVoteIn(Strict):
    """Whether an article helped; the owner of the token has one vote, which can be changed."""

    is_helpful: Flag
    reason: Reason | None = Field(None, description="Needed for a no.")
    words: Annotated[str, Field(max_length=500)] = ""


class FiguresOut(Schema):
    """What became of an article."""

    readers: int
    votes: int
    helpful: int
    tickets_solved: int
    requests_not_needed: int


class GapQuery(PageQuery):
    """Which missing articles."""

    view: Literal["open", "assigned", "mine", "done", "dismissed"] = "open"


class GapOut(Schema):
    """Something people look for and no article answers (6.3.1)."""

    id: int
    words: str
    language: ArticleLanguage
    count: int = Field(description="How often it was asked.")
    unanswered: int = Field(description="Of these, without any result.")
    state: GapState
    assignee: Ref | None
    article: Ref | None
    reason: str
    first_at: Moment
    last_at: Moment


class GapAssignIn(Strict):
    """Who is to write it."""

    person_id: Id


class GapDismissIn(Strict):
    """Why no article is wanted."""

    reason: Line


class GapLinkIn(Strict):
    """The article that answers, or is to."""

    article_id: Id
