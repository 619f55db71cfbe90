"""Execution by plan: an operation is compiled once and executed level by level, with graphql-core's answers.

To be read in this order, with section 6 of the GraphQL specification: ``executor`` (6.2), ``plans`` and ``plan`` (6.3.2),
``running`` (6.3, 6.4), ``reading`` (6.4.2), ``completion`` and ``leaves`` (6.4.3), ``faults`` and ``places`` (6.4.4), and
``columns``, which puts the response together. ``unusual`` says what is left to graphql-core.
"""
