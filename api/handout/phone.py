"""The sheet on a phone: one small page of headings and lists in big letters, without scripts."""

from datetime import tzinfo
from html import escape
from typing import Final

from api.handout import words
from data.store.queries.handouts import Person, RouteSheet, SheetHalt, SheetRest

_STYLE: Final = """
body{font:20px/1.35 system-ui,sans-serif;margin:0 auto;max-width:40rem;padding:.6rem
;color:#000;background:#fff}
h1{font-size:1.2em;margin:.2em 0}
h2{font-size:1.05em;background:#000;color:#fff;padding:.3em .5em;margin:1em 0 0
}
.plat{font-size:1.9em;font-weight:700;margin:.1em 0}
.peringatan{border:3px solid #000;padding:.4em .6em;font-weight:700}
ol,ul{list-style:none;margin:0;padding:0}li{border-bottom:2px solid #999;padding:.7em 0}
.jam{font-size:1.5em;font-weight:700}.no{display:inline-block;min-width:1.7em;font-weight:700}
.nama{font-size:1.15em;font-weight:700;display:block}.kecil{display:block;font-size:.85em;color:#333}
a{color:#003a8c}.peta a{display:inline-block;padding:.45em .8em .45em 0;font-size:1.05em}
.buang{background:#eee}"""


def page(sheet: RouteSheet, zone: tzinfo, *, changed: bool) -> str:
    """Return the sheet as HTML; `changed` says that it differs from the one on paper."""
    title = f"{sheet.plate} - {words.day_id(sheet.day)}"
    return _document(title, [*_head(sheet, zone, changed=changed), *_halts(sheet, zone), *_foot(sheet)])


def notice(title: str, told: str) -> str:
    """Return a page that says one thing."""
    return _document(title, [f"<h1>{escape(title)}</h1>", f"<p>{escape(told)}</p>"])


def _document(title: str, body: list[str]) -> str:
    return "\n".join(
        (
            '<!doctype html><html lang="id"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
            *body,
            "</body></html>",
        )
    )


def _head(sheet: RouteSheet, zone: tzinfo, *, changed: bool) -> list[str]:
    told = [
        f"<h1>Lembar rute {escape(words.day_id(sheet.day))}</h1>",
        f'<p class="plat">{escape(sheet.plate)}</p>',
    ]
    if changed:
        text = "Rencana berubah sejak lembar kertas dicetak. Ikuti halaman ini."
        told.append(f'<p class="peringatan">{text}</p>')
    told += [f'<p class="peringatan">{warning}</p>' for warning in _warnings(sheet)]
    leaves, returns = words.clock(sheet.leaves_at, zone), words.clock(sheet.returns_at, zone)
    figures = f"{sheet.collects} titik, {sheet.trips} rit, {words.km(sheet.distance_m)}"
    told += [
        f"<p>{escape(sheet.class_name)}. Sopir: {_people(sheet.drivers)}</p>",
        f"<p><b>Berangkat {leaves}, pulang {returns}</b><br>{figures}, {words.about_kg(sheet.load_kg)}</p>",
    ]
    return told


def _warnings(sheet: RouteSheet) -> list[str]:
    told = [words.SAMPLE] if sheet.made_up else []
    return told + ([words.SYNTHETIC] if sheet.roads_kind == "synthetic" else [])


def _people(people: tuple[Person, ...]) -> str:
    # whoever has the link reads this page: it says who drives, not how to call him
    return ", ".join(escape(each.name) for each in people) or "-"


def _halts(sheet: RouteSheet, zone: tzinfo) -> list[str]:
    told: list[str] = []
    trip = 0
    rests = list(sheet.rests)
    for halt in sheet.halts:
        if halt.trip != trip and halt.kind != "end":
            told += ["</ol>"] if trip else []
            trip = halt.trip
            told += [f"<h2>Rit {trip} dari {sheet.trips}</h2>", "<ol>"]
        while rests and rests[0].begins_at < halt.arrives_at:
            told.append(_rest(rests.pop(0), zone))
        told.append(_halt(halt, zone))
    told += [_rest(rest, zone) for rest in rests]
    return ["<ol>", *told, "</ol>"] if not trip else [*told, "</ol>"]


def _rest(rest: SheetRest, zone: tzinfo) -> str:
    begins, ends = words.clock(rest.begins_at, zone), words.clock(rest.ends_at, zone)
    return f'<li><span class="jam">{begins} - {ends}</span> {escape(rest.name)}</li>'


def _halt(halt: SheetHalt, zone: tzinfo) -> str:
    word = {"unload": "BUANG: ", "end": "PULANG: "}.get(halt.kind, "")
    where = f"{halt.code} · {halt.village}, {halt.kecamatan}" if halt.kind == "collect" else halt.code
    stream = "" if halt.stream in {"", "residue"} else words.STREAMS_ID.get(halt.stream, halt.stream)
    kg = "" if halt.kind == "end" else words.about_kg(abs(halt.kg))
    small = " · ".join(part for part in (where, kg, stream, halt.note) if part)
    marked = "" if halt.kind == "collect" else ' class="buang"'
    return (
        f'<li{marked}><span class="no">{halt.number}</span>'
        f' <span class="jam">{words.clock(halt.arrives_at, zone)}</span>'
        f' <span class="nama">{escape(word + halt.name)}</span>'
        f' <span class="kecil">{escape(small)}</span>'
        f' <span class="peta">{_map_links(halt)}</span></li>'
    )


def _map_links(halt: SheetHalt) -> str:
    """Return the way to a map: of the phone itself, and of the web where the phone knows none."""
    place = f"{halt.lat:.6f},{halt.lon:.6f}"
    web = f"https://www.google.com/maps/dir/?api=1&amp;destination={place}"
    own = f'<a href="geo:{place}?q={place}">Buka di peta</a>'
    return f'{own} <a href="{web}" rel="noreferrer">Google Maps</a>'


def _foot(sheet: RouteSheet) -> list[str]:
    told = f"Rencana {sheet.plan_id} versi {sheet.version}. Tanda ± berarti perkiraan."
    attribution = "" if sheet.roads_kind == "synthetic" else f" {sheet.attribution}."
    return [f'<p class="kecil">{escape(told + attribution)}</p>']
