-- A village's cargo motorcycle on three wheels (tossa), 1.5 m3. By law it is a motorcycle: no toll roads.
return require('vehicle')({
  speed_kmh = {
    motorway = 28, motorway_link = 20, trunk = 28, trunk_link = 20, primary = 27, primary_link = 19,
    secondary = 25, secondary_link = 18, tertiary = 22, tertiary_link = 17, unclassified = 19,
    residential = 16, living_street = 12, service = 12, road = 16, track = 10,
    pedestrian = 8, path = 8, footway = 6,
  },
  rough = 1.0, creep_kmh = 8, slow_kmh = 12,
  height_m = 1.9, width_m = 1.25, length_m = 3.5, weight_t = 1.0, axle_t = 0.7,
  heavy = false, no_toll = true,
  tracks = { [''] = true, grade1 = true, grade2 = true, grade3 = true, grade4 = true },
  access = { 'motorcycle', 'motor_vehicle', 'vehicle', 'access' },
  oneway = { 'oneway:motorcycle', 'oneway:motor_vehicle', 'oneway' },
  restrictions = { 'motorcycle', 'motor_vehicle', 'vehicle' },
  turn_s = 4, across_s = 3, u_turn_s = 12,
})
