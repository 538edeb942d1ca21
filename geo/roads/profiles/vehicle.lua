-- What all vehicle profiles share; the figures of one vehicle stand in its own file, their sources in
-- docs/road-profiles.md.
--
-- Speeds are hauling speeds met in practice, not limits: OpenStreetMap has a `maxspeed` on hardly any road of
-- rural Java, and lanes are shared with motorcycles. None of OSRM's own Lua files is required, so that an
-- upgrade of OSRM cannot change a plan.

-- Upper bounds in km/h for a heavy truck by `surface`; a surface that is missing here slows nobody down.
local SURFACE_KMH = {
  paving_stones = 20, sett = 16, cobblestone = 14, unhewn_cobblestone = 12, compacted = 20, fine_gravel = 16,
  gravel = 14, pebblestone = 12, unpaved = 12, ground = 10, dirt = 10, earth = 10, clay = 8, wood = 10, metal = 12,
  grass_paver = 12, grass = 7, sand = 6, mud = 5,
}

-- The same by `smoothness` and by `tracktype`.
local SMOOTHNESS_KMH = { intermediate = 30, bad = 16, very_bad = 10, horrible = 6 }
local IMPASSABLE = { very_horrible = true, impassable = true }
local TRACK_KMH = { grade1 = 14, grade2 = 10, grade3 = 8, grade4 = 6 }

-- Roads that may be narrower than a truck. A width on a wider class is more often one lane's than the road's.
local LANES = {
  unclassified = true, residential = true, living_street = true, service = true, road = true, track = true,
  pedestrian = true, path = true, footway = true,
}
-- Lanes of which `lanes=1` says that two cars cannot pass; on an unclassified road it says nothing.
local SINGLE_LANES = { residential = true, living_street = true, service = true }
-- Closed to motors unless a tag of the vehicle's own opens them.
local ON_PERMIT = { pedestrian = true, path = true, footway = true }
local TOLL_CLASS = { motorway = true, motorway_link = true }

local CLOSED = {
  no = true, military = true, agricultural = true, forestry = true, emergency = true, bus = true, psv = true,
  use_sidepath = true, dismount = true,
}
-- One may end there (a landfill, a market, a factory), but not pass through.
local LOCAL_ONLY = {
  private = true, customers = true, delivery = true, destination = true, permit = true, residents = true,
}
-- Ways into one house or one car park; nobody's route leads through them.
local DEAD_END_SERVICE = { driveway = true, parking_aisle = true, ['drive-through'] = true }

local OPEN_BARRIERS = {
  no = true, entrance = true, toll_booth = true, border_control = true, cattle_grid = true, kerb = true,
  sally_port = true, gate = true, lift_gate = true, swing_gate = true, sliding_gate = true, height_restrictor = true,
}
local GATE_S = { gate = 15, lift_gate = 20, swing_gate = 15, sliding_gate = 15 }
-- Posts and stones keep cars out; what passes between them is known only where a width is given.
local POSTS = { bollard = true, block = true, cycle_barrier = true, motorcycle_barrier = true, chicane = true }
-- A bar over the road without a height stands there to keep trucks out.
local BAR_M = 2.5

-- Metres that a vehicle needs beside itself: less than the first is closed, the second is crept through, the
-- third driven slowly.
local CLOSED_M, CREEP_M, SLOW_M = 0.25, 0.75, 1.75

local SIGNAL_S, LEVEL_CROSSING_S, BUMP_S = 15, 6, 4
local BUMPS = { yes = true, bump = true, hump = true, table = true, rumble_strip = true, cushion = true }

local function tag(object, key)
  return object:get_value_by_key(key) or ''
end

-- The first number of a value such as "2.5 m", "2,5" or "3"; nil when there is none.
local function number_of(value)
  return tonumber((string.match(string.gsub(value, ',', '.'), '^%s*(%d+%.?%d*)')))
end

local function kmh_of(value)
  local number = number_of(value)
  if number and string.find(value, 'mph') then
    return number * 1.609344
  end
  return number
end

local function metres_of(value)
  local number = number_of(value)
  if number and (string.find(value, "'") or string.find(value, 'ft')) then
    return number * 0.3048
  end
  return number
end

local function tonnes_of(value)
  local number = number_of(value)
  if number and string.find(value, 'kg') then
    return number / 1000
  elseif number and string.find(value, 'lbs') then
    return number * 0.00045359
  end
  return number
end

-- The first of several values that is there; nil when none is.
local function first_of(object, keys, read)
  for _, key in ipairs(keys) do
    local given = read(tag(object, key))
    if given then
      return given
    end
  end
  return nil
end

local function below(limit, needed)
  return limit ~= nil and limit < needed
end

