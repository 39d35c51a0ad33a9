import type { EngineStatus } from '../../shared/contract-engine.ts';
import { toSentence } from '../format/to-sentence.ts';
import { Banner } from '../ui/banner.tsx';

/** The file on disk is not the registry in force: where it is wrong, and what goes on meanwhile. Nothing where all is well. */
export function RegistryRefused({ problem }: Pick<EngineStatus, 'problem'>) {
  if (problem === null) return null;
  return (
    <Banner tone="red" title={toSentence(problem.message)}>
      {problem.hint} <code className="code-text">{problem.code}</code>
    </Banner>
  );
}
