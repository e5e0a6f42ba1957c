"""Templates that nobody wrote: every convention in every place where people put one."""

from hypothesis import strategies as st

NOUNS = ("Summary", "Scope", "Approach", "Owner", "Risk", "Goal", "Decision", "Test plan", "Rollout", "Budget", "Link")
HINTS = ("what it is for", "who decides", "one sentence", "how we know", "a reason", "its name", "where it stands")
BLANKS = ("[{}]", "{{{{{}}}}}", "<{}>", "({})", "_{}_", "<!-- {} -->", "TBD", "____", "${{{}}}", "")
CHOICES = ("[Open | Closed]", "[High/Medium/Low]", "H/M/L", "Yes / No", "[A or B or C]", "YYYY-MM-DD", "[Date]")

noun, hint = st.sampled_from(NOUNS), st.sampled_from(HINTS)
blank = st.one_of(st.builds(str.format, st.sampled_from(BLANKS), hint), st.sampled_from(CHOICES))
label = st.builds(str.format, st.sampled_from(("**{}**: ", "**{}:** ", "{}: ", "_{}_: ")), noun)
labelled = st.builds("{}{}".format, label, blank)
some = st.integers(1, 3)


def lines(line, end="\n", most=4):
    return st.lists(line, min_size=1, max_size=most).map(end.join)


@st.composite
def items(draw, mark="- "):
    """A list: alike items, labelled ones, sub-items, boxes."""
    box = draw(st.sampled_from(("", "", "[ ] ")))
    shape = draw(
        st.sampled_from(("[{hint} {n}]", "**[{hint} {n}]**: [more]", "[{hint}] - [more]", "{words}", "{field}"))
    )
    below = draw(st.sampled_from(("", "", "{pad}- [{hint}]", "{pad}- **{noun}**: [{hint}]")))
    out = []
    for n in range(1, draw(some) + 1):
        parts = {"hint": draw(hint), "noun": draw(noun), "n": n, "words": draw(hint), "field": draw(labelled)}
        bullet = mark.format(n=n)
        out.append(bullet + box + shape.format(**parts))
        out += [below.format(pad=" " * len(bullet), **parts)] if below else []
    more = draw(st.sampled_from(("", "", "", mark.format(n=9) + "...", "[Add more as needed]")))
    return "\n".join([*out, *([more] if more else [])])


@st.composite
def table(draw):
    names = draw(st.lists(noun, min_size=2, max_size=4, unique=True))
    labels = draw(st.booleans())
    rows = [[draw(noun) if labels and k == 0 else draw(blank) for k in range(len(names))] for _ in range(draw(some))]
    cells = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in cells)


@st.composite
def fence(draw):
    return f"```{draw(st.sampled_from(('', 'bash', 'json')))}\n{draw(lines(blank.map(lambda b: f'run {b}')))}\n```"


body = st.one_of(
    blank,
    hint.map(lambda h: f"{h.capitalize()}."),
    labelled,
    lines(labelled, "  \n"),
    lines(labelled),
    items(),
    items("* "),
    items("{n}. "),
    st.builds("{}\n\n{}".format, label.map(str.rstrip), items()),
    st.builds("{}\n{}".format, label.map(str.rstrip), items()),
    table(),
    fence(),
    st.builds("{}\n\n{}".format, label.map(str.rstrip), fence()),
    hint.map("> {}".format),
    st.just("---"),
    hint.map("<!-- {} -->".format),
)
parts = st.lists(body, max_size=3).map("\n\n".join)


@st.composite
def repeated(draw, hashes):
    name, inside, gap = draw(noun), draw(parts), "\n\n"
    form = draw(st.sampled_from(("{name} {n}: [{hint}]", "{n}. [{hint} {n}]", "[{hint} {n}]", "{name} {n}")))
    return gap.join(
        f"{hashes} {form.format(name=name, n=n, hint=draw(hint))}{gap}{inside}".rstrip()
        for n in range(1, draw(some) + 1)
    )


@st.composite
def section(draw, level=2):
    heading = draw(st.one_of(noun, noun, st.builds("{} {}".format, noun, blank), st.just("[Name of it]")))
    inside = [draw(parts)]
    if level < 4:
        inside += draw(st.lists(st.one_of(section(level + 1), repeated("#" * (level + 1))), max_size=2))
    return "\n\n".join([f"{'#' * level} {heading}".rstrip(), *(part for part in inside if part)])


@st.composite
def templates(draw):
    """Front matter or none, a title or none, sections, a footer or none."""
    front = draw(st.sampled_from(("", "", "", "---\nstatus: draft\n---\n\n")))
    title = draw(st.sampled_from(("# [Title]\n\n", "# Plan: {{NAME}}\n\n", "# Plan\n\n", "")))
    top = draw(parts)
    sections = draw(st.lists(section(), max_size=4))
    footer = draw(st.sampled_from(("", "", "\n\n---\n\n**Reviewed**: [Date]")))
    text = "\n\n".join(part for part in (top, *sections) if part)
    return f"{front}{title}{text}{footer}".rstrip() + "\n"