-- `vehicle` has: name, speed_kmh by class, rough (factor on the bounds by surface), height_m, width_m, length_m,
-- weight_t, creep_kmh, slow_kmh, heavy (keeps out of lanes), access and oneway and restrictions (keys, the most
-- specific first), tracks (set of tracktypes; '' = none given), turn_s, across_s, u_turn_s.
return function(vehicle)
  local function access_of(object)
    return first_of(object, vehicle.access, function(value) return value ~= '' and value or nil end) or ''
  end

  -- Whether the most specific key alone opens a way: `access=yes` is said of walkers too.
  local function has_permit(way)
    for _, key in ipairs(vehicle.access) do
      local value = tag(way, key)
      if key ~= 'access' and value ~= '' then
        return not CLOSED[value]
      end
    end
    return false
  end

  local function too_small(object)
    return below(metres_of(tag(object, 'maxheight')), vehicle.height_m)
      or below(first_of(object, { 'maxwidth:physical', 'maxwidth' }, metres_of), vehicle.width_m)
      or below(metres_of(tag(object, 'maxlength')), vehicle.length_m)
      or below(first_of(object, { vehicle.heavy and 'maxweight:hgv' or 'maxweight', 'maxweight' }, tonnes_of),
               vehicle.weight_t)
      or below(tonnes_of(tag(object, 'maxaxleload')), vehicle.axle_t)
  end

  -- Metres beside the vehicle; nil when nobody measured the road.
  local function room_m(way)
    local width = first_of(way, { 'width:carriageway', 'width', 'est_width' }, metres_of)
    return width and width - vehicle.width_m
  end

  local function barrier_stops(node, barrier)
    local access = access_of(node)
    if CLOSED[access] or tag(node, 'locked') == 'yes' or too_small(node) then
      return true
    elseif barrier == 'height_restrictor' then
      return tag(node, 'maxheight') == '' and vehicle.height_m > BAR_M
    elseif barrier == '' or OPEN_BARRIERS[barrier] or access ~= '' then
      return false
    elseif POSTS[barrier] then
      local gap = first_of(node, { 'maxwidth:physical', 'maxwidth', 'width' }, metres_of)
      return tag(node, 'bollard') ~= 'rising' and (gap == nil or gap < vehicle.width_m)
    end
    return true
  end

  local function delay(node, kind, direction, seconds)
    obstacle_map:add(node, Obstacle.new(kind, direction, seconds, 0))
  end

  local function process_node(_, node)
    local barrier = tag(node, 'barrier')
    if barrier_stops(node, barrier) then
      obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
    elseif GATE_S[barrier] then
      delay(node, obstacle_type.gate, obstacle_direction.both, GATE_S[barrier])
    end
    if tag(node, 'highway') == 'traffic_signals' then
      delay(node, obstacle_type.traffic_signals, obstacle_direction.none, SIGNAL_S)
    elseif tag(node, 'railway') == 'level_crossing' then
      delay(node, obstacle_type.gate, obstacle_direction.both, LEVEL_CROSSING_S)
    elseif BUMPS[tag(node, 'traffic_calming')] then
      delay(node, obstacle_type.gate, obstacle_direction.both, BUMP_S)
    end
  end

  local function closed_by_class(way, highway)
    if not vehicle.speed_kmh[highway] or (ON_PERMIT[highway] and not has_permit(way)) then
      return true
    elseif highway == 'track' then
      return not vehicle.tracks[tag(way, 'tracktype')]
    end
    -- Toll roads are for four wheels and more; only a tag of its own opens a lane beside one.
    return vehicle.no_toll and not has_permit(way)
      and (TOLL_CLASS[highway] or tag(way, 'toll') == 'yes' or tag(way, 'motorroad') == 'yes')
  end

  local function closed(way, highway)
    local room = room_m(way)
    return CLOSED[access_of(way)] or closed_by_class(way, highway) or too_small(way)
      or (LANES[highway] and below(room, CLOSED_M))
      or IMPASSABLE[tag(way, 'smoothness')] or tag(way, 'impassable') == 'yes' or tag(way, 'area') == 'yes'
  end

  -- km/h that the width of a lane allows; nil when it slows nobody down.
  local function bound_by_room(way, highway)
    local room = room_m(way)
    if room == nil and SINGLE_LANES[highway] and tag(way, 'lanes') == '1' and vehicle.heavy then
      return vehicle.slow_kmh
    elseif LANES[highway] and (tag(way, 'narrow') == 'yes' or below(room, CREEP_M)) then
      return vehicle.creep_kmh
    elseif below(room, SLOW_M) then
      return vehicle.slow_kmh
    end
    return nil
  end

  local function speed_of(way, highway)
    local speed = vehicle.speed_kmh[highway]
    if vehicle.heavy and tag(way, 'service') == 'alley' then
      speed = math.min(speed, vehicle.creep_kmh)
    end
    local rough = {
      SURFACE_KMH[tag(way, 'surface')], SMOOTHNESS_KMH[tag(way, 'smoothness')],
      highway == 'track' and TRACK_KMH[tag(way, 'tracktype')] or nil,
    }
    for _, bound in pairs(rough) do
      speed = math.min(speed, bound * vehicle.rough)
    end
    return math.min(speed, bound_by_room(way, highway) or speed)
  end

  -- A lane in which a heavy truck has business only when its stop is there.
  local function only_to_end_there(way, highway)
    if LOCAL_ONLY[access_of(way)] or DEAD_END_SERVICE[tag(way, 'service')] or highway == 'pedestrian' then
      return true
    elseif not vehicle.heavy then
      return false
    end
    local room = room_m(way)
    return highway == 'living_street' or highway == 'track' or tag(way, 'service') == 'alley'
      or tag(way, 'narrow') == 'yes' or (LANES[highway] and below(room, CREEP_M))
      or (SINGLE_LANES[highway] and room == nil and tag(way, 'lanes') == '1')
  end

  -- Returns 1 (one way along), -1 (one way against) or 0.
  local function direction_of(way, highway)
    local oneway = first_of(way, vehicle.oneway, function(value) return value ~= '' and value or nil end) or ''
    local junction = tag(way, 'junction')
    if oneway == '-1' or oneway == 'reverse' then
      return -1
    elseif oneway == 'yes' or oneway == '1' or oneway == 'true' then
      return 1
    elseif oneway == '' and (junction == 'roundabout' or junction == 'circular' or highway == 'motorway') then
      return 1
    end
    return 0
  end

  local function limited(way, speed, direction)
    local keys = { 'maxspeed:' .. direction, 'maxspeed' }
    if vehicle.heavy then
      table.insert(keys, 1, 'maxspeed:hgv')
    end
    return math.min(speed, first_of(way, keys, kmh_of) or speed)
  end

  local function process_way(_, way, result)
    local highway = tag(way, 'highway')
    if closed(way, highway) then
      return
    end
    local speed = speed_of(way, highway)
    local forward, backward = limited(way, speed, 'forward'), limited(way, speed, 'backward')
    local direction = direction_of(way, highway)
    if direction >= 0 and forward > 0 then
      result.forward_mode = mode.driving
      result.forward_speed = forward
      result.forward_rate = forward / 3.6
    end
    if direction <= 0 and backward > 0 then
      result.backward_mode = mode.driving
      result.backward_speed = backward
      result.backward_rate = backward / 3.6
    end
    if only_to_end_there(way, highway) then
      result.forward_restricted = true
      result.backward_restricted = true
    end
    local junction = tag(way, 'junction')
    result.roundabout = junction == 'roundabout'
    result.circular = junction == 'circular'
    result.is_left_hand_driving = true
    result.name = tag(way, 'name')
    result.ref = tag(way, 'ref')
  end

  -- Angles are degrees, negative to the left. A right turn crosses the oncoming traffic here.
  local function process_turn(_, turn)
    for _, obstacle in pairs(obstacle_map:get(turn.from, turn.via)) do
      turn.duration = turn.duration + obstacle.duration
    end
    if turn.is_u_turn then
      turn.duration = turn.duration + vehicle.u_turn_s
    elseif turn.number_of_roads > 2 then
      local sharpness = math.min(1, math.abs(turn.angle) / 90)
      turn.duration = turn.duration + vehicle.turn_s * sharpness * sharpness
      if turn.angle > 0 and not turn.source_is_roundabout and not turn.target_is_roundabout then
        turn.duration = turn.duration + vehicle.across_s * sharpness
      end
    end
    turn.weight = turn.duration
    -- Dear once, so that a road for residents only is entered to end there, and never to pass through.
    if not turn.source_restricted and turn.target_restricted then
      turn.weight = constants.max_turn_weight
    end
  end

  local function setup()
    return {
      properties = {
        -- Seconds too, but under a name of its own: under 'duration' OSRM ignores the weights of turns.
        weight_name = 'haul_seconds',
        max_speed_for_map_matching = 100 / 3.6,
        use_turn_restrictions = true,
        continue_straight_at_waypoint = false,
        left_hand_driving = true,
        u_turn_penalty = vehicle.u_turn_s,
      },
      default_mode = mode.driving,
      restrictions = vehicle.restrictions,
      classes = { 'restricted' },
      excludable = {},
    }
  end

  api_version = 4
  return { setup = setup, process_node = process_node, process_way = process_way, process_turn = process_turn }
end
