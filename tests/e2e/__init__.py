"""The whole program over real HTTP."""
