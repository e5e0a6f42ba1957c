"""Files and texts from outside: which encodings are read, what is refused, what was spoilt on its way here."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ...errors import Diagnostic, InvalidTemplateError, NotFoundError, PlanformError

LONGEST = 20_000_000  # characters; beyond it nobody meant a template or a plan
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
SAMPLE, SAMPLE_SHARE = 65_536, 0.1  # characters that are looked at, and how many of them may be control characters

Refusal = type[PlanformError]


def read_text(path: Path, refusal: Refusal = InvalidTemplateError) -> str:
    """The text of a file, its line ends and its byte order mark as they are.

    UTF-8 is read with or without a byte order mark, UTF-16 with one, which goes: what is written is UTF-8.

    Args:
        path: the file.
        refusal: the error to raise where it cannot be read.

    Raises:
        NotFoundError: no such file.
        PlanformError: it is no text, in another encoding or far too large; of the kind `refusal`.
    """
    try:
        if path.exists() and not path.is_file():
            raise refusal("is no file", path=path)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError("no such file", path=path) from error
    except OSError as error:
        raise refusal(f"cannot be read: {error.strerror or error}", path=path) from error
    text = _decoded(data, refusal, path)
    check_text(text, refusal, path)
    return text


def check_text(text: str, refusal: Refusal = InvalidTemplateError, path: str | Path = "") -> None:
    """Refuse what is no text, or more than anybody writes.

    Raises:
        PlanformError: of the kind `refusal`, with the line.
    """
    if len(text) > LONGEST:
        raise refusal(f"has {len(text):,} characters; {LONGEST:,} are the most", path=path)
    if (place := text.find("\0")) >= 0:
        raise refusal("holds a NUL character: this is no Markdown file", path=path, line=line_at(text, place))
    controls = CONTROL.findall(text, 0, SAMPLE)
    if len(controls) > SAMPLE_SHARE * min(len(text), SAMPLE):
        line = line_at(text, text.index(controls[0]))
        raise refusal(f"is full of control characters (U+{ord(controls[0]):04X}): no text file", path=path, line=line)


def line_at(text: str, place: int) -> int:
    """The line of a character, counted from 1, whatever the line ends."""
    before = text[:place]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def _decoded(data: bytes, refusal: Refusal, path: Path) -> str:
    if data.startswith(UTF_32):
        raise refusal("is UTF-32 text; save it as UTF-8", path=path)
    encoding = "utf-16" if data.startswith(UTF_16) else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise refusal("holds NUL bytes: this is no text file, or UTF-16 without its mark", path=path) from error
        line = line_at(data[: error.start].decode(encoding, "replace"), error.start)
        seen = f"byte 0x{data[error.start]:02X}" if error.start < len(data) else "its end"
        message = f"is not {encoding.upper()} text ({seen}); save it as UTF-8"
        raise refusal(message, path=path, line=line) from error


# --- what was spoilt --------------------------------------------------------------------------------------------------

# A letter of UTF-8 read as Windows-1252: its first byte shows as one of these, the others as signs
SPOILT = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2018-\u203a\u20ac\u2122]"  # two bytes: é, ü, ß
    "|â[\u0080-\u00bf€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # three: ’, –, …
    "|ð[\u0080-\u00bfŸ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ï¿½|\ufffd"  # four: emoji; lost altogether
)
MOST_SHOWN = 20  # lines; a spoilt file is spoilt everywhere


def mojibake(text: str, path: str = "") -> list[Diagnostic]:
    """Letters that were spoilt when the text was saved in one encoding and read in another, one message a line."""
    out: list[Diagnostic] = []
    lines = re.split(r"\r\n|\r|\n", text)
    for n, line in enumerate(lines, 1):
        m = SPOILT.search(line)
        if m and len(out) < MOST_SHOWN:
            out.append(Diagnostic("mojibake", _told(m[0]), path, n))
    return out


def _told(seen: str) -> str:
    if seen in ("\ufffd", "ï¿½"):
        return "a letter was lost here (U+FFFD): the text was saved in another encoding; write it anew"
    return f"{seen!r} is {_meant(seen)}: UTF-8 read as Windows-1252; save the original as UTF-8"


def _meant(seen: str) -> str:
    """The letter that was meant, as far as its bytes are all here."""
    data = b"".join(_byte(c) for c in seen)
    meant = data.decode("utf-8", "ignore")
    return f"{meant!r} spoilt" if meant else "a spoilt letter"


def _byte(c: str) -> bytes:
    try:
        return c.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(c)]) if ord(c) < 256 else b""
