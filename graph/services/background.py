"""Queries about nothing in particular: what a library answers to them is the background that a match must rise above."""

from __future__ import annotations

_THINGS = """
accordion; acorn; anchor; apron; asphalt; attic; axe; bagpipes; balcony; bandage; banjo; barrel; basket; bathtub;
battery; bell; bench; binoculars; blanket; bolt; bonfire; bookshelf; bottle opener; bracelet; brick wall; bridge;
broom; bubble; bucket; bulldozer; button; cactus; calculator; candle; canoe; carpet; cashier; castle; cauliflower;
cello; cemetery; chandelier; cheese; chess; chimney; chocolate; church; cigar; cinema; circus; clarinet; cliff; clock
tower; cloud; coal; coin; compass; concert; concrete; construction site; coral; corn field; corridor; cotton;
courtroom; cradle; crane; crown; cucumber; curtain; dam; dentist; desert; diamond; dice; dinosaur; dolphin; doorbell;
drum; dust; eclipse; egg; electricity pylon; elevator; embroidery; engine; envelope; explosion; eyelash; factory; fan;
farm; feather; fence; ferris wheel; fireworks; flag; flood; flute; fog; football stadium; fountain; frost; garage;
garlic; gate; glacier; glass; globe; glove; gold; grave; guitar; gymnastics; hail; hammer; hammock; handshake;
harbour; harp; helmet; hinge; honey; hospital; hotel room; ice rink; iceberg; icicle; ink; iron; island; jar;
jellyfish; jewel; jungle; kettle; keyboard; kite; kitchen; knitting; ladder; lake; lamp; lantern; laundry; lava;
leather; letter; library; lightning; lighthouse; lipstick; lobster; lock; magnet; map; marble; market; mask; match;
meadow; medal; microscope; milk; mirror; money; moon; mosaic; moss; motorway; mushroom; nail; necklace; needle;
newspaper; notebook; oak; oar; ocean; octopus; office; oil; olive; orchestra; oven; paint; palace; pancake; paper;
parachute; parade; parking lot; path; pearl; pencil; pepper; piano; pillow; pipe; planet; plaster; playground; pond;
poster; pottery; powder; prison; pumpkin; puzzle; pyramid; radio; railway; rain; rainbow; restaurant; ribbon; rice;
ring; river; road; robot; rocket; roof; rope; ruin; rust; saddle; salt; sand; sandcastle; satellite; saw; scarf;
school; scissors; sculpture; sewing machine; shadow; shell; shelf; shield; shower; silk; skeleton; ski slope;
skyscraper; slide; smoke; snail; snow; soap; sock; spice; spider web; spoon; staircase; stamp; star; statue; steam;
stone; storm; suitcase; sunflower; sunset; supermarket; swamp; sword; syringe; telescope; temple; tent; test tube;
theatre; thread; throne; thunder; ticket; tower; trophy; trumpet; tunnel; typewriter; umbrella; vase; velvet;
vineyard; violin; volcano; wall; watch; water tap; waterfall; wave; wax; wedding; well; whale; wheat; wheel; whistle;
wind turbine; window; wine; wood; workshop; yarn; yacht; zip
"""

_SENTENCES = """
a bowl of hot soup on a table; a crowd in front of a stage at night; an old map pinned to a wall; a hand turning a
key; a close-up of an eye; a row of empty seats; someone pouring tea; a teacher at a blackboard; a nurse with a
syringe; two chess players; a couple dancing; a man repairing an engine; a woman painting a fence; children on a
swing; a baker taking bread from an oven; a swimmer under water; a goalkeeper catching a ball; a climber on a rope; a
soldier saluting; a judge in a courtroom; a choir singing; a runner crossing the finish line; a surgeon at work; a
fisherman with a net; a violinist on a stage; rain on a window; snow falling on a village; waves breaking on rocks; a
storm over the sea; the sun rising behind mountains; stars moving over a desert; smoke rising from a chimney; leaves
blowing along a street; ice melting on a river; a waterfall in the jungle; a narrow street at night; an empty
corridor; a busy kitchen; a crowded market; a train leaving a station; a ship in a harbour; an aeroplane taking off; a
helicopter above a city; a bicycle against a wall; a lorry on a motorway; a tractor in a field; cows in a meadow; a
horse jumping a fence; a cat asleep on a sofa; a dog catching a stick; fish around a coral reef; an eagle above a
cliff; a snake in the grass; bees on a flower; a spider in its web; a graph with rising numbers; white text on a black
screen; a logo on a plain ground; a hand-drawn animation; an old black and white film; red; green; blue; yellow;
darkness; bright light; silence; happiness; anger; an argument; a celebration; a mistake; the past; mathematics;
justice; speed; danger; a slow morning; a long journey; an interview; a lecture; breaking news; a weather forecast; an
advertisement; the end credits
"""


def background_queries() -> tuple[str, ...]:
    """Return the fixed set, some four hundred things, doings and notions, in a fixed order."""
    return tuple(" ".join(query.split()) for query in f"{_THINGS};{_SENTENCES}".split(";"))
