/** One question of the decision's order (DESIGN: policy), and how it was answered. */
export interface ExplainStep {
  readonly text: string;
  readonly state: 'passed' | 'refused' | 'not reached';
  /** The line of the registry that answered, where it did. */
  readonly rule: string;
}

export interface Explained {
  readonly effect: 'allow' | 'deny' | 'ask';
  readonly rule: string;
  readonly message: string;
}

interface Question {
  /** Where nobody came to ask it. */
  readonly asked: string;
  readonly passed: string;
  readonly refused: string;
  /** Whether the rule that decided belongs to this question. */
  readonly owns: (rule: string, effect: Explained['effect']) => boolean;
}

const questions: readonly Question[] = [
  {
    asked: 'Whether the client is registered and enabled',
    passed: 'The client is registered and enabled.',
    refused: 'The client is not registered, or is disabled.',
    owns: (rule) => rule === 'clients' || /^clients\.[^.]+\.enabled$/.test(rule),
  },
  {
    asked: 'Whether the server is granted to it',
    passed: 'The server is granted to it.',
    refused: 'The server is not granted to it.',
    owns: (rule, effect) => /^clients\.[^.]+\.allow_servers/.test(rule) && effect !== 'allow',
  },
  {
    asked: 'Whether the server is enabled',
    passed: 'The server is enabled.',
    refused: 'The server is disabled.',
    owns: (rule) => /^servers\.[^.]+\.enabled$/.test(rule),
  },
  {
    asked: 'Rules over all servers',
    passed: 'No rule over all servers denies the tool.',
    refused: 'A rule over all servers denies the tool.',
    owns: (rule) => rule.startsWith('lmcp.tool_policy'),
  },
  {
    asked: 'The server’s own rules',
    passed: 'The server’s own rules let it pass.',
    refused: 'A rule of the server denies it.',
    owns: (rule) => /^servers\.[^.]+\.tool_policy/.test(rule),
  },
  {
    asked: 'The client’s own rules',
    passed: 'The client’s own rules let it pass.',
    refused: 'A rule of the client denies it.',
    owns: (rule) => /^clients\.[^.]+\.tools\./.test(rule),
  },
];

/** The order in which the engine asked, up to the rule that decided. */
export function explainSteps({ effect, rule }: Explained): ExplainStep[] {
  const decided = effect === 'allow' ? -1 : questions.findIndex(({ owns }) => owns(rule, effect));
  return questions.map(({ asked, passed, refused, owns }, index) => {
    if (decided !== -1 && index > decided) return { text: asked, state: 'not reached', rule: '' };
    if (index === decided) return { text: refused, state: 'refused', rule };
    return {
      text: passed,
      state: 'passed',
      rule: effect === 'allow' && owns(rule, effect) ? rule : '',
    };
  });
}

/** Which question a rule that denies belongs to, as a sentence; null for a rule that this page does not know. */
export function whyDenied(rule: string): string | null {
  return questions.find(({ owns }) => owns(rule, 'deny'))?.refused ?? null;
}
