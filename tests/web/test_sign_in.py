"""Coming in, and being kept out: by token, by guest link, with a wrong password, through a link that is over."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from server.routes.login_style import DARK, LIGHT
from tests.web.conftest import PHONE, OpenPage, Site

TOKENS = Path(__file__).resolve().parents[2] / "web" / "src" / "design" / "tokens.css"
CREATE_LINK = """
mutation CreateGuestLink($input: CreateGuestLinkInput!) {
  createGuestLink(input: $input) { guestLink { id } path problems { message } }
}
"""
REVOKE_LINK = "mutation Revoke($id: ID!) { revokeGuestLink(input: {id: $id}) { problems { message } } }"


def guest_link(site: Site, *, seconds: float = 3600, **more: Any) -> Mapping[str, Any]:
    ends = datetime.now(UTC) + timedelta(seconds=seconds)
    given = {"project": site.studio.film, "name": "The client", "expiresAt": ends.isoformat(), **more}
    made = site.studio.ask(CREATE_LINK, caller="admin", input=given)["createGuestLink"]
    assert made["problems"] == []
    return dict(made)


def brief_guest_link(site: Site) -> Mapping[str, Any]:
    """A link that is soon over, however long the machine takes to make it."""
    for seconds in (1.5, 6, 24):
        with suppress(AssertionError):
            return guest_link(site, seconds=seconds)
    return guest_link(site, seconds=60)


def variables(css: str) -> set[tuple[str, str]]:
    return set(re.findall(r"(--[\w-]+):\s*([^;]+?)\s*;", css + ";"))


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_page(site: Site, open_page: OpenPage) -> None:
    page = open_page(None, "/projects/film?as=list")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Token").fill("rgt_wrong")
    page.get_by_role("button", name="Sign in with a token").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong, expired or revoked")
    expect(page.get_by_label("Token")).to_have_attribute("aria-invalid", "true")

    page.get_by_label("Token").fill(site.token())
    page.get_by_role("button", name="Sign in with a token").click()
    expect(page).to_have_url(re.compile(r"/projects/film\?as=list$"))
    expect(page.get_by_role("heading", name="The Film")).to_be_visible()


def test_a_guest_gives_a_name_and_the_password_and_sees_one_project(site: Site, open_page: OpenPage) -> None:
    link = guest_link(site, password="open sesame", mayComment=True)
    page = open_page(None, link["path"], viewport=PHONE, color_scheme="light")
    expect(page.get_by_role("main")).to_contain_text("The Film")
    page.get_by_label("Your name").fill("<b>Eva</b>")
    page.get_by_label("Password").fill("sesame")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_contain_text("The password is wrong")
    expect(page.get_by_label("Your name")).to_have_value("<b>Eva</b>")

    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/account")
    expect(page.get_by_role("heading", name="<b>Eva</b>")).to_be_visible()
    page.goto("/projects/vault")
    expect(page.get_by_role("heading", name="There is no such project")).to_be_visible()
    page.goto("/projects/film/members")
    expect(page.get_by_text("Guests see the project through a link")).to_be_visible()


def test_a_guest_link_that_expired_says_so(site: Site, open_page: OpenPage) -> None:
    link = brief_guest_link(site)
    page = open_page(None, "/login")
    deadline = time.monotonic() + 120
    while page.goto(link["path"]).status != 404:  # type: ignore[union-attr]
        assert time.monotonic() < deadline, "the link is still open"
    expect_link_over(page)


def test_a_guest_link_that_was_revoked_while_its_form_was_open_says_so(site: Site, open_page: OpenPage) -> None:
    link = guest_link(site)
    page = open_page(None, link["path"])
    page.get_by_label("Your name").fill("Eva")
    site.studio.ask(REVOKE_LINK, caller="admin", id=link["guestLink"]["id"])
    page.get_by_role("button", name="Come in").click()
    expect_link_over(page)


def expect_link_over(page: Page) -> None:
    expect(page.get_by_role("heading", name="This link does not open")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("wrong or has ended. Ask whoever invited you")
    page.get_by_role("link", name="Sign in another way").click()
    expect(page.get_by_label("Token")).to_be_visible()


def test_signing_out_ends_at_the_sign_in(open_page: OpenPage) -> None:
    page = open_page("vera", "/logout")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()
    page.goto("/projects")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_sign_in_has_the_colours_of_the_pages() -> None:
    both, _, _ = TOKENS.read_text().partition(':root[data-theme="light"]')
    pair = re.compile(r"light-dark\((#\w+|rgb\([^)]*\)), (#\w+|rgb\([^)]*\))\)")
    assert variables(LIGHT) <= variables(pair.sub(r"\1", both))
    assert variables(DARK) <= variables(pair.sub(r"\2", both))
