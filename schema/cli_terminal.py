"""How the commands of `rakor` speak to an operator: in one language, results apart from words."""

from typing import NoReturn

import typer
from pydantic import ValidationError

from schema.catalogue import Language, say
from schema.settings import Settings


def both(key: str) -> str:
    """A help text in both languages: the terminal's own is not known before the settings are."""
    return f"{say(Language.ID, f'cli.{key}')} / {say(Language.EN, f'cli.{key}')}"


class Terminal:
    """Says things in the operator's language; what is not a result goes to standard error."""

    language = Language.ID

    def tell(self, key: str, **params: object) -> None:
        """Say something."""
        typer.echo(say(self.language, f"cli.{key}", **params), err=True)

    def stop(self, key: str, **params: object) -> NoReturn:
        """Say why nothing more is done, and end with 1."""
        self.tell(key, **params)
        raise typer.Exit(1)

    def settings(self) -> Settings:
        """The settings of the environment, whose language is spoken from now on."""
        try:
            settings = Settings()
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
            name = f"RAKOR_{str(detail['loc'][0]).upper()}" if detail["loc"] else "RAKOR_"
            self.stop("settings_invalid", reason=f"{name}: {detail['msg']}")
        self.language = settings.language
        return settings


terminal = Terminal()
