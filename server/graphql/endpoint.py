"""The endpoint: Strawberry's ASGI view, with our callers, our context, and the specification's status codes."""

from __future__ import annotations

from typing import Any, cast

from cross_web import AsyncHTTPRequestAdapter
from cross_web import HTTPException as RefusedRequest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, process_result
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.context import Context
from schema.root import build_schema
from server.auth import viewer_of
from server.graphql import bodies, graphiql
from server.graphql.contexts import make_context
from server.graphql.sockets import SocketEndpoint
from server.resources import resources_of
from server.settings import Settings

PATH = "/graphql"


class _SubResponse(Response):
    """What Strawberry carries through a request beside the context: here, the media type to answer with."""

    media = bodies.JSON


class GraphQLEndpoint(GraphQL[Context, None]):
    """One schema under one address, over HTTP; sockets have their own. All but GraphiQL's page asks for a token."""

    def __init__(self, schema: BaseSchema, *, development: bool) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=(), multipart_uploads_enabled=False)
        self._development = development

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if self._development and graphiql.wanted(request):
            return graphiql.page()
        media = bodies.acceptable(request.headers.get("accept"))
        if media is None:
            return _refusal(406, f"Accept {bodies.GRAPHQL} or {bodies.JSON}.", bodies.JSON)
        try:
            return await self.run(request)
        except RefusedRequest as error:
            allow = {"Allow": "POST" if request.method == "GET" else "GET, POST"} if error.status_code == 405 else None
            return _refusal(error.status_code, error.reason, media, allow)
        except HTTPException as error:
            return _refusal(error.status_code, error.detail, media, error.headers)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return the context of a request, whose caller must be known."""
        caller = await viewer_of(request)
        request_id = request.scope["state"]["request_id"]
        return make_context(resources_of(request), caller, request_id, development=self._development)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Return the carrier of the media type."""
        response = _SubResponse()
        response.media = bodies.acceptable(request.headers.get("accept")) or bodies.JSON
        return response

    def should_render_graphql_ide(self, request: object) -> bool:
        """Never: see ``graphiql``."""
        return False

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run one operation: a query, or by POST a mutation; raises RefusedRequest for any other."""
        allowed = {OperationType.QUERY} | ({OperationType.MUTATION} if request_adapter.method == "POST" else set())
        try:
            return await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError:
            raise RefusedRequest(400, "The document has no operation with that name.") from None
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.SUBSCRIPTION:
                raise RefusedRequest(400, "Subscribe over a WebSocket with graphql-transport-ws.") from None
            raise RefusedRequest(405, "Send mutations with POST.") from None

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Return the request; raises RefusedRequest for anything that is not one well-formed operation."""
        if request.method == "GET":
            return bodies.parse_address(request.query_params)
        media, _, parameters = (request.content_type or "").partition(";")
        charset = parameters.strip().lower().removeprefix("charset=").strip('"')
        if media.strip().lower() != bodies.JSON or charset not in ("", "utf-8", "utf8"):
            raise RefusedRequest(415, f"Send the body as {bodies.JSON} in UTF-8.")
        return bodies.parse_parameters(bodies.parse_text(await request.get_body()))

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the answer; a request error has no ``data`` at all."""
        answer = process_result(result)
        if bodies.is_request_error(answer):
            answer.pop("data", None)
        return answer

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Return the answer in the media type that was asked for."""
        answer, media = cast("GraphQLHTTPResponse", response_data), cast("_SubResponse", sub_response).media
        return _json(answer, bodies.status_of(answer, media), media)

    def encode_json(self, data: object) -> str:
        """Return JSON text."""
        return bodies.encode_json(data)

    def decode_json(self, data: str | bytes) -> object:
        """Return the value of strict JSON."""
        return bodies.decode_json(data)


def _json(answer: GraphQLHTTPResponse, status: int, media: str, headers: Any = None) -> Response:
    return Response(bodies.encode_json(answer), status, headers=headers, media_type=f"{media}; charset=utf-8")


def _refusal(status: int, message: str, media: str, headers: Any = None) -> Response:
    return _json({"errors": [{"message": message}]}, status, media, headers)


def graphql_routes(settings: Settings) -> list[BaseRoute]:
    """Return the routes of the endpoint, and in development those of GraphiQL's files."""
    schema = build_schema(suggestions=settings.development)
    endpoint = GraphQLEndpoint(schema, development=settings.development)
    sockets = SocketEndpoint(schema, development=settings.development)
    routes: list[BaseRoute] = [Route(PATH, endpoint), WebSocketRoute(PATH, sockets)]
    if settings.development:
        routes.append(Mount(graphiql.FILES_PATH, graphiql.files()))
    return routes
