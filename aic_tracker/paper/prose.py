"""Markdown as the blocks that a document lays out. Read as on screens: no HTML, no picture, line breaks kept."""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from aic_tracker import markup

Block = dict[str, Any]
CONTAINERS = {"bullet_list": "list", "ordered_list": "numbered", "list_item": "item", "blockquote": "quote"}
LEAVES = {"paragraph": "paragraph", "heading": "heading"}
PLAIN = {"strong": False, "em": False, "s": False}


def blocks(text: str) -> list[Block]:
    """Paragraphs, headings, lists, quotes and code, each with its runs of text.

    Cut with a word where it would cost too much to lay out.
    """
    tokens, is_cut = markup.tokens(text)
    found = _nested(iter(tokens), "")
    return [*found, {"kind": "paragraph", "runs": [_run(markup.CUT, PLAIN | {"em": True})]}] if is_cut else found


def bullets(lines: Sequence[str]) -> list[Block]:
    """A list of plain sentences: nothing in them is markup."""
    items = [{"kind": "item", "blocks": [{"kind": "paragraph", "runs": [_run(line, PLAIN)]}]} for line in lines]
    return [{"kind": "list", "blocks": items}] if items else []


def _nested(tokens: Iterator[Token], until: str) -> list[Block]:
    found: list[Block] = []
    for token in tokens:
        if token.type == until:
            break
        name = token.type.removesuffix("_open")
        if name in CONTAINERS:
            found.append({"kind": CONTAINERS[name], "blocks": _nested(tokens, f"{name}_close")})
        elif name in LEAVES:
            inline = next(tokens)
            found.append({"kind": LEAVES[name], "runs": _runs(inline.children or [])})
        elif token.type == "table_open":
            found.append({"kind": "table", "rows": _rows(tokens)})
        elif token.type == "hr":
            found.append({"kind": "break"})
        elif token.type in ("fence", "code_block"):
            found.append({"kind": "code", "text": token.content.rstrip("\n")})
    return found


def _rows(tokens: Iterator[Token]) -> list[list[list[Block]]]:
    """Runs by cell by row, the head first."""
    rows: list[list[list[Block]]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_runs(token.children or []))
    return rows


def _runs(tokens: Sequence[Token]) -> list[Block]:
    """Text with its emphasis. A link shows its address beside its words: paper cannot be clicked."""
    runs: list[Block] = []
    style = dict(PLAIN)
    links: list[tuple[str, int]] = []
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        if name in style:
            style[name] = edge == "open"
        elif token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(runs)))
        elif token.type == "link_close":
            address, start = links.pop()
            if "".join(run["text"] for run in runs[start:]) != address:
                runs.append(_run(f" ({address})", style))
        elif token.type in ("softbreak", "hardbreak"):
            runs.append(_run("\n", style))
        elif token.content:
            runs.append(_run(token.content, style, code=token.type == "code_inline"))
    return runs


def _run(text: str, style: dict[str, bool], *, code: bool = False) -> Block:
    return {"text": text, "strong": style["strong"], "em": style["em"], "struck": style["s"], "code": code}
