"""How contents and answers travel over SMTP. Pure."""

import re


def reply_text(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = "".join(c if c.isprintable() else " " for c in words)
    return f"{code} {' '.join(words.split())}"[:200]


def stuffed(content: bytes) -> bytes:
    """Lines ended by CR LF, leading dots doubled (RFC 5321 section 4.5.2), without the final dot."""
    content = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", content)
