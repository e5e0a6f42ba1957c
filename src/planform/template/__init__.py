"""Markdown templates compiled into fields: what a person fills in, of which kind, in which group, with which role."""

from ._align import align
from ._blanks import Blank, Flag, Lit, Num, Seg, blanks, is_more, literal_words, parse, spell, words
from ._blocks import Block
from ._catalog import Catalog, Entry, data_folder
from ._compiled import CompiledTemplate, compile_text
from ._fields import Field, flatten
from ._kinds import KINDS, Kind, clean, to_date, to_number
from ._labels import HELD, label_of
from ._lookup import ITEMS, Names, anywhere, fold
from ._outline import UNFRAMED, outline
from ._overrides import beside
from ._patterns import Node
from ._roles import COMMON
from ._source import ENTRY, MASK, Source, cut, front_matter
from ._text import check_text, mojibake, read_text
from ._vocabulary import terms
from ._wording import heading_words, human

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
