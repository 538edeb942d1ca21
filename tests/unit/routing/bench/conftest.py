import os
from pathlib import Path

import pytest

KIM = """\
20.0\t// vehicle capacity
30.0\t// yards a day
3\t// stops a day
3600\t// lunch
40\t// speed
Stop_ID X Y Early Late Service Load "Stop_Type(0: Depot, 1: regular stop, 2: Landfill)"
0 0.00 0.00 0600 1500 0 9999.00 0
1 52800.00 0.00 0000 2400 600 9999.00 2
2 5280.00 5280.00 0000 2400 60 12.50 1
7 10560.00 5280.00 0700 1400 60 8.00 1
8 0.00 10560.00 0000 0700 60 9.00 1
"""

VRPTW = """\
NAME : tiny
TYPE : VRPTW
DIMENSION : 4
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 2 2
4 0 3
DEMAND_SECTION
1 0
2 4
3 4
4 4
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 0 50
4 20 60
DEPOT_SECTION
1
-1
EOF
"""

RELOADS = VRPTW.replace(
    "DEPOT_SECTION\n",
    "RELEASE_TIME_SECTION\n1 0\n2 0\n3 0\n4 30\nVEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\nDEPOT_SECTION\n",
    1,
)

CVRP = """\
NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 8
NODE_COORD_SECTION
1 0 0
2 1 1
3 2 2
4 0 3
DEMAND_SECTION
1 0
2 4
3 4
4 4
DEPOT_SECTION
1
-1
EOF
"""

MIXED = """\
NAME: tiny
TYPE: HFVRP
DIMENSION: 3
VEHICLES: 2
EDGE_WEIGHT_TYPE: EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 2 2
DEMAND_SECTION
1 0
2 4
3 9
CAPACITY_SECTION
1 5
2 10
VEHICLES_FIXED_COST_SECTION
1 100
2 300
VEHICLES_UNIT_DISTANCE_COST_SECTION
1 10
2 20
DEPOT_SECTION
1
EOF
"""

SOLOMON = """\
tiny

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0   0   0    0   100   0
    1      1   1   4    0    50   5
    2      2   2   4    0    50   5
"""

SAMPLES = Path(os.environ.get("SIANGSA_SAMPLES", Path(__file__).parents[5] / "shared" / "samples")) / "bench"


@pytest.fixture
def write(tmp_path):
    def write(text, name="tiny.vrp"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def samples():
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    return SAMPLES
