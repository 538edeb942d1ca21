-- A loaded garbage truck (6 m3 dump truck or arm-roll) on the roads of northern Java.
--
-- Speeds are hauling speeds met in practice, not limits: public figures for garbage trucks on Java say 20-22 km/h
-- over a whole haul, OpenStreetMap has a `maxspeed` on hardly any road there, and lanes are shared with motorcycles.
-- Self-contained on purpose: it requires none of OSRM's own Lua files, so an upgrade of OSRM cannot change it.

api_version = 4

-- km/h by `highway`; a class that is missing here is not for trucks.
local SPEED_KMH = {
  motorway = 50, motorway_link = 28,
  trunk = 29, trunk_link = 20,
  primary = 26, primary_link = 19,
  secondary = 23, secondary_link = 17,
  tertiary = 20, tertiary_link = 15,
  unclassified = 18, residential = 15, living_street = 10,
  service = 11, road = 14, track = 8,
}

-- Upper bounds in km/h by `surface`; a surface that is missing here does not slow a truck down.
local SURFACE_KMH = {
  paving_stones = 20, sett = 16, cobblestone = 14, compacted = 20, gravel = 14, fine_gravel = 16, pebblestone = 12,
  unpaved = 12, ground = 10, dirt = 10, earth = 10, grass = 7, sand = 6, mud = 5, wood = 10,
}

-- Upper bounds in km/h by `smoothness`; 0 closes the road.
local SMOOTHNESS_KMH = { bad = 16, very_bad = 10, horrible = 6, very_horrible = 0, impassable = 0 }

-- Only the better tracks carry a loaded truck, and rain closes the others.
local TRACK_OPEN = { [''] = true, grade1 = true, grade2 = true, grade3 = true }

-- From the most to the least specific key.
local ACCESS_KEYS = { 'hgv', 'goods', 'motorcar', 'motor_vehicle', 'vehicle', 'access' }
local CLOSED = { no = true, military = true, agricultural = true, forestry = true, emergency = true, bus = true, psv = true }
-- One may end there (a landfill, a market, a factory), but not pass through.
local LOCAL_ONLY = { private = true, customers = true, delivery = true, destination = true, permit = true, residents = true }

local OPEN_BARRIERS = {
  no = true, entrance = true, toll_booth = true, border_control = true, cattle_grid = true, kerb = true,
  sally_port = true, gate = true, lift_gate = true, swing_gate = true, height_restrictor = true,
}
local GATE_S = { gate = 15, lift_gate = 20, swing_gate = 15 }

-- The truck itself.
local HEIGHT_M, WIDTH_M, LENGTH_M, WEIGHT_T = 2.9, 2.1, 7.0, 8.0

-- Seconds.
local SIGNAL_S, LEVEL_CROSSING_S, TURN_S, ACROSS_S, U_TURN_S = 15, 6, 8, 5, 45

function setup()
  return {
    properties = {
      -- Seconds too, but under a name of its own: under 'duration' OSRM ignores the weights of turns.
      weight_name = 'truck_seconds',
      max_speed_for_map_matching = 100 / 3.6,
      use_turn_restrictions = true,
      continue_straight_at_waypoint = false,
      left_hand_driving = true,
      u_turn_penalty = U_TURN_S,
    },
    default_mode = mode.driving,
    restrictions = { 'hgv', 'motorcar', 'motor_vehicle', 'vehicle' },
    classes = { 'restricted' },
    excludable = {},
  }
end

local function tag(object, key)
  return object:get_value_by_key(key) or ''
end

-- The first number of a value such as "2.5 m", "40 km/h" or "3"; nil when there is none.
local function number_of(value)
  return tonumber(string.match(value, '^%s*(%d+%.?%d*)'))
end

local function too_small(way, key, needed)
  local given = number_of(tag(way, key))
  return given ~= nil and given < needed
end

local function access_of(object)
  for _, key in ipairs(ACCESS_KEYS) do
    local value = tag(object, key)
    if value ~= '' then
      return value
    end
  end
  return ''
end

function process_node(profile, node)
  local barrier = tag(node, 'barrier')
  local access = access_of(node)
  if CLOSED[access] or (barrier ~= '' and access == '' and not OPEN_BARRIERS[barrier]
                        and tag(node, 'bollard') ~= 'rising') then
    obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
  elseif barrier == 'height_restrictor' and too_small(node, 'maxheight', HEIGHT_M) then
    obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
  elseif GATE_S[barrier] then
    obstacle_map:add(node, Obstacle.new(obstacle_type.gate, obstacle_direction.both, GATE_S[barrier], 0))
  end
  if tag(node, 'highway') == 'traffic_signals' then
    obstacle_map:add(node, Obstacle.new(obstacle_type.traffic_signals, obstacle_direction.none, SIGNAL_S, 0))
  elseif tag(node, 'railway') == 'level_crossing' then
    obstacle_map:add(node, Obstacle.new(obstacle_type.gate, obstacle_direction.both, LEVEL_CROSSING_S, 0))
  end
end

local function speed_of(way, highway)
  local speed = SPEED_KMH[highway]
  local limit = number_of(tag(way, 'maxspeed:hgv')) or number_of(tag(way, 'maxspeed'))
  for _, bound in pairs({ limit, SURFACE_KMH[tag(way, 'surface')], SMOOTHNESS_KMH[tag(way, 'smoothness')] }) do
    speed = math.min(speed, bound)
  end
  return speed
end

local function closed(way, highway)
  if CLOSED[access_of(way)] or tag(way, 'area') == 'yes' or tag(way, 'impassable') == 'yes' then
    return true
  end
  if highway == 'track' and not TRACK_OPEN[tag(way, 'tracktype')] then
    return true
  end
  return too_small(way, 'maxheight', HEIGHT_M) or too_small(way, 'maxwidth', WIDTH_M)
    or too_small(way, 'maxlength', LENGTH_M) or too_small(way, 'maxweight', WEIGHT_T)
end

-- Returns 1 (one way along), -1 (one way against) or 0.
local function direction_of(way, highway)
  local oneway = tag(way, 'oneway')
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

function process_way(profile, way, result)
  local highway = tag(way, 'highway')
  if not SPEED_KMH[highway] or closed(way, highway) then
    return
  end
  local speed = speed_of(way, highway)
  if speed <= 0 then
    return
  end
  local direction = direction_of(way, highway)
  if direction >= 0 then
    result.forward_mode = mode.driving
    result.forward_speed = speed
    result.forward_rate = speed / 3.6
  end
  if direction <= 0 then
    result.backward_mode = mode.driving
    result.backward_speed = speed
    result.backward_rate = speed / 3.6
  end
  if LOCAL_ONLY[access_of(way)] then
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
function process_turn(profile, turn)
  for _, obstacle in pairs(obstacle_map:get(turn.from, turn.via)) do
    turn.duration = turn.duration + obstacle.duration
  end
  if turn.is_u_turn then
    turn.duration = turn.duration + U_TURN_S
  elseif turn.number_of_roads > 2 then
    local sharpness = math.min(1, math.abs(turn.angle) / 90)
    turn.duration = turn.duration + TURN_S * sharpness * sharpness
    if turn.angle > 0 and not turn.source_is_roundabout and not turn.target_is_roundabout then
      turn.duration = turn.duration + ACROSS_S * sharpness
    end
  end
  turn.weight = turn.duration
  -- Dear once, so that a road for residents only is entered to end there, and never to pass through.
  if not turn.source_restricted and turn.target_restricted then
    turn.weight = constants.max_turn_weight
  end
end

return { setup = setup, process_node = process_node, process_way = process_way, process_turn = process_turn }
