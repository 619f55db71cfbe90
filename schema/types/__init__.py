"""GraphQL object types, one noun a file. Fields that a node carries are plain attributes; relations go through loaders."""
