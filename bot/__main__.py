"""``python -m bot`` is ``mediation-bot``."""

from bot.cli import main

main()
