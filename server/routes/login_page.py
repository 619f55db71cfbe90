"""The pages of signing in and out, as HTML; every value is escaped."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse, Response

STYLE_PATH = "/login/style.css"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 12vh auto; padding: 0 1rem;
       color: #1c1b1a; background: #fbfaf8 }
h1 { font-size: 1.4rem }
label { display: block; margin-top: 1rem }
input, button, .button { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem .75rem; margin-top: .25rem;
       border: 1px solid #8a857d; border-radius: .4rem; background: #fff; color: inherit }
button, .button { display: block; margin-top: 1.25rem; text-align: center; text-decoration: none; cursor: pointer;
       border-color: #1f5bb5; background: #1f5bb5; color: #fff }
:focus-visible { outline: 3px solid #e0a100; outline-offset: 2px }
.problem { padding: .5rem .75rem; border-left: 4px solid #b3261e; background: #fbe9e7; color: #601410 }
@media (prefers-color-scheme: dark) {
  body { color: #e9e6e1; background: #171615 } input { background: #232120; border-color: #6f6a63 }
  .problem { background: #3a1a18; color: #f6cdc9 }
}
"""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Reelgraph</title>
<link rel="stylesheet" href="{style}">
<main>
<h1>{title}</h1>
{problem}{body}
</main>
</html>
"""


def sign_in_page(next_path: str, *, provider: bool, problem: str = "", status: int = 200) -> Response:
    """Ask for a token, or offer to go to the identity provider."""
    body = ""
    if provider:
        body += f'<p><a class="button" href="/login/oidc?next={escape(next_path)}">Sign in with your account</a></p>\n'
    body += (
        '<form method="post" action="/login">\n'
        f"{_hidden('next', next_path)}"
        '<label for="token">Token</label>\n'
        '<input id="token" name="token" type="password" autocomplete="off" required>\n'
        "<button>Sign in with a token</button>\n</form>"
    )
    return _page("Sign in", body, problem, status)


def guest_page(
    token: str, next_path: str, project: str, *, password: bool, name: str = "", problem: str = "", status: int = 200
) -> Response:
    """Ask a guest for their name, and for the password where the link has one."""
    body = (
        f"<p>You are invited to <strong>{escape(project)}</strong>.</p>\n"
        '<form method="post" action="/login">\n'
        f"{_hidden('token', token)}{_hidden('next', next_path)}"
        '<label for="name">Your name, as others will see it</label>\n'
        f'<input id="name" name="name" value="{escape(name)}" maxlength="200" autocomplete="name" required>\n'
    )
    if password:
        body += (
            '<label for="password">Password</label>\n'
            '<input id="password" name="password" type="password" maxlength="200" autocomplete="off" required>\n'
        )
    return _page("Come in", body + "<button>Come in</button>\n</form>", problem, status)


def sign_out_page(name: str) -> Response:
    """Ask whether to sign out."""
    body = (
        f"<p>You are signed in as <strong>{escape(name)}</strong>.</p>\n"
        '<form method="post" action="/logout"><button>Sign out</button></form>'
    )
    return _page("Sign out", body, "", 200)


def problem_page(title: str, problem: str, status: int) -> Response:
    """Say why somebody could not come in."""
    return _page(title, '<p><a class="button" href="/login">Sign in another way</a></p>', problem, status)


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">\n'


def _page(title: str, body: str, problem: str, status: int) -> Response:
    said = f'<p class="problem" role="alert">{escape(problem)}</p>\n' if problem else ""
    page = _PAGE.format(title=escape(title), style=STYLE_PATH, problem=said, body=body)
    # Under the stricter policy of other answers browsers would hide where these forms come from, and they be refused.
    return HTMLResponse(page, status, {"Referrer-Policy": "same-origin"})
