"""Shapes of progress reports (3.1.3): the words around them, and the letter as it would go out."""

from __future__ import annotations

from typing import Annotated

from ninja import Path, Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import Language, Moment, Strict, Text

TemplateLanguage = Annotated[Language, Path()]


class ReportTemplateOut(Schema):
    """The words around a progress report in one language."""

    language: str = Field(examples=["zh-hans"])
    text: str
    changed_at: Moment | None = Field(description="Null: as shipped.")
    sample: str = Field(description="The letter of an invented request.")


class ReportTemplatesOut(Schema):
    """All languages, and the marks that the words may hold."""

    items: list[ReportTemplateOut]
    marks: str = Field(description="Each mark in both its names.", examples=["{customer} / {客户}, {number} / {编号}"])


class ReportTemplateIn(Strict):
    """New words. `{doing}` and `{next}` must be among them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": "{客户}，您好：\n\n{进展}\n\n下次进展通报：{下次通报}。（工单 {编号}：{主题}）"}]
        }
    )

    text: Text = Field(min_length=1)


class ReportPreviewIn(Strict):
    """What is being done; with `template` other words than those in force are tried."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"doing": "已定位到导出模块，正在验证修正。"}]})

    doing: Text = Field(min_length=1, pattern=r"\S")
    template: Text | None = None


class ReportPreviewOut(Schema):
    """The letter as it would go out now. Nothing is sent."""

    letter: str
    language: str
    next_report_at: Moment | None = Field(description="When the next one would be due; null while the customer's turn.")
