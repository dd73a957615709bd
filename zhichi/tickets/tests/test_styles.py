"""Styles of mails: a closed list of looks, colours of the theme, nothing that could move over the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.tickets.html import sanitise
from zhichi.tickets.styles import CLASSES, LOOKS, classes_of

CLASS = re.compile(r'class="([^"]*)"')


@pytest.mark.parametrize(
    ("style", "classes"),
    [
        ("color:#c00", "m-red"),
        ("COLOR : rgb(0, 112, 192) !important", "m-blue"),
        ("color:windowtext;color:#1F497D", "m-blue"),
        ("color:#000", ""),
        ("color:white;background:#003366", ""),
        ("color:#333333", ""),
        ("color:rgba(255,0,0,0)", ""),
        ("background:yellow;mso-highlight:yellow", "m-on-amber"),
        ("background-color:#f5f5f5", ""),
        ("background:url(https://e.example/x.png) no-repeat", ""),
        ("font-weight:700;font-style:italic", "m-bold m-italic"),
        ("text-decoration:underline line-through", "m-underline m-struck"),
        ("font-size:18.0pt", "m-large"),
        ("font-size:9px", "m-small"),
        ("font-size:14px", ""),
        ("font-family:'Courier New', monospace", "m-mono"),
        ("text-align:center", "m-centre"),
        ("white-space:pre", "m-pre"),
        ("display:none;mso-hide:all", "m-hidden"),
        ("position:fixed;top:0;z-index:9999;width:100vw;margin:-9999px;float:left;transform:scale(9)", ""),
        (";;:::color;color:", ""),
    ],
)
def test_reads_what_the_list_knows(style: str, classes: str) -> None:
    assert classes_of("style", style) == classes


def test_old_elements_and_attributes_become_todays() -> None:
    assert sanitise('<font color="#00f">蓝</font>') == '<span class="m-blue">蓝</span>'
    assert sanitise("<center>中</center><strike>删</strike>") == '<div class="m-centre">中</div><s>删</s>'
    assert sanitise('<p align="right" style="color:green">右</p>') == '<p class="m-end m-green">右</p>'


def test_classes_of_senders_do_not_reach_ours() -> None:
    assert sanitise('<p class="toast modal m-red">甲</p>') == '<p class="m-red">甲</p>'


@given(st.sampled_from(LOOKS), st.text(alphabet="color:#0f;rgb(1,2 )backgroundz-index%.px9\\/*\"'<>\0", max_size=60))
def test_never_says_anything_beyond_the_list(attribute: str, value: str) -> None:
    assert set(classes_of(attribute, value).split()) <= CLASSES


@given(st.text(alphabet="<>/=\"' abpcolr:;#0f-style", max_size=80))
def test_no_class_of_a_sender_comes_through(markup: str) -> None:
    found = CLASS.findall(sanitise(markup))
    assert {word for each in found for word in each.split()} <= CLASSES


def test_looks_survive_a_second_cleaning() -> None:
    once = sanitise('<p align=center style="color:red"><font color=blue>甲</font><b style="display:none">乙</b></p>')
    assert "m-centre m-red" in once
    assert sanitise(once) == once
