"""The audit log of a running server, from its doors to `reelgraph audit`."""

from __future__ import annotations

import json

import httpx

from tests.server.conftest import Running, reelgraph

LOG = "{ auditLog(first: 100) { edges { node { actor action outcome requestId targets details } } } }"


def test_sign_ins_tokens_and_mutations_are_in_the_log_and_the_log_verifies(running: Running) -> None:
    # given a token of the command line, a browser that signs in and out with it, and a mutation with a request id of its own
    data = ("--data", str(running.data))
    token = reelgraph("token", "create", "--user", "auditor", "--admin", *data).stdout.strip()
    with httpx.Client(base_url=running.address, trust_env=False, timeout=60) as browser:
        signed_in = browser.get("/login", params={"token": token})
        assert signed_in.status_code == 303
    with running.http(token) as client:
        mutation = (
            'mutation { createProject(input: {key: "audited", name: "Audited"}) { project { id } problems { code } } }'
        )
        client.post("/graphql", json={"query": mutation}, headers={"X-Request-ID": "audit-test-1"})
        answer = client.post("/graphql", json={"query": LOG}).json()

    # when the log is read over GraphQL and by the command line, all of it is there, and no secret
    nodes = [edge["node"] for edge in answer["data"]["auditLog"]["edges"]]
    made = next(node for node in nodes if node["requestId"] == "audit-test-1")
    assert (made["actor"], made["action"], made["outcome"]) == ("auditor", "createProject", "DONE")
    assert made["details"]["key"] == "audited"
    assert any((node["actor"], node["action"]) == ("auditor", "signIn") for node in nodes)
    issued = next(node for node in nodes if node["action"] == "createToken" and node["details"].get("user") == "auditor")
    assert issued["actor"] == "command line"
    listed = reelgraph("audit", "list", "--first", "100", "--json", *data)
    assert {entry["requestId"] for entry in json.loads(listed.stdout)} >= {"audit-test-1"}
    assert token not in listed.stdout + json.dumps(nodes)

    # then the chain verifies, also from where it was verified before, and not from where it never was
    first = json.loads(reelgraph("audit", "verify", "--json", *data).stdout)
    assert (first["fault"], first["entries"] >= 3) == (None, True)
    again = reelgraph("audit", "verify", "--since", first["head"], *data)
    assert again.returncode == 0, again.stderr
    number = first["head"].partition(":")[0]
    foreign = reelgraph("audit", "verify", "--since", f"{number}:{'0' * 64}", *data)
    assert foreign.returncode == 1
    assert "not the one that was verified before" in foreign.stderr
    assert reelgraph("audit", "verify", "--since", "nonsense", *data).returncode == 2
