"""A typed client of the API, generated from the schema and ``operations.graphql``: ``make client``.

``operations.py`` has one function for each operation, and a TypedDict for each object in its answer, so mypy knows what the
commands may read. It imports nothing but ``typing``: the command line stays quick, and no answer is copied into models.
"""
