"""Networks and their exact weights."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from graph.nodes import model as nodes
from graph.nodes.model import AnalysisTask
from schema.ids import encode_id
from schema.types.node import Node


@strawberry.type(description="A named network, whatever its weights.")
class Model(Node):
    """GraphQL form of ``graph.nodes.model.Model``."""

    name: str = strawberry.field(description="Its name.")
    task: AnalysisTask = strawberry.field(description="What it is asked to do.")

    @classmethod
    def of(cls, model: nodes.Model) -> Model:
        """Return ``model`` for the answer."""
        return cls(id=strawberry.ID(encode_id("Model", model.id)), name=model.name, task=model.task)


@strawberry.type(description="Exact weights, preprocessing and parameters of a model.")
class ModelVersion(Node):
    """GraphQL form of ``graph.nodes.model.ModelVersion``."""

    model: Model = strawberry.field(description="The named network.")
    weights_sha256: str = strawberry.field(description="SHA-256 of the weights.")
    preprocessing: JSON = strawberry.field(description="What is done to a picture before the network sees it.")
    parameters: JSON = strawberry.field(description="The network's own parameters, such as thresholds.")
    digest: str = strawberry.field(description="SHA-256 over model, weights, preprocessing and parameters.")
    aliases: list[str] = strawberry.field(description="Names it goes by; `champion` is the one whose answers are current.")
    source: str = strawberry.field(description="Where the weights came from.")

    @classmethod
    def of(cls, version: nodes.ModelVersion) -> ModelVersion:
        """Return ``version`` for the answer."""
        identity = version.identity
        return cls(
            id=strawberry.ID(encode_id("ModelVersion", version.id)),
            model=Model.of(nodes.Model(version.model_id, identity.name, identity.task)),
            weights_sha256=identity.weights_sha256,
            preprocessing=JSON(dict(identity.preprocessing)),
            parameters=JSON(dict(identity.parameters)),
            digest=identity.digest,
            aliases=list(version.aliases),
            source=identity.source,
        )
