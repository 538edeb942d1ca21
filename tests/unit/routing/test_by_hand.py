import pytest

from routing.errors import HandPlanError
from routing.judging.by_hand import decode, parse, plain, read_csv, rows_of, sequences_of, understand


def test_typed_names_are_understood_however_they_are_written(day):
    truck, stop, other = day.vehicles[0].id, day.stops[0].code, day.stops[1].code
    table = (
        "\ufeffKendaraan; Urutan; Titik\n"
        f"{truck.upper().replace('-', ' ')};2;{other.upper()}\n"
        f"{truck};1;{stop.replace('-', '')}\n"
        f"{truck};0;pool\n"
        f"{truck};3.;F: TPA\n"
        "\n"
    )
    halts = understand(day, read_csv(table))
    assert halts == {truck: (("collect", stop), ("collect", other), ("unload", "tpa"))}


def test_rows_without_an_order_stay_as_they_are_written(day):
    truck, codes = day.vehicles[0].id, [s.code for s in day.stops[:3]]
    table = "vehicle,place\n" + "".join(f"{truck},{code}\n" for code in reversed(codes))
    assert [code for _, code in understand(day, read_csv(table))[truck]] == codes[::-1]


def test_every_unknown_name_is_told_with_its_row_and_what_it_may_mean(day):
    table = f"vehicle,place\n{day.vehicles[0].id},nowhere\nghost,{day.stops[0].code}x\n"
    with pytest.raises(HandPlanError) as caught:
        understand(day, read_csv(table))
    assert caught.value.faults == (
        "row 2: unknown place 'nowhere'",
        "row 3: unknown vehicle 'ghost'",
        f"row 3: unknown place '{day.stops[0].code}x'; is it '{day.stops[0].code}'?",
    )


def test_a_plate_is_a_name_of_its_vehicle(day):
    truck = day.vehicles[0].id
    rows = rows_of({"routes": {"k 1234 ab": ["tpa"]}})
    assert understand(day, rows, {"K-1234-AB": truck}) == {truck: (("unload", "tpa"),)}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "the plan is empty"),
        ("truck,where\n", "row 1: no column named place, but truck, where"),
        ("truck,place,no\nx,y,first\n", "row 2: order 'first' is no number"),
        ("truck,place\nx\n", "row 2: it has 1 cells, too few"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(table, said):
    with pytest.raises(HandPlanError, match=said):
        read_csv(table)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is no JSON"),
        ("[1]", "lists of places by vehicle"),
        ('{"routes": {"a": "tpa"}}', "vehicle 'a': its places must be a list of texts"),
        ('{"a": ["tpa", 4]}', "vehicle 'a': its places must be a list of texts"),
    ],
)
def test_a_document_of_another_form_says_why(text, said):
    with pytest.raises(HandPlanError, match=said):
        rows_of(parse(text))


def test_names_are_alike_without_marks_and_zeros_but_numbers_stay_apart():
    assert plain("DT 01") == plain("dt-1") == plain("dt_001")
    assert plain("p-1-1") != plain("p-11")


def test_a_name_that_could_mean_two_things_is_not_guessed(day):
    from dataclasses import replace

    twins = (replace(day.stops[0], code="p-1"), replace(day.stops[1], code="p-01"), *day.stops[2:])
    problem = replace(day, stops=twins)
    assert understand(problem, rows_of({"dt-01": ["p-01"]})) == {"dt-01": (("collect", "p-01"),)}
    with pytest.raises(HandPlanError, match="'P 001' could be"):
        understand(problem, rows_of({"dt-01": ["P 001"]}))


def test_halts_of_the_store_are_sequences_without_the_way_home():
    halts = {"a": [("collect", "p"), ("unload", "f"), ("end", "pool")]}
    assert sequences_of(halts) == {"a": (("collect", "p"), ("unload", "f"))}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_however_a_spreadsheet_wrote_it(encoding):
    assert [row.place for row in read_csv(decode("truk;titik\na;Café\n".encode(encoding)))] == ["Café"]
