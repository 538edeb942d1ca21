/** What an office needs before anything moves on its map, in the order in which it is brought. */
export const STEPS = ["points", "vehicles", "devices"] as const;
export type Step = (typeof STEPS)[number];
export type Have = Readonly<Record<Step, number>>;

/** Whether one of them is missing altogether. */
export const isEmpty = (have: Have) => STEPS.some((step) => have[step] === 0);
