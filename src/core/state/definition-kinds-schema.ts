/**
 * Definitions of every kind in the tables that held tools alone, and what each server declared (`ability`, separated by spaces).
 * What was there are tools. A kind without a row was never read, so that its first reading is a first use.
 */
export const definitionKindsSchema = `
  ALTER TABLE definition_listing RENAME TO listing_of_tools;
  ALTER TABLE definition_observed RENAME TO observed_tool;
  ALTER TABLE definition_refused RENAME TO refused_tool;
  ALTER TABLE definition_approved RENAME TO approved_tool;
  CREATE TABLE definition_listing (
    server TEXT NOT NULL,
    kind TEXT NOT NULL,
    observed_us INTEGER NOT NULL,
    first_use_over INTEGER NOT NULL CHECK (first_use_over IN (0, 1)),
    PRIMARY KEY (server, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_observed (
    server TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (server, kind, name),
    FOREIGN KEY (server, sha256) REFERENCES definition (server, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_refused (
    server TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (server, kind, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE definition_approved (
    server TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    approved_us INTEGER NOT NULL,
    PRIMARY KEY (server, kind, name),
    FOREIGN KEY (server, sha256) REFERENCES definition (server, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE server_abilities (
    server TEXT NOT NULL PRIMARY KEY,
    abilities TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO definition_listing SELECT server, 'tool', observed_us, first_use_over FROM listing_of_tools;
  INSERT INTO definition_observed SELECT server, 'tool', name, sha256, position FROM observed_tool;
  INSERT INTO definition_refused SELECT server, 'tool', name, reason FROM refused_tool;
  INSERT INTO definition_approved SELECT server, 'tool', name, sha256, position, approved_us FROM approved_tool;
  DROP TABLE listing_of_tools;
  DROP TABLE observed_tool;
  DROP TABLE refused_tool;
  DROP TABLE approved_tool;
`;
