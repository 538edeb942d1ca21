-- A village's pickup with raised sides, 3 m3.
return require('vehicle')({
  speed_kmh = {
    motorway = 60, motorway_link = 32, trunk = 38, trunk_link = 25, primary = 34, primary_link = 24,
    secondary = 30, secondary_link = 22, tertiary = 26, tertiary_link = 19, unclassified = 22,
    residential = 18, living_street = 12, service = 12, road = 18, track = 12, pedestrian = 8,
  },
  rough = 1.3, creep_kmh = 8, slow_kmh = 14,
  height_m = 2.2, width_m = 1.7, length_m = 4.5, weight_t = 2.6, axle_t = 1.6,
  heavy = false,
  tracks = { [''] = true, grade1 = true, grade2 = true, grade3 = true },
  access = { 'goods', 'motorcar', 'motor_vehicle', 'vehicle', 'access' },
  oneway = { 'oneway:motorcar', 'oneway:motor_vehicle', 'oneway' },
  restrictions = { 'motorcar', 'motor_vehicle', 'vehicle' },
  turn_s = 5, across_s = 4, u_turn_s = 20,
})
