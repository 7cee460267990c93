"""The bytes of a package: the zip, its parts, their relationships and texts, XML by its bytes."""
