// What a session through the execution provider must keep of InferenceSession's promises, on any execution provider and in any
// release of onnxruntime-web.
import { describeErrors } from './sessions/errors.ts';
import { describeFunctions } from './sessions/functions.ts';
import { describeGraphs } from './sessions/graphs.ts';
import { describeHalves } from './sessions/halves.ts';
import { type SessionContext, sessionHarness } from './sessions/harness.ts';
import { describeModels } from './sessions/models.ts';
import { describeRanks } from './sessions/ranks.ts';
import { describeRuns } from './sessions/runs.ts';

export function describeSessions(context: SessionContext): void {
  const harness = sessionHarness(context);
  describeGraphs(harness);
  describeFunctions(harness);
  describeHalves(harness);
  describeModels(harness);
  describeRanks(harness);
  describeRuns(harness);
  describeErrors(harness);
}
