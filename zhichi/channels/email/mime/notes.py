"""What was odd about a message, collected while it is read, and the bounds that keep reading it cheap."""

from __future__ import annotations

from enum import StrEnum

# Bounds on hostile input. What lies beyond them stays in the stored original and is named in `problems`.
MAX_HEADER_BYTES = 512 * 1024
MAX_HEADERS = 1_000
MAX_VALUE_BYTES = 128 * 1024
MAX_ADDRESSES = 1_000
MAX_REFERENCES = 100
MAX_PARTS = 1_000
MAX_DEPTH = 30
MAX_BODY_PARTS = 50
MAX_BODY_CHARS = 2_000_000
MAX_HTML_CHARS_READ_AS_TEXT = 1_000_000
MAX_SUBJECT_CHARS = 1_000
MAX_NAME_CHARS = 200
MAX_MESSAGE_ID_CHARS = 998


class Problem(StrEnum):
    """Closed list of what `InboundMail.problems` may hold; each one gets its wording where it is shown."""

    EMPTY = "empty"
    HEADERS_CUT = "headers_cut"
    HEADER_CUT = "header_cut"
    HEADER_MALFORMED = "header_malformed"
    HEADER_RAW_8BIT = "header_raw_8bit"
    FROM_MISSING = "from_missing"
    FROM_INVALID = "from_invalid"
    FROM_REPEATED = "from_repeated"
    ADDRESSES_CUT = "addresses_cut"
    DATE_MISSING = "date_missing"
    DATE_INVALID = "date_invalid"
    MESSAGE_ID_MISSING = "message_id_missing"
    REFERENCES_CUT = "references_cut"
    CHARSET_UNDECLARED = "charset_undeclared"
    CHARSET_UNKNOWN = "charset_unknown"
    CHARSET_WRONG = "charset_wrong"
    CHARSET_DAMAGED = "charset_damaged"
    ENCODING_UNKNOWN = "encoding_unknown"
    BASE64_DAMAGED = "base64_damaged"
    BOUNDARY_MISSING = "boundary_missing"
    MULTIPART_UNCLOSED = "multipart_unclosed"
    PARTS_CUT = "parts_cut"
    DEPTH_CUT = "depth_cut"
    BODY_CUT = "body_cut"
    ENVELOPE_DAMAGED = "envelope_damaged"
    PARSER_FAILED = "parser_failed"


class Notes:
    """Problems in the order they were met, each once."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[Problem, None] = {}

    def add(self, problem: Problem) -> None:
        """Remember one problem."""
        self._seen[problem] = None

    def as_tuple(self) -> tuple[str, ...]:
        """The codes as plain strings."""
        return tuple(problem.value for problem in self._seen)
