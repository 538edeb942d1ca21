/** What an office needs before anything moves on its map, in the order in which it is brought. */
export const STEPS = ["points", "vehicles", "devices"] as const;
export type Step = (typeof STEPS)[number];
export type Have = Readonly<Record<Step, number>>;

/** How many are the office's own: where the points are no samples (a demo's are), sample vehicles do not count. */
export const ownVehicles = (list: readonly { sample: boolean }[], inDemo: boolean) =>
  inDemo ? list.length : list.filter((vehicle) => !vehicle.sample).length;

/** Whether one of them is missing altogether. */
export const isEmpty = (have: Have) => STEPS.some((step) => have[step] === 0);
