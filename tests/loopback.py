"""What clients of servers on this machine know of TLS: nothing. Else httpx reads the certificates of all authorities."""

from __future__ import annotations

import ssl

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""To be given as ``verify`` of a client that asks for ``http://``, which then is made in no time."""
