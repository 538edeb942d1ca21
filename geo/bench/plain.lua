-- The plainest profile: a speed by class and nothing else. Turns cost nothing, so that a search on the
-- junctions alone (networkx, scipy) has the same answers and may be compared with OSRM.

api_version = 4

local SPEED_KMH = { secondary = 24, residential = 12 }

function setup()
  return {
    properties = {
      weight_name = 'duration',
      use_turn_restrictions = false,
      continue_straight_at_waypoint = false,
      left_hand_driving = true,
      u_turn_penalty = 0,
    },
    default_mode = mode.driving,
    restrictions = {},
    classes = {},
    excludable = {},
  }
end

function process_way(profile, way, result)
  local speed = SPEED_KMH[way:get_value_by_key('highway') or '']
  if speed then
    result.forward_mode = mode.driving
    result.backward_mode = mode.driving
    result.forward_speed = speed
    result.backward_speed = speed
  end
end

function process_turn(profile, turn)
  turn.duration = 0
end

return { setup = setup, process_way = process_way, process_turn = process_turn }
