-- A loaded six-wheel dump truck with a body of 6 m3, at hauling speed.
return require('vehicle')({
  speed_kmh = {
    motorway = 50, motorway_link = 28, trunk = 28, trunk_link = 20, primary = 25, primary_link = 19,
    secondary = 22, secondary_link = 17, tertiary = 19, tertiary_link = 15, unclassified = 17,
    residential = 15, living_street = 8, service = 10, road = 14, track = 8, pedestrian = 6,
  },
  rough = 1.0, creep_kmh = 6, slow_kmh = 11,
  height_m = 2.8, width_m = 2.0, length_m = 6.5, weight_t = 8.25, axle_t = 5.5,
  heavy = true,
  tracks = { grade1 = true, grade2 = true },
  access = { 'hgv', 'goods', 'motorcar', 'motor_vehicle', 'vehicle', 'access' },
  oneway = { 'oneway:motorcar', 'oneway:motor_vehicle', 'oneway' },
  restrictions = { 'hgv', 'motor_vehicle', 'vehicle' },
  turn_s = 8, across_s = 5, u_turn_s = 45,
})
