"""The end of an MQTT client."""

from paho.mqtt.client import Client


def hang_up(client: Client) -> None:
    """End the client's thread and close all that it holds.

    Paho closes the pair of sockets with which it wakes itself only when it is garbage. In which order a
    circle of garbage goes is chance: now and then the sockets go first, and fail whatever test runs then.
    """
    client.loop_stop()
    client._reset_sockets()
