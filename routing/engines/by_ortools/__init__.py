"""OR-Tools on a day: the engine that states the whole model, as far as a routing solver can.

Compactors and arm-rolls share no stop, so each kind of work is a model of its own. The last leg of a
day is composite (stop, best facility, yard, unloading included); with containers every leg is. Unloadings
in mid-day are optional copies of the facilities, only as many as trips can need.

===========================  ==================================================================
field of the problem         how it is stated
===========================  ==================================================================
capacity kg, litres          exactly; an unloading takes off the largest capacity, slack fills
costs: fixed, km, hour       exactly for driving, service, unloading; waiting and rests in whole
                             rupiah per second, and only where stops have hours
shift, latest, overtime      exactly; overtime in whole rupiah per second
max_trips                    exactly, but a day that ends with an explicit unloading counts one more
max_stops, max_kg of a truck exactly
breaks                       exactly, all windows, except that one may cut an unloading in two that
                             hides in a composite leg
streams                      exactly: no leg between two streams, none to a facility that refuses
classes at stops, facilities exactly
facility windows             exactly in mid-day; for composite legs only the hours in which a truck
                             can be home, exact where there is one facility. The mender does the rest
facility max_kg              not stated; the mender moves loads
facility feeds               never seen here; see `routing.handover`
stop windows                 exactly, all of them
classes, vehicle, price      exactly
keeps, change_price          exactly
release_s                    exactly where a trip begins at a node, else (containers, what was aboard)
                             a little too strictly; local search sees it only when it checks a move
aboard                       exactly: the first leg of a loaded truck leads over a facility
out                          exactly: the way home is driven and paid even without a stop
===========================  ==================================================================

All is matrices and vectors: a Python callback would cost a hundredfold.
"""

from routing.engines.by_ortools.engine import METHODS, NAME, solve

__all__ = ["METHODS", "NAME", "solve"]
