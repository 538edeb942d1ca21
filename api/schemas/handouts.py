"""What is handed out as texts."""

from typing import Literal

from pydantic import Field

from api.schemas.common import Answer

MessagesFor = Literal["drivers", "villages"]


class Message(Answer):
    """A text to send on, as WhatsApp takes it: ``*`` makes bold."""

    name: str = Field(description="Who it is for: a driver (a plate where none is known), or a village")
    phone: str | None = Field(description="Of the driver, as the office keeps it")
    text_id: str
    text_en: str
