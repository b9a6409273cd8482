"""The assistant on Telegram. The only folder that knows python-telegram-bot."""
