from __future__ import annotations

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, build_schema

from graph import errors
from schema.print import PATH, sdl
from schema.results import ProblemCode
from schema.root import schema

SKETCHED = """
  Query: asset entities analysisRun me modelVersions node nodes project projects search systemStatus
  Mutation: analyze cancelRun createProject ingest
  Subscription: analysisProgress
  Project: id key name myRole assets entities
  Asset: id name kind project latest versions tags version
  Version: id number asset sha256 media representations shots tracks runs analysis
  MediaInfo: container videoCodec audioCodec width height pixelAspect rotation frameRate variableFrameRate frames range
    startTimecode colour audioChannels sampleRate warnings
  Representation: role url mimeType width height bytes
  Shot: id index range version transitionIn keyframes labels tracks entities similar provenance
  Track: id label confidence range bestFrame bestBox detections entity shot provenance
  Entity: id kind name appearances coAppearsWith version
  Provenance: run modelVersions parameters inputSha256 frames
  ModelVersion: id model weightsSha256 preprocessing aliases source
  AnalysisRun: id status version modelVersions parameters startedAt finishedAt device metrics error
  SearchConnection: edges pageInfo noGoodMatch searched
  SearchHit: shot keyframe range score relevance why
  AnalysisProgress: run stage done total framesPerSecond eta
  FrameRange: start end startTimecode endTimecode seconds
  CreateProjectPayload: project problems clientMutationId
  IngestPayload: asset version created run problems clientMutationId
  SystemStatus: ready engine queueDepth indexLag modelProfile parts champions
"""


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert PATH.read_text() == sdl(), "run: make schema"


def test_every_type_field_argument_and_enum_value_is_described() -> None:
    missing = []
    for name, kind in build_schema(sdl()).type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        parts = {name: kind.description}
        if isinstance(kind, GraphQLEnumType):
            parts |= {f"{name}.{value}": found.description for value, found in kind.values.items()}
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, found in kind.fields.items():
                parts[f"{name}.{field}"] = found.description
                arguments = getattr(found, "args", {})
                parts |= {f"{name}.{field}({of}:)": argument.description for of, argument in arguments.items()}
        missing += [part for part, description in parts.items() if not description]
    assert missing == []


def test_what_the_sketch_names_is_there() -> None:
    types = build_schema(sdl()).type_map
    absent = []
    for line in SKETCHED.strip().replace("\n    ", " ").splitlines():
        name, _, fields = line.strip().partition(":")
        kind = types[name]
        assert isinstance(kind, GraphQLObjectType)
        absent += [f"{name}.{field}" for field in fields.split() if field not in kind.fields]
    assert absent == []


def test_every_error_of_the_graph_has_a_problem_code() -> None:
    def codes(kind: type[errors.ReelgraphError]) -> set[str]:
        own = {kind.code} if "code" in vars(kind) else set()
        return own.union(*(codes(child) for child in kind.__subclasses__()))

    assert codes(errors.ReelgraphError) == {code.name for code in ProblemCode}


def test_errors_do_not_guess_at_names() -> None:
    assert schema.config.disable_field_suggestions
