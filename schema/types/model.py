"""Networks and their exact weights."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from graph.nodes import model as nodes
from graph.nodes.model import AnalysisTask
from schema.types.node import Node


@strawberry.type(description="A named network, whatever its weights.")
class Model(Node):
    """GraphQL form of ``graph.nodes.model.Model``."""

    source: strawberry.Private[nodes.Model]
    name: str = strawberry.field(resolver=lambda self: self.source.name, description="Its name.")
    task: AnalysisTask = strawberry.field(resolver=lambda self: self.source.task, description="What it is asked to do.")

    @classmethod
    def of(cls, model: nodes.Model) -> Model:
        """Return ``model`` for the answer."""
        return cls(source=model)


@strawberry.type(description="Exact weights, preprocessing and parameters of a model.")
class ModelVersion(Node):
    """GraphQL form of ``graph.nodes.model.ModelVersion``."""

    source: strawberry.Private[nodes.ModelVersion]

    @strawberry.field(description="The named network.")
    def model(self) -> Model:
        """Return the network that the identity names."""
        identity = self.source.identity
        return Model.of(nodes.Model(self.source.model_id, identity.name, identity.task))

    weights_sha256: str = strawberry.field(
        resolver=lambda self: self.source.identity.weights_sha256, description="SHA-256 of the weights."
    )
    preprocessing: JSON = strawberry.field(
        resolver=lambda self: JSON(dict(self.source.identity.preprocessing)),
        description="What is done to a picture before the network sees it.",
    )
    parameters: JSON = strawberry.field(
        resolver=lambda self: JSON(dict(self.source.identity.parameters)),
        description="The network's own parameters, such as thresholds.",
    )
    digest: str = strawberry.field(
        resolver=lambda self: self.source.identity.digest,
        description="SHA-256 over model, weights, preprocessing and parameters.",
    )
    aliases: list[str] = strawberry.field(
        resolver=lambda self: self.source.aliases,
        description="Names it goes by; `champion` is the one whose answers are current.",
    )
    origin: str = strawberry.field(
        name="source", resolver=lambda self: self.source.identity.source, description="Where the weights came from."
    )

    @classmethod
    def of(cls, version: nodes.ModelVersion) -> ModelVersion:
        """Return ``version`` for the answer."""
        return cls(source=version)
