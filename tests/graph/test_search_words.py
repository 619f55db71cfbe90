"""Words against words: plurals, kin, names of several words, names written together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.services.words import Query, kinship, match_label, match_name, stem, words_of


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("cars", "car"),
        ("people", "person"),
        ("butterflies", "butterfly"),
        ("buses", "bus"),
        ("bus", "bus"),
        ("horses", "horse"),
        ("glasses", "glass"),
        ("boxes", "box"),
        ("leaves", "leaf"),
        ("grass", "grass"),
        ("tennis", "tennis"),
        ("Women", "woman"),
    ],
)
def test_plurals_have_the_stem_of_their_singular(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular) == singular


@given(st.text(max_size=60))
def test_any_text_is_a_query_that_matches_itself(text: str) -> None:
    query = Query.of(text)

    assert len(query.stems) == len(query.written)
    if query.stems:
        assert len(match_name(query, [text])) == len(query.stems)


@pytest.mark.parametrize(
    ("asked", "label", "answered"),
    [
        ("two people talking", "person", {1}),
        ("red car", "car", {1}),
        ("red sports car", "red car", {0, 2}),
        ("man in a red jacket", "red person", {0, 1}),
        ("red wall", "red car", set()),
        ("two people talking", "two people", {0, 1}),
        ("a group of people", "group of people", {0, 1}),
        ("cell phone", "cell phone", {0, 1}),
        ("phones", "cellular telephone, cellular phone, cell", {0}),
        ("a bird", "sulphur-crested cockatoo, Kakatoe galerita", {0}),
        ("vehicles", "truck", {0}),
        ("aeroplane", "airplane", {0}),
        ("fire", "fire hydrant", set()),
        ("space station", "space shuttle", set()),
        ("cat", "dog", set()),
        ("car", "scar", set()),
    ],
)
def test_labels_answer_the_words_they_mean(asked: str, label: str, answered: set[int]) -> None:
    assert set(match_label(Query.of(asked), label)) == answered


def test_a_narrower_thing_answers_more_surely_than_a_broader_one() -> None:
    assert kinship("dog", "dog") > kinship("animal", "dog") > kinship("dog", "animal") > kinship("dog", "car") == 0


def test_words_that_say_nothing_are_left_out_unless_there_is_nothing_else() -> None:
    assert Query.of("footage of the dogs").stems == ("dog",)
    assert Query.of("the who").written == ("the", "who")


def test_names_written_together_are_taken_apart() -> None:
    assert words_of("RedCars_02v3") == ["red", "car", "02", "v", "3"]
    assert set(match_name(Query.of("car chase"), ["CarChase_04"])) == {0, 1}
    assert match_name(Query.of("480p"), ["bbb_480p_30s"]) == {0: 1.0}
    assert match_name(Query.of("cock"), ["cockatoo"])[0] < 1
    assert match_name(Query.of("at"), ["cat"]) == {}
    assert match_name(Query.of("rabbit"), ["big-buck-bunny"])[0] < 1


def test_a_number_counts_only_where_something_was_counted() -> None:
    query = Query.of("two dogs")
    assert query.wanting(match_label(query, "dog")) == 1
    assert query.wanting(match_label(query, "two dogs")) == 2
    assert Query.of("several").wanting(()) == 1
