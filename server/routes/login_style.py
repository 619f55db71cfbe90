"""What the pages of signing in look like: as all other pages do, from the same colours and sizes.

They have to open where the pages were never built, so the colours stand here too; a test holds them to
``web/src/design/tokens.css``.
"""

from __future__ import annotations

DARK = """--page: #111214; --surface: #18191c; --raised: #232529; --line: #34373d; --line-strong: #7b8089; --text: #eceded;
  --text-soft: #a9adb5; --accent: #f2a93b; --on-accent: #17130a; --bad: #ff8077; --bad-soft: #3d1715;
  --shadow: 0 8px 30px rgb(0 0 0 / 55%);"""
LIGHT = """--page: #f4f4f5; --surface: #ffffff; --raised: #ebebed; --line: #d3d5d9; --line-strong: #767a82; --text: #1a1b1e;
  --text-soft: #565a62; --accent: #a35200; --on-accent: #ffffff; --bad: #b3261e; --bad-soft: #fce4e2;
  --shadow: 0 8px 30px rgb(20 20 30 / 18%);"""

STYLE = f"""
:root {{ color-scheme: dark; {DARK} }}
@media (prefers-color-scheme: light) {{ :root {{ color-scheme: light; {LIGHT} }} }}
* {{ box-sizing: border-box }}
body {{
  min-height: 100dvh; margin: 0; padding: 2rem .75rem;
  display: grid; place-items: center; align-content: center; gap: 1.5rem;
  background: var(--page); color: var(--text);
  font: .9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}}
.name {{ display: flex; align-items: center; gap: .625rem; font-size: 1.125rem; font-weight: 600; letter-spacing: -.01em }}
.name svg {{ width: 2rem; height: 2rem }}
main {{
  width: min(25rem, 100%); padding: 1.5rem; display: grid; gap: 1rem; border: 1px solid var(--line); border-radius: 10px;
  background: var(--surface); box-shadow: var(--shadow); overflow-wrap: anywhere;
}}
h1 {{ margin: 0; font-size: 1.5rem; font-weight: 650; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance }}
p {{ margin: 0 }}
.hint {{ color: var(--text-soft); font-size: .8125rem }}
form, .field {{ display: grid; gap: 1rem }}
.field {{ gap: .25rem }}
label {{ font-weight: 550 }}
input, button, .button {{ width: 100%; min-height: 2.75rem; border-radius: 6px; font: inherit }}
input {{ padding: .25rem .75rem; border: 1px solid var(--line-strong); background: var(--page); color: var(--text) }}
input[aria-invalid] {{ border-color: var(--bad) }}
button, .button {{
  display: grid; place-items: center; padding: .25rem 1rem; border: 1px solid var(--accent); background: var(--accent);
  color: var(--on-accent); font-weight: 550; text-decoration: none; cursor: pointer;
}}
.plain {{ border-color: var(--line); background: var(--raised); color: var(--text) }}
button:hover, .button:hover {{ filter: brightness(1.08) }}
:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px }}
.problem {{ padding: .625rem .75rem; border: 1px solid var(--bad); border-radius: 6px; background: var(--bad-soft) }}
.or {{ display: flex; align-items: center; gap: .75rem; color: var(--text-soft); font-size: .8125rem }}
.or::before, .or::after {{ flex: 1; border-top: 1px solid var(--line); content: "" }}
"""
