"""mediation-bot: where local public mediation in Belgium is found, in Dutch and French."""

__version__ = "0.1.0"
