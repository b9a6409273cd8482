"""The little that is remembered about a chat."""
