"""Those terms of the Web Annotation context that exports use, as the vocabulary defines them.

https://www.w3.org/TR/annotation-vocab/ gives the IRIs, section 3 of https://www.w3.org/TR/annotation-model/ the keys. The
real document lies on the web, where no test goes.
"""

from __future__ import annotations

from typing import Any

ADDRESS = "http://www.w3.org/ns/anno.jsonld"

_OA = "http://www.w3.org/ns/oa#"
_AS = "http://www.w3.org/ns/activitystreams#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPES = "http://purl.org/dc/dcmitype/"
_TERMS = "http://purl.org/dc/terms/"


def _link(iri: str, **more: str) -> dict[str, str]:
    """A property whose value is a thing, not a text."""
    return {"@id": iri, "@type": "@id", **more}


CONTEXT: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "Annotation": f"{_OA}Annotation",
    "AnnotationCollection": f"{_AS}OrderedCollection",
    "AnnotationPage": f"{_AS}OrderedCollectionPage",
    "TextualBody": f"{_OA}TextualBody",
    "SpecificResource": f"{_OA}SpecificResource",
    "FragmentSelector": f"{_OA}FragmentSelector",
    "SvgSelector": f"{_OA}SvgSelector",
    "Image": f"{_TYPES}StillImage",
    "Video": f"{_TYPES}MovingImage",
    "Audio": f"{_TYPES}Sound",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "Software": f"{_AS}Application",
    "commenting": f"{_OA}commenting",
    "highlighting": f"{_OA}highlighting",
    "replying": f"{_OA}replying",
    "tagging": f"{_OA}tagging",
    "body": _link(f"{_OA}hasBody"),
    "target": _link(f"{_OA}hasTarget"),
    "source": _link(f"{_OA}hasSource"),
    "selector": _link(f"{_OA}hasSelector"),
    "refinedBy": _link(f"{_OA}refinedBy"),
    "motivation": {"@id": f"{_OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{_OA}hasPurpose", "@type": "@vocab"},
    "conformsTo": _link(f"{_TERMS}conformsTo"),
    "creator": _link(f"{_TERMS}creator"),
    "generator": _link(f"{_AS}generator"),
    "created": f"{_TERMS}created",
    "modified": f"{_TERMS}modified",
    "format": "http://purl.org/dc/elements/1.1/format",
    "value": f"{_RDF}value",
    "name": "http://xmlns.com/foaf/0.1/name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "first": _link(f"{_AS}first"),
    "last": _link(f"{_AS}last"),
    "partOf": _link(f"{_AS}partOf"),
    "items": _link(f"{_AS}items", **{"@container": "@list"}),
    "startIndex": f"{_AS}startIndex",
    "total": f"{_AS}totalItems",
}
