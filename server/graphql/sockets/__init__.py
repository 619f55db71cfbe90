"""GraphQL over WebSocket: graphql-transport-ws, from the handshake to the last message.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from server.graphql.sockets.endpoint import SocketEndpoint

__all__ = ["SocketEndpoint"]
