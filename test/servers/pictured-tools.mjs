// What the servers of the pictures offer: name, description, what it claims to do, arguments.
export const picturedTools = {
  filesystem: {
    delayMs: 3,
    instructions: 'Paths are relative to the project folder.',
    tools: [
      ['read_text_file', 'Read the whole of a text file', 'reads', 'path'],
      ['read_media_file', 'Read an image or a sound', 'reads', 'path'],
      ['list_directory', 'List the files and folders in a folder', 'reads', 'path'],
      ['directory_tree', 'A folder and everything in it, as a tree', 'reads', 'path'],
      ['search_files', 'Find files whose name matches a pattern', 'reads', 'path', 'pattern'],
      ['get_file_info', 'Size, times and permissions of a file', 'reads', 'path'],
      ['write_file', 'Create a file, or replace what is in it', 'writes', 'path', 'content'],
      ['edit_file', 'Change lines of a text file', 'writes', 'path', 'edits'],
      ['create_directory', 'Make a folder', 'writes', 'path'],
      ['move_file', 'Move or rename a file or a folder', 'writes', 'source', 'destination'],
    ],
  },
  github: {
    delayMs: 160,
    tools: [
      ['create_issue', 'Open an issue in a repository', 'writes', 'repo', 'title', 'body'],
      ['get_file_contents', 'Read a file or a folder of a repository', 'reads', 'repo', 'path'],
      ['list_issues', 'List issues of a repository, with filters', 'reads', 'repo'],
      ['get_issue', 'Read one issue with its comments', 'reads', 'repo', 'number'],
      ['search_code', 'Search code across repositories', 'reads', 'query'],
      ['list_pull_requests', 'List pull requests of a repository', 'reads', 'repo'],
      ['get_pull_request', 'Read one pull request', 'reads', 'repo', 'number'],
      ['create_pull_request', 'Open a pull request', 'writes', 'repo', 'head', 'base'],
      ['merge_pull_request', 'Merge a pull request', 'writes', 'repo', 'number'],
      ['create_branch', 'Create a branch', 'writes', 'repo', 'branch'],
      ['push_files', 'Push several files in one commit', 'writes', 'repo', 'branch', 'files'],
      ['list_commits', 'List the commits of a branch', 'reads', 'repo', 'branch'],
    ],
  },
  sentry: {
    delayMs: 240,
    tools: [
      ['search_issues', 'Search issues by words, project and state', 'reads', 'query'],
      ['get_issue', 'Read one issue with its latest event', 'reads', 'id'],
      ['get_event', 'Read one event with its stack trace', 'reads', 'id'],
      ['list_projects', 'List the projects of the organization', 'reads'],
      ['resolve_issue', 'Mark an issue as resolved', 'writes', 'id'],
      ['assign_issue', 'Assign an issue to a person', 'writes', 'id', 'assignee'],
    ],
  },
  playwright: {
    delayMs: 90,
    tools: [
      ['browser_navigate', 'Open an address', 'writes', 'url'],
      ['browser_snapshot', 'Read the page as an accessibility tree', 'reads'],
      ['browser_click', 'Click an element', 'writes', 'element'],
      ['browser_type', 'Type into an element', 'writes', 'element', 'text'],
      ['browser_take_screenshot', 'Take a picture of the page', 'reads'],
      ['browser_close', 'Close the page', 'writes'],
    ],
  },
  memory: {
    delayMs: 2,
    tools: [
      ['create_entities', 'Remember new things', 'writes', 'entities'],
      ['add_observations', 'Add facts to what is remembered', 'writes', 'observations'],
      ['search_nodes', 'Search what is remembered', 'reads', 'query'],
      ['read_graph', 'Read everything that is remembered', 'reads'],
      ['delete_entities', 'Forget things', 'writes', 'names'],
    ],
  },
  fetch: { delayMs: 120, tools: [['fetch', 'Fetch a page as Markdown', 'reads', 'url']] },
  invoices: {
    delayMs: 30,
    tools: [
      ['find_invoice', 'Find an invoice by its number', 'reads', 'number'],
      ['list_unpaid', 'List invoices that are due', 'reads'],
      ['send_reminder', 'Send a reminder to a customer', 'writes', 'number'],
    ],
  },
};
