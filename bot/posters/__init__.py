"""Posters that bring people from a town hall's wall to the assistant."""
