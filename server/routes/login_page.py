"""The pages of signing in and out, as HTML; every value is escaped."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

STYLE_PATH = "/login/style.css"

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>{title} · Reelgraph</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
</head>
<body>
<header class="name">
<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" fill="#17181a"/>
<path d="M6 16h7m6 0h7M13 16l6-8m-6 8 6 8" stroke="#f2a93b" stroke-width="2.2" stroke-linecap="round" fill="none"/>
<circle cx="13" cy="16" r="3" fill="#f2a93b"/><circle cx="19.5" cy="7.5" r="2.4" fill="#e9eaec"/>
<circle cx="19.5" cy="24.5" r="2.4" fill="#e9eaec"/></svg>
Reelgraph
</header>
<main>
<h1>{title}</h1>
{problem}{body}
</main>
</body>
</html>
"""
_WRONG = ' aria-invalid="true" aria-describedby="problem"'


def sign_in_page(next_path: str, *, provider: bool, problem: str = "", status: int = 200) -> Response:
    """Ask for a token, or offer to go to the identity provider."""
    body, kind = "", ""
    if provider:
        body += f'<a class="button" href="/login/oidc?next={quote(next_path, safe="")}">Sign in with your account</a>\n'
        body += '<p class="or">or</p>\n'
        kind = ' class="plain"'
    body += (
        '<form method="post" action="/login">\n'
        f"{_hidden('next', next_path)}"
        f'<div class="field"><label for="token">Token</label>\n<input id="token" name="token" type="password"'
        f' autocomplete="off" required{_WRONG if problem else ""}>\n'
        '<p class="hint">An administrator makes one for you; the command reelgraph token create does, too.</p></div>\n'
        f"<button{kind}>Sign in with a token</button>\n</form>"
    )
    return _page("Sign in", body, problem, status)


def guest_page(
    token: str,
    next_path: str,
    place: str,
    *,
    password: bool,
    name: str = "",
    problem: str = "",
    field: str = "",
    status: int = 200,
) -> Response:
    """Ask a guest for their name, and for the password where the link has one.

    ``place`` is what the link leads to, by name; ``field`` is the one that was wrong.
    """
    body = (
        f"<p>You are invited to <strong>{escape(place)}</strong>.</p>\n"
        '<form method="post" action="/login">\n'
        f"{_hidden('token', token)}{_hidden('next', next_path)}"
        '<div class="field"><label for="name">Your name, as others will see it</label>\n'
        f'<input id="name" name="name" value="{escape(name)}" maxlength="200" autocomplete="name" required'
        f"{_WRONG if field == 'name' else ''}></div>\n"
    )
    if password:
        body += (
            '<div class="field"><label for="password">Password</label>\n<input id="password" name="password"'
            f' type="password" maxlength="200" autocomplete="off" required{_WRONG if field == "password" else ""}>\n'
            '<p class="hint">Whoever sent you the link knows it.</p></div>\n'
        )
    return _page("Come in", body + "<button>Come in</button>\n</form>", problem, status)


def sign_out_page(name: str) -> Response:
    """Ask whether to sign out."""
    body = (
        f"<p>You are signed in as <strong>{escape(name)}</strong>.</p>\n"
        '<form method="post" action="/logout"><button>Sign out</button>'
        '<a class="button plain" href="/">Stay</a></form>'
    )
    return _page("Sign out", body, "", 200)


def problem_page(title: str, problem: str, status: int) -> Response:
    """Say why somebody could not come in."""
    return _page(title, '<a class="button plain" href="/login">Sign in another way</a>', problem, status)


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">\n'


def _page(title: str, body: str, problem: str, status: int) -> Response:
    said = f'<p id="problem" class="problem" role="alert">{escape(problem)}</p>\n' if problem else ""
    page = _PAGE.format(title=escape(title), style=STYLE_PATH, problem=said, body=body)
    # Under the stricter policy of other answers browsers would hide where these forms come from, and they be refused.
    return HTMLResponse(page, status, {"Referrer-Policy": "same-origin"})
