"""The one spelling, its tokens, and where a word stands in the text as it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.excerpts import Piece, excerpt, marked
from casebook.search.words import composed, is_exact, spelt, terms, tokens

# Letters with and without blanks, digits, signs, marks that join, what cannot be seen, and what unfolds.
CHARACTERS = "停电水管组3９aＢß一二〇々カがハﾊﾞ①½ﬁé.，_ -'\"*\u0301\u200b\u00ad\ud7a3\U0002000bİ"
TEXTS = st.text(CHARACTERS, max_size=40)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("停电", "停电"),
        ("停电，3小时", "停电 _3_小时"),
        ("ＵＰＳ坏了", "_ups_坏了"),
        ("Ab-1  2", "_ab_ _1_ _2_"),
        ("停\x00电", "停 电"),
        ("a_b", "_a_ _b_"),
        ("e\u0301té", "_été_"),
        ("停\u200b电", "停电"),
    ],
)
def test_a_text_is_brought_to_the_one_spelling(text: str, spelling: str) -> None:
    assert spelt(composed(text)).text == spelling


def test_writing_without_blanks_is_cut_into_pairs_and_words_are_kept_whole() -> None:
    assert tokens(spelt("晚9点停电UPS坏").text) == {"9", "点停", "停电", "ups"}
    assert tokens(spelt("水").text) == frozenset()
    assert tokens(spelt("a" * 100).text) == {"a" * 40}


@pytest.mark.parametrize(
    ("term", "exact"),
    [("停电", True), ("_ups_", True), ("停电了", False), ("晚_9_", False), ("水", False), (f"_{'a' * 40}_", False)],
)
def test_what_a_single_token_answers_is_not_checked_again(term: str, exact: bool) -> None:
    assert is_exact(term) == exact


@given(TEXTS)
def test_every_character_has_its_place(text: str) -> None:
    plain = composed(text)
    spelling = spelt(plain)
    assert len(spelling.text) == len(spelling.places)
    assert all(0 <= place < len(plain) for place in spelling.places)
    assert list(spelling.places) == sorted(spelling.places)


@given(TEXTS, TEXTS)
def test_a_text_with_a_term_has_all_its_tokens(text: str, word: str) -> None:
    """Else the index would lose what a plain look finds; and an exact term needs no look."""
    spelling = spelt(composed(text)).text
    for term in terms(word):
        if term in spelling:
            assert tokens(term) <= tokens(spelling)
        if is_exact(term):
            assert (tokens(term) <= tokens(spelling)) == (term in spelling)


@given(TEXTS, TEXTS)
def test_marks_change_no_letter_of_a_text(text: str, word: str) -> None:
    pieces = marked(text, terms(word))
    assert "".join(piece.text for piece in pieces) == composed(text)
    assert any(piece.found for piece in pieces) == any(term in spelt(composed(text)).text for term in terms(word))


def test_a_word_is_marked_as_it_was_written() -> None:
    assert marked("３组ＵＰＳ停电", terms("ups停电")) == (Piece("３组"), Piece("ＵＰＳ停电", found=True))
    assert marked("停电停电", terms("停电")) == (Piece("停电停电", found=True),)


def test_an_excerpt_shows_what_stands_around() -> None:
    text = "一" * 200 + "停电" + "二" * 200
    found = excerpt("note", text, terms("停电"))
    assert found is not None
    assert [piece.text for piece in found.pieces] == ["…", "一" * 24, "停电", "二" * 64, "…"]
    assert excerpt("note", text, terms("来水")) is None


@given(TEXTS)
def test_terms_are_letters_digits_and_edges(text: str) -> None:
    """So a token can be quoted in a query whatever was typed."""
    for term in terms(text):
        for char in term:
            assert char == "_" or char.isalnum() or unicodedata.category(char).startswith("M")
