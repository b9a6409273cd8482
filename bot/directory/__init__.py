"""The directory of mediation services: tables, import and reading, in HSDS 3's terms."""
