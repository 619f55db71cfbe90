"""A second list of short queries, over other pictures than the first: written by looking at them, before any was searched.

It is for measuring, once after a change to search has been settled on the first list, and is never tuned to.
"""

from __future__ import annotations

from pathlib import Path

from tests.quality.short_queries import NOTHING, ShortQuery

BLIND_QUERIES = (
    ShortQuery(
        "dog",
        frozenset(
            {
                "1009434119_febe49276a",
                "1032122270_ea6f0beedb",
                "1057251835_6ded4ada9c",
                "1095580424_76f0aa8a3e",
                "1110208841_5bb6806afe",
                "1131800850_89c7ffd477",
                "1240297429_c36ae0c58f",
                "1359101233_16c2c150e3",
                "1957371533_62bc720bac",
            }
        ),
    ),
    ShortQuery(
        "dogs playing in a field",
        frozenset({"1009434119_febe49276a", "1032122270_ea6f0beedb", "1240297429_c36ae0c58f", "1359101233_16c2c150e3"}),
    ),
    ShortQuery("dog on the beach", frozenset({"1057251835_6ded4ada9c"})),
    ShortQuery(
        "two people talking",
        frozenset(
            {
                "1082379191_ec1e53f996",
                "138705546_be7a6845dd",
                "1417882092_c94c251eb3",
                "1732217138_aa0199ef87",
                "191003287_2915c11d8e",
            }
        ),
    ),
    ShortQuery("kayak", frozenset({"145721498_a27d2db576", "1473080948_bae2925dc8"})),
    ShortQuery("yellow kayak", frozenset({"1473080948_bae2925dc8"})),
    ShortQuery("rock climber", frozenset({"140377584_12bdbdf2f8", "143688205_630813a466", "1663751778_90501966f0"})),
    ShortQuery("scuba diver", frozenset({"1480712062_32a61ad4b7"})),
    ShortQuery("baby", frozenset({"2060031241_a3ae7a06bb", "2095007523_591f255708"})),
    ShortQuery("boxing match", frozenset({"1991806812_065f747689"})),
    ShortQuery("snow", frozenset({"2052702658_da1204f6d1"})),
    ShortQuery("off-road car", frozenset({"1466307485_5e6743332e", "2088460083_42ee8a595a"})),
    ShortQuery("motorcycle on rocks", frozenset({"152029243_b3582c36fa"})),
    ShortQuery("beach", frozenset({"1057251835_6ded4ada9c", "1277743944_f4e8c78403", "1352410176_af6b139734"})),
    ShortQuery("boy running", frozenset({"1277743944_f4e8c78403", "1337792872_d01a390b33", "2021671653_567395c7cf"})),
    ShortQuery(
        "people by a lake",
        frozenset({"1082379191_ec1e53f996", "138705546_be7a6845dd", "186890605_ddff5b694e", "2068403258_2669cf9763"}),
    ),
    ShortQuery("fountain", frozenset({"1317292658_ba29330a0b", "1683444418_815f660379"})),
    ShortQuery("woman with a necklace", frozenset({"160541986_d5be2ab4c1"})),
    ShortQuery("children swimming in a river", frozenset({"2068403258_2669cf9763"})),
    ShortQuery("baseball cap", frozenset({"118309463_a532b75be9", "1417882092_c94c251eb3"})),
    ShortQuery("man in a red jacket", frozenset({"1394620454_bf708cc501", "152029243_b3582c36fa", "2052702658_da1204f6d1"})),
    ShortQuery("test pattern", frozenset({"av1_video", "h265_10bits"})),
    ShortQuery("airport", NOTHING),
    ShortQuery("elephant", NOTHING),
    ShortQuery("violin", NOTHING),
    ShortQuery("cooking pasta", NOTHING),
)

PHOTOS = "media/captions500/images"
"""The folder of photographs: of those in order of their names, every tenth from the fifth on."""

EVERY, FIRST = 10, 4
BLIND_CLIPS = ("media/video/av1_video.mkv", "media/video/h265_10bits.mp4")


def blind_pictures(shared: Path) -> list[Path]:
    """Return what the queries are asked over."""
    photos = sorted((shared / PHOTOS).iterdir())[FIRST::EVERY]
    return [*photos, *(shared / clip for clip in BLIND_CLIPS)]
