"""What is given: villages, facilities, vehicle classes; SOURCES.md says where each figure comes from."""

from data.reference.fleet import Vehicle, VehicleClass, vehicle_classes, vehicles
from data.reference.places import (
    DmsVillage,
    Facility,
    Village,
    dms_villages,
    facilities,
    is_island,
    villages,
)
from data.reference.waste import Parameter, parameter, parameters

__all__ = [
    "DmsVillage",
    "Facility",
    "Parameter",
    "Vehicle",
    "VehicleClass",
    "Village",
    "dms_villages",
    "facilities",
    "is_island",
    "parameter",
    "parameters",
    "vehicle_classes",
    "vehicles",
    "villages",
]
