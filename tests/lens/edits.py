"""What people and their tools do to a document: text and a source of chance -> the text after it. A table."""

import random
import re

import mdformat

ITEM = re.compile(r"^( *)([-*+]|\d+[.)]) (.*)$")
ROW = re.compile(r"^\|.*\|$")


def _lines(text):
    return text.split("\n")


def _pick(chance, places):
    return chance.choice(places) if places else None


def _in_code(lines):
    inside, out = False, set()
    for n, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            inside = not inside
            out.add(n)
        elif inside:
            out.add(n)
    return out


def _at(text, chance, pattern, change):
    """Change one line that looks like `pattern`, outside code."""
    lines = _lines(text)
    code = _in_code(lines)
    n = _pick(chance, [n for n, line in enumerate(lines) if n not in code and re.search(pattern, line)])
    if n is not None:
        lines[n : n + 1] = change(lines[n])
    return "\n".join(lines)


def reword(text, chance):
    return _at(text, chance, r"^[A-Za-z][a-z]+ .*[a-z]$", lambda line: [line + " indeed"])


def add_item(text, chance):
    def change(line):
        indent, mark, _ = ITEM.match(line).groups()
        return [line, f"{indent}{mark} one more thing"]

    return _at(text, chance, r"^ *(?:[-*+]|\d+[.)]) [^\[]", change)


def remove_item(text, chance):
    return _at(text, chance, r"^(?:[-*+]|\d+[.)]) ", lambda line: [])


def add_row(text, chance):
    return _at(text, chance, r"^\| *[^-| ][^|]*\|[^-]*$", lambda line: [line, re.sub(r"[^|]+", " new ", line)])


def tick(text, chance):
    return _at(text, chance, r"^ *[-*+] \[[ x]\]", lambda line: [re.sub(r"\[[ x]\]", "[X]", line, count=1)])


def add_note(text, chance):
    return _at(text, chance, r"^$", lambda line: ["", "Jo: we should talk about this.", ""])


def add_section(text, chance):
    return _at(text, chance, r"^## ", lambda line: ["## Parking lot", "", "- later", "", line])


def add_sub_item(text, chance):
    return _at(text, chance, r"^[-*+] ", lambda line: [line, "  - and a remark"])


def move_section(text, chance):
    parts = re.split(r"(?m)^(?=## )", text)
    if len(parts) < 4 or "```" in text:
        return text
    n = chance.randrange(1, len(parts) - 2)
    parts[n], parts[n + 1] = parts[n + 1], parts[n]
    return "".join(parts)


def repeat_section(text, chance):
    parts = re.split(r"(?m)^(?=#### |### )", text)
    n = _pick(chance, [n for n, part in enumerate(parts) if re.match(r"#+ \D*\d", part) and "\n## " not in part])
    return "".join(parts[: n + 1] + parts[n:]) if n is not None else text


def other_bullets(text, chance):
    return "\n".join(re.sub(r"^( *)- ", r"\1* ", line) for line in _lines(text))


def rewrap(text, chance):
    def change(line):
        words = line.split(" ")
        half = len(words) // 2
        return [" ".join(words[:half]), " ".join(words[half:])]

    return _at(text, chance, r"^[A-Za-z]+(?: [a-z(][\w,()]*){5,}$", change)


def delete_label(text, chance):
    return _at(text, chance, r"^\*\*[^*]+\*\*: ", lambda line: [])


def swap_columns(text, chance):
    def change(line):
        cells = re.split(r"(?<!\\)\|", line)
        cells[1], cells[2] = cells[2], cells[1]
        return "|".join(cells)

    lines = _lines(text)
    code = _in_code(lines)
    return "\n".join(
        change(x) if ROW.match(x) and n not in code and x.count("|") > 2 else x for n, x in enumerate(lines)
    )


def windows_line_ends(text, chance):
    return text.replace("\n", "\r\n")


def trailing_blanks(text, chance):
    return _at(text, chance, r"\S$", lambda line: [line + " "])


def more_blank_lines(text, chance):
    return _at(text, chance, r"^$", lambda line: ["", "", ""])


def no_last_line_end(text, chance):
    return text.rstrip("\n")


def deeper(text, chance):
    return "\n".join(
        "#" + x if x.startswith("##") and n not in _in_code(_lines(text)) else x for n, x in enumerate(_lines(text))
    )


def by_mdformat(text, chance):
    """Other bullets, escapes, widths of tables, blank lines, hard breaks: what a common formatter does to a file."""
    return mdformat.text(text, extensions={"gfm", "frontmatter"})


EDITS = {
    edit.__name__: edit
    for edit in (
        reword,
        add_item,
        remove_item,
        add_row,
        tick,
        add_note,
        add_section,
        add_sub_item,
        move_section,
        repeat_section,
        other_bullets,
        rewrap,
        delete_label,
        swap_columns,
        windows_line_ends,
        trailing_blanks,
        more_blank_lines,
        no_last_line_end,
        deeper,
        by_mdformat,
    )
}


def edited(text, names, seed):
    """The text after some edits; line ends change last."""
    chance = random.Random(seed)
    for name in sorted(names, key=lambda name: name == "windows_line_ends"):
        text = EDITS[name](text, chance)
    return text
