/** Every check of a document's meaning. One more is a file of its own and a line here. */
import { active } from './active.ts';
import type { LintCheck } from './check.ts';
import { codes } from './codes.ts';
import { conditions } from './conditions.ts';
import { confirm } from './confirm.ts';
import { counters } from './counters.ts';
import { durations } from './durations.ts';
import { exactlyOne } from './exactly-one.ts';
import { limits } from './limits.ts';
import { lists } from './lists.ts';
import { lots } from './lots.ts';
import { mechanicType } from './mechanic-type.ts';
import { multipliedRules } from './multiplied-rules.ts';
import { nothingGained } from './nothing-gained.ts';
import { occasions } from './occasions.ts';
import { priceRange } from './price-range.ts';
import { priorityTies } from './priority-ties.ts';
import { purses } from './purses.ts';
import { repeatedValues } from './repeated-values.ts';
import { rewards } from './rewards.ts';
import { schedule } from './schedule.ts';
import { steps } from './steps.ts';
import { tiers } from './tiers.ts';
import { timezone } from './timezone.ts';
import { worth } from './worth.ts';

export const checks: readonly LintCheck[] = [
  codes,
  timezone,
  durations,
  worth,
  confirm,
  purses,
  lots,
  mechanicType,
  exactlyOne,
  steps,
  multipliedRules,
  active,
  schedule,
  lists,
  priceRange,
  counters,
  tiers,
  conditions,
  limits,
  rewards,
  occasions,
  nothingGained,
  repeatedValues,
  priorityTies,
];
