"""Markdown templates compiled into fields: what a person fills in, of which kind, in which group, with which role."""

from ._catalog import Catalog, Entry, data_folder
from ._compiled import CompiledTemplate, compile_text
from .blanks._blanks import Blank, Flag, Lit, Num, Seg, blanks, is_more, literal_words, parse, spell, words
from .blocks._blocks import Block
from .blocks._outline import UNFRAMED, outline
from .overrides._lookup import ITEMS, Names, anywhere, fold
from .overrides._overrides import beside
from .patterns._align import align
from .patterns._labels import HELD, label_of
from .patterns._patterns import Node
from .patterns._wording import heading_words, human
from .text._source import ENTRY, MASK, Source, cut, front_matter
from .text._text import check_text, mojibake, read_text
from .words._fields import Field, flatten
from .words._kinds import KINDS, Kind, clean, to_date, to_number
from .words._roles import COMMON
from .words._vocabulary import terms

__all__ = [
    "COMMON",
    "ENTRY",
    "HELD",
    "ITEMS",
    "KINDS",
    "MASK",
    "UNFRAMED",
    "Blank",
    "Block",
    "Catalog",
    "CompiledTemplate",
    "Entry",
    "Field",
    "Flag",
    "Kind",
    "Lit",
    "Names",
    "Node",
    "Num",
    "Seg",
    "Source",
    "align",
    "anywhere",
    "beside",
    "blanks",
    "check_text",
    "clean",
    "compile_text",
    "cut",
    "data_folder",
    "flatten",
    "fold",
    "front_matter",
    "heading_words",
    "human",
    "is_more",
    "label_of",
    "literal_words",
    "mojibake",
    "outline",
    "parse",
    "read_text",
    "spell",
    "terms",
    "to_date",
    "to_number",
    "words",
]
