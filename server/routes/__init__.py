"""The routes that are not GraphQL."""
