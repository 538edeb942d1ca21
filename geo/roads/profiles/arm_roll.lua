-- An arm-roll truck that carries one container of 6 m3 on its hook; wide, tall and awkward in a lane.
return require('vehicle')({
  speed_kmh = {
    motorway = 50, motorway_link = 28, trunk = 29, trunk_link = 20, primary = 26, primary_link = 19,
    secondary = 23, secondary_link = 17, tertiary = 19, tertiary_link = 15, unclassified = 17,
    residential = 14, living_street = 7, service = 9, road = 14, track = 7, pedestrian = 6,
  },
  rough = 1.0, creep_kmh = 5, slow_kmh = 10,
  height_m = 3.0, width_m = 2.1, length_m = 7.0, weight_t = 8.25, axle_t = 5.5,
  heavy = true,
  tracks = { grade1 = true, grade2 = true },
  access = { 'hgv', 'goods', 'motorcar', 'motor_vehicle', 'vehicle', 'access' },
  oneway = { 'oneway:motorcar', 'oneway:motor_vehicle', 'oneway' },
  restrictions = { 'hgv', 'motor_vehicle', 'vehicle' },
  turn_s = 9, across_s = 5, u_turn_s = 60,
})
