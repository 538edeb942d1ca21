"""A planned day stopped in the middle: where trucks are, what they carry, what they still had to do."""

from dataclasses import replace

from routing.model.plan import Plan, Route
from routing.model.problem import Problem, Vehicle
from routing.replanning.kernel import Situation, Standing


def interrupt(problem: Problem, plan: Plan, now_s: int, *, broken=(), change_price=25_000) -> Situation:
    """Return the situation at a second of a plan that went as planned so far."""
    routes = {r.vehicle: r for r in plan.routes}
    standings = {v.id: _standing(problem, v, routes.get(v.id), now_s) for v in problem.vehicles}
    for name in broken:
        # what a broken truck was on its way to is for others, too
        ahead = tuple((c.kind, c.place) for c in routes[name].calls if c.begin_s > now_s)
        standings[name] = replace(standings[name], broken=True, remaining=ahead)
    left = {code for s in standings.values() for kind, code in s.remaining if kind == "collect"}
    never = {u.stop for u in plan.unserved}
    stops = tuple(s for s in problem.stops if s.code in left | never)
    return Situation(replace(problem, stops=stops), standings, change_price=change_price)


def _standing(problem: Problem, vehicle: Vehicle, route: Route | None, now_s: int) -> Standing:
    breaks = tuple(b for b in vehicle.breaks if b.windows[-1].close_s >= now_s)
    if route is None or route.leave_s > now_s:
        free_s = max(now_s, vehicle.shift.open_s)
        return Standing(vehicle.start, free_s, breaks=breaks, remaining=route.sequence if route else ())
    ahead = [n for n, c in enumerate(route.calls) if c.begin_s > now_s]
    if not ahead:
        return Standing(vehicle.end, max(now_s, route.return_s))
    done = route.calls[: ahead[0] + 1]
    last = done[-1]
    rows = {s.code: s.location for s in problem.stops} | {f.code: f.location for f in problem.facilities}
    streams = {s.code: s.stream for s in problem.stops}
    had = {r.label for r in route.rests if r.begin_s < last.leave_s}
    return Standing(
        row=rows[last.place],
        free_s=last.leave_s,
        aboard_kg=last.load_kg,
        aboard_l=last.load_l,
        aboard_stream=streams.get(last.place, "") if last.load_kg else "",
        trips=sum(c.kind == "unload" for c in done),
        stops=sum(c.kind == "collect" for c in done),
        breaks=tuple(b for b in breaks if b.label not in had),
        remaining=tuple((c.kind, c.place) for c in route.calls[ahead[0] + 1 :]),
        out=True,
    )
