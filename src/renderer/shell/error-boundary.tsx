import { RotateCcw, TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Code } from '../ui/code.tsx';
import { Empty } from '../ui/empty.tsx';
import { PageHeader } from '../ui/page-header.tsx';

interface ErrorBoundaryState {
  readonly failure: { readonly cause: unknown } | null;
}

/** Keeps the fault of one view from taking the window with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failure: null };

  static getDerivedStateFromError(cause: unknown): ErrorBoundaryState {
    return { failure: { cause } };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    const reload = (
      <Button icon={RotateCcw} onClick={() => location.reload()}>
        Reload the page
      </Button>
    );
    return (
      <>
        <PageHeader title="This view failed" />
        <div className="flex flex-col gap-16 overflow-y-auto p-24">
          <Empty
            icon={TriangleAlert}
            title="A fault in this view, not in the engine"
            action={reload}
          >
            Calls go on as before. Other views work; what follows helps to report the fault.
          </Empty>
          <Code wrap text={describe(failure.cause)} />
        </div>
      </>
    );
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
