"""What is given: villages, facilities, vehicle classes; SOURCES.md says where each figure comes from."""

from data.reference.fleet import Vehicle, VehicleClass, WorkBreak, vehicle_classes, vehicles, work_breaks
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
    "WorkBreak",
    "dms_villages",
    "facilities",
    "is_island",
    "parameter",
    "parameters",
    "vehicle_classes",
    "vehicles",
    "villages",
    "work_breaks",
]
