"""What only admins may do, and what they are told."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from telegram.constants import MessageLimit

from bot.channels.telegram.sending import quietly
from bot.conversations.jobs import last_runs
from bot.conversations.questions import CLEAN_UP
from bot.figures import gather_figures
from bot.figures_text import summary

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

    async def stats(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/stats: the figures of the last thirty days, the clean-up's last run, the version."""
        if update.effective_chat is None:
            return
        app = self._app
        figures = await gather_figures(app.sessions, datetime.now(UTC).date())
        run = (await last_runs(app.sessions)).get(CLEAN_UP)
        cleaned = f"{run.ran_at:%Y-%m-%d %H:%M} UTC, {run.result}" if run else "not yet"
        text = (
            f"{summary(figures, app.assistant.gazetteer)}\n\n"
            f"Clean-up: {cleaned}\nVersion {app.live.version} serves."
        )
        await update.effective_chat.send_message(text)

    def tell_outcome(self, bot: Bot) -> Callable[[Outcome], Awaitable[None]]:
        """Tells every admin what came of changed files."""

        async def tell(outcome: Outcome) -> None:
            await self.tell_all(bot)(_told(outcome))

        return tell

    def tell_all(self, bot: Bot) -> Callable[[str], Awaitable[bool]]:
        """Sends a message to every admin; False when none of them got it."""

        async def tell(text: str) -> bool:
            admins = sorted(self._app.admin_ids)
            return any([await quietly(bot.send_message(admin, text)) for admin in admins])

        return tell


def _told(outcome: Outcome) -> str:
    if outcome.error:
        faults = str(outcome.error)
        shown = faults if len(faults) <= _MOST else f"{faults[:_MOST]} ..."
        return f"The changed files are not used; version {outcome.version} serves on.\n\n{shown}"
    return f"Version {outcome.version} serves now."
