"""The GraphQL surface: no rules, no Cypher."""
