"""Every reason for which something is refused or doubted, named once; snake_case, one English line each.

Decoders, the screen and the store name reasons from here only, so that quarantine can be searched by reason
and a screen can translate all of them.
"""

from typing import Final

UNREADABLE: Final = {
    "topic": "the topic is none of ours",
    "size": "the payload is over the size limit",
    "empty": "the payload is empty",
    "nul": "a NUL character, which no text column can hold",
    "undecodable": "not JSON (or, where allowed, not a query), or nested too deeply",
    "schema": "a field is missing or of another kind than its dialect says",
    "time": "no such time, or a time without a zone",
    "not_finite": "a number is not finite",
    "encrypted": "the content is encrypted with a key that we do not have",
    "command": "a command to a device, heard on its way down",
    "unknown_type": "a kind of message that the dialect does not name",
    "too_many": "more positions in one message than we take apart",
    "foreign_device": "the payload names another device than its topic or its sign-in",
}
"""Told by the decoders: the message, or one part of it, has no meaning for us."""

IMPLAUSIBLE: Final = {
    "latitude_out_of_range": "beyond 90 degrees",
    "longitude_out_of_range": "beyond 180 degrees",
    "zero_position": "latitude and longitude are both 0: the receiver had no fix",
    "no_satellites": "no satellite in use",
    "not_valid": "the tracker itself says that its receiver had no fix",
    "before_2020": "older than any of our trackers: a clock that was never set",
    "in_future": "more than 120 s ahead of our clock",
    "out_of_range": "a number that no column can hold",
}
"""Told by decoders and screen: understood, and not to be believed."""

UNSTORED: Final = {
    "unknown_device": "no device in use is known by this name",
    "not_on_list": "the gateway speaks for a device that is not on its list",
    "identity_conflict": "the identity is known with other content",
    "unstorable": "the database refused the content",
}
"""Told by the store."""

DOUBTS: Final = {
    "implied_speed": "more than 120 km/h from the position before",
    "mock": "the phone itself says that the position is faked",
    "poor_accuracy": "radius of error over 200 m",
    "outside_area": "outside the area in which the fleet works",
}
"""Kept, but marked."""

REFUSALS: Final = {**UNREADABLE, **IMPLAUSIBLE, **UNSTORED}
