"""What only admins may do, and what they are told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.constants import MessageLimit

from bot.channels.telegram.sending import quietly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, Update
    from telegram.ext import ContextTypes

    from bot.app import App
    from bot.reloading import Outcome

_log = logging.getLogger(__name__)
_MOST = int(MessageLimit.MAX_TEXT_LENGTH) // 2
"""Characters of a message to an admin: a long list of faults is cut."""


class Admin:
    """The commands of admins. Who is one is decided by the number that Telegram vouches for.

    Args:
        app: The program.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def reload(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/reload: read the files again and serve them, if nothing is wrong in them."""
        if update.effective_chat is not None:
            outcome = await self._app.live.reload()
            await update.effective_chat.send_message(_told(outcome))

    def tell_outcome(self, bot: Bot) -> Callable[[Outcome], Awaitable[None]]:
        """Tells every admin what came of changed files."""

        async def tell(outcome: Outcome) -> None:
            for admin in sorted(self._app.admin_ids):
                await quietly(bot.send_message(admin, _told(outcome)))

        return tell


def _told(outcome: Outcome) -> str:
    if outcome.error:
        faults = str(outcome.error)
        shown = faults if len(faults) <= _MOST else f"{faults[:_MOST]} ..."
        return f"The changed files are not used; version {outcome.version} serves on.\n\n{shown}"
    return f"Version {outcome.version} serves now."
