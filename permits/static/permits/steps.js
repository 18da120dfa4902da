// By which keys and how far things on the plan are moved.

export const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
export const STEP_M = 0.1;
export const LONG_STEP_M = 1;
