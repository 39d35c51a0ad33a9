/**
 * Tables of the definition store: texts by hash, and which were observed last and which approved. `first_use_over` is set by the
 * first listing that had anything to approve.
 */
export const definitionSchema = `
  CREATE TABLE definition (
    server TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    json TEXT NOT NULL,
    PRIMARY KEY (server, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_listing (
    server TEXT NOT NULL PRIMARY KEY,
    observed_us INTEGER NOT NULL,
    first_use_over INTEGER NOT NULL CHECK (first_use_over IN (0, 1))
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_observed (
    server TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (server, name),
    FOREIGN KEY (server, sha256) REFERENCES definition (server, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_refused (
    server TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (server, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_approved (
    server TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    approved_us INTEGER NOT NULL,
    PRIMARY KEY (server, name),
    FOREIGN KEY (server, sha256) REFERENCES definition (server, sha256)
  ) STRICT, WITHOUT ROWID;
`;
