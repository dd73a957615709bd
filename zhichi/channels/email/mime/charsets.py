"""Bytes to text when the declared charset is missing, misspelt, too narrow or simply wrong."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from zhichi.channels.email.mime.notes import Notes, Problem

# Every one of these is sent by clients whose text holds characters outside the declared set (镕, 喆, –, €),
# so all are read as their common superset.
_GB_SPELLINGS = (
    "gb2312 gb231280 gb gbk xgbk gb18030 cp936 936 ms936 windows936 euccn xgb2312 xgb gb23121980 chinese csgb2312 "
    "iso58gb231280 csiso58gb231280 xeuccn gbeuccn utf8gbk"
)
_GB_NAMES = frozenset(_GB_SPELLINGS.split())
_ALIASES = {
    "utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "unicode11utf7": "utf-7",
    "ascii": "ascii",
    "usascii": "ascii",
    "ansix341968": "ascii",
    "7bit": "ascii",
    "8bit": "ascii",
    "unknown8bit": "ascii",
    "xunknown": "ascii",
    "default": "ascii",
    "none": "ascii",
    # Web practice: Latin-1 on the wire is Windows-1252.
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "big5": "big5hkscs",
    "xbig5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "big5eten": "big5hkscs",
    "shiftjis": "cp932",
    "xsjis": "cp932",
    "sjis": "cp932",
    "ksc56011987": "cp949",
    "euckr": "cp949",
    "hzgb2312": "hz",
}
# An allow list: unicode_escape, idna and punycode are text to Python as well, but unsafe or slow on hostile bytes.
_TEXT_CODECS = re.compile(r"(iso8859-\d+|cp\d+|koi8|euc_|shift_jis|iso2022_|utf-?(7|8|16|32)|mac-|tis-|big5|hz|johab)")
_SEVEN_BIT_TRAPS = re.compile(r"(utf-?(7|16|32)|iso2022_|hz)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")

_GB_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_GB_COMMON = re.compile(rb"(?:[\xb0-\xd7]|\xa1|\xa3)[\xa1-\xfe]")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
_BIG5_COMMON = re.compile(rb"[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_LONG_LEAD = re.compile(rb"[\xe0-\xf4]")
_UTF8_SHORT_LEADS = re.compile(rb"[\xc2-\xdf]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_LONG_CHARACTER = re.compile("[\u0800-\ufffc]")
_SAMPLE = 4_096
# What mail without a declaration is written in; left free, detection likes Mac and DOS pages nobody mails in.
_SUSPECTS = ["cp1251", "koi8_r", "cp932", "euc_jp", "cp949", "cp1250", "cp1252", "cp1253", "cp1255", "cp1256", "cp874"]
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@lru_cache(maxsize=512)
def codec_for(declared: str) -> str:
    """Python codec for a declared charset name; '' when the name means nothing or is not safe to use."""
    name = _NOT_LETTERS.sub("", declared.partition("*")[0].lower())
    if not name or len(name) > 40:
        return ""
    if name in _GB_NAMES:
        return "gb18030"
    if name in _ALIASES:
        return _ALIASES[name]
    for spelling in (declared.partition("*")[0].strip(" \"'"), name):
        try:
            found = codecs.lookup(spelling).name
        except (LookupError, ValueError):
            continue
        return found if _TEXT_CODECS.match(found) else ""
    return ""


def decode(data: bytes, declared: str, notes: Notes) -> str:
    """Read `data`, trusting `declared` only as far as the bytes bear it out. Never raises, never returns surrogates."""
    codec = codec_for(declared)
    if data.isascii() and not (codec and _SEVEN_BIT_TRAPS.match(codec)):
        return data.decode("ascii")
    if codec in ("", "ascii"):
        notes.add(Problem.CHARSET_UNKNOWN if declared and not codec else Problem.CHARSET_UNDECLARED)
        text = _guess(data, notes)
    else:
        text = _as_declared(data, codec, notes)
    return _SURROGATE.sub("\ufffd", text.removeprefix("\ufeff"))


def _as_declared(data: bytes, codec: str, notes: Notes) -> str:
    text = _strict(data, codec)
    if text is not None and not _is_a_lie(data, codec):
        return text
    if text is None and _strict(data, "utf-8") is None and (mended := _mended(data, codec)) is not None:
        notes.add(Problem.CHARSET_DAMAGED)
        return mended
    notes.add(Problem.CHARSET_WRONG)
    return _guess(data, notes)


def _is_a_lie(data: bytes, codec: str) -> bool:
    """Whether bytes that the declared codec can read are clearly something else: single-byte codecs read anything."""
    if codec == "gb18030":
        # GBK text passes as UTF-8 by accident only with two-byte sequences, so a longer one decides.
        return bool(_UTF8_LONG_LEAD.search(data)) and _strict(data, "utf-8") is not None
    if codec in ("cp1252", "iso8859-15"):
        return _strict(data, "utf-8") is not None or _is_surely_gb(data)
    return False


def _is_surely_gb(data: bytes) -> bool:
    """Western text has lone high bytes between letters; Chinese has only pairs, most of them everyday characters."""
    sample = data[:_SAMPLE]
    pairs = _GB_PAIR.findall(sample)
    high = len(_HIGH.findall(sample))
    return len(pairs) >= 2 and high >= 2 * len(pairs) - 1 and high <= 2 * len(pairs) + 1 and _share_gb(sample) > 0.6


def _guess(data: bytes, notes: Notes) -> str:
    text = _strict(data, "utf-8")
    if text is not None and not _is_utf8_by_accident(data):
        return text
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and (wide := _strict(data, "utf-16")) is not None:
        return wide
    if (mended := _mended(data, "utf-8")) is not None:
        notes.add(Problem.CHARSET_DAMAGED)
        return mended
    sample = data[:_SAMPLE]
    gb, big5 = _share_gb(sample), _share(sample, _BIG5_PAIR, _BIG5_COMMON)
    for codec, share, rival in (("gb18030", gb, big5), ("big5hkscs", big5, gb)):
        if share >= 0.5 and share >= rival and (found := _strict(data, codec) or _mended(data, codec)):
            return found
    return _guess_by_statistics(data)


def _guess_by_statistics(data: bytes) -> str:
    if len(_HIGH.findall(data[:_SAMPLE])) >= 8:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - large; few mails ever come to this

        best = from_bytes(data[:_SAMPLE], cp_isolation=_SUSPECTS).best()
        if best is not None:
            return data.decode(best.encoding, "replace")
    text = _strict(data, "cp1252")
    return text if text is not None else data.decode("latin-1")


def _is_utf8_by_accident(data: bytes) -> bool:
    """GBK characters such as 模 (C4 A3) happen to be UTF-8 letters; a mix of scripts gives the accident away."""
    if _UTF8_LONG_LEAD.search(data):
        return False
    leads = {lead[0] for lead in _UTF8_SHORT_LEADS.findall(data[:_SAMPLE])}
    scripts = {"latin" if lead < 0xCC else (lead - 0xC0) >> 2 for lead in leads}
    return len(scripts) > 1 and _share_gb(data[:_SAMPLE]) > 0.8


def _share_gb(sample: bytes) -> float:
    return _share(sample, _GB_PAIR, _GB_COMMON)


def _share(sample: bytes, pair: re.Pattern[bytes], common: re.Pattern[bytes]) -> float:
    """How many of the double-byte characters are everyday ones, 0..1."""
    pairs = pair.findall(sample)
    return sum(1 for each in pairs if common.match(each)) / len(pairs) if pairs else 0.0


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _mended(data: bytes, codec: str) -> str | None:
    """The text with marks for a few broken bytes (cut off mid-character, a stray byte); None when much is broken."""
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    # Only the characters outside ASCII say anything about the charset.
    read = len(text) - broken - len(data.translate(None, _HIGH_BYTES))
    return text if broken <= read // 10 + bool(_LONG_CHARACTER.search(text)) else None
