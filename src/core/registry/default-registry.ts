/** What a missing registry.yaml is created with: nobody may do anything yet. */
export const defaultRegistryText = `# LMCP: which MCP servers exist, and which client may reach what.
# Every key is explained in docs/registry.md. Changes come into force when the file is saved;
# \`lmcp validate\` checks it, \`lmcp client add\` and \`lmcp server add\` write it.
version: 1

lmcp:
  host: 127.0.0.1
  port: 7345

# A new client reaches nothing until its allow_servers names a server.
clients: {}

# A new server is granted to nobody.
servers: {}
`;
