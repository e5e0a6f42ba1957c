"""Coverage-guided fuzzing of the compiler: ``python tests/fuzz/fuzz_compile.py [CORPUS] -max_total_time=1800``.

It needs atheris, which is no dependency of the project, and is no part of ``make test``. What it finds becomes a case
in ``tests/test_compile_robust.py``. A text compiles, or is refused by an error that people can read; nothing else may
happen, and what was compiled gives its own text back.
"""

import sys

import atheris

with atheris.instrument_imports(include=["planform.template", "planform.document", "markdown_it"]):
    from planform.document import Lens
    from planform.errors import PlanformError
    from planform.template import compile_text

WORDS = (
    *(
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "| ",
        "|---|\n",
        "```",
        "---\n",
        "***",
        "\n\n",
        "    ",
        "\t",
        "[x]",
        "[ ] ",
        "[a b]",
    ),
    *(
        "{{A}}",
        "<b c>",
        "____",
        "**A**",
        "**A**: ",
        "A: ",
        "_a_",
        "(b c)",
        "<!-- d -->",
        "...",
        "a | b",
        "a/b",
        "YYYY-MM-DD",
    ),
    *(
        "[a](b)",
        "![a](b)",
        "[a]: #b\n",
        "`a`",
        "\\",
        "  \n",
        "\r\n",
        "\r",
        "\ufeff",
        "é",
        "字",
        "👍",
        "<details>",
        "</details>",
    ),
)


def text_of(data: bytes) -> str:
    """Bytes as Markdown: each byte is a piece of mark-up or a letter."""
    return "".join(WORDS[b] if b < len(WORDS) else chr(b) if b < 128 else chr(32 + b % 90) for b in data)


def one(data: bytes) -> None:
    """One text: as mark-up, and as it stands."""
    for text in (text_of(data), data.decode("utf-8", "replace")):
        try:
            template = compile_text(text)
        except PlanformError as error:
            assert str(error)
            continue
        lens = Lens(template)
        assert lens.render(lens.blank()) == text


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
