import { useEffect } from 'react';
import { Code } from '../ui/code.tsx';
import { Mark } from '../ui/mark.tsx';

/** The engine runs and answers no page: what that means, and the way back. */
export function ManagementOffPage() {
  useEffect(() => {
    document.title = 'Management is off · LMCP';
  }, []);
  return (
    <main className="grid h-full place-items-center overflow-y-auto bg-bg p-24">
      <div className="flex w-440 max-w-full flex-col">
        <Mark size={24} />
        <div role="alert">
          <h1 className="mt-16 font-620 text-22">Management over HTTP is off</h1>
        </div>
        <p className="mt-6 text-ink-2">
          The engine runs and clients keep calling. It serves no page and no method of management
          over HTTP, so this page shows nothing.
        </p>
        <p className="mt-24 mb-8 text-12 text-ink-3">
          Under <code className="code-text">lmcp</code> in registry.yaml, this line turns it on
          again, at once.
        </p>
        <Code text="management_http: true" />
        <p className="mt-16 mb-8 text-12 text-ink-3">
          Then make a new link: every browser was signed out.
        </p>
        <Code text="lmcp ui" />
      </div>
    </main>
  );
}
