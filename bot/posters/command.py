"""``mediation-bot poster``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import PosterError, SettingsError
from bot.links import telegram_username
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.gazetteer import Municipality
    from bot.posters.page import Poster
    from bot.texts import Texts


def _username(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return value and telegram_username(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.option("--municipality", metavar="NAME", help="Name, former name, postcode or NIS code.")
@click.option("--all", "every", is_flag=True, help="Make the posters of every municipality.")
@click.option("--lang", help="Language. Default: one poster in each official language.")
@click.option(
    "--username", callback=_username, help="The bot's user name. Default: TELEGRAM_BOT_USERNAME."
)
@click.option(
    "--out",
    default="posters",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to.",
)
@click.option("--png/--no-png", default=True, help="Also write each poster as a picture.")
def poster(
    *,
    municipality: str | None,
    every: bool,
    lang: str | None,
    username: str | None,
    out: Path,
    png: bool,
) -> None:
    """Make A4 posters with a QR code that opens the services of a municipality."""
    from bot.gazetteer import Gazetteer  # noqa: PLC0415 - keeps --help quick
    from bot.municipality_lookup import look_up  # noqa: PLC0415
    from bot.posters.page import Poster  # noqa: PLC0415
    from bot.texts import load_texts  # noqa: PLC0415

    if every == (municipality is not None):
        raise click.UsageError("give --municipality NAME, or --all")
    settings = load_settings()
    username = username or settings.telegram_bot_username
    if username is None:
        raise SettingsError(
            "The QR code needs the bot's user name. Put TELEGRAM_BOT_USERNAME=... into .env, or"
            " give --username: the name that ends in 'bot' and that @BotFather told you."
        )
    texts = load_texts(settings.locale_dir)
    if lang is not None and lang not in texts:
        raise click.BadParameter(f"choose one of {', '.join(texts)}", param_hint="--lang")
    gazetteer = Gazetteer.load(settings.data_dir)
    if municipality is None:
        chosen = list(gazetteer.municipalities.values())
    else:
        chosen = [look_up(gazetteer, municipality)]
    if lang is None:
        _tell_missing(chosen, texts)
    posters = [
        Poster(one, texts[code], username)
        for one in chosen
        for code in ([lang] if lang else one.languages)
        if code in texts
    ]
    if not posters:
        raise PosterError(f"No poster was made. Mend: give --lang, one of {', '.join(texts)}.")
    written = _write_all(posters, out, png=png, bar=every)
    if every:
        click.echo(f"{len(posters)} posters, {len(written)} files in {out}.")
    else:
        click.echo("\n".join(map(str, written)))


def _tell_missing(municipalities: Sequence[Municipality], texts: Mapping[str, Texts]) -> None:
    """Say in which official languages there will be no poster."""
    missing: dict[str, list[str]] = {}
    for one in municipalities:
        for code in one.languages:
            if code not in texts:
                missing.setdefault(code, []).append(one.name(code))
    for code, names in missing.items():
        click.echo(
            f"The assistant has no texts in {code!r}: posters in the other official languages only"
            f" for {', '.join(names)}."
        )


def _write_all(posters: Sequence[Poster], folder: Path, *, png: bool, bar: bool) -> list[Path]:
    """Write each poster; one that cannot be made does not keep the others from being made."""
    written: list[Path] = []
    faults: list[str] = []
    with click.progressbar(posters, label="Posters", file=sys.stderr, hidden=not bar) as steps:
        for one in steps:
            try:
                written += _write(one, folder, png=png)
            except PosterError as error:
                faults.append(f"{one.file_name}: {error}")
            except OSError as error:
                raise PosterError(
                    f"Cannot write to {folder}: {error.strerror}. Mend: choose another folder with"
                    " --out, or make room."
                ) from error
    if faults:
        raise PosterError("\n".join([f"{len(faults)} posters were not made:", *faults]))
    return written


def _write(one: Poster, folder: Path, *, png: bool) -> list[Path]:
    from bot.posters.page import to_pdf, to_png  # noqa: PLC0415 - keeps --help quick

    files = {".pdf": to_pdf(one)}
    if png:
        files[".png"] = to_png(files[".pdf"])
    folder.mkdir(parents=True, exist_ok=True)
    paths = {folder / f"{one.file_name}{suffix}": content for suffix, content in files.items()}
    for path, content in paths.items():
        path.write_bytes(content)
    return list(paths)
