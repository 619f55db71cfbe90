"""The few words of English that search knows: those that say nothing, odd plurals, synonyms, and what is a kind of what.

Deliberately small, and chosen from what detectors and classifiers call things, not from any footage.
"""

from __future__ import annotations

from collections.abc import Mapping

_SILENT = (
    "a an and any are as at be being by clip clips find footage for from give has have having his her hers i image"
    " images in is it its looking me my near of on one or over photo photos picture pictures scene scenes search"
    " shot shots show showing shows some that seen the their there these this those to under up video"
    " videos was were what where which while who with"
)
SILENT = frozenset(_SILENT.split())
"""Words of a query that no label or name needs to answer."""

NUMERALS = frozenset({"two", "three", "four", "five", "six", "group", "many", "several"})
"""Words that count things: a thing answers a query without them, and better with them."""

IRREGULAR = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "kids": "kid",
    "mice": "mouse",
    "geese": "goose",
    "feet": "foot",
    "teeth": "tooth",
    "leaves": "leaf",
    "wolves": "wolf",
    "knives": "knife",
    "loaves": "loaf",
    "calves": "calf",
    "lives": "life",
    "buses": "bus",
    "movies": "movie",
    "cookies": "cookie",
    "ties": "tie",
    "lenses": "lens",
}

_SAME = (
    "airplane aeroplane plane aircraft jet airliner",
    "bicycle bike cycle",
    "boat ship vessel",
    "car automobile auto",
    "cat kitty",
    "chicken hen",
    "couch sofa settee",
    "cup mug",
    "dog hound",
    "fridge refrigerator",
    "hare bunny rabbit",
    "man guy gentleman",
    "motorcycle motorbike",
    "person human",
    "phone cellphone telephone smartphone",
    "kid child",
    "rucksack backpack",
    "television tv telly",
    "truck lorry",
    "woman lady",
)

_NARROWER = {
    "animal": "bear bird butterfly cat chicken cow dog deer elephant fish giraffe goat horse insect lion monkey mouse pig"
    " rabbit sheep squirrel tiger wolf zebra",
    "bird": "chicken cockatoo duck eagle goose gull jay macaw ostrich owl parrot peacock pelican penguin robin swan",
    "child": "baby boy girl",
    "clothing": "coat dress hat jacket shirt suit tie",
    "dog": "beagle collie dalmatian poodle pug puppy retriever spaniel terrier",
    "cat": "kitten tabby",
    "food": "apple banana bread broccoli cake carrot donut orange pizza sandwich",
    "fruit": "apple banana lemon orange pear pineapple strawberry",
    "furniture": "bed bench chair couch desk table",
    "insect": "ant bee beetle butterfly dragonfly fly grasshopper ladybug",
    "man": "boy groom",
    "person": "actor astronaut baby boy bride child girl groom man player soldier woman",
    "pet": "cat dog rabbit",
    "plant": "flower grass tree",
    "traffic": "bus car motorcycle truck",
    "vehicle": "airplane ambulance bicycle boat bus car motorcycle taxi tractor train truck van",
    "woman": "bride girl",
}


def _related() -> dict[str, set[str]]:
    groups = [set(group.split()) for group in _SAME]
    return {word: group for group in groups for word in group}


SYNONYMS: Mapping[str, set[str]] = _related()
"""The words that mean the same as a word, itself among them."""


def _below() -> dict[str, set[str]]:
    """Return all narrower words of each, to any depth, under each synonym of the broader one."""
    direct = {word: set(narrow.split()) for word, narrow in _NARROWER.items()}

    def all_below(word: str) -> set[str]:
        return direct.get(word, set()).union(*(all_below(narrow) for narrow in direct.get(word, set())))

    return {synonym: all_below(word) for word in direct for synonym in SYNONYMS.get(word, {word})}


BELOW: Mapping[str, set[str]] = _below()
"""All that is narrower than a word."""
